"""What a reader makes of a file, before options and defaults complete it to an article."""

from dataclasses import dataclass

from kg.edtf import Date
from kg.errors import FormatError

__all__ = ["Draft", "checked_date"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A text with what the file itself says of its origin; "" where it says nothing."""

    text: str
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: str = ""
    source: str = ""
    language: str = ""


def checked_date(text: str) -> str:
    """A date of publication in EDTF; of a time stamp, its day.

    Raises:
        FormatError: if it is none.

    >>> checked_date("2023-11-20T08:30:00Z"), checked_date("2023-11")
    ('2023-11-20', '2023-11')
    """
    date = text[:10] if text[10:11] in ("T", " ") else text
    if date and not Date.parse(date):
        raise FormatError(f"published: {text!r} is no date; write 2023-11-20, 2023-11 or 2023")
    return date
