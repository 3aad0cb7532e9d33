"""What a reader makes of a file, before options and defaults complete it to an article."""

import datetime as dt
import re
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from kg.edtf import Date
from kg.errors import FormatError
from kg.reading.text import well_formed

__all__ = ["FIELDS", "Draft", "checked_date", "checked_moment", "language_code", "one_space"]

BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)")
"""The short form of ISO 8601, as tables have it."""
FIELDS = ("title", "publisher", "author", "published", "source", "language", "retrieved")
"""What can be known of an article's origin."""


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


def checked_date(text: str) -> str:
    """A date of publication in EDTF; of a time stamp (ISO 8601, RFC 5322) its day, where it was written.

    Raises:
        FormatError: if it is none.

    >>> checked_date("2023-11-20T08:30:00Z"), checked_date("2023-11"), checked_date("Mon, 20 Nov 2023 23:30:00 -0500")
    ('2023-11-20', '2023-11', '2023-11-20')
    >>> checked_date("20231120")
    '2023-11-20'
    """
    date = text[:10] if text[10:11] in ("T", " ") else BASIC.sub(r"\1-\2-\3", text) if BASIC.fullmatch(text) else text
    if not date or Date.parse(date):
        return date
    if "," in text or ":" in text:
        try:
            return str(Date.of(parsedate_to_datetime(text).date()))
        except (ValueError, TypeError, IndexError):
            pass
    raise FormatError(f"published: {text!r} is no date; write 2023-11-20, 2023-11 or 2023")


def checked_moment(text: str) -> str:
    """When something was retrieved: ISO 8601, to the second, in UTC; a day stays a day.

    Raises:
        FormatError: if it is none.

    >>> checked_moment("2023-11-20T09:30:00+01:00"), checked_moment("2023-11-20")
    ('2023-11-20T08:30:00Z', '2023-11-20')
    """
    if not text or Date.parse(text):
        return text
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise FormatError(f"retrieved: {text!r} is no time; write 2023-11-20 or 2023-11-20T08:30:00Z") from error
    utc = moment.astimezone(dt.UTC) if moment.tzinfo else moment
    return f"{utc.replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def language_code(text: str) -> str:
    """The language of a tag, without its region.

    >>> language_code("en-GB"), language_code("sr_RS")
    ('en', 'sr')
    """
    return text.strip().replace("_", "-").partition("-")[0].lower()


def one_space(text: str | None) -> str:
    """A title or name on one line."""
    return " ".join(well_formed(text or "").split())
