"""Edges that hold, asserted and inferred: how each is known, and a change of them laid over the graph as it was."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from kg.model import Statement

__all__ = ["Derivation", "EdgeView", "Edges", "Holding", "Inferred", "Known", "Overlay", "edge_order"]


@dataclass(frozen=True, slots=True)
class Known:
    """An edge that holds: `depth` is 0 where evidence asserts it, else one more than that of its deepest premise."""

    depth: int
    score: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """How an edge follows: by which rule from which edges, sorted."""

    conclusion: Statement
    rule: str
    premises: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """An inferred edge: the shortest way to it, how far that carries, and which of its premises evidence asserts."""

    derivation: Derivation
    known: Known
    asserted: frozenset[Statement] = frozenset()


class Holding(Protocol):
    """Edges that hold, asserted and inferred, looked up by relation and end."""

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge, None if it does not hold."""

    def objects(self, subject: str, relation: str) -> Iterable[str]:
        """Where the relation leads from here."""

    def subjects(self, relation: str, obj: str) -> Iterable[str]:
        """From where the relation leads here."""


class EdgeView(Holding, Protocol):
    """The same with how inferred edges follow, as it was before a change."""

    def inference(self, edge: Statement) -> Inferred | None:
        """How an edge was inferred, None if it was not."""

    def following(self, edge: Statement) -> Iterable[Statement]:
        """The inferred edges with this edge among the premises of their derivation."""


@dataclass(slots=True)
class Edges:
    """Edges in memory, indexed by both ends."""

    forward: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    backward: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    held: dict[Statement, Known] = field(default_factory=dict)

    def add(self, edge: Statement, known: Known) -> None:
        """Let an edge hold."""
        self.held[edge] = known
        self.forward[edge.subject, edge.relation].add(edge.object)
        self.backward[edge.relation, edge.object].add(edge.subject)


@dataclass(slots=True)
class Overlay:
    """A view with some edges hidden and others laid over it; each edge of the view is looked up once."""

    base: EdgeView
    hidden: frozenset[Statement]
    over: Edges = field(default_factory=Edges)
    seen: dict[Statement, Known | None] = field(default_factory=dict)
    ahead: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    behind: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge."""
        if edge in self.over.held:
            return self.over.held[edge]
        if edge not in self.seen:
            self.seen[edge] = None if edge in self.hidden else self.base.known(edge)
        return self.seen[edge]

    def objects(self, subject: str, relation: str) -> Iterable[str]:
        """Where the relation leads from here, sorted."""
        if (subject, relation) not in self.ahead:
            found = self.base.objects(subject, relation)
            kept = frozenset(o for o in found if Statement(subject, relation, o) not in self.hidden)
            self.ahead[subject, relation] = kept
        return sorted(self.ahead[subject, relation] | self.over.forward.get((subject, relation), set()))

    def subjects(self, relation: str, obj: str) -> Iterable[str]:
        """From where the relation leads here, sorted."""
        if (relation, obj) not in self.behind:
            found = self.base.subjects(relation, obj)
            kept = frozenset(s for s in found if Statement(s, relation, obj) not in self.hidden)
            self.behind[relation, obj] = kept
        return sorted(self.behind[relation, obj] | self.over.backward.get((relation, obj), set()))


def edge_order(edge: Statement) -> tuple[str, str, str]:
    """Sort key of an edge or statement."""
    return edge.subject, edge.relation, edge.object
