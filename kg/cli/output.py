"""How results look: aligned columns, JSON lines, progress; on a terminal only what a terminal can show."""

import io
import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from errno import EISDIR, ENOENT
from pathlib import Path
from typing import Final, TextIO, TypeVar, cast

__all__ = [
    "destination", "harmless", "is_stdout", "one_line", "print_json", "print_table", "progress", "say", "standard_streams", "table",
    "terminal_width",
]  # fmt: skip

GAP = "  "
NARROW = 12
STDOUT: Final = Path("-")
"""How `--output` names standard output."""

Item = TypeVar("Item")


def table(header: Sequence[str], rows: Iterable[Sequence[str]], width: int | None = None) -> list[str]:
    """Lines of aligned columns; the widest columns are cut until a line fits into `width`.

    >>> table(["name", "n"], [["Serbia", "2"], ["EU", "11"]])
    ['name    n', 'Serbia  2', 'EU      11']
    """
    cells = [[one_line(cell) for cell in row] for row in [header, *rows]]
    widths = fit([max(map(len, column)) for column in zip(*cells, strict=True)], width)
    return [GAP.join(cut(c, w).ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in cells]


def one_line(text: str) -> str:
    """The text on one line, without the control characters by which an article could command a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in " ".join(text.split()))


def harmless(text: str) -> str:
    r"""The text as a terminal may have it: line ends and tabs stay, other characters by which a text could command it do not.

    >>> harmless("a\tb\x1b[31m\n")
    'a\tb�[31m\n'
    """
    return "".join(c if c.isprintable() or c in "\n\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


class Screen(io.TextIOBase):
    """A terminal to write data to, which only gets what is harmless."""

    def __init__(self, terminal: TextIO) -> None:
        self.terminal = terminal

    def write(self, text: str, /) -> int:
        """Write what of the text is harmless."""
        self.terminal.write(harmless(text))
        return len(text)


def fit(widths: list[int], limit: int | None) -> list[int]:
    """Widths that fit into the limit: the widest gives first, none becomes unreadable."""
    while limit and sum(widths) + len(GAP) * (len(widths) - 1) > limit and max(widths) > NARROW:
        widths[widths.index(max(widths))] -= 1
    return widths


def cut(text: str, width: int) -> str:
    """The text, shortened with an ellipsis where it is too wide."""
    return text if len(text) <= width else f"{text[: width - 1]}…"


def say(text: str = "", *, error: bool = False) -> None:
    """Print at once; through `sys.stdout` as it is now, since `progress` puts another in its place."""
    stream = sys.stderr if error else sys.stdout
    stream.write(f"{harmless(text) if stream.isatty() else text}\n")
    stream.flush()


def print_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print aligned columns: whole into a file or pipe, cut to its width on a terminal."""
    say("\n".join(table(header, rows, terminal_width())))


def terminal_width() -> int | None:
    """How wide a line may be: as the terminal is, no limit in a file or pipe."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def print_json(value: object) -> None:
    """Print a value as one line of JSON; sets become sorted lists."""
    say(json.dumps(value, ensure_ascii=False, default=sorted))


def standard_streams() -> None:
    """Make the standard streams fit to be used: closed ones open, and UTF-8, which all files of kg are in.

    A terminal keeps its encoding, and shows what it has no character for as an escape.
    """
    while (
        number := os.open(os.devnull, os.O_RDWR)
    ) <= 2:  # a closed stream's number would go to the next file, the graph's
        pass
    os.close(number)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  as long as the process
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            errors = "strict" if stream is sys.stdin else "backslashreplace"
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors=errors)


def is_stdout(path: Path | None) -> bool:
    """Whether `--output` means standard output."""
    return path is None or path == STDOUT


@contextmanager
def destination(path: Path | None, *, styled: bool = False) -> Iterator[TextIO]:
    """The file to write to, standard output where none is named; a file appears only when it is complete.

    A terminal gets what is harmless, or all of a text that was made for it (`styled`).
    """
    if path is None or is_stdout(path):
        yield sys.stdout if styled or not sys.stdout.isatty() else cast("TextIO", Screen(sys.stdout))
        sys.stdout.flush()  # here a closed pipe is noticed, not at exit
        return
    whole = path.resolve()  # what a link leads to is written anew, not the link
    check_writable(path, whole)
    if whole.exists() and not whole.is_file():  # a device or a pipe takes what is written, and stays what it is
        with whole.open("w", encoding="utf-8", newline="") as file:
            yield file
        return
    part = whole.with_name(f".{whole.name}.part")
    try:
        with begun(part, path) as file:
            yield file
        if whole.exists():
            shutil.copymode(whole, part)
        part.replace(whole)
    finally:
        part.unlink(missing_ok=True)


def begun(part: Path, path: Path) -> TextIO:
    """A file that is to become the one at `path`, whose name an error bears."""
    try:
        return part.open("w", encoding="utf-8", newline="")
    except OSError as error:
        error.filename = str(path)
        raise


def check_writable(path: Path, whole: Path) -> None:
    """Refuse a place that no file can be written to, before anything is done for it.

    Raises:
        OSError: if it is a folder, or in none.
    """
    if whole.is_dir():
        raise IsADirectoryError(EISDIR, "is a folder; name a file in it", str(path))
    if not whole.parent.is_dir():
        raise FileNotFoundError(ENOENT, "no such folder; make it first", str(path.parent))


def progress(items: Iterable[Item], label: str) -> Iterator[Item]:
    """The items, with a count of them on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description} {task.completed}"), TimeElapsedColumn()
    # On a terminal rich puts what is printed above the count; into a pipe it must go untouched.
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=sys.stdout.isatty()) as shown:
        task = shown.add_task(label, total=None)
        for item in items:
            yield item
            shown.advance(task)
