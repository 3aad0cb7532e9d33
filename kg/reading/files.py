"""Paths -> articles: files, folders, standard input; what cannot be read is told, and the others go on."""

import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from kg.errors import FormatError
from kg.model import Article, digest
from kg.reading.draft import Draft, checked_date
from kg.reading.formats import READERS, Reader, reader_of

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "ReadFailure", "ReadOptions", "read"]

MAX_CHARACTERS = 1_000_000
"""Of one article: a longer text is a book, and the language pipeline holds an article in memory as a whole."""
MAX_BYTES = 4 * MAX_CHARACTERS + 3
STDIN = "-"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What the user says of the articles; it wins over what they say of themselves.

    Raises:
        FormatError: if `published` is no date.
    """

    title: str = ""
    publisher: str = ""
    published: str = ""
    source: str = ""
    author: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "published", checked_date(self.published))


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why something was not read, and what to do: one line."""

    place: str
    reason: str

    def __str__(self) -> str:
        return f"{printable(self.place)}: {printable(self.reason)}"


def read(paths: Iterable[str | Path], options: ReadOptions | None = None) -> Iterator[Article | ReadFailure]:
    """The articles at some paths in order; a folder's files are sorted, `-` is standard input.

    Raises:
        FormatError: if `options` name one source for several files, which would supersede each other.
    """
    options = options or ReadOptions()
    found = (item for path in paths for item in expanded(str(path)))
    first_two = list(islice(found, 2))
    if options.source and len(first_two) > 1:
        raise FormatError(f"source {options.source!r} is given for several files; add them one by one")
    for item in first_two:
        yield from read_item(item, options)
    for item in found:
        yield from read_item(item, options)


def expanded(path: str) -> Iterator[str | ReadFailure]:
    """Files at a path: itself, or those in a folder whose format is known."""
    if path == STDIN or not Path(path).is_dir():
        yield path
        return
    empty = True
    for item in walk(Path(path)):
        empty = False
        yield item
    if empty:
        known = ", ".join(sorted(name for name in READERS if name.startswith(".")))
        yield ReadFailure(path, f"no article in this folder; known formats are {known}")


def walk(folder: Path) -> Iterator[str | ReadFailure]:
    """Files below a folder, sorted; hidden ones and links to folders are passed over."""
    failures: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=failures.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(root, name)
            if not name.startswith(".") and path.suffix.lower() in READERS and not path.is_fifo():
                yield str(path)
        yield from (ReadFailure(str(error.filename), error.strerror or str(error)) for error in failures)
        failures.clear()


def read_item(item: str | ReadFailure, options: ReadOptions) -> Iterator[Article | ReadFailure]:
    """The articles of one file, and the failure that ended it."""
    if isinstance(item, ReadFailure):
        yield item
        return
    try:
        default = "" if item == STDIN else Path(os.path.abspath(item)).as_uri()  # noqa: PTH100  a link keeps its own name
        yield from (article(draft, options, default) for draft in drafts(item))
    except FormatError as error:
        yield ReadFailure(name_of(item), str(error))
    except OSError as error:
        yield ReadFailure(name_of(item), error.strerror or str(error))
    except ValueError as error:
        yield ReadFailure(name_of(item), f"{error}; check the path")


def name_of(item: str) -> str:
    """How a file is called in messages."""
    return "standard input" if item == STDIN else item


def drafts(item: str) -> Iterable[Draft]:
    """What the reader for a file makes of it."""
    if item == STDIN:
        return READERS["text/plain"](limited(sys.stdin.buffer))
    reader: Reader = reader_of(Path(item))
    with Path(item).open("rb") as file:
        return reader(limited(file))


def limited(file: BinaryIO) -> bytes:
    """All bytes of a file.

    Raises:
        FormatError: if there are more than an article has.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise FormatError(f"larger than {MAX_BYTES // 1_000_000} MB; split it into articles")
    return data


def article(draft: Draft, options: ReadOptions, default_source: str) -> Article:
    """A draft completed by options and defaults.

    Raises:
        FormatError: if it has no text, too much of it, or a date that is none.
    """
    if not any(c.isalnum() for c in draft.text):
        raise FormatError("no text in it; give a file with the article's text")
    if len(draft.text) > MAX_CHARACTERS:
        raise FormatError(f"longer than {MAX_CHARACTERS:,} characters; split it into articles")
    given = {f.name: getattr(options, f.name) or getattr(draft, f.name) for f in fields(ReadOptions)}
    return Article(
        **given
        | {
            "text": draft.text,
            "published": options.published or checked_date(draft.published),
            "source": given["source"] or default_source or f"urn:kg:text:{digest(draft.text)}",
            "language": draft.language or "en",
        }
    )


def printable(text: str) -> str:
    r"""A text on one line: line ends and control characters of a hostile name are spelled out.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
