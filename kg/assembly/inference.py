"""What follows from edges by the ontology alone; kept up to date by looking only at what a change touches.

Every rule of `ontology/rules/` comes down to one shape: a path of relations implies another relation between its ends, or between them turned around. An
inferred edge keeps its shortest derivation, so a new edge is followed only as far as it leads to something shorter, and an
edge that goes takes along only what was derived by it (delete and re-derive: Gupta et al. 1993, doi:10.1145/170036.170066).
"""

import heapq
import math
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias

from kg.assembly.edges import Derivation, EdgeView, Holding, Inferred, Known, Overlay, edge_order
from kg.assembly.scores import Scoring
from kg.model import Statement
from kg.ontology import Implication, Ontology

__all__ = ["Rule", "infer", "rules_of"]


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


def rules_of(ontology: Ontology, scoring: Scoring) -> tuple[Rule, ...]:
    """What the rules of `ontology/rules/` make of the relations of an ontology, sorted.

    Raises:
        OntologyError: if a rule cannot be followed, or is weighed by a constant that `ontology/scoring.toml` does not have.
    """
    return tuple(sorted(as_rule(implied, scoring) for implied in ontology.implications))


def as_rule(implied: Implication, scoring: Scoring) -> Rule:
    """What a rule makes of some relations, with an id of its own."""
    name = "+".join(dict.fromkeys(implied.steps))
    return Rule(f"{implied.rule}/{name}", implied.steps, implied.head, implied.turned, scoring.weight(implied.weight))


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

    def forward(self, edge: Statement, edges: Holding) -> Iterator[tuple[Rule, Derivation]]:
        """All that follows in one step from an edge and others."""
        for rule, place in self.by_step.get(edge.relation, ()):
            for left in walk_back(edge.subject, rule.steps[:place], edges):
                for right in walk(edge.object, rule.steps[place + 1 :], edges):
                    yield from conclude(rule, (*left, edge.subject, edge.object, *right))

    def backward(self, edge: Statement, edges: Holding) -> Iterator[tuple[Rule, Derivation]]:
        """All ways to an edge in one step."""
        for rule in self.by_head.get(edge.relation, ()):
            start, end = (edge.object, edge.subject) if rule.turned else (edge.subject, edge.object)
            for rest in walk(start, rule.steps[:-1], edges):
                path = (start, *rest, end)
                if edges.known(Statement(path[-2], rule.steps[-1], end)):
                    yield from conclude(rule, path)


@lru_cache(maxsize=8)
def indexed(rules: tuple[Rule, ...]) -> RuleIndex:
    """The index of rules; every change asks for that of the same ones."""
    return RuleIndex.of(rules)


def walk(start: str, steps: tuple[str, ...], edges: Holding) -> Iterator[tuple[str, ...]]:
    """What lies along paths of these steps from here on."""
    if not steps:
        yield ()
        return
    for node in edges.objects(start, steps[0]):
        for rest in walk(node, steps[1:], edges):
            yield (node, *rest)


def walk_back(end: str, steps: tuple[str, ...], edges: Holding) -> Iterator[tuple[str, ...]]:
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
    premises = (Statement(a, step, b) for (a, b), step in zip(pairwise(path), rule.steps, strict=True))
    yield rule, Derivation(Statement(ends[0], rule.head, ends[1]), rule.id, tuple(sorted(premises, key=edge_order)))


def infer(
    changed: Iterable[Statement], asserted: Callable[[Statement], float | None], view: EdgeView, rules: Iterable[Rule]
) -> dict[Statement, Inferred | None]:
    """All edges that a change of asserted edges touches, with how each follows now, None where it is not inferred.

    `changed` are edges that are asserted now, or were, and have another score; `asserted` gives the new score of one of them,
    None where evidence does not assert it any more; `view` shows the edges as they were.
    """
    index = indexed(tuple(rules))
    scores = {edge: asserted(edge) for edge in sorted(changed, key=edge_order)}
    shaken = resting((edge for edge, score in scores.items() if score is None), view)
    edges = Overlay(view, frozenset(shaken))
    for edge, score in scores.items():
        if score is not None:
            edges.over.add(edge, Known(0, score))
    found = settle(shaken, edges, index)
    return {edge: found.get(edge) for edge in sorted({*scores, *shaken, *found}, key=edge_order)}


def resting(gone: Iterable[Statement], view: EdgeView) -> set[Statement]:
    """Edges that are gone, and all that was derived by way of them."""
    queue = deque(gone)
    found = set(queue)
    while queue:
        fresh = set(view.following(queue.popleft())) - found
        found |= fresh
        queue.extend(fresh)
    return found


def settle(shaken: Iterable[Statement], edges: Overlay, index: RuleIndex) -> dict[Statement, Inferred]:
    """The shortest derivation of each edge that lost its own, or has a better one: Dijkstra's algorithm (Knuth 1977).

    Among derivations of the same depth the smallest by rule and premises wins, so no order of events shows.
    """
    queue: list[Candidate] = []
    for edge in list(edges.over.held):
        push(queue, index.forward(edge, edges), edges)
    for edge in sorted(shaken, key=edge_order):
        push(queue, index.backward(edge, edges), edges)
    found: dict[Statement, Inferred] = {}
    while queue:
        best = heapq.heappop(queue)
        edge = best.derivation.conclusion
        if edge in edges.over.held:
            continue
        # Only now: a premise may have been settled anew since, but none can be any more that is less deep than this.
        inferred = concluded(best, edges)
        if wins(inferred, edges):
            found[edge] = inferred
            edges.over.add(edge, inferred.known)
            push(queue, index.forward(edge, edges), edges)
    return found


def wins(inferred: Inferred, edges: Overlay) -> bool:
    """Whether a derivation takes the place of the one that its conclusion has: it is smaller, or says the same anew."""
    edge = inferred.derivation.conclusion
    known = edges.known(edge)
    if known is None or known.depth == 0:
        return known is None
    if inferred.known.depth != known.depth:
        return inferred.known.depth < known.depth
    current = edges.base.inference(edge)
    if current is None or inferred == current:
        return False
    return derivation_order(inferred.known.depth, inferred.derivation) <= derivation_order(
        current.known.depth, current.derivation
    )


Order: TypeAlias = tuple[int, str, tuple[tuple[str, str, str], ...], tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A derivation that waits for its turn: the shortest first, then by rule and premises."""

    depth: int
    weight: float
    derivation: Derivation

    def __lt__(self, other: "Candidate") -> bool:
        return derivation_order(self.depth, self.derivation) < derivation_order(other.depth, other.derivation)


def derivation_order(depth: int, derivation: Derivation) -> Order:
    """What decides which of several derivations comes first."""
    return depth, derivation.rule, tuple(map(edge_order, derivation.premises)), edge_order(derivation.conclusion)


def push(queue: list[Candidate], derivations: Iterable[tuple[Rule, Derivation]], edges: Overlay) -> None:
    """Queue derivations, all of whose premises hold, of edges that are not settled yet."""
    for rule, derivation in list(derivations):
        if derivation.conclusion not in edges.over.held:
            depth = 1 + max(known.depth for known in premises_of(derivation, edges).values())
            heapq.heappush(queue, Candidate(depth, rule.weight, derivation))


def premises_of(derivation: Derivation, edges: Overlay) -> dict[Statement, Known]:
    """What is known of each premise."""
    return {premise: known for premise in derivation.premises if (known := edges.known(premise))}


def concluded(candidate: Candidate, edges: Overlay) -> Inferred:
    """The edge that a derivation leads to, by what is known of its premises."""
    known = premises_of(candidate.derivation, edges)
    score = math.prod((premise.score for premise in known.values()), start=candidate.weight)
    asserted = frozenset(premise for premise, k in known.items() if not k.depth)
    depth = 1 + max(k.depth for k in known.values())
    return Inferred(candidate.derivation, Known(depth, round(score, 4)), asserted)
