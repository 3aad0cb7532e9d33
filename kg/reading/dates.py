"""Dates of publication and moments of retrieval, as files write them -> EDTF and ISO 8601."""

import datetime as dt
import re
from email.utils import parsedate_to_datetime
from functools import cache
from typing import TYPE_CHECKING, Final

from kg.edtf import Date
from kg.errors import FormatError

if TYPE_CHECKING:
    from dateparser.date import DateDataParser

__all__ = ["checked_date", "checked_moment", "date_or_none"]

BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?")
"""The short form of ISO 8601, as tables have it, with or without a time."""
UNIX = re.compile(r"(\d{10})(?:\.\d+|\d{3})?")
"""Seconds or thousandths of them since 1970."""
YEAR = re.compile(r"(?!\d{4}-\d).*?(?<!\d)\d{4}(?!\d)", re.DOTALL)
"""A year stands in it, and it does not begin as ISO 8601 does, which somebody got wrong."""
LONGEST: Final = 60
ORDERS: Final = ("DMY", "MDY")
PRECISIONS: Final = {("day", "month", "year"): "%Y-%m-%d", ("month", "year"): "%Y-%m", ("year",): "%Y"}
"""What is named of a date -> how it is written."""


def checked_date(text: str) -> str:
    """A date of publication in EDTF; of a time stamp its day, where it was written.

    Beside EDTF: ISO 8601, RFC 5322, seconds since 1970 (the day in UTC), and what people write in English, if there is but one way to
    read it.

    Raises:
        FormatError: if it is none, or could be two.

    >>> checked_date("2023-11-20T08:30:00Z"), checked_date("2023-11"), checked_date("Mon, 20 Nov 2023 23:30:00 -0500")
    ('2023-11-20', '2023-11', '2023-11-20')
    >>> checked_date("20231120"), checked_date("November 20, 2023"), checked_date("Nov 2023"), checked_date("1700469000")
    ('2023-11-20', '2023-11-20', '2023-11', '2023-11-20')
    """
    date = text[:10] if text[10:11] in ("T", " ") else BASIC.sub(r"\1-\2-\3", text) if BASIC.fullmatch(text) else text
    if not date or Date.parse(date):
        return date
    if "," in text or ":" in text:
        try:
            return str(Date.of(parsedate_to_datetime(text).date()))
        except (ValueError, TypeError, IndexError):
            pass
    if seconds := UNIX.fullmatch(text):
        return str(Date.of(dt.datetime.fromtimestamp(int(seconds[1]), dt.UTC).date()))
    found = written(text) if len(text) <= LONGEST and YEAR.match(text) else []
    if len(found) > 1:
        raise FormatError(f"published: {text!r} is {' or '.join(found)}; write which")
    if found:
        return found[0]
    raise FormatError(f"published: {text!r} is no date; write 2023-11-20, 2023-11 or 2023")


def date_or_none(text: str) -> str:
    """A date of publication, "" where it is none: what a program wrote, no reader can mend."""
    try:
        return checked_date(text)
    except FormatError:
        return ""


def written(text: str) -> list[str]:
    """What a date can be that people wrote, in EDTF: two where it may begin with the day or the month."""
    for parts, form in PRECISIONS.items():
        days = (parser(order, parts).get_date_data(text).date_obj for order in ORDERS)
        if found := {day.strftime(form) for day in days if day}:
            return sorted(found)
    return []


@cache
def parser(order: str, parts: tuple[str, ...]) -> "DateDataParser":
    """Reads absolute dates in English that name these parts; loaded when first needed."""
    from dateparser.date import DateDataParser

    settings = {"PARSERS": ["absolute-time"], "DATE_ORDER": order, "REQUIRE_PARTS": [*parts]}
    return DateDataParser(languages=["en"], settings=settings)


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
