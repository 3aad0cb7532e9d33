"""One reader a format: a part -> drafts, or the parts that it holds. A new format is a function and its line in `READERS`."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import PurePath
from typing import Final, TypeAlias

from kg.errors import FormatError
from kg.reading.feed import read_feed
from kg.reading.mail import read_mail
from kg.reading.office import DOCUMENTS, read_office
from kg.reading.packed import read_gzip, read_zip, read_zstandard
from kg.reading.parts import Found, Part, head
from kg.reading.pdf import read_pdf
from kg.reading.plain import read_markdown, read_plain
from kg.reading.records import read_csv, read_json, read_json_lines, read_parquet
from kg.reading.warc import read_warc
from kg.reading.webpage import read_html

__all__ = ["READERS", "Reader", "known_formats", "reader_of", "suffix_of"]

Reader: TypeAlias = Callable[[Part], Iterator[Found]]

READERS: Final[dict[str, Reader]] = {
    ".txt": read_plain, ".text": read_plain, "text/plain": read_plain,
    ".md": read_markdown, ".markdown": read_markdown, "text/markdown": read_markdown,
    ".html": read_html, ".htm": read_html, ".xhtml": read_html, "text/html": read_html, "application/xhtml+xml": read_html,
    ".pdf": read_pdf, "application/pdf": read_pdf,
    ".rss": read_feed, ".atom": read_feed, ".xml": read_feed, "application/rss+xml": read_feed,
    "application/atom+xml": read_feed, "application/xml": read_feed, "text/xml": read_feed,
    ".jsonl": read_json_lines, ".ndjson": read_json_lines, "application/x-ndjson": read_json_lines,
    "application/jsonl": read_json_lines, ".json": read_json, "application/json": read_json,
    ".csv": read_csv, ".tsv": read_csv, "text/csv": read_csv, "text/tab-separated-values": read_csv,
    ".parquet": read_parquet, "application/vnd.apache.parquet": read_parquet,
    **dict.fromkeys([*DOCUMENTS, *DOCUMENTS.values()], read_office),
    ".warc": read_warc, "application/warc": read_warc,
    ".eml": read_mail, "message/rfc822": read_mail,
    ".gz": read_gzip, "application/gzip": read_gzip, "application/x-gzip": read_gzip,
    ".zst": read_zstandard, "application/zstd": read_zstandard,
    ".zip": read_zip, "application/zip": read_zip,
}  # fmt: skip
"""Suffix or media type -> reader."""

MAGIC: Final[Mapping[bytes, str]] = {
    b"%PDF-": ".pdf", b"PK\x03\x04": ".zip", b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst", b"WARC/": ".warc", b"PAR1": ".parquet",
    b"{\\rtf": ".rtf",
}  # fmt: skip
"""First bytes that no text has -> format."""
MARKUP: Final[Mapping[bytes, str]] = {
    b"<!doctype html": ".html", b"<html": ".html", b"<?xml": ".xml", b"<rss": ".xml", b"<feed": ".xml", b'{"': ".jsonl",
}  # fmt: skip
"""First characters of a text, in lower case -> format."""


def reader_of(part: Part) -> Reader:
    """The reader for a part: by its suffix or media type, else by its first bytes, else plain text.

    Raises:
        FormatError: if its format is not known, the message lists those that are; or if its first bytes belie it.
    """
    start = head(part.file)
    magic = next((kind for prefix, kind in MAGIC.items() if start.startswith(prefix)), "")
    if part.kind and part.kind not in READERS:
        raise FormatError(f"unknown format {part.kind!r}; known are {known_formats()}")
    reader = READERS.get(part.kind)
    if reader is None:
        return READERS[magic or likely_markup(start) or ".txt"]
    is_zipped = magic == ".zip" and reader is read_office
    if magic and READERS[magic] is not reader and not is_zipped:
        raise FormatError(f"is {magic} by its first bytes, not {part.kind}; rename it")
    return reader


def likely_markup(start: bytes) -> str:
    """The format that a text begins like, "" for plain text."""
    text = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return next((kind for prefix, kind in MARKUP.items() if text.startswith(prefix)), "")


def known_formats() -> str:
    """The suffixes of all formats that can be read."""
    return ", ".join(sorted(name for name in READERS if name.startswith(".")))


def suffix_of(name: str) -> str:
    """The suffix of a file's name, in lower case."""
    return PurePath(name).suffix.lower()
