"""Web archives (WARC, ISO 28500): the pages that a crawler stored, by warcio."""

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from kg.errors import FormatError
from kg.reading.parts import MAX_DOCUMENT, Part

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

__all__ = ["read_warc"]

HOLDING: Final = ("response", "resource", "conversion")
"""Kinds of records that hold what was fetched."""
MEDIA: Final = ("text/html", "application/xhtml+xml", "text/plain", "application/pdf")
OK: Final = "200"


def read_warc(part: Part) -> Iterator[Part]:
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


def document_of(record: "ArcWarcRecord", part: Part) -> Part | None:
    """The document of a record, None where it holds none of ours."""
    headers = record.http_headers
    declared = (headers or record.rec_headers).get_header("Content-Type") or ""
    media, _, rest = declared.partition(";")
    address = record.rec_headers.get_header("WARC-Target-URI")
    fetched = not headers or headers.get_statuscode() == OK
    if not fetched or media.strip().lower() not in MEDIA or not address:
        return None
    return part.holding(
        f"{part.name}: {address}",
        address,
        io.BytesIO(record.content_stream().read(MAX_DOCUMENT + 1)),
        kind=media.strip().lower(),
        charset=rest.partition("charset=")[2].strip("\"' "),
        known={"retrieved": record.rec_headers.get_header("WARC-Date") or ""},
    )
