"""What a change of the graph is reported as."""

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from kg.assembly import Assembled, Belief, Decision, Said, Status
from kg.model import Article, Polarity, Refused, Statement

__all__ = ["AddReport", "Agreed", "Merged", "Outcome", "RetractReport", "became", "changes", "turned"]


class Outcome(StrEnum):
    """What became of an article that was to be added."""

    NEW = "new"
    UNCHANGED = "unchanged"
    """It is there already; nothing was done."""
    SUPERSEDED = "superseded"
    """It takes the place of an older version from the same source."""
    REREAD = "reread"
    """It is there already, but later tools read it in the graph that was merged; what they read took its place."""
    TAKEN_OUT = "taken out"
    """It was there, but was retracted in the graph that was merged."""
    KEPT_OUT = "kept out"
    """It was retracted, or a newer version took its place; nothing was done."""


@dataclass(frozen=True, slots=True)
class AddReport:
    """What adding an article changed; statements are sorted."""

    article: str
    outcome: Outcome
    gained: tuple[Statement, ...] = ()
    confirmed: tuple[Statement, ...] = ()
    disputed: tuple[Statement, ...] = ()
    lost: tuple[Statement, ...] = ()
    replaced: tuple[str, ...] = ()
    """Ids of older versions."""
    reason: str = ""
    """Why it was kept or taken out, or what it replaces was."""
    refused: tuple[Refused, ...] = ()
    """What of it did not pass validation."""


class Merged(NamedTuple):
    """An article, and what became of it."""

    article: Article
    report: AddReport


class Agreed(NamedTuple):
    """What a person decided of names in another graph, and that is so here now; `idle` is why it has no effect, "" if it has."""

    decision: Decision
    idle: str


@dataclass(frozen=True, slots=True)
class RetractReport:
    """What retracting changed; statements are sorted."""

    articles: tuple[str, ...]
    lost: tuple[Statement, ...] = ()
    restored: tuple[Statement, ...] = ()
    """Statements that are asserted again: nothing as strong disputes or denies them any more."""
    turned: tuple[tuple[Statement, Status], ...] = ()
    """Statements of which what is left makes something else: denied, say, and what it makes of them."""


class Changes(NamedTuple):
    """Statements that a change of articles touched, by what became of them."""

    gained: tuple[Statement, ...]
    confirmed: tuple[Statement, ...]
    disputed: tuple[Statement, ...]
    lost: tuple[Statement, ...]


def changes(assembled: Assembled, said: Said) -> Changes:
    """Statements that an article's evidence gained, confirmed, disputed, and that went with an older version."""
    sides: defaultdict[Statement, set[Polarity]] = defaultdict(set)
    for evidence, about in assembled.supports.items():
        if about and evidence in said.evidences:
            sides[about].add(evidence.polarity)
    now, before = assembled.statements, assembled.before
    disputed = [s for s in now if became(assembled, s) is Status.DISPUTED]
    return Changes(
        gained=tuple(s for s in now if s in sides and before[s] is None),
        confirmed=tuple(s for s in now if s not in disputed and agreed(before[s]) in sides[s]),
        disputed=tuple(disputed),
        lost=tuple(s for s, belief in now.items() if belief is None and before[s] is not None),
    )


def agreed(before: Belief | None) -> Polarity | None:
    """What evidence says that agrees with what was known of a statement, None where nothing was."""
    if before is None:
        return None
    return Polarity.NEGATED if before.status is Status.DENIED else Polarity.AFFIRMED


def turned(assembled: Assembled, statement: Statement) -> bool:
    """Whether a statement has another status than before, or came, or went."""
    now, before = assembled.statements[statement], assembled.before[statement]
    return (now and now.status) is not (before and before.status)


def became(assembled: Assembled, statement: Statement) -> Status | None:
    """The status that a statement has now and had not before, None if it did not change."""
    now, before = assembled.statements[statement], assembled.before[statement]
    return now.status if now and (before is None or before.status is not now.status) else None
