"""Statements of one article against a gold table made by hand: names by any alias, polarity exact.

The table has a header and a first column: `required` counts for recall and precision, `optional` is right if found,
`inferred` is expected among the inferred edges.
"""

import csv
from pathlib import Path

from kg.model import Article, Entity, Evidence
from kg.pipeline import Tools, analyze

__all__ = ["FILE", "score"]

FILE = "../../articles/*.gold.tsv"
"""Where it is, seen from a folder of benchmarks; the article stands beside it."""
PUBLISHED = "2023-11-20"
SLOTS = ("subject", "relation", "object")


def names(text: str) -> frozenset[str]:
    """The names of a cell, divided by `|`, without case and a leading article."""
    return frozenset(n.strip().lower().removeprefix("the ") for n in text.split("|") if n.strip())


def all_names(entity: Entity) -> frozenset[str]:
    """A name and its aliases, comparable."""
    return names("|".join((entity.name, *entity.aliases)))


def agrees(row: dict[str, str], evidence: Evidence) -> bool:
    """Whether a gold row has the same subject, relation, object and polarity."""
    ends = all_names(evidence.subject), names(evidence.relation), all_names(evidence.object)
    return evidence.polarity == row["polarity"] and all(names(row[s]) & e for s, e in zip(SLOTS, ends, strict=True))


def score(tools: Tools, path: Path) -> dict[str, float]:
    """Precision and recall of what the article says, inferred edges aside."""
    text = path.with_name(path.name.replace(".gold.tsv", ".txt")).read_text(encoding="utf-8")
    with path.open(encoding="utf-8") as file:
        gold = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    found = [
        e
        for e in analyze(Article(text, "urn:gold", published=PUBLISHED), tools).evidences
        if not tools.ontology.relations[e.relation].structural
    ]
    required = [row for row in gold if row["kind"] == "required"]
    hits = sum(any(agrees(row, e) for e in found) for row in required)
    right = sum(any(agrees(row, e) for row in gold) for e in found)
    return {"precision": right / max(1, len(found)), "recall": hits / len(required)}
