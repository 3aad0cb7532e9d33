"""Statements, evidence and inferred edges as rows: what the formats that are no RDF have in common."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.assembly import Belief, Canonical, Reference
from kg.assembly.edges import Inferred
from kg.model import Evidence, Statement

if TYPE_CHECKING:
    from kg.store import Store

__all__ = [
    "EvidenceRow",
    "StatementRow",
    "evidence_rows",
    "inferred_row",
    "inferred_rows",
    "statement_row",
    "statement_rows",
]


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A statement between two entities: with belief where evidence speaks of it, with inference where it follows."""

    statement: Statement
    subject: Canonical
    object: Canonical
    belief: Belief | None = None
    inferred: Inferred | None = None

    @property
    def score(self) -> float:
        """From 0 to 1."""
        return self.belief.score if self.belief else self.inferred.known.score if self.inferred else 0.0


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """An evidence in the order in which its article names the ends; `row` is what all evidence makes of the statement."""

    evidence: Evidence
    subject: Canonical
    object: Canonical
    speaker: Canonical | None
    row: StatementRow


def statement_rows(store: "Store") -> Iterator[StatementRow]:
    """All statements with evidence, sorted."""
    for statement in store.view.statements():
        yield statement_row(store, statement)


def statement_row(store: "Store", statement: Statement) -> StatementRow:
    """A statement with what evidence makes of it."""
    ends = entity(store, statement.subject), entity(store, statement.object)
    return StatementRow(statement, *ends, belief=store.view.belief(statement))


def inferred_row(store: "Store", inferred: Inferred) -> StatementRow:
    """An inferred edge with how it follows."""
    statement = inferred.derivation.conclusion
    return StatementRow(statement, entity(store, statement.subject), entity(store, statement.object), inferred=inferred)


def inferred_rows(store: "Store") -> Iterator[StatementRow]:
    """All inferred edges, sorted; of a symmetric relation's two directions one, and none that evidence asserts."""
    for inferred in store.view.inferences():
        if not mirrored(store, inferred):
            yield inferred_row(store, inferred)


def mirrored(store: "Store", inferred: Inferred) -> bool:
    """Whether an inferred edge says no more than its mirror image, which is nearer to the evidence."""
    edge = inferred.derivation.conclusion
    if not store.ontology.relation(edge.relation).symmetric:
        return False
    other = store.view.known(Statement(edge.object, edge.relation, edge.subject))
    return other is not None and (other.depth, edge.object) < (inferred.known.depth, edge.subject)


def evidence_rows(store: "Store") -> Iterator[EvidenceRow]:
    """All evidence of all statements, sorted by statement, then as the articles go."""
    for row in statement_rows(store):
        heard = (evidence for evidence, _ in store.view.about(row.statement))
        for evidence in sorted(heard, key=lambda e: (e.article, e.sentence, e.id)):
            turned = denoted(store, Reference(evidence.article, evidence.subject)) != row.subject
            ends = (row.object, row.subject) if turned else (row.subject, row.object)
            said_by = evidence.speaker.entity if evidence.speaker else None
            speaker = denoted(store, Reference(evidence.article, said_by)) if said_by else None
            yield EvidenceRow(evidence, *ends, speaker, row)


def denoted(store: "Store", reference: Reference) -> Canonical:
    """The entity that a reference denotes."""
    return entity(store, store.view.denoted(reference))


def entity(store: "Store", slug: str) -> Canonical:
    """The entity of a slug."""
    return store.view.entity(slug) or Canonical(slug, slug, "")
