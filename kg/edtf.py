"""Dates as EDTF spells them (Extended Date/Time Format, ISO 8601-2): a year, a month or a day, and stretches of them."""

import calendar
import datetime as dt
import re
from typing import NamedTuple, Self

__all__ = ["Date", "Stretch", "first_day", "last_day"]

DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


class Date(NamedTuple):
    """A date with its precision: `month` and `day` are 0 where unknown.

    >>> str(Date(2022, 2)), Date.parse("2022-02-24"), Date.parse("2022-02-30")
    ('2022-02', Date(year=2022, month=2, day=24), None)
    """

    year: int
    month: int = 0
    day: int = 0

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The date that a text spells, None where it spells none or one that no calendar has."""
        match = DATE.fullmatch(text)
        if not match:
            return None
        date = cls(*(int(part or 0) for part in match.groups()))
        return date if date.exists and all(part is None or int(part) for part in match.groups()) else None

    @classmethod
    def of(cls, day: dt.date) -> Self:
        """A day of the calendar."""
        return cls(day.year, day.month, day.day)

    @property
    def exists(self) -> bool:
        """Whether the calendar has it."""
        if not 1 <= self.year <= 9999 or not 0 <= self.month <= 12:
            return False
        return not self.day or (self.month > 0 and 1 <= self.day <= calendar.monthrange(self.year, self.month)[1])

    @property
    def calendar_day(self) -> dt.date | None:
        """The day, None where only the month or the year is known."""
        return dt.date(self.year, self.month, self.day) if self.day else None

    def __str__(self) -> str:
        parts = [f"{self.year:04}", f"{self.month:02}", f"{self.day:02}"]
        return "-".join(parts[: 1 + bool(self.month) + bool(self.day)])


class Stretch(NamedTuple):
    """The days that an EDTF value covers, both ends among them; what is open or unknown reaches as far as the calendar."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, value: str) -> Self:
        """The days of a date or interval, all days of what is no EDTF.

        >>> [str(day) for day in Stretch.of("2022-02/2023")]
        ['2022-02-01', '2023-12-31']
        """
        first, last = Date.parse(first_day(value)), Date.parse(last_day(value))
        # ISO 8601-2: what no day or month is given of covers all of them.
        begins = dt.date(first.year, first.month or 1, first.day or 1) if first else dt.date.min
        if not last:
            return cls(begins, dt.date.max)
        month = last.month or 12
        return cls(begins, dt.date(last.year, month, last.day or calendar.monthrange(last.year, month)[1]))

    def overlaps(self, other: "Stretch") -> bool:
        """Whether there is a day in both."""
        return self.first <= other.last and other.first <= self.last

    def hull(self, other: "Stretch") -> "Stretch":
        """The shortest stretch that covers both."""
        return Stretch(min(self.first, other.first), max(self.last, other.last))


def first_day(value: str) -> str:
    """Where a stretch begins: `2014/2020` in 2014, `../2020` nowhere known; a date is its own beginning."""
    return value.partition("/")[0]


def last_day(value: str) -> str:
    """Where a stretch ends; a date is its own end."""
    return value.rpartition("/")[2]
