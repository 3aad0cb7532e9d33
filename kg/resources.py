"""Finds ontology/, queries/ and the language model, in an installed wheel and in a checkout."""

from functools import cache
from pathlib import Path

from kg.errors import ResourceError
from kg.model import digest

__all__ = ["fingerprint", "resource"]

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


def fingerprint(*names: str, without: str = "") -> str:
    """Hash of the data that ships with kg under some names: Turtle, TOML, tables and rules; `without` leaves a folder out."""
    found = (p for name in names for p in ([resource(name)] if resource(name).is_file() else resource(name).rglob("*")))
    data = sorted(p for p in found if p.suffix in (".ttl", ".toml", ".tsv", ".rq") and without not in p.parts)
    return digest(*(path.read_text(encoding="utf-8") for path in data))
