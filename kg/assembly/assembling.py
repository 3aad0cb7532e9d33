"""Keeps what follows from articles up to date: works out anew what a change touches, and nothing else.

`assemble` on an empty view is the computation from nothing; tests hold the two ways to the same result.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self

from kg.assembly.entities import Canonical, Facts, Reference, Said, canonicals, denotations, key_of
from kg.assembly.inference import EdgeView, Inferred, Rule, edge_order, infer
from kg.assembly.scores import Belief, Scoring, Witness, believe
from kg.model import Entity, Evidence, Statement
from kg.ontology import Ontology

__all__ = ["Assembled", "Change", "Rules", "View", "assemble"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What turns articles into a graph: the same rules on the same articles always give the same."""

    ontology: Ontology
    facts: Facts
    scoring: Scoring
    inference: tuple[Rule, ...]
    fingerprint: str = ""
    """Names this version of the rules."""


@dataclass(frozen=True, slots=True)
class Change:
    """Articles that become live and articles that cease to be, each with all that it says."""

    added: tuple[Said, ...] = ()
    removed: tuple[Said, ...] = ()


class View(EdgeView, Protocol):
    """The graph as it was before the change, looked up piece by piece."""

    def described(self, key: str) -> Iterable[Entity]:
        """All descriptions of a name key that live references have."""

    def bearers(self, entity: Entity) -> Iterable[Reference]:
        """Live references with a description."""

    def denoted(self, reference: Reference) -> str:
        """The slug of the entity that a reference denotes, "" if the graph does not know it."""

    def speaking_of(self, reference: Reference) -> Iterable[Evidence]:
        """Evidence with the reference as subject or object."""

    def supports(self, evidence: Evidence) -> Statement | None:
        """The statement that an evidence is about, None if the graph does not know it."""

    def witnesses(self, statement: Statement) -> Iterable[tuple[str, Witness]]:
        """Ids of all evidence of a statement, each with what of it counts."""

    def origin(self, article: str) -> str:
        """The origin of a live article."""

    def belief(self, statement: Statement) -> Belief | None:
        """What the graph makes of a statement, None if it does not know it."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What follows now for all that a change touches; None where it is no more."""

    entities: dict[str, Canonical | None] = field(default_factory=dict)
    denotes: dict[Reference, str | None] = field(default_factory=dict)
    supports: dict[Evidence, Statement | None] = field(default_factory=dict)
    statements: dict[Statement, Belief | None] = field(default_factory=dict)
    inferred: dict[Statement, Inferred | None] = field(default_factory=dict)
    origins: dict[str, str | None] = field(default_factory=dict)
    before: dict[Statement, Belief | None] = field(default_factory=dict)
    """What was made of each statement before."""


def assemble(change: Change, view: View, rules: Rules) -> Assembled:
    """Work out what a change of the live articles makes of the graph that `view` shows."""
    denotes, entities = denote(change, view, rules)
    supports = support(change, view, rules, denotes)
    origins = {x.article: None for x in change.removed} | {x.article: x.origin for x in change.added}
    touched = {s for s in supports.values() if s} | {s for e in supports if (s := view.supports(e))}
    ordered = sorted(touched, key=edge_order)
    before = {s: view.belief(s) for s in ordered}
    scale = Scale.of(view, rules.scoring, origins, supports)
    statements = {s: scale.weigh(s) for s in ordered}
    changed = [s for s in ordered if carried(before[s]) != carried(statements[s])]
    inferred = infer(changed, Asserted(view, statements).score, view, rules.inference)
    return Assembled(entities, denotes, supports, statements, inferred, origins, before)


def denote(change: Change, view: View, rules: Rules) -> tuple[dict[Reference, str | None], dict[str, Canonical | None]]:
    """What references denote now whose own or whose namesakes' description the change touches, and those entities."""
    added = frozenset(r for x in change.added for r in x.references)
    removed = frozenset(r for x in change.removed for r in x.references) - added
    came, went = by_key(added), by_key(removed)
    denotes: dict[Reference, str | None] = dict.fromkeys(removed)
    entities: dict[str, Canonical | None] = {}
    for key in sorted(came.keys() | went.keys()):
        old = frozenset(view.described(key))
        new = {r.entity for r in came[key]} | {e for e in old if outlives(e, went[key], view)}
        before = denotations(old, rules.ontology, rules.facts)
        now = denotations(new, rules.ontology, rules.facts)
        moved = (r for e in old & new if before[e] != now[e] for r in view.bearers(e) if r not in removed)
        denotes |= {r: now[r.entity] for r in (*came[key], *moved)}
        if old != new:
            entities |= dict.fromkeys(before.values()) | canonicals(now, rules.ontology, rules.facts)
    return denotes, entities


def by_key(references: Iterable[Reference]) -> defaultdict[str, set[Reference]]:
    """References by the key of their names."""
    keyed: defaultdict[str, set[Reference]] = defaultdict(set)
    for reference in references:
        keyed[key_of(reference.entity)].add(reference)
    return keyed


def outlives(entity: Entity, removed: set[Reference], view: View) -> bool:
    """Whether a description is still borne when some references are gone."""
    return all(r.entity != entity for r in removed) or any(r not in removed for r in view.bearers(entity))


def support(
    change: Change, view: View, rules: Rules, denotes: dict[Reference, str | None]
) -> dict[Evidence, Statement | None]:
    """What the evidence that the change touches is about now; None where it is gone or says nothing of two things."""
    removed = {e for x in change.removed for e in x.evidences}
    added = {e for x in change.added for e in x.evidences}
    moved = [r for r, slug in denotes.items() if slug and view.denoted(r) not in ("", slug)]
    again = {e for r in moved for e in view.speaking_of(r)}

    def slug(evidence: Evidence, *, subject: bool) -> str:
        reference = Reference(evidence.article, evidence.subject if subject else evidence.object)
        return denotes.get(reference) or view.denoted(reference)

    live = (again - removed) | added
    said = {e: statement(slug(e, subject=True), e.relation, slug(e, subject=False), rules.ontology) for e in live}
    return dict.fromkeys(removed - added) | said


def statement(subject: str, relation: str, obj: str, ontology: Ontology) -> Statement | None:
    """The statement between two entities, the ends of a symmetric relation in order; None between a thing and itself."""
    if subject == obj:
        return None
    known = ontology.relations.get(relation)
    ends = sorted((subject, obj)) if known and known.symmetric else (subject, obj)
    return Statement(ends[0], relation, ends[1])


@dataclass(frozen=True, slots=True)
class Scale:
    """Weighs statements after a change: what of their evidence stayed, and what came."""

    view: View
    scoring: Scoring
    origins: Mapping[str, str | None]
    touched: frozenset[str]
    came: Mapping[Statement | None, list[Evidence]]

    @classmethod
    def of(
        cls, view: View, scoring: Scoring, origins: Mapping[str, str | None], supports: Mapping[Evidence, Statement | None]
    ) -> Self:  # fmt: skip
        """The scale for a change of what evidence supports."""
        came: defaultdict[Statement | None, list[Evidence]] = defaultdict(list)
        for evidence, about in supports.items():
            came[about].append(evidence)
        return cls(view, scoring, origins, frozenset(e.id for e in supports), came)

    def weigh(self, statement: Statement) -> Belief | None:
        """What all evidence of a statement makes of it now; None without any."""
        stayed = [witness for name, witness in self.view.witnesses(statement) if name not in self.touched]
        heard = [*stayed, *(Witness.of(e, self.origin(e.article)) for e in self.came.get(statement, ()))]
        return believe(heard, self.scoring) if heard else None

    def origin(self, article: str) -> str:
        """The origin of an article that is live now."""
        return self.origins.get(article) or self.view.origin(article)


def carried(belief: Belief | None) -> float | None:
    """The score of a statement as an edge, None where it is none."""
    return belief.score if belief and belief.asserted else None


@dataclass(frozen=True, slots=True)
class Asserted:
    """Which edges evidence asserts, after the change."""

    view: View
    statements: dict[Statement, Belief | None]

    def score(self, edge: Statement) -> float | None:
        """The score of an edge that evidence asserts, None for others."""
        return carried(self.statements[edge] if edge in self.statements else self.view.belief(edge))
