"""SPARQL results as text: a table for people, the W3C formats for programs."""

from collections.abc import Iterable
from io import BytesIO

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)

from kg.cli.output import table
from kg.errors import QueryError
from kg.names import PREFIXES
from kg.ontology import ENT, KG

__all__ = ["FORMATS", "written"]

TABLE = "table"
RESULTS = {
    "csv": QueryResultsFormat.CSV,
    "json": QueryResultsFormat.JSON,
    "tsv": QueryResultsFormat.TSV,
    "xml": QueryResultsFormat.XML,
}
GRAPHS = {"turtle": RdfFormat.TURTLE, "ntriples": RdfFormat.N_TRIPLES, "jsonld": RdfFormat.JSON_LD}
FORMATS = (TABLE, *RESULTS, *GRAPHS)

NUMBERS = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("decimal", "double", "float"))

Result = QuerySolutions | QueryBoolean | QueryTriples
Term = NamedNode | BlankNode | Literal | Triple


def written(result: Result, form: str, width: int | None = None) -> str:
    """The result in a format; `width` limits a table's lines.

    Raises:
        QueryError: if the format is unknown or does not fit the kind of query.
    """
    if isinstance(result, QueryTriples):
        return graph(result, form)
    if form == TABLE:
        return answer(result) if isinstance(result, QueryBoolean) else rows(result, width)
    if form not in RESULTS:
        raise misfit(form, "rows", RESULTS)
    file = BytesIO()
    result.serialize(file, format=RESULTS[form])
    return file.getvalue().decode().rstrip() + "\n"


def graph(result: QueryTriples, form: str) -> str:
    """The triples of a CONSTRUCT or DESCRIBE."""
    if form != TABLE and form not in GRAPHS:
        raise misfit(form, "triples", GRAPHS)
    file = BytesIO()
    serialize(result, file, format=GRAPHS.get(form, RdfFormat.TURTLE), prefixes=PREFIXES)
    return file.getvalue().decode()


def answer(result: QueryBoolean) -> str:
    """The answer of an ASK."""
    return "yes\n" if result else "no\n"


def rows(result: QuerySolutions, width: int | None) -> str:
    """The rows of a SELECT as aligned columns."""
    header = [v.value for v in result.variables]
    return "\n".join(table(header, ([readable(term) for term in row] for row in result), width)) + "\n"


def readable(term: Term | None) -> str:
    """A term as people read it: a literal's value, the local name of an entity or relation, else a short IRI."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return decimal(term.value) if term.datatype.value in NUMBERS else term.value
    if isinstance(term, NamedNode):
        return short(term.value)
    return str(term)


def decimal(value: str) -> str:
    """A number without the digits that nobody reads.

    >>> decimal("0.920000"), decimal("3")
    ('0.92', '3')
    """
    return f"{float(value):.3f}".rstrip("0").rstrip(".")


def short(iri: str) -> str:
    """The readable part of an IRI.

    >>> short("https://w3id.org/kg-news/entity/North_Macedonia")
    'North Macedonia'
    """
    for space in (ENT, KG):
        if iri.startswith(space):
            return iri.removeprefix(space).replace("_", " ") if space == ENT else iri.removeprefix(space)
    known = (f"{prefix}:{iri.removeprefix(space)}" for prefix, space in PREFIXES.items() if iri.startswith(space))
    return next(known, iri)


def misfit(form: str, kind: str, formats: Iterable[str]) -> QueryError:
    """A format that cannot hold what the query gives."""
    return QueryError(f"format {form!r}: this query gives {kind}; formats for them: table, {', '.join(formats)}")
