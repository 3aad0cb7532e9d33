"""What a query gives as text: a table for people, the formats of the W3C for programs."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from pyoxigraph import (
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    serialize,
)

from kg.cli.output import GAP, fit, harmless, one_line, table
from kg.errors import QueryError
from kg.rdf.names import PREFIXES
from kg.rdf.readable import readable
from kg.rdf.terms import Term
from kg.sparql.answers import Answer

if TYPE_CHECKING:
    from rich.text import Text

__all__ = ["ALSO", "written"]

TABLE: Final = "table"
RESULTS: Final = {
    "csv": QueryResultsFormat.CSV,
    "json": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
GRAPHS: Final = {
    "turtle": RdfFormat.TURTLE,
    "n-triples": RdfFormat.N_TRIPLES,
    "json-ld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
}
ALSO: Final = {"ntriples": "n-triples", "jsonld": "json-ld"}
"""Other spellings of formats."""


def written(answer: Answer, form: str, width: int | None = None) -> str:
    """An answer in a format; `width` is that of a terminal, where a table may have links and wrapped lines.

    Raises:
        QueryError: if the format does not fit the kind of query.
    """
    form, result = ALSO.get(form, form), answer.parsed()
    if not isinstance(result, QuerySolutions | QueryBoolean):
        return graph(result, form) if width is None else harmless(graph(result, form))
    if form == TABLE:
        return yes_or_no(result) if isinstance(result, QueryBoolean) else rows(result, width)
    if form not in RESULTS:
        raise misfit(form, "rows", RESULTS)
    file = BytesIO()
    result.serialize(file, format=RESULTS[form])
    return file.getvalue().decode().rstrip() + "\n"


def graph(triples: Iterable[Triple], form: str) -> str:
    """The triples of a CONSTRUCT or DESCRIBE, sorted; a table of them is Turtle."""
    if form != TABLE and form not in GRAPHS:
        raise misfit(form, "triples", GRAPHS)
    file = BytesIO()
    serialize(sorted(triples, key=str), file, format=GRAPHS.get(form, RdfFormat.TURTLE), prefixes=PREFIXES)
    return file.getvalue().decode().rstrip() + "\n"


def yes_or_no(result: QueryBoolean) -> str:
    """The answer of an ASK."""
    return "yes\n" if result else "no\n"


def rows(result: QuerySolutions, width: int | None) -> str:
    """The rows of a SELECT as aligned columns."""
    header = [v.value for v in result.variables]
    found = [list(row) for row in result]
    if width is not None:
        return linked(header, found, width)
    return "\n".join(table(header, ([readable(term) for term in row] for row in found))) + "\n"


def linked(header: Sequence[str], found: Iterable[Sequence[Term | None]], width: int) -> str:
    """Rows for a terminal: long texts are wrapped, entities and articles are links to their IRIs."""
    from rich.console import Console
    from rich.table import Table

    cells = [list(map(cell, row)) for row in found]
    widths = fit([max(len(cell) for cell in column) for column in zip(header, *cells, strict=True)], width)
    shown = Table(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style="bold")
    for name, column in zip(header, widths, strict=True):
        shown.add_column(name, width=column, overflow="fold")
    for row in cells:
        shown.add_row(*row)
    console = Console(width=max(width, sum(widths) + len(GAP) * len(widths)), force_terminal=True)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def cell(term: Term | None) -> "Text":
    """A term as rich prints it; text is never markup."""
    from rich.style import Style
    from rich.text import Text

    link = term.value if isinstance(term, NamedNode) else None
    return Text(one_line(readable(term)), Style(link=link))


def misfit(form: str, kind: str, formats: Iterable[str]) -> QueryError:
    """A format that cannot hold what the query gives."""
    return QueryError(f"format {form!r}: this query gives {kind}; formats for them: table, {', '.join(formats)}")
