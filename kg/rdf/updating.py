"""Quads as one SPARQL update, which a store applies whole or not at all."""

import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Final, ParamSpec, TypeAlias, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from kg.errors import ChangedError
from kg.rdf.quads import Exchanging, Quads

__all__ = ["exchange", "patient", "update_text"]

Params = ParamSpec("Params")
Done = TypeVar("Done")
Graph: TypeAlias = NamedNode | BlankNode | DefaultGraph

PATIENCE: Final = 30.0
"""Seconds for which a write is begun anew."""

FIRST_PAUSE: Final = 0.02
LONGEST_PAUSE: Final = 1.0
"""Seconds: so long at most one waits before it begins anew, at first and after many times."""


def exchange(quads: Quads, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
    """Take quads away and put others in their place, all or nothing."""
    if isinstance(quads, Exchanging):
        quads.exchange(dead, fresh)
    else:
        quads.update(update_text(dead, fresh))


def patient(write: Callable[Params, Done]) -> Callable[Params, Done]:
    """A write that begins anew, from reading on, where somebody else wrote in between.

    Of all who write at once one always comes first; the others wait for longer and longer, each for a time of its own. A library
    for this would keep the last error and all that it refers to, the lock of a store among them, until garbage is collected.
    """

    @wraps(write)
    def written(*args: Params.args, **options: Params.kwargs) -> Done:
        deadline = time.monotonic() + PATIENCE
        pause = FIRST_PAUSE
        while True:
            try:
                return write(*args, **options)
            except ChangedError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(random.uniform(0, pause))  # noqa: S311 — not a secret
            pause = min(2 * pause, LONGEST_PAUSE)

    return written


def update_text(dead: Iterable[Quad], fresh: Iterable[Quad]) -> str:
    """One SPARQL update that deletes and inserts quads."""
    return f"DELETE DATA {{ {data(dead)} }} ;\nINSERT DATA {{ {data(fresh)} }}"


def data(quads: Iterable[Quad]) -> str:
    """Quads as SPARQL data, graph by graph; pyoxigraph writes and escapes each."""
    graphs: defaultdict[Graph, list[str]] = defaultdict(list)
    for quad in quads:
        graphs[quad.graph_name].append(str(quad.triple))
    return "\n".join(block(graph, " .\n".join(triples)) for graph, triples in graphs.items())


def block(graph: Graph, triples: str) -> str:
    """The triples of one graph as SPARQL data."""
    return f"{triples} ." if graph == DefaultGraph() else f"GRAPH {graph} {{ {triples} }}"
