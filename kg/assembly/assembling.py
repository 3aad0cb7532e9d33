"""Keeps what follows from articles up to date: works out anew what a change touches, and nothing else.

`assemble` on an empty view is the computation from nothing; tests hold the two ways to the same result.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from kg.assembly.edges import EdgeView, Inferred, edge_order
from kg.assembly.entities import Canonical, Facts, Reference, Said, canonicals, denotations, key_of
from kg.assembly.inference import Rule, infer
from kg.assembly.origins import OriginView, Wording, origins
from kg.assembly.scores import Belief, Scoring, Tally
from kg.assembly.weighing import WitnessView, tallies
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


class View(EdgeView, OriginView, WitnessView, Protocol):
    """The graph as it was before the change, looked up piece by piece."""

    def described(self, key: str) -> Iterable[Entity]:
        """All descriptions of a name key that live references have."""

    def bearers(self, entity: Entity) -> Iterable[Reference]:
        """Live references with a description."""

    def denoted(self, reference: Reference) -> str:
        """The slug of the entity that a reference denotes, "" if the graph does not know it."""

    def speaking_of(self, reference: Reference) -> Iterable[Evidence]:
        """Evidence with the reference as subject or object."""

    def belief(self, statement: Statement) -> Belief | None:
        """What the graph makes of a statement, None if it does not know it."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What follows now for all that a change touches; None where it is no more."""

    entities: dict[str, Canonical | None] = field(default_factory=dict)
    denotes: dict[Reference, str | None] = field(default_factory=dict)
    supports: dict[Evidence, Statement | None] = field(default_factory=dict)
    statements: dict[Statement, Belief | None] = field(default_factory=dict)
    tallies: dict[Statement, Tally] = field(default_factory=dict)
    inferred: dict[Statement, Inferred | None] = field(default_factory=dict)
    origins: dict[str, str | None] = field(default_factory=dict)
    wordings: dict[str, Wording] = field(default_factory=dict)
    before: dict[Statement, Belief | None] = field(default_factory=dict)
    """What was made of each statement before."""


def assemble(change: Change, view: View, rules: Rules) -> Assembled:
    """Work out what a change of the live articles makes of the graph that `view` shows."""
    denotes, entities = denote(change, view, rules)
    supports = support(change, view, rules, denotes)
    wordings = {x.article: x.wording for x in change.added}
    removed = [x.article for x in change.removed]
    moved = origins(wordings, removed, view, rules.scoring.near_copy)
    whence = dict.fromkeys(removed) | moved
    counted = tallies(supports, whence, view, rules.scoring)
    ordered = sorted(counted, key=edge_order)
    before = {s: view.belief(s) for s in ordered}
    statements = {s: counted[s].belief(rules.scoring) for s in ordered}
    changed = [s for s in ordered if carried(before[s]) != carried(statements[s])]
    inferred = infer(changed, Asserted(view, statements).score, view, rules.inference)
    return Assembled(
        entities=entities,
        denotes=denotes,
        supports=supports,
        statements=statements,
        tallies={s: counted[s] for s in ordered},
        inferred=inferred,
        origins=whence,
        wordings=wordings,
        before=before,
    )


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
