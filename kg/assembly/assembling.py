"""Keeps what follows from articles up to date: works out anew what a change touches, and nothing else.

`assemble` on an empty view is the computation from nothing; tests hold the two ways to the same result.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from kg.assembly.denoting import NameView, denote
from kg.assembly.edges import EdgeView, Inferred, edge_order
from kg.assembly.entities import Canonical, Reference
from kg.assembly.inference import infer
from kg.assembly.origins import OriginView, Wording, origins
from kg.assembly.rules import Change, Rules
from kg.assembly.rulings import Ruling
from kg.assembly.scores import Belief, Tally
from kg.assembly.weighing import WitnessView, tallies
from kg.model import Entity, Evidence, Statement
from kg.ontology import Ontology

__all__ = ["Assembled", "View", "assemble"]


class View(EdgeView, NameView, OriginView, WitnessView, Protocol):
    """The graph as it was before the change, looked up piece by piece."""

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
    rulings: dict[str, Ruling | None] = field(default_factory=dict)
    """By id: what rules make of names."""
    stood: frozenset[str] = frozenset()
    """Entities and rulings of those above that were there before."""
    described: frozenset[Entity] = frozenset()
    """Descriptions that added articles bring and the graph has already."""


def assemble(change: Change, view: View, rules: Rules) -> Assembled:
    """Work out what a change of the live articles makes of the graph that `view` shows."""
    who = denote(change, view, rules)
    supports = support(change, view, rules, who.denotes)
    wordings = {x.article: x.wording for x in change.added}
    removed = [x.article for x in change.removed]
    moved = origins(wordings, removed, view, rules.scoring.near_copy)
    whence = dict.fromkeys(removed) | moved
    shifts = tallies(supports, whence, view, rules.scoring)
    ordered = sorted(shifts, key=edge_order)
    before = {s: shifts[s].before.belief(rules.scoring) for s in ordered}
    statements = {s: shifts[s].now.belief(rules.scoring) for s in ordered}
    changed = [s for s in ordered if carried(before[s]) != carried(statements[s])]
    inferred = infer(changed, Asserted(view, statements).score, view, rules.inference)
    return Assembled(
        entities=who.entities,
        denotes=who.denotes,
        rulings=who.rulings,
        stood=frozenset(who.stood),
        described=who.described,
        supports=supports,
        statements=statements,
        tallies={s: shifts[s].now for s in ordered},
        inferred=inferred,
        origins=whence,
        wordings=wordings,
        before=before,
    )


def support(
    change: Change, view: View, rules: Rules, denotes: dict[Reference, str | None]
) -> dict[Evidence, Statement | None]:
    """What the evidence that the change touches is about now; None where it is gone or says nothing of two things."""
    removed = {e for x in change.removed for e in x.evidences}
    added = {e for x in change.added for e in x.evidences}
    new = {x.article for x in change.added}
    moved = [r for r, slug in denotes.items() if slug and r.article not in new and view.denoted(r) != slug]
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
