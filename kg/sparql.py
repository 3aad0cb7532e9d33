"""SPARQL as text: what a query asks for, what is wrong with it, and updates."""

import re
from collections.abc import Iterable
from typing import Final

from pyoxigraph import DefaultGraph, Quad

from kg.errors import QueryError

__all__ = ["asks_elsewhere", "invalid", "update_text"]

SPARQL_PART: Final = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""'
    r"|'''(?:[^'\\]|\\.|'(?!''))*'''"  # long strings
    r'|"(?:[^"\\\n\r]|\\.)*"'
    r"|'(?:[^'\\\n\r]|\\.)*'"  # strings
    r'|<[^<>"{}|^`\\\s]*>|#[^\n\r]*'  # IRIs and comments
    r"|[?$]\w*|@[\w-]*|[\w-]*:(?:[\w.:%-]|\\.)*|\\."  # variables, languages, names with a prefix, escapes
    r"|(?P<word>\w+)",
    re.DOTALL,
)
"""Strings, IRIs, comments, variables and names, so that what is left are the words of the language itself."""


def invalid(error: Exception) -> QueryError:
    """What to say of a query that is not valid: where, where that is known."""
    place = re.search(r"(\d+):(\d+): ", str(error))
    if place is None:
        return QueryError(f"query: {error}")
    expected = str(error)[place.end() :].split("\n", 1)[0]
    expected = expected if len(expected) < 80 else "not valid SPARQL"
    return QueryError(f"query, line {place[1]}, column {place[2]}: {expected}")


def asks_elsewhere(sparql: str) -> bool:
    """Whether a query has a SERVICE clause, which pyoxigraph would follow into the network.

    >>> asks_elsewhere("SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }")
    True
    >>> asks_elsewhere('SELECT ?service { ?service kg:service "SERVICE" } # SERVICE')
    False
    """
    return "service" in (m["word"].casefold() for m in SPARQL_PART.finditer(sparql) if m["word"])


def update_text(dead: Iterable[Quad], fresh: Iterable[Quad]) -> str:
    """One SPARQL update that deletes and inserts quads."""
    return f"DELETE DATA {{ {data(dead)} }} ;\nINSERT DATA {{ {data(fresh)} }}"


def data(quads: Iterable[Quad]) -> str:
    """Quads as SPARQL data; pyoxigraph writes and escapes each term."""
    return "\n".join(map(datum, quads))


def datum(quad: Quad) -> str:
    """One quad as SPARQL data."""
    triple = f"{quad.subject} {quad.predicate} {quad.object} ."
    return triple if quad.graph_name == DefaultGraph() else f"GRAPH {quad.graph_name} {{ {triple} }}"
