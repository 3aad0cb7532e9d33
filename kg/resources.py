"""Finds ontology/, queries/ and the language model, in an installed wheel and in a checkout."""

from functools import cache
from pathlib import Path

from kg.errors import ResourceError

__all__ = ["resource"]

PACKAGE = Path(__file__).parent


@cache
def resource(name: str) -> Path:
    """Path of a file or folder that ships with kg, such as ``ontology/core.ttl`` or ``queries``.

    A wheel carries them in ``kg/data/``; a checkout has them beside ``kg/``.

    Raises:
        ResourceError: if it is in neither place.
    """
    places = [PACKAGE / "data" / name, PACKAGE.parent / name]
    for path in places:
        if path.exists():
            return path
    looked = " and ".join(str(p) for p in places)
    raise ResourceError(f"{name}: not found in {looked}; install kg again")
