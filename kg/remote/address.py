"""Tells addresses from folders."""

from pathlib import Path

__all__ = ["is_address"]


def is_address(place: Path | str) -> bool:
    """Whether a place is an endpoint's address, and no folder.

    >>> is_address("https://example.org/sparql"), is_address("graph.kg")
    (True, False)
    """
    return isinstance(place, str) and place.lower().startswith(("http://", "https://"))
