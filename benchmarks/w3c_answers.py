"""Answers in a form that can be compared: the same rows or triples, whatever their order and the names of their blank nodes."""

import csv
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from io import StringIO

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)

from benchmarks.w3c_terms import BASE

__all__ = ["FORMATS", "RESULTS", "Answer", "answer_of", "canonical", "rows", "rows_of"]

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {f"{XSD}{name}" for name in ("decimal", "double", "float", "integer")}
FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}
RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}

Answer = bool | str
Row = Mapping[str, object]
"""Variable -> what it is bound to, None if it is not."""


def answer_of(data: bytes, suffix: str, base: str = BASE) -> Answer:
    """The answer that a file of a format holds."""
    if suffix == ".csv":
        return cells(data.decode())
    if suffix in RESULTS:
        found = parse_query_results(data, format=RESULTS[suffix])
        return bool(found) if isinstance(found, QueryBoolean) else rows(found)
    triples = [quad.triple for quad in parse(data, format=FORMATS[suffix], base_iri=base)]
    if any(t.predicate.value == f"{RS}resultVariable" for t in triples):
        return result_set(triples)
    return canonical(triples)


def rows(found: QuerySolutions) -> str:
    """Rows of an engine."""
    names = [variable.value for variable in found.variables]
    return rows_of(dict(zip(names, row, strict=True)) for row in found)


def rows_of(found: Iterable[Row]) -> str:
    """Rows, as one graph: a node a row, a triple a binding."""
    triples = []
    for place, row in enumerate(found):
        node = BlankNode(f"row{place}")
        triples.append(Triple(node, NamedNode("row:is"), NamedNode("row:row")))
        triples += [Triple(node, NamedNode(f"row:{k}"), value(v)) for k, v in row.items() if v is not None]  # type: ignore[arg-type]
    return canonical(triples)


def cells(text: str) -> str:
    r"""Rows of CSV, which says nothing of the kinds of terms but that a node is blank.

    >>> cells("s,o\r\n_:a,1.0E6\r\n") == cells("s,o\r\n_:b,1000000\r\n") != cells("s,o\r\n_:a,1\r\n")
    True
    """
    return rows_of({name: cell(value) for name, value in row.items()} for row in csv.DictReader(StringIO(text)))


def cell(text: str) -> object:
    """What a cell of CSV may stand for: nothing, a blank node, a number without the digits that do not count, a text."""
    if text.startswith("_:"):
        return BlankNode(text[2:])
    return Literal(plain(text)) if text else None


def result_set(triples: list[Triple]) -> str:
    """Rows that are written in RDF."""
    facts: dict[object, dict[str, list[object]]] = {}
    for t in triples:
        facts.setdefault(t.subject, {}).setdefault(t.predicate.value.removeprefix(RS), []).append(t.object)
    found: list[dict[str, object]] = []
    for node in (solution for known in facts.values() for solution in known.get("solution", [])):
        bindings = [facts[b] for b in facts[node].get("binding", [])]
        found.append({b["variable"][0].value: b["value"][0] for b in bindings})  # type: ignore[attr-defined]
    return rows_of(found)


def value(term: object) -> object:
    """A term, a number without the digits that do not count, a truth value as a word."""
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        return Literal(plain(term.value), datatype=term.datatype)
    return term


def plain(text: str) -> str:
    """A number without the digits that do not count; whatever else it is, as it is.

    >>> plain("1.0E6"), plain("-03"), plain("4,4")
    ('1E+6', '-3', '4,4')
    """
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return text


def canonical(triples: Iterable[Triple]) -> str:
    """The same text for the same graph, whatever its blank nodes are called."""
    dataset = Dataset(Quad(t.subject, t.predicate, value(t.object), DefaultGraph()) for t in triples)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))
