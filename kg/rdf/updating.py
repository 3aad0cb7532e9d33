"""Quads as one SPARQL update, which a store applies whole or not at all."""

from collections.abc import Iterable

from pyoxigraph import DefaultGraph, Quad

__all__ = ["update_text"]


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
