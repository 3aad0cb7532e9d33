"""PDF: the text of its pages, by pypdf."""

import io
import logging
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.errors import FormatError
from kg.reading.boilerplate import byline
from kg.reading.draft import Draft, one_space
from kg.reading.parts import MAX_CHARACTERS, MAX_DOCUMENT, Part, whole
from kg.reading.plain import first_line
from kg.reading.text import normalize

if TYPE_CHECKING:
    from pypdf import PdfReader

__all__ = ["read_pdf"]

logging.getLogger("pypdf").addHandler(logging.NullHandler())  # what it cannot read is told by kg

HYPHEN: Final = re.compile(r"(?<=[a-z])-\n(?=[a-z])")
"""A word that a line's end divides."""


def read_pdf(part: Part) -> Iterator[Draft]:
    """The text of a PDF; its title and author as it names them. When it was made is not when it was published."""
    from pypdf import PdfReader
    from pypdf.errors import PdfReadError

    try:
        reader = PdfReader(io.BytesIO(whole(part, 2 * MAX_DOCUMENT)))
        if reader.is_encrypted and not reader.decrypt(""):
            raise FormatError("is encrypted; give a PDF that opens without a password")
        about = reader.metadata
        text = HYPHEN.sub("", "\n\n".join(pages(reader)))
    except PdfReadError as error:
        raise FormatError(f"is no PDF that can be read ({error}); save it again, or as text") from error
    if not any(c.isalnum() for c in text):
        raise FormatError("a PDF without text, perhaps scanned; run text recognition on it first")
    stored = normalize(text)
    title, author = (one_space(about.title), one_space(about.author)) if about else ("", "")
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
