"""Writes a graph in one of several formats: `WRITERS` holds one writer a format."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, TextIO, TypeAlias

from kg.errors import QueryError
from kg.export.rdf import write_jsonld, write_nquads, write_trig, write_turtle
from kg.export.tables import write_csv, write_jsonl, write_tsv
from kg.export.xml import write_graphml

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["WRITERS", "write"]

Writer: TypeAlias = "Callable[[Store, TextIO], None]"

WRITERS: Final[Mapping[str, Writer]] = {
    "csv": write_csv,
    "graphml": write_graphml,
    "jsonl": write_jsonl,
    "jsonld": write_jsonld,
    "nquads": write_nquads,
    "trig": write_trig,
    "tsv": write_tsv,
    "turtle": write_turtle,
}


def write(store: "Store", form: str, out: TextIO) -> None:
    """Write the whole graph in a format; the same graph always gives the same characters.

    Raises:
        QueryError: if the format is not known.
    """
    if form not in WRITERS:
        raise QueryError(f"format {form!r}: not known; known: {', '.join(WRITERS)}")
    WRITERS[form](store, out)
