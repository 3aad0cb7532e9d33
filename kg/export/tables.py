"""Tables and JSON lines: one statement or one evidence a line."""

import csv
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Final, TextIO

from kg.assembly import Canonical
from kg.export.rows import EvidenceRow, StatementRow, evidence_rows, inferred_rows, statement_rows
from kg.model import Evidence, Modality, Polarity, Span

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["STATEMENT_COLUMNS", "statement_cells", "write_csv", "write_jsonl", "write_tsv"]

STATEMENT_COLUMNS: Final = (
    "subject", "subject_type", "relation", "object", "object_type", "status", "score", "evidences", "origins", "rule",
)  # fmt: skip
EVIDENCE_COLUMNS: Final = (
    "subject", "relation", "object", "polarity", "modality", "speaker", "when", "score", "quote", "article", "rule",
)  # fmt: skip


def write_csv(store: "Store", out: TextIO) -> None:
    """Statements, then inferred edges with their rule; no cell is a formula to a spreadsheet."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(STATEMENT_COLUMNS)
    for row in chain(statement_rows(store), inferred_rows(store)):
        writer.writerow(map(harmless, statement_cells(row)))


def statement_cells(row: StatementRow) -> tuple[str, ...]:
    """A statement as cells."""
    return (
        row.subject.label, row.subject.type, row.statement.relation, row.object.label, row.object.type, row.status,
        f"{row.score:.4f}", str(row.evidence_count), str(row.origin_count), row.rule,
    )  # fmt: skip


def harmless(cell: str) -> str:
    """The cell so that a spreadsheet takes it for text (OWASP, CSV injection).

    >>> harmless("=HYPERLINK(1)"), harmless("Serbia")
    ("'=HYPERLINK(1)", 'Serbia')
    """
    return f"'{cell}" if cell.lstrip(" \"'")[:1] in tuple("=+-@\t\r\n|%") else cell


def write_tsv(store: "Store", out: TextIO) -> None:
    """Evidence, one a line, then inferred edges with the rule that made them; names carry aliases joined by `|`.

    Structural relations, which say nothing between actors, are left out: the RDF formats have them.
    """
    said = (e for e in evidence_rows(store) if not store.ontology.relation(e.evidence.relation).structural)
    rows = chain(map(evidence_cells, said), map(inferred_cells, inferred_rows(store)))
    out.write("\t".join(EVIDENCE_COLUMNS) + "\n")
    out.writelines("\t".join(map(flat, cells)) + "\n" for cells in rows)


def evidence_cells(row: EvidenceRow) -> tuple[str, ...]:
    """An evidence as cells."""
    e = row.evidence
    return (
        names(row.subject), e.relation, names(row.object), e.polarity.value, e.modality.value,
        names(row.speaker) if row.speaker else "", e.when, f"{row.row.score:.4f}", e.quote, e.article, e.rule,
    )  # fmt: skip


def inferred_cells(row: StatementRow) -> tuple[str, ...]:
    """An inferred edge as cells."""
    said = Polarity.AFFIRMED.value, Modality.ACTUAL.value
    ends = names(row.subject), row.statement.relation, names(row.object)
    return (*ends, *said, "", "", f"{row.score:.4f}", "", "", row.rule)


def names(entity: Canonical) -> str:
    """All names of an entity, its label first."""
    return "|".join(name.replace("|", "/") for name in (entity.label, *sorted(entity.aliases)))


def flat(cell: str) -> str:
    """The cell without what would end it."""
    return re.sub(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", " ", cell)


def write_jsonl(store: "Store", out: TextIO) -> None:
    """One JSON object a statement, with all its evidence; then one an inferred edge, with rule and premises."""
    by_statement: dict[str, list[Evidence]] = {}
    for heard in evidence_rows(store):
        by_statement.setdefault(heard.row.statement.id, []).append(heard.evidence)
    objects = chain(
        (statement_object(row, by_statement[row.statement.id]) for row in statement_rows(store)),
        map(inferred_object, inferred_rows(store)),
    )
    out.writelines(f"{json.dumps(item, ensure_ascii=False, sort_keys=True)}\n" for item in objects)


def statement_object(row: StatementRow, evidences: list[Evidence]) -> dict[str, object]:
    """A statement with evidence, as plain data."""
    judged = {"status": row.status, "origins": row.origin_count}
    return {**triple_object(row), **judged, "evidences": [evidence_object(e) for e in evidences]}


def inferred_object(row: StatementRow) -> dict[str, object]:
    """An inferred edge as plain data."""
    premises = [[p.subject, p.relation, p.object] for p in row.premises]
    return {**triple_object(row), "status": row.status, "rule": row.rule, "premises": premises}


def triple_object(row: StatementRow) -> dict[str, object]:
    """What statements and inferred edges have in common."""
    ends = {"subject": entity_object(row.subject), "object": entity_object(row.object)}
    return {**ends, "id": row.statement.id, "relation": row.statement.relation, "score": row.score}


def entity_object(entity: Canonical) -> dict[str, object]:
    """An entity as plain data."""
    known: dict[str, object] = {
        "id": entity.slug,
        "name": entity.label,
        "type": entity.type,
        "aliases": sorted(entity.aliases),
    }
    return known | ({"same_as": entity.same_as} if entity.same_as else {})


def evidence_object(evidence: Evidence) -> dict[str, object]:
    """An evidence as plain data; names as its article has them, spans in its text."""
    e, speaker = evidence, evidence.speaker
    spoken = {"name": speaker.entity.name if speaker.entity else None, "factive": speaker.factive} if speaker else None
    return {
        "id": e.id, "article": e.article, "subject": e.subject.name, "object": e.object.name, "quote": e.quote,
        "polarity": e.polarity.value, "modality": e.modality.value, "when": e.when or None, "speaker": spoken,
        "rule": e.rule, "confidence": e.confidence, "spans": dict(spans(e)),
    }  # fmt: skip


def spans(evidence: Evidence) -> Iterator[tuple[str, Span]]:
    """Spans of an evidence by name."""
    yield "sentence", evidence.sentence
    yield "subject", evidence.subject_span
    yield "cue", evidence.cue_span
    yield "object", evidence.object_span
