"""PDF: the text of its pages, by pypdf."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.errors import FormatError
from kg.reading.boilerplate import byline
from kg.reading.draft import Draft, one_space
from kg.reading.parts import MAX_CHARACTERS, MAX_DOCUMENT, Part, whole
from kg.reading.plain import SENTENCE_END, first_line
from kg.reading.text import normalize

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["read_pdf"]

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it cannot read is told by kg

DIVIDED: Final = re.compile(r"(?<!\w)(\w+)([-\u2010\u00ad])\n[ \t]*(?=(\w+))")
"""A word that a line's end divides, or a compound."""
EDGE: Final = 3
"""Lines at the head and at the foot of a page that may stand on every page."""
FILE_NAME: Final = re.compile(
    r"microsoft (?:word|powerpoint) - .*|untitled.*|\S+\.(?:docx?|pdf|indd|qxp|pptx?|odt|rtf|txt|html?)", re.IGNORECASE
)
"""Titles that programs give, which are none."""


def read_pdf(part: Part) -> Iterator[Draft]:
    """The text of a PDF; its title and author as it names them. When it was made is not when it was published."""
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(io.BytesIO(whole(part, 2 * MAX_DOCUMENT)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError("is encrypted; give a PDF that opens without a password")
        about = reader.metadata
        text = undivided(joined(without_frames([*pages(reader)])))
    except PdfReadError as error:
        raise FormatError(f"is no PDF that can be read ({error}); save it again, or as text") from error
    if not any(c.isalnum() for c in text):
        raise FormatError("a PDF without text, perhaps scanned; run text recognition on it first")
    stored = normalize(text)
    title, author = (one_space(about.title), one_space(about.author)) if about else ("", "")
    title = "" if FILE_NAME.fullmatch(title) else title
    yield Draft(stored, title=title or first_line(stored), author=author or byline(stored))


def pages(reader: "PdfReader") -> Iterator[str]:
    """The text of each page, up to what an article may have."""
    length = 0
    for page in reader.pages:
        text = page.extract_text()
        length += len(text)
        yield text
        if length > MAX_CHARACTERS:
            return


def without_frames(texts: list[str]) -> list[str]:
    """Pages without the lines that most of them have at head or foot, whatever the number of the page is in them."""
    lines = [[line for line in text.split("\n") if line.strip()] for text in texts]
    seen = Counter(key for page in lines for key in {framed(line) for line in edges(page)})
    frames = {key for key, count in seen.items() if count > max(1, len(texts) // 2)}
    return [
        without(text, {line for line in edges(page) if framed(line) in frames})
        for text, page in zip(texts, lines, strict=True)
    ]


def edges(lines: list[str]) -> list[str]:
    """The first and last lines of a page."""
    return [*lines[:EDGE], *lines[-EDGE:]]


def framed(line: str) -> str:
    """A line at the edge of a page, whatever the numbers in it."""
    return re.sub(r"\d+", "#", one_space(line))


def without(text: str, lines: set[str]) -> str:
    """A text without some lines."""
    return "\n".join(line for line in text.split("\n") if line not in lines)


def joined(texts: list[str]) -> str:
    """The text of pages; a sentence that goes on overleaf goes on."""
    found = [text for text in map(str.strip, texts) if text]
    gaps = ["\n\n" if SENTENCE_END.search(text[-9:]) else "\n" for text in found]
    return "".join(text + gap for text, gap in zip(found, gaps, strict=True)).strip()


def undivided(text: str) -> str:
    r"""A text with words whole that ends of lines divide; compounds keep their hyphen where it is known to be theirs.

    >>> undivided("They im-\nposed a well-\nknown ban, well-known in the Euro-\nAtlantic area.")
    'They imposed a well-known ban, well-known in the Euro-Atlantic area.'
    """
    compounds = {word.lower() for word in re.findall(r"\b\w+-\w+", text)}

    def whole_word(match: re.Match[str]) -> str:
        first, mark, second = match.groups()
        is_word = mark == "\u00ad" or (first[-1].islower() and second[0].islower())
        return first if is_word and f"{first}-{second}".lower() not in compounds else f"{first}-"

    return DIVIDED.sub(whole_word, text)
