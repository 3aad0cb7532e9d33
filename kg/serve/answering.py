"""Answers queries: the whole answer in memory, within its limits, or an error."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, serialize

from kg.errors import LimitError
from kg.rdf.names import PREFIXES
from kg.serve.formats import GRAPHS, RESULTS, preferred
from kg.serve.frames import Reply
from kg.sparql import Dataset, select
from kg.sparql.answers import Capped
from kg.sparql.mistakes import as_it_is

if TYPE_CHECKING:
    from kg.queries.sandbox import Limits
    from kg.serve.worker import Desk

__all__ = ["WORK", "triples"]


class RowEnd(NamedTuple):
    """What ends a row, and how many of these come before that of the first row."""

    mark: bytes
    header: int


ROW_ENDS: Final[Mapping[QueryResultsFormat, RowEnd]] = {
    QueryResultsFormat.JSON: RowEnd(b"},{", -1),
    QueryResultsFormat.XML: RowEnd(b"</result>", 0),
    QueryResultsFormat.CSV: RowEnd(b"\r\n", 1),
    QueryResultsFormat.TSV: RowEnd(b"\n", 1),
}
"""A mark may also stand in a text; so there are at most as many rows as are counted by it."""


def query(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """Answer a query in one of the formats that its sender takes."""
    dataset = Dataset(**found) if isinstance(found := asked.get("dataset"), dict) else None
    result = select(
        desk.quads,
        body.decode(),
        inferred=bool(asked.get("inferred", True)),
        dataset=dataset,
        base=str(asked.get("base", "")),
        mistaken=as_it_is,
    )
    accept = str(asked["accept"])
    if not isinstance(result, QuerySolutions | QueryBoolean):
        return triples(result, accept, desk.limits)
    media = preferred(accept, tuple(RESULTS))
    if media is None:
        return unacceptable("rows", RESULTS)
    form = RESULTS[media]
    row = ROW_ENDS[form]
    file = Capped(desk.limits.rows, desk.limits.size, row_end=row.mark, header=row.header)
    result.serialize(file, format=form)
    return Reply(200, typed(media), file.getvalue())


def triples(found: Iterable[Triple], accept: str, limits: "Limits") -> Reply:
    """Triples in one of the formats that their reader takes."""
    media = preferred(accept, tuple(GRAPHS))
    if media is None:
        return unacceptable("triples", GRAPHS)
    form, file = GRAPHS[media], Capped(0, limits.size)
    prefixes = PREFIXES if form in (RdfFormat.TURTLE, RdfFormat.TRIG) else None
    serialize(counted(found, limits.rows), file, format=form, prefixes=prefixes)
    return Reply(200, typed(media), file.getvalue())


def counted(found: Iterable[Triple], most: int) -> Iterator[Triple]:
    """The triples, unless there are too many.

    Raises:
        LimitError: if there are.
    """
    for count, triple in enumerate(found):
        if most and count >= most:
            raise LimitError(f"the answer has more than {most} triples; add LIMIT, or ask for less")
        yield triple


def unacceptable(what: str, formats: Iterable[str]) -> Reply:
    """Say which formats there are."""
    return Reply.refusal(406, f"Accept: this gives {what}; formats for them: {', '.join(formats)}")


def typed(media: str) -> str:
    """A media type with the encoding of its characters, where it does not say it itself."""
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


WORK: Final[Mapping[str, Callable[["Desk", Mapping[str, object], bytes], Reply]]] = {"query": query}
"""Name of a job -> what does it."""
