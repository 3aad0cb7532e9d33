"""Quads as one SPARQL update, which a store applies whole or not at all."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Final, ParamSpec, TypeVar

from pyoxigraph import DefaultGraph, Quad

from kg.errors import ChangedError
from kg.rdf.quads import Exchanging, Quads

__all__ = ["exchange", "patient", "update_text"]

Params = ParamSpec("Params")
Done = TypeVar("Done")

PATIENCE: Final = 4
"""How often a write is begun anew."""


def exchange(quads: Quads, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
    """Take quads away and put others in their place, all or nothing."""
    if isinstance(quads, Exchanging):
        quads.exchange(dead, fresh)
    else:
        quads.update(update_text(dead, fresh))


def patient(write: Callable[Params, Done]) -> Callable[Params, Done]:
    """A write that begins anew, from reading on, where somebody else wrote in between."""

    @wraps(write)
    def written(*args: Params.args, **options: Params.kwargs) -> Done:
        for _ in range(PATIENCE):
            try:
                return write(*args, **options)
            except ChangedError:
                continue
        return write(*args, **options)

    return written


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
