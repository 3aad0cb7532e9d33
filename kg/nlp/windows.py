"""Tokens of a text -> the windows of running text that the encoder reads."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

__all__ = ["MAX_PIECES", "MAX_WORDS", "Window", "breaks", "windows"]

MAX_WORDS = 100
"""Words of a window, as in training; a longer stretch without a safe place to cut may reach `HARD_WORDS`."""

HARD_WORDS = 160
MAX_PIECES = 300
"""Word pieces of a window; the encoder has 512 positions but has seen 250 in training."""

WIDEST_WRAP = 120
"""No text is wrapped by hand at wider lines, so a longer line ends on purpose."""

FINAL = frozenset(".!?…:;")
CLOSING = frozenset("\"'”’»)]}") | {"''"}
ITEM = re.compile(r"\s*([-*•·–—]|\d{1,3}[.)]|#+)\s")

DATELINE = re.compile(
    r"\s*(?:[A-Z][A-Z.' -]{3,30}(?:, [A-Z][\w. ]{1,20})?(?: ?\([\w ./]{2,30}\))?|[A-Z][\w.' -]{2,30}(?:, [\w. ]{3,20})?"
    r" ?\([\w ./]{2,30}\)) ?(?:-{1,2}|[\u2013\u2014]) (?=\S)(?!.{0,80} (?:-{1,2}|[\u2013\u2014]) )"
)
"""Where from and by whom a report is, before its first sentence: "BELGRADE – ", "Paris, 3 May (AFP) - "."""


class Window(NamedTuple):
    """A run of words, end exclusive."""

    start: int
    end: int


def wrap_width(lines: list[str]) -> int:
    """Width at which a text is wrapped by hand, 0 if its lines end on purpose."""
    short = [len(line) for line in lines if len(line) <= WIDEST_WRAP]
    return max(short, default=0) if sum(short) * 2 > sum(map(len, lines)) else 0


def breaks(text: str) -> list[int]:
    """Offsets of the newlines where a paragraph, heading or list item ends, and of the ends of datelines.

    A single newline within a text that is wrapped by hand is no break: there the next line's first word would not
    have fitted on the line.

    >>> breaks("Heading" + chr(10) + "Some words that are wrapped" + chr(10) + "right here." + chr(10) * 2 + "End.")
    [7, 47, 48]
    """
    lines = text.split("\n")
    width = wrap_width(lines)
    out, offset = datelines(lines), 0
    for line, following in pairwise(lines):
        offset += len(line)
        word = following.split(maxsplit=1)
        if not word or ITEM.match(following) or not goes_on(line.rstrip(), word[0], width):
            out.append(offset)
        offset += 1
    return sorted(out)


def datelines(lines: list[str]) -> list[int]:
    """Offsets of the spaces after datelines.

    >>> datelines(["BELGRADE – Serbia has refused.", "The EU – a bloc – and Serbia", "Serbia – Russian proxy"])
    [10]
    """
    out, offset = [], 0
    for line in lines:
        match = DATELINE.match(line[:200])
        if match:
            out.append(offset + match.end() - 1)
        offset += len(line) + 1
    return out


def goes_on(line: str, word: str, width: int) -> bool:
    """Whether a text wrapped at a width goes on after a line with a word: it did not fit, or it is in small letters."""
    fitted = len(line) + 1 + len(word) <= width
    return len(line) <= width and (not fitted or (word[0].islower() and line[-1:] not in FINAL))


def safe_cut(words: list[str], start: int, end: int) -> int:
    """Latest place in (start, end] where a sentence surely begins, 0 if there is none."""
    for i in range(end, start, -1):
        word = words[i]
        if word[0].isupper() or not word[0].isalnum():
            before = i - 1
            while before > start and words[before] in CLOSING:
                before -= 1
            if words[before][-1] in FINAL and words[before] not in (":", ";") and word[0] not in ",;:.!?)]}%":
                return i
    return 0


def windows(words: list[str], sizes: list[int], paragraphs: list[int]) -> Iterator[Window]:
    """Yield windows over words with their numbers of pieces; `paragraphs` holds where paragraphs begin, with both ends."""
    for first, last in pairwise(paragraphs):
        start = first
        while start < last:
            soft = furthest(sizes, start, last, MAX_WORDS)
            end = soft if soft == last else safe_cut(words, start, soft)
            if not end:
                hard = furthest(sizes, start, last, HARD_WORDS)
                later = next((i for i in range(soft + 1, hard) if safe_cut(words, i - 1, i)), 0)
                end = later or hard
            yield Window(start, end)
            start = end


def furthest(sizes: list[int], start: int, last: int, limit: int) -> int:
    """How far a window of so many words, and of `MAX_PIECES`, may reach."""
    pieces, end = 0, start
    while end < last and end - start < limit and (pieces := pieces + sizes[end]) <= MAX_PIECES:
        end += 1
    return max(end, start + 1)
