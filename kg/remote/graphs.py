"""Where the graphs of a store stand at an endpoint, and patterns and data that name them."""

from collections.abc import Iterable
from typing import Final

from pyoxigraph import NamedNode, Quad

from kg.rdf.terms import DECISIONS, DEFAULT, INFERRED, META, Graph, Term, kg

__all__ = ["ASSERTED", "GRAPHS", "asserted", "data", "here", "there", "within", "within_default"]

ASSERTED: Final = kg("asserted")
"""Stands for the default graph."""
GRAPHS: Final = (ASSERTED, INFERRED, DECISIONS, META)
WITHIN: Final = " ".join(map(str, GRAPHS))


def there(graph: Term | Graph) -> NamedNode:
    """The graph at the endpoint that a graph of a store is."""
    return graph if isinstance(graph, NamedNode) else ASSERTED


def here(graph: Term | None) -> Graph:
    """The graph of a store that a graph at the endpoint is."""
    return graph if isinstance(graph, NamedNode) and graph != ASSERTED else DEFAULT


def within(pattern: str, variable: str = "g") -> str:
    """A pattern in any of the graphs."""
    return f"VALUES ?{variable} {{ {WITHIN} }} GRAPH ?{variable} {{ {pattern} }}"


def asserted(pattern: str) -> str:
    """A pattern in a default graph in which inferred edges may stand, too."""
    return f"{pattern} FILTER NOT EXISTS {{ GRAPH {INFERRED} {{ {pattern} }} }}"


def within_default(pattern: str, variable: str = "g") -> str:
    """A pattern in the default graph or in any of the others."""
    others = f"VALUES ?{variable} {{ {INFERRED} {DECISIONS} {META} }} GRAPH ?{variable} {{ {pattern} }}"
    return f"{{ {asserted(pattern)} BIND ({ASSERTED} AS ?{variable}) }} UNION {{ {others} }}"


def data(quads: Iterable[Quad]) -> str:
    """Quads as SPARQL; pyoxigraph writes and escapes each term."""
    return "\n".join(f"GRAPH {there(q.graph_name)} {{ {q.subject} {q.predicate} {q.object} }}" for q in quads)
