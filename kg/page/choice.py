"""Parts of a graph: around an entity, within a stretch of time, what the answer to a query names."""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace

from kg.edtf import Stretch
from kg.model import Statement
from kg.page.graph import PageEdge, PageGraph, Quote

__all__ = ["around", "between", "named"]


def around(graph: PageGraph, slug: str, hops: int) -> PageGraph:
    """The nodes up to `hops` edges from one, whatever the direction, and all edges between them.

    Empty if the graph does not have the node.
    """
    reached = {slug}
    for _ in range(hops):
        ends = [(edge.subject, edge.object) for edge in graph.edges]
        reached |= {node for pair in ends if not reached.isdisjoint(pair) for node in pair}
    return part(graph, lambda edge: edge.subject in reached and edge.object in reached)


def between(graph: PageGraph, since: str, until: str) -> PageGraph:
    """Edges with evidence from a stretch of time (EDTF dates, "" is open), with that evidence; what follows from those alone."""
    if not since and not until:
        return graph
    wanted = Stretch.of(f"{since}/{until}")
    heard = (replace(e, quotes=tuple(q for q in e.quotes if touches(time(q), wanted))) for e in graph.edges)
    kept = {edge.statement: edge for edge in heard if edge.quotes}
    left = [edge for edge in graph.edges if edge.premises and edge.statement not in kept]
    while ready := [e for e in left if all(p.edge in kept for p in e.premises)]:
        kept |= {edge.statement: edge for edge in ready}
        left = [edge for edge in left if edge.statement not in kept]
    return part(replace(graph, edges=tuple(kept.values())), lambda _: True)


def named(graph: PageGraph, slugs: AbstractSet[str], statements: AbstractSet[Statement]) -> PageGraph:
    """The edges that are among `statements`, and those between two of the nodes `slugs`."""
    return part(graph, lambda e: e.statement in statements or (e.subject in slugs and e.object in slugs))


def part(graph: PageGraph, wanted: Callable[[PageEdge], bool]) -> PageGraph:
    """The edges that are wanted, and the nodes at their ends."""
    edges = tuple(edge for edge in graph.edges if wanted(edge))
    ends = nodes_of(edges)
    return replace(graph, nodes=tuple(node for node in graph.nodes if node.slug in ends), edges=edges)


def nodes_of(edges: Iterable[PageEdge]) -> set[str]:
    """The nodes at the ends of edges."""
    return {slug for edge in edges for slug in (edge.subject, edge.object)}


def time(quote: Quote) -> str:
    """When it says that it was so, else when it was published."""
    return quote.when or quote.published


def touches(value: str, wanted: Stretch) -> bool:
    """Whether a date or a stretch of time has a day in common with another; what has no time has none.

    >>> [touches(value, Stretch.of("2022-05/..")) for value in ("2022", "2021/..", "2022-04", "")]
    [True, True, False, False]
    """
    return bool(value) and Stretch.of(value).overlaps(wanted)
