"""Parameters of queries: a user's words become terms, and terms stand in the query.

Binding replaces what is in the braces of a parameter by one term that pyoxigraph has checked and escaped. A limit is replaced by
another number, or left out for 0.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.edtf import Date
from kg.errors import QueryError
from kg.ontology import nearest
from kg.queries.saved import SLOT, Parameter, ParameterType, Query
from kg.rdf.names import PREFIXES, entity, relation, spelled
from kg.rdf.quads import Quads
from kg.sparql import Bound, Result, select
from kg.sparql.mistakes import check_terms

__all__ = ["bind", "prepare", "resolve", "run"]

THIS_MONTH: Final = "this-month"
"""A date that moves on: what a query asks for, never what a graph holds."""


def resolve(store: Quads, query: Query, values: Mapping[str, str]) -> Bound:
    """The terms that a user's words stand for, defaults among them.

    Raises:
        QueryError: if a value is missing, not of its type, or names nothing that the graph knows.
    """
    known = {p.name: p for p in query.parameters}
    for name in values:
        if name not in known:
            takes = ", ".join(known) or "no parameters"
            raise QueryError(f"query {query.name}: no parameter {name!r}{nearest(name, known)}; it takes {takes}")
    given = {name: values.get(name) or p.default for name, p in known.items()}
    for name, p in known.items():
        if p.required and not given[name]:
            raise QueryError(f"query {query.name}: give --{name.replace('_', '-')} ({p.help or p.type})")
    return {name: term(store, known[name], value) for name, value in given.items() if value}


def term(store: Quads, parameter: Parameter, value: str) -> NamedNode | Literal:
    """The term that a user's word stands for."""
    match parameter.type:
        case ParameterType.ENTITY:
            return entity(store, value)
        case ParameterType.RELATION:
            return relation(value)
        case ParameterType.INTEGER | ParameterType.LIMIT:
            return number(parameter, value)
        case ParameterType.DATE:
            return date(parameter, value)
        case ParameterType.TEXT:
            return Literal(value)


def number(parameter: Parameter, value: str) -> Literal:
    """A whole number, of a limit none below 0."""
    if parameter.type is ParameterType.LIMIT and not re.fullmatch(r"[0-9]{1,18}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no number of rows; 0 is all")
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", value):
        raise QueryError(f"{parameter.name}: {value!r} is no whole number")
    return Literal(value, datatype=NamedNode(f"{PREFIXES['xsd']}integer"))


def date(parameter: Parameter, value: str) -> Literal:
    """A day, month or year as articles have it."""
    if value == THIS_MONTH:
        return Literal(f"{datetime.now(UTC):%Y-%m}")
    if not Date.parse(value):
        raise QueryError(f"{parameter.name}: {value!r} is no date; write 2023, 2023-11, 2023-11-20 or {THIS_MONTH}")
    return Literal(value)


def bind(query: Query, terms: Bound) -> str:
    """The query with each parameter bound to its term, or to nothing where it has none.

    Terms are written by pyoxigraph, which checks IRIs and escapes literals: no value can become syntax.
    """
    names = {p.name for p in query.parameters}
    limits = {p.default: p.name for p in query.parameters if p.type is ParameterType.LIMIT}

    def fill(match: re.Match[str]) -> str:
        name = match["name"]
        if match["limit"]:
            given = terms.get(limits.get(match["limit"], ""))
            return match[0] if given is None else f"LIMIT {int(given.value)}" if int(given.value) else ""
        return f"{match['open']} {terms.get(name, 'UNDEF')} }}" if name in names else match[0]

    # One pass: what was written for one parameter is never read again for another.
    return SLOT.sub(fill, query.text)


def prepare(store: Quads, query: Query, values: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """A query as it is run, and what each of a user's words was taken for, a line each.

    Raises:
        QueryError: if a value is missing or wrong, or the query looks for a term that there is not.
    """
    terms = resolve(store, query, values)
    text = bind(query, terms)
    check_terms(store, text)
    named = {name: node for name, node in terms.items() if isinstance(node, NamedNode)}
    return text, tuple(f"{name}: {spelled(store, node)}" for name, node in named.items())


def run(store: Quads, query: Query, values: Mapping[str, str] | None = None, *, inferred: bool = True) -> Result:
    """Run a saved query on a store; `inferred` says whether edges that follow from rules count.

    Raises:
        QueryError: if a parameter or the query is wrong.
    """
    text = bind(query, resolve(store, query, values or {}))
    return select(store, text, inferred=inferred)
