"""What stands between a path and a reader: a stream of bytes with a name, and what is said of one that was not read."""

import codecs
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.errors import FormatError
from kg.reading.draft import Draft

__all__ = [
    "MAX_BYTES", "MAX_CHARACTERS", "MAX_DOCUMENT", "Found", "NothingThere", "Part", "ReadFailure", "ReadNote", "Settings", "head",
    "is_address", "numbered_lines", "peekable", "printable", "whole",
]  # fmt: skip

MAX_CHARACTERS = 1_000_000
"""Of one article: a longer text is a book, and the language pipeline holds an article in memory as a whole."""
MAX_BYTES = 4 * MAX_CHARACTERS + 3
"""Of plain text, or of a line that holds an article."""
MAX_DOCUMENT = 32_000_000
"""Bytes of a page or document: its pictures and scripts count too."""
CHUNK = 1 << 20


def never(address: str) -> bool:
    """No address is known."""
    del address
    return False


@dataclass(frozen=True, slots=True)
class Settings:
    """How to read: `columns` says which column of a table holds a field, `fetch` opens an address.

    `follow` opens the page that a feed links to where the feed holds but a summary. None is fetched where a way is None.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    fetch: "Callable[[str], Part] | None" = None
    follow: "Callable[[str], Part] | None" = None
    known: Callable[[str], bool] = never
    """Whether a page that a feed links to need not be fetched again."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes to be read: a file, what an archive or a feed holds, or what an address gave.

    `name` is what messages call it, `source` what an article is from that does not say so itself. `kind` is a suffix or media
    type, "" where the first bytes must tell. `known` is what its holder says of it; the part's own word wins.
    """

    name: str
    source: str
    file: BinaryIO
    kind: str = ""
    charset: str = ""
    size: int = 0
    """Bytes of `file`; 0 if unknown."""
    known: Mapping[str, str] = field(default_factory=dict)
    settings: Settings = Settings()

    def holding(  # noqa: PLR0913  all that a part is
        self,
        name: str,
        source: str,
        file: BinaryIO,
        *,
        kind: str = "",
        charset: str = "",
        size: int = 0,
        known: Mapping[str, str] | None = None,
    ) -> "Part":
        """Another part that this one holds, read in the same manner; what this one knows holds for it too."""
        merged = {**self.known, **{field: value for field, value in (known or {}).items() if value}}
        return Part(name, source, peekable(file), kind, charset, size, merged, self.settings)


@dataclass(frozen=True, slots=True)
class ReadFailure:
    """Why something was not read, and what to do: one line; `offset` is the byte in it, where one is to blame."""

    place: str
    reason: str
    offset: int | None = None

    def __str__(self) -> str:
        return f"{printable(self.place)}: {printable(self.reason)}"


@dataclass(frozen=True, slots=True)
class NothingThere(ReadFailure):
    """A folder or pattern without an article: a failure for whoever adds it, none for whoever watches it."""


@dataclass(frozen=True, slots=True)
class ReadNote:
    """Something that was passed over as it should be, and that a user may want to know: one line.

    It is a warning where the user may have wanted it otherwise.
    """

    place: str
    reason: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{printable(self.place)}: {printable(self.reason)}"


Found = Draft | Part | ReadFailure | ReadNote
"""What a reader makes of a part: articles, parts to be read in turn, and what to say."""


def is_address(place: str) -> bool:
    """Whether a place is on the web; the scheme of an address may be in capitals."""
    return place[:8].lower().startswith(("http://", "https://"))


def peekable(file: BinaryIO) -> BinaryIO:
    """The same stream, with its first bytes to be looked at."""
    return file if hasattr(file, "peek") else io.BufferedReader(file)  # type: ignore[type-var]


def head(file: BinaryIO, size: int = 512) -> bytes:
    """The first bytes of a stream, which stay to be read; fewer where a buffer holds fewer."""
    data: bytes = file.peek(size)[:size]  # type: ignore[attr-defined]
    return data


def whole(part: Part, limit: int = MAX_DOCUMENT) -> bytes:
    """All bytes of a part.

    Raises:
        FormatError: if there are more than an article has.
    """
    data = part.file.read(limit + 1)
    if len(data) > limit:
        raise FormatError(f"larger than {limit // 1_000_000} MB; split it into articles", limit)
    return data


def in_utf8(part: Part) -> BinaryIO:
    """The stream of a part, recoded where it is in UTF-16, as spreadsheets write it: its lines do not end in a byte."""
    if not head(part.file, 2).startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return part.file
    try:
        return io.BytesIO(whole(part).decode("utf-16").encode())
    except UnicodeError as error:
        raise FormatError(f"is no UTF-16 ({error}); save it as UTF-8") from error


def numbered_lines(part: Part) -> Iterator[tuple[int, int, bytes | None]]:
    """Lines with their number from 1 and the byte where they begin; None for one that is too long to be an article."""
    file = in_utf8(part)
    offset, number = 0, 0
    while line := file.readline(MAX_BYTES + 1):
        number += 1
        begin, offset = offset, offset + len(line)
        if len(line) <= MAX_BYTES:
            yield number, begin, line
            continue
        while not line.endswith(b"\n") and (line := file.readline(CHUNK)):
            offset += len(line)
        yield number, begin, None


def printable(text: str) -> str:
    r"""A text on one line: line ends and control characters of a hostile name are spelled out.

    >>> printable("a\nb")
    'a\\nb'
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
