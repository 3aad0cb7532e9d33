"""Exchanges quads at an endpoint in one update, or, where that is too long for the server, by way of staging graphs.

Some servers limit an update that deletes and inserts (Virtuoso refuses one of little more than a thousand triples), but take any
number of plain insertions. So what is to go and what is to come is inserted, part by part, into graphs of its own that nobody reads,
and the one update that counts moves them. A list says which they are: while it stands, they are whole.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions

from kg.errors import RefusedError, StoreError
from kg.rdf.terms import common, kg
from kg.remote.endpoint import Endpoint
from kg.remote.graphs import data, there

__all__ = ["PART", "Updates"]

PART: Final = 500
"""Quads that are staged at once; an update of fewer is not refused for its length."""
STAGED_AT: Final = kg("stagedAt")
HOLDS: Final = kg("holds")
"""A list's time, and the graphs that it lists."""
DATE_TIME: Final = common("xsd", "dateTime")
ABANDONED: Final = timedelta(days=1)
"""Whoever staged a list so long ago did not come to its end."""


class Staged(NamedTuple):
    """A graph that waits, and where its triples are to go."""

    name: NamedNode
    target: NamedNode
    quads: list[Quad]


class Updates:
    """The updates of one endpoint; remembers what it was too long for.

    Raises:
        StoreError: from its methods, if the server cannot be reached or refuses; nothing was changed.
    """

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._too_many = math.inf

    def exchange(self, dead: Sequence[Quad], fresh: Sequence[Quad], where: str, token: str) -> None:
        """Take quads away and put others in their place, all or nothing; nothing where the pattern `where` finds nothing.

        `token` names the change; no other has the same.
        """
        size = len(dead) + len(fresh)
        if size < self._too_many:
            try:
                self._endpoint.update(exchanging(data(dead), data(fresh), where))
            except RefusedError:
                if size <= PART:
                    raise
            else:
                return
        self._staged(dead, fresh, where, token)
        self._too_many = min(self._too_many, size)

    def _staged(self, dead: Sequence[Quad], fresh: Sequence[Quad], where: str, token: str) -> None:
        self._tidy()
        listed = kg(f"staged-{token}")
        old, new = (list(staged(f"{listed.value}-{what}", quads)) for what, quads in (("old", dead), ("new", fresh)))
        try:
            self._stage(listed, [*old, *new])
            moved = (
                f"{where} {of(listed)} {{ {' UNION '.join(moving(old, '?g ?s ?p ?o') + moving(new, '?h ?a ?b ?c'))} }}"
            )
            self._endpoint.update(exchanging("GRAPH ?g { ?s ?p ?o }", "GRAPH ?h { ?a ?b ?c }", moved))
        finally:
            with suppress(StoreError):  # what is left lies in nobody's way, and goes a day later
                self._drop(listed, [graph.name for graph in (*old, *new)])

    def _stage(self, listed: NamedNode, graphs: Sequence[Staged]) -> None:
        """Fill the graphs, and list them first, so that they are found whatever happens."""
        time = Quad(listed, STAGED_AT, time_of(datetime.now(UTC)), listed)
        self._insert([time, *(Quad(listed, HOLDS, graph.name, listed) for graph in graphs)])
        for graph in graphs:
            for start in range(0, len(graph.quads), PART):
                self._insert(
                    [Quad(q.subject, q.predicate, q.object, graph.name) for q in graph.quads[start : start + PART]]
                )

    def _insert(self, quads: Sequence[Quad]) -> None:
        self._endpoint.update(f"INSERT DATA {{ {data(quads)} }}")

    def _drop(self, listed: NamedNode, graphs: Sequence[NamedNode]) -> None:
        """Drop the list first: who might still want to move the graphs must not find them half gone."""
        for name in (listed, *graphs):
            self._endpoint.update(f"DROP SILENT GRAPH {name}")

    def _tidy(self) -> None:
        """Drop what was staged and abandoned."""
        before = time_of(datetime.now(UTC) - ABANDONED)
        found = self._endpoint.query(
            f"SELECT ?list ?graph {{ GRAPH ?list {{ ?list {STAGED_AT} ?time ; {HOLDS} ?graph FILTER (?time < {before}) }} }}"
        )
        lists: defaultdict[NamedNode, list[NamedNode]] = defaultdict(list)
        for listed, graph in found if isinstance(found, QuerySolutions) else ():
            lists[listed].append(graph)
        for listed, graphs in lists.items():
            self._drop(listed, graphs)


def exchanging(dead: str, fresh: str, where: str) -> str:
    """One update."""
    return f"DELETE {{\n{dead}\n}} INSERT {{\n{fresh}\n}} WHERE {{ {where} }}"


def time_of(moment: datetime) -> Literal:
    """A moment as a term."""
    return Literal(moment.isoformat(timespec="seconds"), datatype=DATE_TIME)


def of(listed: NamedNode) -> str:
    """What is found while a list stands."""
    return f"GRAPH {listed} {{ {listed} {STAGED_AT} ?time }}"


def staged(name: str, quads: Sequence[Quad]) -> Iterator[Staged]:
    """One graph for the quads of each graph."""
    targets: defaultdict[NamedNode, list[Quad]] = defaultdict(list)
    for quad in quads:
        targets[there(quad.graph_name)].append(quad)
    for n, (target, those) in enumerate(targets.items()):
        yield Staged(NamedNode(f"{name}-{n}"), target, those)


def moving(graphs: Sequence[Staged], variables: str) -> list[str]:
    """A pattern for each graph that finds its triples, and where they are to go."""
    target, *triple = variables.split()
    return [f"{{ GRAPH {g.name} {{ {' '.join(triple)} }} BIND ({g.target} AS {target}) }}" for g in graphs]
