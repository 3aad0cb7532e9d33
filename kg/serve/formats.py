"""Media types: which format an answer has, of those that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Final

from pyoxigraph import QueryResultsFormat, RdfFormat

from kg.errors import KgError

__all__ = ["GRAPHS", "HTML", "READABLE", "RESULTS", "MediaError", "preferred", "taken"]

HTML: Final = "text/html"


class MediaError(KgError):
    """A body is of no media type that can be read here."""

    def __init__(self, media: str, known: Iterable[str]) -> None:
        super().__init__(f"Content-Type: {media or 'none'}; formats that can be read: {', '.join(known)}")


RESULTS: Final[Mapping[str, QueryResultsFormat]] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
"""Media type -> format of rows and truth values; the first is that of clients that do not care."""

GRAPHS: Final[Mapping[str, RdfFormat]] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/trig": RdfFormat.TRIG,
    "application/n-quads": RdfFormat.N_QUADS,
    "text/n3": RdfFormat.N3,
}
"""Media type -> format of triples."""

READABLE: Final[Mapping[str, RdfFormat]] = {**GRAPHS, "application/x-turtle": RdfFormat.TURTLE}
"""Media type -> format that triples may be sent in."""


@lru_cache(maxsize=1024)
def preferred(accept: str, offers: Sequence[str]) -> str | None:
    """The media type among `offers` that a client likes best, None if it takes none; of equals the first.

    >>> preferred("text/*;q=.5, application/json", ("text/turtle", "application/json"))
    'application/json'
    """
    ranges = [taste(part) for part in accept[:4096].split(",") if part.strip()] or [("*/*", 1.0)]
    liking = [(quality(offer, ranges), -place, offer) for place, offer in enumerate(offers)]
    best = max(liking, default=(0.0, 0, ""))
    return best[2] if best[0] > 0 else None


def taste(part: str) -> tuple[str, float]:
    """A range of media types with how much it is liked, from 0 to 1."""
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((p.removeprefix("q=") for p in parameters if p.startswith("q=")), "1")
    try:
        return media, min(1.0, max(0.0, float(weight)))
    except ValueError:
        return media, 0.0


def quality(offer: str, ranges: Sequence[tuple[str, float]]) -> float:
    """How much a media type is liked: as the most precise of the ranges that it is in says."""
    for pattern in (offer, f"{offer.split('/', maxsplit=1)[0]}/*", "*/*"):
        for media, liked in ranges:
            if media == pattern:
                return liked
    return 0.0


def taken(content_type: str) -> tuple[str, str]:
    """The media type and the character encoding of a body, both in lower case; UTF-8 where none is said.

    >>> taken("application/sparql-query; charset=UTF-8")
    ('application/sparql-query', 'utf-8')
    """
    media, *parameters = (part.strip() for part in content_type.lower().split(";"))
    charset = next((p.partition("=")[2].strip('"') for p in parameters if p.startswith("charset=")), "utf-8")
    return media, charset
