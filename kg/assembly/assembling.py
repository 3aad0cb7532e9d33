"""Keeps what follows from articles up to date: works out anew what a change touches, and nothing else.

`assemble` on an empty view is the computation from nothing; tests hold the two ways to the same result.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from kg.assembly.entities import Canonical, Facts, Reference, Said, canonicals, denotations
from kg.assembly.inference import EdgeView, Inferred, Rule, edge_order, infer
from kg.assembly.scores import Belief, Scoring, Witness, believe
from kg.model import Evidence, Statement
from kg.ontology import Ontology

__all__ = ["Assembled", "Change", "Rules", "View", "assemble"]


@dataclass(frozen=True, slots=True)
class Rules:
    """What turns articles into a graph: the same rules on the same articles always give the same."""

    ontology: Ontology
    facts: Facts
    scoring: Scoring
    inference: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Articles that become live and articles that cease to be, each with all that it says."""

    added: tuple[Said, ...] = ()
    removed: tuple[Said, ...] = ()


class View(EdgeView, Protocol):
    """The graph as it was before the change, looked up piece by piece."""

    def named(self, key: str) -> Iterable[Reference]:
        """All live references of a name key."""

    def denoted(self, reference: Reference) -> str:
        """The slug of the entity that a reference denotes, "" if the graph does not know it."""

    def speaking_of(self, reference: Reference) -> Iterable[Evidence]:
        """Evidence with the reference as subject or object."""

    def supports(self, evidence: Evidence) -> Statement | None:
        """The statement that an evidence is about, None if the graph does not know it."""

    def about(self, statement: Statement) -> Iterable[tuple[Evidence, str]]:
        """All evidence of a statement, each with the origin of its article."""

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
    statements = {s: weigh(s, view, supports, origins, rules.scoring) for s in ordered}
    changed = [s for s in ordered if carried(before[s]) != carried(statements[s])]
    inferred = infer(changed, Asserted(view, statements).score, view, rules.inference)
    return Assembled(entities, denotes, supports, statements, inferred, origins, before)


def denote(change: Change, view: View, rules: Rules) -> tuple[dict[Reference, str | None], dict[str, Canonical | None]]:
    """What references of the names that the change touches denote now, and those entities."""
    added = frozenset(r for x in change.added for r in x.references)
    removed = frozenset(r for x in change.removed for r in x.references) - added
    denoted: dict[Reference, str] = {}
    known: set[Reference] = set()
    for key in sorted({r.key for r in added | removed}):
        there = frozenset(view.named(key))
        known |= there
        group = (there | {r for r in added if r.key == key}) - removed
        denoted |= denotations(group, rules.ontology, rules.facts)
    gone = {slug for r in known | removed if (slug := view.denoted(r))}
    entities = dict.fromkeys(gone) | canonicals(denoted, rules.ontology, rules.facts)
    return dict.fromkeys(removed) | denoted, entities


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


def weigh(
    about: Statement, view: View, supports: dict[Evidence, Statement | None], origins: dict[str, str | None],
    scoring: Scoring,
) -> Belief | None:  # fmt: skip
    """What all evidence of a statement makes of it now; None without any."""
    stayed = [(e, origin) for e, origin in view.about(about) if e not in supports]
    came = [(e, origins.get(e.article) or view.origin(e.article)) for e, s in supports.items() if s == about]
    return believe((Witness.of(e, origin) for e, origin in (*stayed, *came)), scoring) if stayed or came else None


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
