"""Time expressions -> EDTF: "in February 2022", "since 2014", "on Monday", "three days ago".

Relative times are counted from the day of publication; where that is not known, or not precisely enough, they are left
out, never guessed. A rule looks a few words ahead, so the whole is linear in the text.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from kg.edtf import Date, first_day, last_day
from kg.extract.anchor import Anchor
from kg.extract.timewords import TimeWords, load_time_words
from kg.extract.tree import MAX_CLIMB, Tree
from kg.model import Span

__all__ = ["TimeExpression", "find_times", "resolve_time"]

MAX_MODIFIERS = 4


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A time as a text names it, its preposition included; `first` and `last` are its first and last token."""

    span: Span
    first: int
    last: int
    value: str


class Found(NamedTuple):
    """A time that ends before token `end`."""

    end: int
    value: str


def never(_token: int) -> bool:
    """No verb is known, so none lies in the future."""
    return False


@dataclass(slots=True)
class Scanner:
    """Reads times off a list of words.

    `ahead` says whether a token's verb lies in the future; `counting` are numbers that count the noun after them.
    """

    raw: list[str]
    words: TimeWords
    anchor: Anchor
    ahead: Callable[[int], bool] = never
    counting: frozenset[int] = frozenset()
    folded: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.folded = [w.lower().rstrip(".") if len(w) > 1 else w.lower() for w in self.raw]

    def word(self, i: int) -> str:
        """A word in lower case without the dot of an abbreviation, "" beyond the ends."""
        return self.folded[i] if 0 <= i < len(self.folded) else ""

    def may_begin(self, i: int) -> bool:
        """Whether a rule could begin here at all: most words are no words of time."""
        word = self.word(i)
        return word in self.words.beginnings or word[:1].isdecimal()

    def may_lead(self, i: int) -> bool:
        """Whether an expression could begin here, with a preposition or a word that says which part of a time."""
        return self.folded[i] in self.words.prepositions or self.folded[i] in self.words.modifiers or self.may_begin(i)

    def direction(self, i: int) -> int:
        """Where to look from the day of publication: 1 ahead, -1 back."""
        return 1 if self.ahead(i) else -1

    def expression(self, i: int) -> Found | None:
        """The time that begins at a token, with its preposition."""
        kind = self.words.prepositions.get(self.word(i))
        if kind is None:
            return self.years(i) or self.time(i)
        if kind == "range":
            return self.range(i + 1)
        found = self.years(i + 1) or self.time(i + 1)
        return found and found._replace(value=bounded(kind, found.value))

    def time(self, i: int) -> Found | None:
        """A time without preposition, after words that say which part of it."""
        for j in range(i, i + MAX_MODIFIERS + 1):
            found = next((f for rule in RULES if (f := rule(self, j))), None) if self.may_begin(j) else None
            if found or self.word(j) not in self.words.modifiers:
                return found
        return None

    def range(self, i: int) -> Found | None:
        """Such as "[from] 2014 to 2020"; with one end only, it is open."""
        borrowed = self.months_of_one_year(i)
        first = borrowed or self.years(i) or self.time(i)
        if first is None or "/" in first.value:
            return first
        last = self.time(first.end + 1) if self.word(first.end) in self.words.joins else None
        if last is None:
            return first._replace(value=bounded("begins", first.value))
        return Found(last.end, f"{first.value}/{last_day(last.value)}")

    def months_of_one_year(self, i: int) -> Found | None:
        """Such as "[from] February to May 2022": the first month takes the year of the second."""
        month = self.month(i)
        last = self.time(i + 2) if month and self.word(i + 1) in self.words.joins else None
        if last is None or not last.value[:4].isdecimal():
            return None
        return Found(last.end, f"{Date(int(last.value[:4]), month)}/{last.value}")

    def years(self, i: int) -> Found | None:
        """Such as "2014-2020"."""
        first, last = self.year_number(i), self.year_number(i + 2)
        joined = self.word(i + 1) in self.words.joins
        return Found(i + 3, f"{first}/{last}") if joined and 0 < first < last else None

    def year_number(self, i: int) -> int:
        """The year that a word spells, 0 if none."""
        text = self.word(i)
        return int(text) if len(text) == 4 and text.isdecimal() and text.isascii() and "1000" <= text < "2200" else 0

    def number(self, i: int) -> int:
        """A number of units, 0 if it is none."""
        text = self.word(i)
        small = len(text) < 4 and text.isdecimal() and text.isascii()
        return int(text) if small else self.words.numbers.get(text, 0)

    def day_number(self, i: int) -> int:
        """A day of the month: "24", "24th"; 0 if it is none."""
        text = self.word(i)
        for ending in self.words.ordinal_endings:
            text = text.removesuffix(ending)
        return int(text) if 0 < len(text) < 3 and text.isdecimal() and text.isascii() and int(text) <= 31 else 0

    def month(self, i: int) -> int:
        """The month that a word names, 0 if none; "may" and "march" are months with a capital only."""
        return self.words.months.get(self.word(i), 0) if 0 <= i < len(self.raw) and self.raw[i][:1].isupper() else 0

    def iso(self, i: int) -> Found | None:
        """Such as "2022-02-24", which the tokenizer takes apart."""
        text = "".join(self.raw[i : i + 5])
        date = Date.parse(text) if self.year_number(i) else None
        return Found(i + 5, text) if date and date.day else None

    def month_first(self, i: int) -> Found | None:
        """Such as "February 24, 2022", "February 2022", "February 24", "in February"."""
        month, year = self.month(i), self.year_number(i + 1)
        if not month or year:
            return Found(i + 2, str(Date(year, month))) if month else None
        day = self.day_number(i + 1)
        if day:
            after = i + 3 if self.word(i + 2) == "," else i + 2
            return self.dated(i, month, day, i + 2, after)
        marked = self.word(i - 1) in self.words.before_month
        return self.found(i + 1, self.anchor.month(month, self.direction(i))) if marked else None

    def day_first(self, i: int) -> Found | None:
        """Such as "24 February 2022", "the 24th of February"."""
        day = self.day_number(i)
        j = i + 2 if day and self.word(i + 1) in self.words.modifiers else i + 1
        month = self.month(j) if day else 0
        return self.dated(i, month, day, j + 1, j + 1) if month else None

    def dated(self, i: int, month: int, day: int, end: int, at: int) -> Found | None:
        """Day and month that end at `end`, with the year that may stand at `at`."""
        year = self.year_number(at)
        if not year:
            return self.found(end, self.anchor.day_of_month(month, day, self.direction(i)))
        date = Date(year, month, day)
        return Found(at + 1, str(date)) if date.exists else None

    def weekday(self, i: int) -> Found | None:
        """Such as "Monday", "last Monday", "Monday, May 18, 2015"."""
        shift = self.words.shifts.get(self.word(i))
        at = i if shift is None else i + 1
        number = self.words.weekdays.get(self.word(at))
        if number is None:
            return None
        date_at = at + 2 if self.word(at + 1) == "," else at + 1
        return (
            self.month_first(date_at)
            or self.day_first(date_at)
            or self.found(at + 1, self.anchor.weekday(number, shift, self.direction(at)))
        )

    def decade(self, i: int) -> Found | None:
        """Such as "the 1990s"."""
        text = self.word(i).rstrip("s").rstrip("'’")
        plural = self.word(i).endswith("s") and len(text) == 4 and text.isdecimal() and text.isascii()
        return Found(i + 1, f"{text[:3]}X") if plural and text[3] == "0" and "1000" <= text < "2200" else None

    def century(self, i: int) -> Found | None:
        """Such as "the 19th century"."""
        number = self.day_number(i)
        is_century = number > 10 and self.word(i + 1) in self.words.century
        return Found(i + 2, f"{number - 1}XX") if is_century else None

    def season(self, i: int) -> Found | None:
        """Such as "summer 2022", "the summer of 2022"."""
        season = self.words.seasons.get(self.word(i))
        at = i + 2 if self.word(i + 1) in self.words.prepositions else i + 1
        year = self.year_number(at) if season else 0
        return Found(at + 1, f"{year}-{season}") if year else None

    def year(self, i: int) -> Found | None:
        """Such as "2022" where it cannot be a number of things."""
        year = self.year_number(i)
        return (
            Found(i + 1, str(year))
            if year and i not in self.counting and self.word(i - 1) in self.words.before_year
            else None
        )

    def day_word(self, i: int) -> Found | None:
        """Such as "yesterday", "this morning", "last night"."""
        days, end = self.words.days.get(self.word(i)), i + 1
        if days is None and self.word(i + 1) in self.words.parts_of_day:
            days, end = self.words.shifts.get(self.word(i)), i + 2
        return None if days is None else self.found(end, self.anchor.shifted("day", days))

    def shifted(self, i: int) -> Found | None:
        """Such as "last week", "this month", "last February", "the past three years"."""
        shift = self.words.shifts.get(self.word(i))
        if shift is None:
            return None
        unit = self.words.units.get(self.word(i + 1))
        if unit:
            return self.found(i + 2, self.anchor.shifted(unit, shift))
        number, unit = self.number(i + 1), self.words.units.get(self.word(i + 2))
        return self.found(i + 3, self.anchor.stretch(unit, shift * number)) if number and unit else None

    def ago(self, i: int) -> Found | None:
        """Such as "three days ago"."""
        number, unit = self.number(i), self.words.units.get(self.word(i + 1))
        sign = self.words.distance.get(self.word(i + 2))
        return self.found(i + 3, self.anchor.shifted(unit, sign * number)) if number and unit and sign else None

    @staticmethod
    def found(end: int, value: str) -> Found | None:
        """A time, if it could be resolved."""
        return Found(end, value) if value else None


RULES: tuple[Callable[[Scanner, int], Found | None], ...] = (
    Scanner.iso, Scanner.century, Scanner.weekday, Scanner.month_first, Scanner.day_first, Scanner.season, Scanner.decade,
    Scanner.ago, Scanner.shifted, Scanner.day_word, Scanner.year,
)  # fmt: skip
"""Readings of a time, the more specific first."""


def bounded(kind: str, value: str) -> str:
    """What a preposition makes of a time.

    >>> bounded("begins", "2014"), bounded("ends", "2023-11-13/2023-11-19"), bounded("at", "2014")
    ('2014/..', '../2023-11-19', '2014')
    """
    if kind == "begins":
        return f"{first_day(value)}/.."
    return f"../{last_day(value)}" if kind == "ends" else value


def find_times(tree: Tree, published: str) -> tuple[TimeExpression, ...]:
    """All times that a text names and that can be resolved, in order; `published` is the article's EDTF date or ""."""
    words = load_time_words()
    verbs = future_verbs(tree, words)
    scanner = Scanner(
        tree.words, words, Anchor(Date.parse(published)), lambda i: verb_above(tree, i) in verbs, tokens_counting(tree)
    )
    return tuple(
        TimeExpression(Span(tree.starts[first], tree.ends[last]), first, last, value)
        for first, last, value in scan(scanner)
    )


def resolve_time(text: list[str], published: str) -> str:
    """The first time that a list of words names, in EDTF; "" if there is none.

    >>> resolve_time("in February 2022".split(), ""), resolve_time(["last", "year"], "2023-11-20")
    ('2022-02', '2022')
    """
    scanner = Scanner(text, load_time_words(), Anchor(Date.parse(published)))
    return next((value for _, _, value in scan(scanner)), "")


def scan(scanner: Scanner) -> list[tuple[int, int, str]]:
    """First token, last token and value of each time, none of which overlap."""
    found, i = [], 0
    while i < len(scanner.raw):
        match = scanner.expression(i) if scanner.may_lead(i) else None
        if match:
            found.append((i, match.end - 1, match.value))
        i = match.end if match else i + 1
    return found


def tokens_counting(tree: Tree) -> frozenset[int]:
    """Numbers after a preposition that count the noun after them: "of 2000 *people*"."""
    return frozenset(
        i
        for i, label in enumerate(tree.deps)
        if label == "nummod" and tree.heads[i] > i > 0 and tree.pos[i - 1] in ("ADP", "")
    )


def future_verbs(tree: Tree, words: TimeWords) -> frozenset[int]:
    """Verbs that lie in the future, by their auxiliary or by what plans them."""
    heads = tree.heads
    verbs = {heads[i] for i, word in enumerate(tree.words) if word.lower() in words.future}
    verbs |= {
        heads[i]
        for i, label in enumerate(tree.deps)
        if label == "mark" and tree.tags[i] == "TO" and tree.lemmas[heads[heads[i]]] in words.planning
    }
    return frozenset(verbs)


def verb_above(tree: Tree, i: int) -> int:
    """The nearest verb above a token, or the last word on the way up."""
    for _ in range(MAX_CLIMB):
        if tree.tags[i].startswith("VB") or tree.heads[i] == i:
            break
        i = tree.heads[i]
    return i
