"""The graph as one HTML file that works offline."""

from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.page.explorer import render_explorer
from kg.page.graph import PageEdge, PageGraph, PageNode, Premise, Quote
from kg.page.notebook import Page
from kg.page.pyvis import render_pyvis

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.ontology import Ontology
    from kg.store import Store

__all__ = ["ENGINES", "Page", "PageEdge", "PageGraph", "PageNode", "Premise", "Quote", "render", "show"]

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
        raise KgError("nothing to show: no statement is left; add articles with kg add, or choose less narrowly")
    return ENGINES[engine](graph, ontology)


def show(
    store: "Store", *, title: str = "Who stands with whom", min_score: float = 0.0, engine: str = "explorer"
) -> Page:
    """The page of a store, as a notebook shows it.

    Raises:
        KgError: if there is no such engine, or nothing to show.
    """
    from kg.page.data import graph_of

    return Page(
        render(graph_of(store, store.ontology, title=title, min_score=min_score), store.ontology, engine=engine)
    )
