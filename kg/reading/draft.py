"""What a reader makes of a file, before options and defaults complete it to an article."""

import re
from dataclasses import dataclass

from kg.reading.text import well_formed

__all__ = ["FIELDS", "Draft", "is_origin", "language_code", "one_space"]

FIELDS = ("title", "publisher", "author", "published", "source", "language", "retrieved")
"""What can be known of an article's origin."""

ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*:\S+|/\S+|[^\s/]+\.[^\s/]+/\S*", re.IGNORECASE)
"""An address with or without its scheme, or a name in one (`urn:…`)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with what the file itself says of its origin; "" where it says nothing.

    `key` tells apart the articles of one file that name no source of their own.
    """

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    source: str = ""
    language: str = ""
    retrieved: str = ""
    key: str = ""
    place: str = ""
    """What messages call the place where it stands, a line or a member; "" for its file."""


def language_code(text: str) -> str:
    """The language of a tag, without its region.

    >>> language_code("en-GB"), language_code("sr_RS")
    ('en', 'sr')
    """
    return text.strip().replace("_", "-").partition("-")[0].lower()


def one_space(text: str | None) -> str:
    """A title or name on one line."""
    return " ".join(well_formed(text or "").split())


def is_origin(source: str) -> bool:
    """Whether a source tells one article from others, as addresses do and the names of publishers do not.

    >>> is_origin("https://post.example/1"), is_origin("urn:post:1"), is_origin("post.example/1"), is_origin("The Post")
    (True, True, True, False)
    """
    return ORIGIN.fullmatch(source) is not None
