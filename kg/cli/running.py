"""How a run over many articles looks: a line an article, progress, failures in a file, Ctrl-C."""

import getpass
import json as jsonlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Final, Self, TextIO

from kg.cli.app import complain
from kg.cli.output import one_line, print_json, say

if TYPE_CHECKING:
    from rich.progress import Progress

    from kg.reading import ReadFailure, ReadNote, Tally
    from kg.store.reports import Merged

__all__ = ["Reporter", "interruptible", "note"]

INTERVAL: Final = 10.0
"""Seconds between lines of progress where there is no terminal."""
FAILURE: Final = b'{"place": '
"""How a file of failures begins."""
LABEL: Final = 10
"""Width of the words that lines of a report begin with."""


def note(text: "str | ReadNote") -> None:
    """Say on one line of standard error what a user may want to know."""
    label = "note" if isinstance(text, str) or not text.is_warning else "warning"
    say(f"kg: {label}: {one_line(str(text))}", error=True)


@dataclass(slots=True)
class Reporter:
    """Says what becomes of articles, as it happens and in the end; use it in a `with` statement.

    `tell` reports one article. `size` are the bytes to be read, 0 if unknown. `place` is the file for failures, which is there
    only if there are any.
    """

    tally: "Tally"
    place: Path
    tell: "Callable[[Merged], None]"
    size: int = 0
    quiet: bool = False
    json: bool = False
    failed: int = 0
    merged: int = 0
    words: int = 0
    begun: float = field(default_factory=time.monotonic)
    due: float = field(init=False)
    file: TextIO | None = None
    bar: "Progress | None" = None

    def __post_init__(self) -> None:
        self.due = self.begun + INTERVAL

    def __enter__(self) -> Self:
        if sys.stderr.isatty() and not self.quiet and not self.json:
            self.bar = progress_bar(self.size)
            self.bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.bar:
            self.bar.stop()
        if self.file:
            self.file.close()
        else:
            self._forget()

    def _forget(self) -> None:
        """Remove the failures of an earlier run, which are none of this one; another file of that name stays."""
        if self.place.is_file():
            with self.place.open("rb") as file:
                is_ours = file.read(len(FAILURE)) == FAILURE
            if is_ours:
                self.place.unlink()

    def take(self, event: "Merged | ReadFailure | ReadNote") -> None:
        """Say what has happened."""
        from kg.reading import ReadFailure, ReadNote

        if isinstance(event, ReadFailure):
            self._failure(event)
        elif isinstance(event, ReadNote):
            note(event)
        else:
            self.merged += 1
            self.words += event.article.text.count(" ") + 1
            if not self.quiet:
                self.tell(event)
        self._progress()

    def _failure(self, failure: "ReadFailure") -> None:
        self.failed += 1
        complain(str(failure))
        data = {"place": failure.place, "reason": failure.reason, "offset": failure.offset}
        if self.json:
            print_json({"event": "failure", **data})
        self.file = self.file or self._opened()
        self.file.write(f"{jsonlib.dumps(data, ensure_ascii=False)}\n")
        self.file.flush()

    def _opened(self) -> TextIO:
        """The file for failures; where it cannot be written, the other articles are added all the same."""
        try:
            return self.place.open("w", encoding="utf-8", errors="backslashreplace")
        except OSError as error:
            complain(f"{self.place}: {error.strerror}; failures are listed nowhere else, name a place with --failures")
            self.place = Path(os.devnull)
            return self.place.open("w", encoding="utf-8")

    def _progress(self) -> None:
        """Show how far it is: always in the bar, now and then as a line."""
        if self.bar:
            done = min(self.tally.position(), self.size or 1)
            self.bar.update(self.bar.task_ids[0], completed=done, description=one_line(self._speed()))
        if self.quiet or time.monotonic() < self.due:
            return
        self.due = time.monotonic() + INTERVAL
        if self.json:
            say(jsonlib.dumps({"event": "progress", **self.figures()}), error=True)
        elif not self.bar:
            say(f"kg: {self._speed()}{self._left()}", error=True)

    def figures(self) -> dict[str, float]:
        """Counts and speeds up to now; `left` are the seconds that the rest will take, where that can be told."""
        seconds = time.monotonic() - self.begun
        done = self.tally.position() / self.size if self.size else 0.0
        return {
            "articles": self.merged,
            "failures": self.failed,
            "words": self.words,
            "seconds": round(seconds, 1),
            "articles_per_second": round(self.merged / seconds, 2) if seconds else 0.0,
            "words_per_second": round(self.words / seconds) if seconds else 0,
            **({"left": round(seconds / done - seconds)} if done else {}),
        }

    def _speed(self) -> str:
        f = self.figures()
        return (
            f"{self.merged:,} articles, {self.failed:,} failures, {f['articles_per_second']:g} articles/s, "
            f"{f['words_per_second']:,} words/s"
        )

    def _left(self) -> str:
        left = self.figures().get("left")
        return "" if left is None else f", about {int(left) // 60}:{int(left) % 60:02} left"

    def end(self, *, stopped: bool = False) -> None:
        """Say in the end what was missing, what failed, and what to do next."""
        if self.json:
            missing, where = dict(self.tally.missing), str(self.place) * bool(self.failed)
            done = {"event": "done", **self.figures(), "missing": missing, "failures_file": where, "stopped": stopped}
            say(jsonlib.dumps(done), error=True)
            return
        if not self.quiet:
            lines = [("missing", line)] if (line := self.tally.line()) else []
            listed = f", listed in {self.place}" * (self.place != Path(os.devnull))
            lines += [("failed", f"{self.failed:,}{listed}")] * bool(self.failed)
            for label, line in lines:
                say(f"{label:<{LABEL}}  {one_line(line)}")
        if stopped:
            note("stopped; the same command goes on where it stopped")


def progress_bar(size: int) -> "Progress":
    """A bar on standard error."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.table import Column

    # On a narrow terminal the words are cut, not the times.
    times = (
        TimeElapsedColumn(Column(min_width=7)),
        TextColumn("left", table_column=Column(min_width=4)),
        TimeRemainingColumn(table_column=Column(min_width=7)),
        BarColumn(10, table_column=Column(min_width=4)),
    )
    # On a terminal rich puts what is printed above the bar; into a pipe it must go untouched.
    bar = Progress(
        SpinnerColumn(),
        *(times if size else times[:1]),
        TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True)),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=sys.stdout.isatty(),
    )
    bar.add_task("reading", total=size or None)
    return bar


@dataclass(slots=True)
class Interrupt:
    """Whether to stop: a function that says so once a signal came; `signals` are those that did."""

    signals: list[int] = field(default_factory=list)

    def __call__(self) -> bool:
        """Whether one came."""
        return bool(self.signals)

    @property
    def exit_code(self) -> int:
        """What a shell expects of a command that a signal stopped: 130 after Ctrl-C, 143 after SIGTERM."""
        return 128 + self.signals[0]


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """Whether Ctrl-C or SIGTERM came: the first time finishes what is at hand, the second one stops at once."""
    interrupt = Interrupt()

    def take(number: int, frame: FrameType | None) -> None:
        del frame
        interrupt.signals.append(number)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        again = "; press Ctrl-C again to stop at once" * (number == signal.SIGINT)
        note(f"finishing the article at hand{again}")

    before = {number: signal.signal(number, take) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield interrupt
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def login() -> str:
    """Who is at the keyboard, "" where the system does not tell."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no such user: which error depends on the version of Python
        return ""
