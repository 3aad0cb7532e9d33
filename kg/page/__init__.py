"""The graph as one HTML file that works offline."""

from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.page.explorer import render_explorer
from kg.page.graph import PageEdge, PageGraph, PageNode, Premise, Quote
from kg.page.pyvis import render_pyvis

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.ontology import Ontology

__all__ = ["ENGINES", "PageEdge", "PageGraph", "PageNode", "Premise", "Quote", "render"]

ENGINES: dict[str, "Callable[[PageGraph, Ontology], str]"] = {
    "explorer": render_explorer,
    "pyvis": render_pyvis,
}
"""Name -> what draws the page."""


def render(graph: PageGraph, ontology: "Ontology", *, engine: str = "explorer") -> str:
    """The page of a graph; the same graph gives the same bytes.

    Raises:
        KgError: if there is no such engine, or the graph is empty.
    """
    if engine not in ENGINES:
        raise KgError(f"unknown engine {engine!r}; known are {', '.join(sorted(ENGINES))}")
    if not graph.nodes:
        raise KgError("nothing to show: the graph has no edges; add articles with kg add")
    return ENGINES[engine](graph, ontology)
