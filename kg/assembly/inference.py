"""What follows from edges by the ontology alone; kept up to date by looking only at what a change touches.

Every rule is one shape: a path of relations implies another relation between its ends, or between them turned around.
"""

import heapq
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Protocol

from kg.assembly.scores import Scoring
from kg.model import Statement
from kg.ontology import Ontology, Relation

__all__ = ["Derivation", "EdgeView", "Inferred", "Known", "Rule", "infer", "rules_of"]


@dataclass(frozen=True, slots=True, order=True)
class Rule:
    """Who is tied to another by `steps`, one after the other, is tied to it by `head`; `turned`: it to them.

    `weight` is the probability that the conclusion holds, given its premises.
    """

    id: str
    steps: tuple[str, ...]
    head: str
    turned: bool = False
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Known:
    """An edge that holds: `depth` is 0 where evidence asserts it, else one more than that of its deepest premise."""

    depth: int
    score: float


@dataclass(frozen=True, slots=True)
class Derivation:
    """How an edge follows: by which rule from which edges, in the order of the rule's steps."""

    conclusion: Statement
    rule: str
    premises: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Inferred:
    """An inferred edge: the shortest way to it, how far that carries, and which of its premises evidence asserts."""

    derivation: Derivation
    known: Known
    asserted: frozenset[Statement] = frozenset()


class EdgeView(Protocol):
    """Edges that hold, asserted and inferred, looked up by relation and end."""

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge, None if it does not hold."""

    def objects(self, subject: str, relation: str) -> Iterable[str]:
        """Where the relation leads from here."""

    def subjects(self, relation: str, obj: str) -> Iterable[str]:
        """From where the relation leads here."""


def rules_of(ontology: Ontology, scoring: Scoring) -> tuple[Rule, ...]:
    """All rules that the ontology declares, sorted."""
    return tuple(sorted(rule for relation in ontology.relations.values() for rule in relation_rules(relation, scoring)))


def relation_rules(relation: Relation, scoring: Scoring) -> Iterator[Rule]:
    """The rules that a relation's own description gives."""
    name, sure = relation.name, scoring.same_pair
    for parent in relation.parents:
        yield Rule(f"subproperty/{name}", (name,), parent, weight=sure)
    if relation.symmetric:
        yield Rule(f"symmetric/{name}", (name,), name, turned=True, weight=sure)
    for other in relation.inverses:
        yield Rule(f"inverse/{name}", (name,), other, turned=True, weight=sure)
        yield Rule(f"inverse/{name}", (other,), name, turned=True, weight=sure)
    if relation.transitive:
        yield Rule(f"transitive/{name}", (name, name), name, weight=sure)
    for steps in relation.chains:
        yield Rule(f"chain/{'+'.join(steps)}", steps, name, weight=scoring.chain)


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

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge, None if it does not hold."""
        return self.held.get(edge)

    def objects(self, subject: str, relation: str) -> set[str]:
        """Where the relation leads from here."""
        return self.forward.get((subject, relation), set())

    def subjects(self, relation: str, obj: str) -> set[str]:
        """From where the relation leads here."""
        return self.backward.get((relation, obj), set())


@dataclass(slots=True)
class Overlay:
    """A view with some edges hidden and others laid over it."""

    base: EdgeView
    hidden: frozenset[Statement]
    over: Edges

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge."""
        return self.over.known(edge) or (None if edge in self.hidden else self.base.known(edge))

    def objects(self, subject: str, relation: str) -> Iterable[str]:
        """Where the relation leads from here, sorted."""
        below = {o for o in self.base.objects(subject, relation) if Statement(subject, relation, o) not in self.hidden}
        return sorted(below | self.over.objects(subject, relation))

    def subjects(self, relation: str, obj: str) -> Iterable[str]:
        """From where the relation leads here, sorted."""
        below = {s for s in self.base.subjects(relation, obj) if Statement(s, relation, obj) not in self.hidden}
        return sorted(below | self.over.subjects(relation, obj))


@dataclass(frozen=True, slots=True)
class RuleIndex:
    """Rules by the relations that they start from and lead to."""

    by_step: dict[str, tuple[tuple[Rule, int], ...]]
    by_head: dict[str, tuple[Rule, ...]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> "RuleIndex":
        """Index rules."""
        steps: defaultdict[str, list[tuple[Rule, int]]] = defaultdict(list)
        heads: defaultdict[str, list[Rule]] = defaultdict(list)
        for rule in rules:
            heads[rule.head].append(rule)
            for place, step in enumerate(rule.steps):
                steps[step].append((rule, place))
        return cls({k: tuple(v) for k, v in steps.items()}, {k: tuple(v) for k, v in heads.items()})

    def forward(self, edge: Statement, edges: EdgeView) -> Iterator[tuple[Rule, Derivation]]:
        """All that follows in one step from an edge and others."""
        for rule, place in self.by_step.get(edge.relation, ()):
            for left in walk_back(edge.subject, rule.steps[:place], edges):
                for right in walk(edge.object, rule.steps[place + 1 :], edges):
                    yield from conclude(rule, (*left, edge.subject, edge.object, *right))

    def backward(self, edge: Statement, edges: EdgeView) -> Iterator[tuple[Rule, Derivation]]:
        """All ways to an edge in one step."""
        for rule in self.by_head.get(edge.relation, ()):
            start, end = (edge.object, edge.subject) if rule.turned else (edge.subject, edge.object)
            for rest in walk(start, rule.steps[:-1], edges):
                path = (start, *rest, end)
                if edges.known(Statement(path[-2], rule.steps[-1], end)):
                    yield from conclude(rule, path)


def walk(start: str, steps: tuple[str, ...], edges: EdgeView) -> Iterator[tuple[str, ...]]:
    """What lies along paths of these steps from here on."""
    if not steps:
        yield ()
        return
    for node in edges.objects(start, steps[0]):
        for rest in walk(node, steps[1:], edges):
            yield (node, *rest)


def walk_back(end: str, steps: tuple[str, ...], edges: EdgeView) -> Iterator[tuple[str, ...]]:
    """What lies along paths of these steps up to here."""
    if not steps:
        yield ()
        return
    for node in edges.subjects(steps[-1], end):
        for rest in walk_back(node, steps[:-1], edges):
            yield (*rest, node)


def conclude(rule: Rule, path: tuple[str, ...]) -> Iterator[tuple[Rule, Derivation]]:
    """What a rule makes of a path; nothing where it would tie something to itself."""
    start, end = path[0], path[-1]
    if start == end:
        return
    ends = (end, start) if rule.turned else (start, end)
    premises = tuple(Statement(a, step, b) for (a, b), step in zip(pairwise(path), rule.steps, strict=True))
    yield rule, Derivation(Statement(ends[0], rule.head, ends[1]), rule.id, premises)


def infer(
    changed: Iterable[Statement], asserted: Callable[[Statement], float | None], view: EdgeView, rules: Iterable[Rule]
) -> dict[Statement, Inferred | None]:
    """All edges that a change of asserted edges touches, with how each follows now, None where it is not inferred.

    `changed` are edges that are asserted now, or were, and have another score; `asserted` gives the new score of an edge
    of `touched` that evidence asserts; `view` shows the edges as they were.
    """
    index = RuleIndex.of(rules)
    seeds = sorted(changed, key=edge_order)
    touched = reach(seeds, asserted, view, index)
    edges = Overlay(view, frozenset(touched), Edges())
    for edge in sorted(touched, key=edge_order):
        if (score := asserted(edge)) is not None:
            edges.over.add(edge, Known(0, score))
    found = settle(touched, edges, index)
    return {edge: found.get(edge) for edge in sorted(touched, key=edge_order)}


def reach(
    seeds: Iterable[Statement], asserted: Callable[[Statement], float | None], view: EdgeView, index: RuleIndex
) -> set[Statement]:
    """The seeds and all that follows, or followed, from them: nothing else can change."""
    edges = Overlay(view, frozenset(), Edges())
    queue = deque(seeds)
    touched = set(queue)
    for edge in touched:
        edges.over.add(edge, Known(0, asserted(edge) or 0.0))
    while queue:
        for _, derivation in list(index.forward(queue.popleft(), edges)):
            if derivation.conclusion not in touched:
                touched.add(derivation.conclusion)
                edges.over.add(derivation.conclusion, Known(0, 0.0))
                queue.append(derivation.conclusion)
    return touched


def settle(touched: Iterable[Statement], edges: Overlay, index: RuleIndex) -> dict[Statement, Inferred]:
    """The shortest derivation of each touched edge: Dijkstra's algorithm over derivations (Knuth 1977).

    Among derivations of the same depth the smallest by rule and premises wins, so no order of events shows.
    """
    open_edges = {edge for edge in touched if edge not in edges.over.held}
    queue: list[Candidate] = []
    for edge in open_edges:
        push(queue, index.backward(edge, edges), edges)
    found: dict[Statement, Inferred] = {}
    while queue:
        best = heapq.heappop(queue).inferred
        edge = best.derivation.conclusion
        if edge not in open_edges or edge in found:
            continue
        found[edge] = best
        edges.over.add(edge, best.known)
        push(queue, index.forward(edge, edges), edges)
    return found


@dataclass(frozen=True, slots=True)
class Candidate:
    """A derivation that waits for its turn: the shortest first, then by rule and premises."""

    inferred: Inferred

    def __lt__(self, other: "Candidate") -> bool:
        return self.order < other.order

    @property
    def order(self) -> tuple[int, str, tuple[tuple[str, str, str], ...], tuple[str, str, str]]:
        """What decides whose turn it is."""
        found = self.inferred.derivation
        premises = tuple(map(edge_order, found.premises))
        return self.inferred.known.depth, found.rule, premises, edge_order(found.conclusion)


def push(queue: list[Candidate], derivations: Iterable[tuple[Rule, Derivation]], edges: EdgeView) -> None:
    """Queue derivations, all of whose premises hold."""
    for rule, derivation in list(derivations):
        known = {premise: k for premise in derivation.premises if (k := edges.known(premise))}
        score = rule.weight
        for premise in derivation.premises:
            score *= known[premise].score
        reached = Known(1 + max(k.depth for k in known.values()), round(score, 4))
        asserted = frozenset(premise for premise, k in known.items() if not k.depth)
        heapq.heappush(queue, Candidate(Inferred(derivation, reached, asserted)))


def edge_order(edge: Statement) -> tuple[str, str, str]:
    """Sort key of an edge."""
    return edge.subject, edge.relation, edge.object
