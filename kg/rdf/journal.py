"""What the store remembers of its changes: when, which articles, and what had been made of the statements they touched.

It stands in `kg:meta` and is no part of what a graph is compared by: two graphs of the same articles are equal, whenever the
articles were added.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import Literal, Quad

from kg.assembly import Status
from kg.model import Statement
from kg.rdf import parsing
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import id_node, text

__all__ = ["Entry", "entries", "entry_quads"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: articles that came and went, and the earlier status of each statement that has another now, or is gone.

    `at` is the time of the change in UTC, ISO 8601; an earlier status of None says that the statement is new.
    """

    number: int
    at: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    before: Mapping[Statement, Status | None] = field(default_factory=dict)


def entry_quads(entry: Entry) -> Iterator[Quad]:
    """An entry as quads; its statements as one literal, since they are read together or not at all."""
    node = id_node(f"change-{entry.number:09}")
    statements = [[s.subject, s.relation, s.object, status and status.value] for s, status in entry.before.items()]
    held = {"added": entry.added, "removed": entry.removed, "statements": statements}
    yield Quad(node, t.TYPE, t.CHANGE_CLASS, t.META)
    yield Quad(node, t.CHANGED_AT, Literal(entry.at), t.META)
    yield Quad(node, t.CHANGED, Literal(json.dumps(held, ensure_ascii=False)), t.META)


def entries(quads: Quads, since: str) -> list[Entry]:
    """All changes since a day, month, year or moment, in their order."""
    found = quads.quads_for_pattern(None, t.CHANGED_AT, None, t.META)
    late = [(q.subject, text(q.object)) for q in found if text(q.object)[: len(since)] >= since]
    return sorted((entry(quads, node, at) for node, at in late), key=lambda e: e.number)


def entry(quads: Quads, node: t.Term, at: str) -> Entry:
    """The entry of a node."""
    held = json.loads(text(parsing.one(parsing.facts_of(quads, node, t.META), t.CHANGED)))
    before = {Statement(*ends): status and Status(status) for *ends, status in held["statements"]}
    number = int(t.local(node).removeprefix("change-"))
    return Entry(number, at, tuple(held["added"]), tuple(held["removed"]), before)
