"""What a change does to the beliefs in statements: only the origins that it touches are weighed anew, and those that they share words with.

A belief follows from the sum of its origins' tallies, so a statement that thousands speak of costs no more than another.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Protocol, Self, TypeAlias

from kg.assembly.scores import Scoring, Tally, Witness, together
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

    def quoting(self, statement: Statement, quote: str) -> Iterable[str]:
        """The live articles that have a sentence on a statement."""


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
    weighing = Weighing.of(supports, origins, view)
    found: dict[Statement, Shift] = {}
    for statement, touched in weighing.touched().items():
        known = view.tally(statement)
        sharing = weighing.sharing(statement, touched, heard_of=known.evidences > 0)
        was, now = (together(said(side, statement, sharing), scoring) for side in (weighing.before, weighing.after))
        found[statement] = Shift(known, known + now - was)
    return found


def said(side: Sides, statement: Statement, origins: Iterable[str]) -> Iterator[Witness]:
    """All that some origins say of a statement."""
    for origin in origins:
        yield from side.get((statement, origin), Counter()).elements()


@dataclass(frozen=True, slots=True)
class Weighing:
    """What origins said of statements before a change, and what they say now: of all that the change touches, and what more is asked."""

    before: Sides
    after: Sides
    origins: Mapping[str, str | None]
    view: WitnessView
    loaded: set[str]
    """Origins of which all is in both sides that they say of any statement."""
    speaking: Mapping[Statement, Collection[str]]
    """Which origins the change touches, or brings, that say something of a statement."""
    written: dict[Statement, Mapping[str, set[str]]] = field(default_factory=dict)
    """Which of those have a telling sentence on a statement."""

    @classmethod
    def of(
        cls, supports: Mapping[Evidence, Statement | None], origins: Mapping[str, str | None], view: WitnessView
    ) -> Self:
        """What the origins said and say that a change touches."""
        articles = concerned(supports, origins, view)
        before, after = sides(articles, supports, origins, view)
        speaking: defaultdict[Statement, set[str]] = defaultdict(set)
        for statement, origin in before.keys() | after.keys():
            speaking[statement].add(origin)
        return cls(before, after, origins, view, set(map(view.origin, articles)), speaking)

    def touched(self) -> dict[Statement, set[str]]:
        """Statements of which origins say something else than before, with these origins."""
        found: defaultdict[Statement, set[str]] = defaultdict(set)
        for key in self.before.keys() | self.after.keys():
            if self.before.get(key) != self.after.get(key):
                statement, origin = key
                found[statement].add(origin)
        return found

    def sharing(self, statement: Statement, origins: Iterable[str], *, heard_of: bool) -> set[str]:
        """Some origins, with all that share a telling sentence on a statement with them, directly or over others.

        `heard_of` says whether the graph knew the statement: else there is nothing to look up.
        """
        found, queue = set(origins), list(origins)
        if not heard_of and len(self.speaking[statement]) == 1:
            return found
        asked: set[str] = set()
        while queue:
            quotes = self._sentences(statement, queue.pop()) - asked
            asked |= quotes
            fresh = {other for q in quotes for other in self._writing(statement, q, look_up=heard_of)} - found
            found |= fresh
            queue.extend(fresh)
        return found

    def _writing(self, statement: Statement, quote: str, *, look_up: bool) -> set[str]:
        """The origins that have a sentence on a statement, before the change or now."""
        articles = set(self.view.quoting(statement, quote) if look_up else ())
        known = {self.view.origin(article) for article in articles}
        for origin in known - self.loaded:
            self._load(statement, origin)
        moved = {now for article in articles if (now := self.origins.get(article))}
        return known | moved | self._written(statement).get(quote, set())

    def _sentences(self, statement: Statement, origin: str) -> set[str]:
        """The telling sentences of an origin on a statement, before the change or now."""
        heard = chain(self.before.get((statement, origin), ()), self.after.get((statement, origin), ()))
        return {witness.quote for witness in heard if witness.is_telling()}

    def _written(self, statement: Statement) -> Mapping[str, set[str]]:
        """Which origins that the change touches have a telling sentence on a statement."""
        if statement not in self.written:
            found: defaultdict[str, set[str]] = defaultdict(set)
            for origin in self.speaking[statement]:
                for quote in self._sentences(statement, origin):
                    found[quote].add(origin)
            self.written[statement] = dict(found)
        return self.written[statement]

    def _load(self, statement: Statement, origin: str) -> None:
        """Look up what an origin says of a statement; the change does not touch it."""
        if (statement, origin) not in self.before:
            heard = chain.from_iterable(map(self.view.heard, self.view.copies(origin)))
            found = Counter(witness for about, _, witness in heard if about == statement)
            self.before[statement, origin] = self.after[statement, origin] = found


def sides(
    there: Collection[str],
    supports: Mapping[Evidence, Statement | None],
    origins: Mapping[str, str | None],
    view: WitnessView,
) -> tuple[Sides, Sides]:
    """What the origins of some articles said of statements, and what they say now."""
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
