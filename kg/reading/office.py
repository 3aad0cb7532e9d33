"""Office documents and e-books, by kreuzberg, which comes with the extra `office`."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Final

from kg.errors import FormatError
from kg.reading.dates import date_or_none
from kg.reading.draft import Draft, language_code, one_space
from kg.reading.parts import MAX_DOCUMENT, Part, whole
from kg.reading.plain import first_line
from kg.reading.text import normalize

__all__ = ["DOCUMENTS", "read_office"]

DOCUMENTS: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".epub": "application/epub+zip",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
"""Suffix -> media type."""
OPEN_XML: Final = "application/vnd.openxmlformats-"
ENTITIES: Final = re.compile(r">[^<>]*&[^<>]*(?=<)")
"""Text between tags that holds entities."""
STANDING_FOR: Final = {"&": "\ufdd0", "<": "\ufdd1"}
"""Characters that XML spells as entities only, and others, which no text holds, in their place."""
BACK: Final = str.maketrans({other: character for character, other in STANDING_FOR.items()})
MAX_UNPACKED: Final = 4 * MAX_DOCUMENT
"""Bytes of all members; a larger document is given to kreuzberg as it is, which has limits of its own."""


def read_office(part: Part) -> Iterator[Draft]:
    """The text of a document; its title and author as it names them.

    Raises:
        FormatError: if kreuzberg is not installed, or cannot read it.
    """
    try:
        from kreuzberg import ExtractionConfig, extract_bytes_sync
    except ImportError as error:
        raise FormatError("office documents need kreuzberg; install it with: pip install 'kg-news[office]'") from error

    media = DOCUMENTS.get(part.kind, part.kind)
    data = whole(part)
    try:
        data = without_entities(data) if media.startswith(OPEN_XML) else data
        found = extract_bytes_sync(data, media, ExtractionConfig(use_cache=False))
    except Exception as error:
        raise FormatError(f"cannot be read as a document ({one_space(str(error))}); save it as text") from error
    about = found.metadata or {}
    text = normalize(found.content.translate(BACK))
    yield Draft(
        text,
        title=one_space(str(about.get("title") or "").translate(BACK)) or first_line(text),
        publisher=one_space(str(about.get("publisher") or "")),
        author=names(about.get("authors") or about.get("initial_creator")).translate(BACK),
        # Of a book it is the day that its publisher names; when other documents were made is not when they were published.
        published=date_or_none(str(about.get("created_at") or "")) if media == DOCUMENTS[".epub"] else "",
        language=language_code(str(about.get("language") or "")),
    )


def without_entities(data: bytes) -> bytes:
    """A document of the Office Open XML formats without entities in its text: kreuzberg passes over them (`AT&amp;T`)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_UNPACKED:
            return data
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as copy:
            for member in archive.infolist():
                content = archive.read(member)
                copy.writestr(member.filename, spelled(content) if member.filename.endswith(".xml") else content)
    return out.getvalue()


def spelled(xml: bytes) -> bytes:
    """XML in UTF-8 with the characters that entities in its text stand for."""
    try:
        return ENTITIES.sub(lambda text: characters(text[0]), xml.decode()).encode()
    except UnicodeDecodeError:
        return xml


def characters(text: str) -> str:
    """What entities stand for, as characters that need none."""
    return ">" + "".join(STANDING_FOR.get(c, c) for c in html.unescape(text[1:]))


def names(value: object) -> str:
    """Authors as a document lists them, on one line."""
    return ", ".join(one_space(str(v)) for v in value) if isinstance(value, list) else one_space(str(value or ""))
