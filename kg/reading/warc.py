"""Web archives (WARC, ISO 28500): the pages that a crawler stored, by warcio."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.errors import FormatError
from kg.reading.parts import MAX_DOCUMENT, Found, Part, ReadFailure

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["read_warc"]

HOLDING: Final = ("response", "resource", "conversion")
"""Kinds of records that hold what was fetched."""
MEDIA: Final = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
OK: Final = "200"
NONE: Final = ("", "identity", "none", "utf-8")
"""Content encodings that are none, as servers write them."""
REMEDIES: Final = {"br": "; install Brotli with: pip install brotli"}
"""What to do so that warcio unpacks an encoding."""


def read_warc(part: Part) -> Iterator[Found]:
    """The documents of an archive, each with its address and when it was fetched.

    Pictures, scripts, redirects and errors of servers are passed over: they are what a crawl is full of.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    empty = True
    try:
        for record in ArchiveIterator(part.file):
            if record.rec_type in HOLDING and (document := document_of(record, part)):
                empty = False
                yield document
    except (ArchiveLoadFailed, EOFError) as error:
        raise FormatError(f"is no whole WARC ({error}); what stands before is read") from error
    if empty:
        raise FormatError("no article in this archive: no page in it was fetched with success")


def document_of(record: "ArcWarcRecord", part: Part) -> Part | ReadFailure | None:
    """The document of a record, None where it holds none of ours."""
    headers = record.http_headers
    declared = (headers or record.rec_headers).get_header("Content-Type") or ""
    media, _, rest = declared.partition(";")
    address = record.rec_headers.get_header("WARC-Target-URI")
    fetched = not headers or headers.get_statuscode() == OK
    if not fetched or media.strip().lower() not in MEDIA or not address:
        return None
    name, body = f"{part.name}: {address}", record.content_stream().read(MAX_DOCUMENT + 1)
    if encoding := still_packed(record, body):
        return ReadFailure(name, f"is packed as {encoding!r}{REMEDIES.get(encoding, '')}")
    return part.holding(
        name,
        address,
        io.BytesIO(body),
        kind=media.strip().lower(),
        charset=rest.partition("charset=")[2].strip("\"' "),
        known={"retrieved": record.rec_headers.get_header("WARC-Date") or ""},
    )


def still_packed(record: "ArcWarcRecord", body: bytes) -> str:
    """The encoding that warcio cannot undo, "" where there is none; crawlers name it also where they undid it themselves."""
    from warcio.bufferedreaders import BufferedReader

    headers = record.http_headers
    encoding = str((headers and headers.get_header("Content-Encoding")) or "").strip().lower()
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return "" if encoding in (*NONE, *BufferedReader.get_supported_decompressors()) else encoding
    return ""
