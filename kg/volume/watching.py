"""Looks at places again and again: what is new or changed there is read, what was read before is not."""

import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, TypeAlias

from kg.errors import FormatError
from kg.reading import Item, ReadFailure, ReadNote, ReadOptions, Settings, Tally, expanded, is_address, read
from kg.reading.parts import NothingThere, Part, never

__all__ = ["Watch", "pause", "seconds_of"]

UNITS: Final = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
DURATION: Final = re.compile(r"(\d{1,9})([smhd]?)")
TICK: Final = 0.2
"""Seconds between looks at whether to stop."""

Stamp: TypeAlias = tuple[int, int, int]
"""When a file was changed, and when what is known of it (whose it is, who may read it), in nanoseconds; and its size."""


def seconds_of(text: str) -> int:
    """How long ``90``, ``30s``, ``15m``, ``2h`` or ``1d`` is.

    Raises:
        FormatError: if it is no length of time, or none at all.

    >>> seconds_of("15m"), seconds_of("90")
    (900, 90)
    """
    match = DURATION.fullmatch(text.strip().lower())
    seconds = int(match[1]) * UNITS[match[2]] if match else 0
    if not seconds:
        raise FormatError(f"{text!r} is no length of time; write 30s, 15m, 2h or 1d")
    return seconds


def pause(seconds: float, stopped: Callable[[], bool]) -> None:
    """Wait, but not longer than until it is time to stop."""
    end = time.monotonic() + seconds
    while not stopped() and (left := end - time.monotonic()) > 0:
        time.sleep(min(TICK, left))


@dataclass(slots=True)
class Watch:
    """Some places, and what of them was read; the graph itself remembers it from one start to the next.

    A page may call itself something else than the feed that links to it, so what was followed is remembered too.
    """

    places: Iterable[str]
    options: ReadOptions
    settings: Settings
    stamps: dict[str, Stamp] = field(default_factory=dict)
    said: set[str] = field(default_factory=set)
    followed: set[str] = field(default_factory=set)

    def items(self, known: Callable[[str], bool] = never) -> Iterator[Item]:
        """What is new at the places since the last time: articles, failures, and notes that were not said before.

        `known` says of a source whether the graph has an article from it.
        """
        settings = self._knowing(known)
        for found in (f for place in self.places for f in expanded(place)):
            if isinstance(found, str):
                yield from (self._unsaid(read([found], self.options, settings, Tally())) if self._is_new(found) else ())
            else:
                yield from self._unsaid(
                    [ReadNote(found.place, found.reason) if isinstance(found, NothingThere) else found]
                )

    def forget(self) -> None:
        """Look at everything anew: what was read has not come into the graph."""
        self.stamps.clear()
        self.followed.clear()

    def _knowing(self, known: Callable[[str], bool]) -> Settings:
        """How to read, without following again what is in the graph or was followed before."""
        follow = self.settings.follow
        if follow is None:
            return self.settings

        def remembering(link: str) -> Part:
            page = follow(link)
            self.followed.add(link)
            return page

        return replace(self.settings, follow=remembering, known=lambda link: link in self.followed or known(link))

    def _is_new(self, place: str) -> bool:
        """Whether a file was changed since it was read; an address may always have changed."""
        if is_address(place):
            return True
        try:
            status = Path(place).stat()
        except OSError:
            return True
        stamp = status.st_mtime_ns, status.st_ctime_ns, status.st_size
        known, self.stamps[place] = self.stamps.get(place), stamp
        return known != stamp

    def _unsaid(self, items: Iterable[Item]) -> Iterator[Item]:
        """Items without the failures and notes that were said in an earlier round."""
        for item in items:
            told = isinstance(item, (ReadFailure, ReadNote))
            if not (told and str(item) in self.said):
                self.said |= {str(item)} if told else set()
                yield item
