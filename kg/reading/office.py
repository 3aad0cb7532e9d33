"""Office documents and e-books, by kreuzberg, which comes with the extra `office`."""

from collections.abc import Iterator
from typing import Final

from kg.errors import FormatError
from kg.reading.draft import Draft, language_code, one_space
from kg.reading.parts import Part, whole
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


def read_office(part: Part) -> Iterator[Draft]:
    """The text of a document; its title and author as it names them.

    Raises:
        FormatError: if kreuzberg is not installed, or cannot read it.
    """
    try:
        from kreuzberg import ExtractionConfig, extract_bytes_sync
    except ImportError as error:
        raise FormatError("office documents need kreuzberg; install it with: pip install 'kg-news[office]'") from error

    data = whole(part)
    try:
        found = extract_bytes_sync(data, DOCUMENTS.get(part.kind, part.kind), ExtractionConfig(use_cache=False))
    except Exception as error:
        raise FormatError(f"cannot be read as a document ({one_space(str(error))}); save it as text") from error
    about = found.metadata or {}
    text = normalize(found.content)
    yield Draft(
        text,
        title=one_space(str(about.get("title") or "")) or first_line(text),
        author=names(about.get("authors")),
        language=language_code(str(about.get("language") or "")),
    )


def names(value: object) -> str:
    """Authors as a document lists them, on one line."""
    return ", ".join(one_space(str(v)) for v in value) if isinstance(value, list) else one_space(str(value or ""))
