"""Counts from the day of publication, as precisely as that is known."""

import datetime as dt
from dataclasses import dataclass

from kg.edtf import Date

__all__ = ["Anchor"]

WEEK = 7
MONTHS = 12


@dataclass(frozen=True, slots=True)
class Anchor:
    """The day of publication; each method gives EDTF, or "" where that day is not known well enough.

    >>> Anchor(Date(2023, 11, 20)).shifted("month", -2), Anchor(Date(2023)).shifted("month", -2)
    ('2023-09', '')
    """

    published: Date | None

    @property
    def day(self) -> dt.date | None:
        """The day, where it is known as a day."""
        return self.published.calendar_day if self.published else None

    def shifted(self, unit: str, steps: int) -> str:
        """So many units away, as precise as the unit: "last week" is a stretch of seven days."""
        if unit in ("day", "week"):
            return self._days(unit, steps)
        return self._months(steps) if unit == "month" else self._years(unit, steps)

    def stretch(self, unit: str, steps: int) -> str:
        """From now so many units away: "the past three years"."""
        ends = [self.shifted("year", 10 * n) if unit == "decade" else self.shifted(unit, n) for n in sorted((0, steps))]
        return f"{ends[0].partition('/')[0]}/{ends[1].rpartition('/')[2]}" if all(ends) else ""

    def weekday(self, number: int, shift: int | None, direction: int) -> str:
        """The nearest such day on or before that day, or ahead of it; "last Monday" is never that day itself."""
        day = self.day
        if day is None:
            return ""
        back = (day.weekday() - number) % WEEK
        if shift == 0:
            return move(day, day.weekday() * -1 + number)
        if (shift or direction) > 0:
            return move(day, (WEEK - back) if back else WEEK * (shift == 1))
        return move(day, -(back or WEEK * (shift == -1)))

    def month(self, month: int, direction: int) -> str:
        """The nearest such month: this one or one before, or ahead."""
        if not self.published or not self.published.month:
            return ""
        return self._in_year(Date(self.published.year, month), Date(*self.published[:2]), direction)

    def day_of_month(self, month: int, day: int, direction: int) -> str:
        """The nearest such day: that day or one before, or ahead."""
        if not self.day or not self.published:
            return ""
        return self._in_year(Date(self.published.year, month, day), self.published, direction)

    @staticmethod
    def _in_year(date: Date, now: Date, direction: int) -> str:
        ahead = date > now
        wrong = ahead != (direction > 0) and date != now
        date = date._replace(year=date.year + direction) if wrong else date
        return str(date) if date.exists else ""

    def _days(self, unit: str, steps: int) -> str:
        day = self.day
        if day is None:
            return ""
        if unit == "day":
            return move(day, steps)
        monday = steps * WEEK - day.weekday()
        ends = move(day, monday), move(day, monday + WEEK - 1)
        return "/".join(ends) if all(ends) else ""

    def _months(self, steps: int) -> str:
        if not self.published or not self.published.month:
            return ""
        year, month = divmod(self.published.year * MONTHS + self.published.month - 1 + steps, MONTHS)
        date = Date(year, month + 1)
        return str(date) if date.exists else ""

    def _years(self, unit: str, steps: int) -> str:
        if not self.published:
            return ""
        date = Date(self.published.year + steps * (10 if unit == "decade" else 1))
        if not date.exists:
            return ""
        return f"{date}"[:3] + "X" if unit == "decade" else str(date)


def move(day: dt.date, days: int) -> str:
    """So many days from a day; "" where the calendar ends."""
    try:
        return str(Date.of(day + dt.timedelta(days)))
    except OverflowError:
        return ""
