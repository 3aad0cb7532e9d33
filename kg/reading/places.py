"""What a user names -> parts: files, folders, patterns, standard input, addresses."""

import glob
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from kg.errors import FormatError
from kg.reading.formats import READERS, known_formats, suffix_of
from kg.reading.parts import NothingThere, Part, ReadFailure, ReadNote, Settings, is_address, peekable

__all__ = ["FAILURES", "STDIN", "expanded", "name_of", "opened", "total_size", "unknown_formats"]

STDIN: Final = "-"
FAILURES: Final = ".failures.jsonl"
"""How names of files end that list what could not be read: they are no articles, and grow while a folder is read."""


def name_of(place: str) -> str:
    """How a place is called in messages."""
    return "standard input" if place == STDIN else place


def expanded(place: str) -> Iterator[str | ReadFailure | ReadNote]:
    """Files at a place: itself, those that match it, or those in a folder whose format is known."""
    if place == STDIN or is_address(place):
        yield place
    elif not place:
        yield ReadFailure("''", "names no file and no folder")
    elif Path(place).is_dir():
        yield from in_folder(Path(place))
    elif glob.has_magic(place) and not os.path.lexists(place):
        yield from matching(place)
    else:
        yield place


def matching(pattern: str) -> Iterator[str | ReadFailure | ReadNote]:
    """Files and folders that match a pattern, sorted; `**` matches any folders."""
    matched = glob.glob(pattern, recursive=True)  # noqa: PTH207  a pattern may begin anywhere
    found = sorted(place for place in matched if not place.endswith(FAILURES))
    for place in found:
        # With ** a folder's files match by themselves.
        if not ("**" in pattern and Path(place).is_dir()):
            yield from expanded(place) if Path(place).is_dir() else [place]
    if not found:
        yield NothingThere(pattern, "no file matches")


def in_folder(folder: Path) -> Iterator[str | ReadFailure | ReadNote]:
    """Files below a folder, sorted; hidden ones, links to folders and graphs are passed over, unknown formats are said once."""
    failures: list[OSError] = []
    unknown: Counter[str] = Counter()
    empty = True
    for root, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not is_graph(Path(root, name)))
        for name in sorted(names):
            path = Path(root, name)
            if name.startswith(".") or name.endswith(FAILURES) or path.is_fifo():
                continue
            if suffix_of(name) in READERS:
                empty = False
                yield str(path)
            else:
                unknown[suffix_of(name)] += 1
        yield from (ReadFailure(str(error.filename), error.strerror or str(error)) for error in failures)
        empty = empty and not failures
        failures.clear()
    yield from unknown_formats(str(folder), unknown, empty=empty, holder="folder")


def is_graph(folder: Path) -> bool:
    """Whether a folder holds a graph's files, none of which is an article."""
    return all((folder / name).is_file() for name in ("CURRENT", "IDENTITY", "LOCK"))


def unknown_formats(name: str, unknown: Counter[str], *, empty: bool, holder: str) -> Iterator[ReadFailure | ReadNote]:
    """What to say of files that were passed over: a failure where there was nothing else."""
    count = unknown.total()
    kinds = ", ".join(f"{n} {suffix or 'without suffix'}" for suffix, n in sorted(unknown.items()))
    passed = f"{count} {'file' if count == 1 else 'files'} of unknown format passed over ({kinds})" * bool(count)
    if empty:
        yield NothingThere(
            name, f"no article in this {holder}; known formats are {known_formats()}{f'; {passed}' * bool(count)}"
        )
    elif count:
        yield ReadNote(name, f"{passed}; known are {known_formats()}")


def total_size(places: Iterable[str]) -> int:
    """Bytes of all files at some places, 0 where that cannot be told before reading."""
    total = 0
    for size in (size_of(name) for place in places for name in expanded(place) if isinstance(name, str)):
        if size < 0:
            return 0
        total += size
    return total


def size_of(place: str) -> int:
    """Bytes of a file, -1 if nobody knows."""
    try:
        return -1 if place == STDIN or is_address(place) else Path(place).stat().st_size
    except (OSError, ValueError):
        return 0


@contextmanager
def opened(place: str, settings: Settings) -> Iterator[Part]:
    """A place as a part to be read.

    Raises:
        FormatError: if it is an address, and cannot or may not be fetched.
        OSError: if it cannot be opened.
    """
    if place == STDIN:
        yield Part(name_of(place), "", peekable(sys.stdin.buffer), settings=settings)
        return
    if is_address(place):
        yield address(place, settings)
        return
    path = Path(place)
    with path.open("rb") as file:
        # A link keeps its own name: what it leads to may be another tomorrow.
        source = Path(os.path.abspath(place)).as_uri()  # noqa: PTH100
        size = os.fstat(file.fileno()).st_size
        yield Part(place, source, cast("BinaryIO", file), suffix_of(place), size=size, settings=settings)


def address(place: str, settings: Settings) -> Part:
    """What an address gives, to be read as the user said."""
    if settings.fetch is None:
        raise FormatError("nothing is fetched from the network here; give a file")
    page = settings.fetch(place)
    return Part(page.name, page.source, page.file, page.kind, page.charset, page.size, page.known, settings)
