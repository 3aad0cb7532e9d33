"""Articles that are sent to a server: what became of each of them, in the order of the body.

Each is added whole or not at all, and one that fails takes no other along; so the reply says of each whether it is there.
"""

import signal
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BufferedReader, BytesIO
from json import dumps
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.errors import KgError
from kg.reading import READERS, Item, Part, ReadFailure, ReadNote, ReadOptions, Settings, column_mapping, read_part
from kg.reading.draft import FIELDS
from kg.reading.language import in_english
from kg.serve.formats import MediaError, taken
from kg.serve.frames import Reply
from kg.store import Store
from kg.store.reports import AddReport, Merged, Outcome
from kg.volume.adding import add_all

if TYPE_CHECKING:
    from kg.serve.worker import Desk

__all__ = ["WORK"]

RESERVE: Final = 20.0
"""Seconds before this process is ended in which no further article is begun."""
LEFT: Final = "time was up; send the body again: what is there already is not read again"
LANGUAGE: Final = "force=true reads it"

Told: TypeAlias = dict[str, object]
"""What became of an article, as JSON can hold it."""
EMPTY: Final[Told] = {"outcome": "failed", "place": "the body", "reason": "no article in it"}


class Clock:
    """Looks at the timer that ends this process; whether time was up before all was done."""

    def __init__(self) -> None:
        self.was_up = False

    def is_up(self) -> bool:
        """Whether there is no time for a further article."""
        remaining, _ = signal.getitimer(signal.ITIMER_REAL)
        self.was_up = 0 < remaining < RESERVE
        return self.was_up


def add(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """Read articles and merge them into the graph."""
    force = asked.get("force") == "true"
    options = ReadOptions(**{name: str(value) for name, value in asked.items() if name in FIELDS})
    part = as_part(body, str(asked["media"]), str(asked.get("map", "")))
    items = in_english(read_part(part, options), force=force, otherwise=LANGUAGE)
    return reply(list(added(desk, items, force=force)))


def added(desk: "Desk", items: Iterable[Item], *, force: bool) -> Iterator[Told]:
    """What becomes of each article while there is time.

    Raises:
        KgError: if the graph takes none at all.
    """
    clock, begun = Clock(), False
    with Store.open(desk.path) as graph:
        try:
            for found in add_all(items, graph, force=force, stopped=clock.is_up):
                begun = True
                yield said_of(found)
        except KgError as error:
            if not begun:
                raise
            yield {"outcome": "failed", "reason": str(error)}
    if clock.was_up:
        yield {"outcome": "left", "reason": LEFT}


def as_part(body: bytes, content_type: str, columns: str) -> Part:
    """A body as something to be read; `columns` says which column of a table holds what.

    Raises:
        MediaError: if it is of no kind that can be.
        FormatError: if the columns are not said as they should.
    """
    media, charset = taken(content_type)
    kinds = [kind for kind in READERS if "/" in kind]
    if media not in kinds:
        raise MediaError(media, kinds)
    return Part(
        "the body",
        "",
        BufferedReader(BytesIO(body)),
        media,
        charset,
        len(body),
        settings=Settings(column_mapping(columns)),
    )


def said_of(found: Merged | ReadFailure | ReadNote) -> Told:
    """What became of an article, or of what is none."""
    match found:
        case Merged(article, report):
            about = {"article": report.article, "title": article.title, "source": article.source}
            return {**{name: value for name, value in about.items() if value}, **outcome_of(report)}
        case ReadFailure():
            where = {} if found.offset is None else {"offset": found.offset}
            return {"outcome": "failed", "place": found.place, "reason": found.reason, **where}
        case ReadNote():
            return {"outcome": "skipped", "place": found.place, "reason": found.reason}


def outcome_of(report: AddReport) -> Told:
    """What adding an article did."""
    told: Told = {"outcome": report.outcome.value, "statements": len(report.gained) + len(report.confirmed)}
    if report.reason:
        told["reason"] = report.reason
    if report.refused:
        told["refused"] = [f"{refused.reason}: {refused.quote}" for refused in report.refused]
    return told


def reply(told: list[Told]) -> Reply:
    """All that became of a body."""
    merged = [each for each in told if "article" in each]
    headers = {"Location": f"/id/{merged[0]['article']}"} if merged and len(told) == 1 else {}
    body = dumps(told or [EMPTY]).encode() + b"\n"
    return Reply(status_of(told), "application/json", body, headers)


def status_of(told: Iterable[Told]) -> int:
    """400 if there is no article, 207 if something failed or is left, 201 if something is new, 200 if nothing is.

    >>> status_of([{"outcome": "new"}, {"outcome": "failed"}]), status_of([{"outcome": "failed"}])
    (207, 400)
    """
    outcomes = {str(each["outcome"]) for each in told}
    if outcomes <= {"failed", "skipped"}:
        return 400
    if not outcomes.isdisjoint({"failed", "left"}):
        return 207
    return 200 if outcomes.isdisjoint({Outcome.NEW, Outcome.SUPERSEDED}) else 201


WORK: Final[Mapping[str, Callable[["Desk", Mapping[str, object], bytes], Reply]]] = {"add": add}
"""Name of a job -> what does it."""
