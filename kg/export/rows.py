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

    @property
    def status(self) -> str:
        """What evidence makes of it, "inferred" where none speaks of it."""
        return self.belief.status.value if self.belief else "inferred"

    @property
    def evidence_count(self) -> int:
        """Places where articles speak of it."""
        return self.belief.evidence_count if self.belief else 0

    @property
    def origin_count(self) -> int:
        """Origins of those."""
        return self.belief.origin_count if self.belief else 0

    @property
    def rule(self) -> str:
        """By which rule it follows, "" where it does not."""
        return self.inferred.derivation.rule if self.inferred else ""

    @property
    def premises(self) -> tuple[Statement, ...]:
        """What it follows from."""
        return self.inferred.derivation.premises if self.inferred else ()


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
    return StatementRow(statement, *ends(store, statement), belief=store.view.belief(statement))


def inferred_row(store: "Store", inferred: Inferred) -> StatementRow:
    """An inferred edge with how it follows."""
    statement = inferred.derivation.conclusion
    return StatementRow(statement, *ends(store, statement), inferred=inferred)


def ends(store: "Store", statement: Statement) -> tuple[Canonical, Canonical]:
    """Subject and object."""
    return entity(store, statement.subject), entity(store, statement.object)


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
            named = (row.object, row.subject) if turned else (row.subject, row.object)
            said_by = evidence.speaker.entity if evidence.speaker else None
            speaker = denoted(store, Reference(evidence.article, said_by)) if said_by else None
            yield EvidenceRow(evidence, *named, speaker, row)


def denoted(store: "Store", reference: Reference) -> Canonical:
    """The entity that a reference denotes."""
    return entity(store, store.view.denoted(reference))


def entity(store: "Store", slug: str) -> Canonical:
    """The entity of a slug."""
    return store.view.entity(slug) or Canonical(slug, slug, "")
