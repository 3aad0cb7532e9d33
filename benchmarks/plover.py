"""PLOVER gold records: who did what to whom in 322 news sentences, countries by code and events by root.

Relations map to roots through the ontology. Only one pair a sentence is annotated, so precision over everything that is
found means nothing; how much is found a sentence is printed instead.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.entities.gazetteer import Gazetteer
from kg.model import Article, Entity, Evidence, Extraction, Span
from kg.pipeline import Tools, analyze

__all__ = ["FILE", "PEERS", "Frames", "precisions", "score"]

FILE = "plover_gsr/*.jsonl"
"""Where a folder of benchmarks has it."""
PEERS = {
    "triple_recall": "UniversalPetrarch .165",
    "pair_root_precision": "UniversalPetrarch .273",
    "actor_accuracy": "names only .384, + demonyms .701, best dictionary .835",
    "root_accuracy": "first-verb dictionary .375 (on a sister set)",
}
ROOTS = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "INVESTIGATE": "ACCUSE", "FIGHT": "ASSAULT"}
"""Roots of PLOVER's draft that its later version merged."""
SLIPS = {"JAP": "JPN"}
WEIGHT = 10
"""How many statements the mean of all frames counts for in the precision of one."""

Frames = dict[str, tuple[int, int]]
"""Frame -> how many of its statements join an annotated pair, and how many of them have the root."""


@dataclass(frozen=True, slots=True)
class Actor:
    """A country by code, or a stretch of text where the record has no country."""

    country: str
    spans: tuple[Span, ...]

    def is_named_by(self, entity: Entity, span: Span, gazetteer: Gazetteer) -> bool:
        """Whether an end of a statement is this actor."""
        if self.country:
            return self.country in countries(entity, gazetteer)
        return any(s.start < span.end and span.start < s.end for s in self.spans)


@dataclass(frozen=True, slots=True)
class Record:
    """One annotated event."""

    source: Actor
    target: Actor
    root: str


def countries(entity: Entity, gazetteer: Gazetteer) -> set[str]:
    """ISO codes of the country that an entity is or stands for."""
    return {gazetteer.country_of(link) for link in (entity.link, entity.stands_for) if link} - {""}


def actor(record: dict[str, Any], side: str, text: str, known: set[str]) -> Actor:
    """One side of a record."""
    code = (record[side] or "")[:3]
    code = SLIPS.get(code, code)
    phrase = record[f"{side}_text"] or ""
    starts = [i for i in range(len(text)) if phrase and text.startswith(phrase, i)]
    return Actor(code if code in known else "", tuple(Span(i, i + len(phrase)) for i in starts))


def records(path: Path, known: set[str]) -> Iterator[tuple[str, str, list[Record]]]:
    """(text, date, records) of each sentence whose records have both actors."""
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text = row["text"]
        gold = [
            Record(actor(g, "source", text, known), actor(g, "target", text, known), root(g["event_code"]))
            for g in row["gold"]
            if g["source"] and g["target"]
        ]
        yield text, row["date"], gold


def root(code: str) -> str:
    """A root of the later version."""
    return ROOTS.get(code, code)


def roots(evidence: Evidence, tools: Tools) -> tuple[str, ...]:
    """What an evidence may be coded as."""
    return tools.ontology.plover(evidence.relation, evidence.polarity, evidence.modality)


def joins(evidence: Evidence, record: Record, gazetteer: Gazetteer) -> bool:
    """Whether a statement joins the annotated pair, in whichever direction."""
    ends = ((evidence.subject, evidence.subject_span), (evidence.object, evidence.object_span))
    return any(
        record.source.is_named_by(*a, gazetteer) and record.target.is_named_by(*b, gazetteer)
        for a, b in (ends, ends[::-1])
    )


def score(tools: Tools, path: Path, frames: Frames) -> dict[str, float]:
    """All measures; see the tables of docs/scores.md for what each means. `frames` takes in what each frame did."""
    known = {entry.iso3 for entry in tools.gazetteer} - {""}
    count = dict.fromkeys(("records", "found", "sentences", "statements", "joining", "joining_right", "rooted"), 0)
    actors = [0, 0]
    for text, date, gold in records(path, known):
        found = analyze(Article(text, "urn:plover", published=date), tools)
        count["sentences"] += 1
        count["statements"] += len(found.evidences)
        for record in gold:
            _count_record(count, found, record, tools)
            _count_frames(frames, found, record, tools)
            _count_actors(actors, found, record, tools.gazetteer)
    return {
        "triple_recall": count["found"] / count["records"],
        "statements_per_sentence": count["statements"] / count["sentences"],
        "pair_root_precision": count["joining_right"] / max(1, count["joining"]),
        "actor_accuracy": actors[0] / max(1, actors[1]),
        "root_accuracy": count["rooted"] / count["records"],
    }


def _count_record(count: dict[str, int], found: Extraction, record: Record, tools: Tools) -> None:
    joining = [e for e in found.evidences if joins(e, record, tools.gazetteer)]
    right = [e for e in joining if record.root in roots(e, tools)]
    count["records"] += 1
    count["found"] += bool(right)
    count["joining"] += len(joining)
    count["joining_right"] += len(right)
    best = max(joining or found.evidences, key=lambda e: (e.confidence, e.id), default=None)
    count["rooted"] += best is not None and record.root in roots(best, tools)


def _count_frames(frames: Frames, found: Extraction, record: Record, tools: Tools) -> None:
    """Relations without any root are no events, so none can be right or wrong."""
    for e in found.evidences:
        if tools.ontology.plover(e.relation) and joins(e, record, tools.gazetteer):
            joined, right = frames.get(e.rule, (0, 0))
            frames[e.rule] = joined + 1, right + (record.root in roots(e, tools))


def precisions(frames: Frames) -> list[tuple[str, int, int, float]]:
    """(frame, joined, right, precision), the most telling first; few statements are drawn towards the mean of all.

    >>> precisions({"verb/meet": (10, 10), "verb/ask": (10, 5)})
    [('verb/ask', 10, 5, 0.625), ('verb/meet', 10, 10, 0.875)]
    """
    mean = sum(right for _, right in frames.values()) / max(1, sum(joined for joined, _ in frames.values()))
    rows = [(f, n, right, round((right + WEIGHT * mean) / (n + WEIGHT), 4)) for f, (n, right) in frames.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


def _count_actors(actors: list[int], found: Extraction, record: Record, gazetteer: Gazetteer) -> None:
    for side in (record.source, record.target):
        if side.country and side.spans:
            there = [
                m for m in found.mentions if any(s.start < m.span.end and m.span.start < s.end for s in side.spans)
            ]
            named = {c for m in there for e in m.entities for c in countries(e, gazetteer)}
            actors[0] += side.country in named
            actors[1] += 1
