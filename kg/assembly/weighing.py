"""What a change does to the beliefs in statements: only the origins that it touches are weighed anew.

A belief follows from the sum of its origins' tallies, so a statement that thousands speak of costs no more than another.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol, TypeAlias

from kg.assembly.scores import Scoring, Tally, Witness, tally
from kg.model import Evidence, Statement

__all__ = ["Heard", "Shift", "WitnessView", "tallies"]


@dataclass(frozen=True, slots=True)
class Shift:
    """What all evidence of a statement counted for, and what it counts for now."""

    before: Tally
    now: Tally


Heard: TypeAlias = tuple[Statement, str, Witness]
"""A statement, the id of an evidence about it, and what of that counts."""
Sides: TypeAlias = defaultdict[tuple[Statement, str], Counter[Witness]]
"""What each origin says of each statement."""


class WitnessView(Protocol):
    """What counts as evidence, as it was before a change."""

    def heard(self, article: str) -> Iterable[Heard]:
        """All that a live article says of statements."""

    def copies(self, origin: str) -> Iterable[str]:
        """The live articles of an origin."""

    def origin(self, article: str) -> str:
        """The origin of a live article, "" of others."""

    def tally(self, statement: Statement) -> Tally:
        """What all evidence of a statement counts for."""


def tallies(
    supports: Mapping[Evidence, Statement | None],
    origins: Mapping[str, str | None],
    view: WitnessView,
    scoring: Scoring,
) -> dict[Statement, Shift]:
    """What the evidence of all statements counts for that a change touches, before and now.

    `supports` says what evidence is about now that the change touches, `origins` where articles come from now that it
    touches, None of those that are gone.
    """
    before, after = sides(supports, origins, view)
    touched = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    found: dict[Statement, Shift] = {}
    for statement, origin in touched:
        was, now = (counted(side.get((statement, origin)), scoring) for side in (before, after))
        if statement not in found:
            known = view.tally(statement)
            found[statement] = Shift(known, known)
        found[statement] = replace(found[statement], now=found[statement].now + now - was)
    return found


def counted(witnesses: Counter[Witness] | None, scoring: Scoring) -> Tally:
    """What one origin's evidence of a statement counts for; nothing where it has none."""
    return tally(witnesses.elements(), scoring) if witnesses else Tally()


def sides(
    supports: Mapping[Evidence, Statement | None], origins: Mapping[str, str | None], view: WitnessView
) -> tuple[Sides, Sides]:
    """What the origins that a change touches said of statements, and what they say now."""
    there = concerned(supports, origins, view)
    touched = {e.id for e in supports if e.article in there}
    before: Sides = defaultdict(Counter)
    after: Sides = defaultdict(Counter)
    for article in there:
        was = view.origin(article)
        now = origins.get(article, was)
        for about, evidence, witness in view.heard(article):
            before[about, was][witness] += 1
            if now and evidence not in touched:
                after[about, now][replace(witness, origin=now)] += 1
    for e, statement in supports.items():
        if statement:
            origin = origins.get(e.article) or view.origin(e.article)
            after[statement, origin][Witness.of(e, origin)] += 1
    return before, after


def concerned(
    supports: Mapping[Evidence, Statement | None], origins: Mapping[str, str | None], view: WitnessView
) -> set[str]:
    """The articles that were there of all origins that a change touches."""
    changed = {*origins, *(e.article for e in supports)}
    now = {origin for origin in origins.values() if origin}
    return {article for origin in {*map(view.origin, changed), *now} - {""} for article in view.copies(origin)}
