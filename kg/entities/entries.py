"""What the gazetteer's tables hold, and how they are read."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from kg.errors import OntologyError

__all__ = ["Entry", "Office", "Tables", "Term", "read"]

TABLES = ("countries", "territories", "cities", "metonyms", "organisations", "regions", "peoples")
"""In the order in which namesakes are preferred: Georgia is the state first, then the region; persons come last."""

COLUMNS = (
    "slug", "name", "type", "wikidata", "iso3", "aliases", "adjectives", "people_nouns", "stands_for", "country",
    "region", "ambiguous", "since", "until",
)  # fmt: skip
PEOPLE_COLUMNS = (*COLUMNS, "surnames")
TERM_COLUMNS = ("person", "office", "of", "since", "until")
OFFICE_COLUMNS = ("slug", "name", "level", "aliases")
COMMON_COLUMNS = ("word",)


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody or something with a name; `ambiguous` lists those of its names that often mean something else.

    `stands_for` is the slug of what it stands for in actor position (a capital for its state), `country` of the state
    that it belongs to; `since` and `until` bound the time of what is no more.
    """

    slug: str
    name: str
    type: str
    wikidata: str
    iso3: str
    aliases: tuple[str, ...]
    adjectives: tuple[str, ...]
    people_nouns: tuple[str, ...]
    stands_for: str
    country: str
    region: str
    ambiguous: tuple[str, ...] = ()
    since: str = ""
    until: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and its aliases."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Office:
    """An office and the nouns that name it; `level` says of what ("state", "government", "ministry" …)."""

    slug: str
    name: str
    level: str
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """Somebody's time in an office; dates are EDTF (a day, month or year), `until` is "" while it lasts.

    On the day of `until` it is over: the successor's begins.
    """

    person: str
    office: str
    of: str
    since: str
    until: str

    def holds(self, date: str) -> bool:
        """Whether it covers a date, as precisely as both are given; without a date, whether it lasts.

        >>> Term("A", "president", "B", "2017-05-31", "2020").holds("2020-06-01")
        True
        """
        if not date:
            return not self.until
        last = len(date) == len(self.until) == len("2020-01-31") and date == self.until
        return _upto(self.since, date) and _upto(date, self.until) and not last


def _upto(earlier: str, later: str) -> bool:
    size = min(len(earlier), len(later))
    return earlier[:size] <= later[:size]


class Tables(NamedTuple):
    """All tables of a folder; `surnames` are pairs of a surname and a person's slug, `common` words of small letters."""

    entries: list[Entry]
    offices: list[Office]
    terms: list[Term]
    surnames: list[tuple[str, str]]
    common: list[str]


def read(folder: Path) -> Tables:
    """Read all tables of a folder.

    Raises:
        OntologyError: naming file and line, if a table is missing or a row is malformed.
    """
    entries: dict[str, Entry] = {}
    for table in TABLES:
        _add_entries(entries, folder / f"{table}.tsv", COLUMNS)
    people = _add_entries(entries, folder / "people.tsv", PEOPLE_COLUMNS)
    return Tables(
        list(entries.values()),
        [Office(a, b, c, _many(d)) for a, b, c, d in _rows(folder / "offices.tsv", OFFICE_COLUMNS)],
        list(_terms(folder / "terms.tsv", entries)),
        [(surname, row[0]) for row in people for surname in _many(row[-1])],
        [row[0] for row in _rows(folder / "common.tsv", COMMON_COLUMNS)],
    )


def _many(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _entry(row: Sequence[str]) -> Entry:
    (
        slug,
        name,
        kind,
        wikidata,
        iso3,
        aliases,
        adjectives,
        nouns,
        stands_for,
        country,
        region,
        ambiguous,
        since,
        until,
    ) = row
    lists = (_many(aliases), _many(adjectives), _many(nouns))
    return Entry(slug, name, kind, wikidata, iso3, *lists, stands_for, country, region, _many(ambiguous), since, until)


def _rows(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Rows of a table under its header, each with as many cells as there are columns."""
    try:
        lines = path.read_text("utf-8").removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read ({error}); install kg again") from error
    if lines[0].split("\t") != list(columns):
        raise OntologyError(f"{path}:1: the header must be {' '.join(columns)}, separated by tabs")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(columns) or not cells[0]:
            raise OntologyError(f"{path}:{number}: {len(cells)} cells, expected {len(columns)}, the first not empty")
        yield cells


def _add_entries(entries: dict[str, Entry], path: Path, columns: Sequence[str]) -> list[list[str]]:
    rows = list(_rows(path, columns))
    for number, row in enumerate(rows, start=2):
        if row[0] in entries:
            raise OntologyError(f"{path}:{number}: {row[0]} is in the tables already; rename one of the two")
        entries[row[0]] = _entry(row[: len(COLUMNS)])
    return rows


def _terms(path: Path, known: Collection[str]) -> Iterator[Term]:
    for number, row in enumerate(_rows(path, TERM_COLUMNS), start=2):
        for slug in (row[0], row[2]):
            if slug not in known:
                raise OntologyError(f"{path}:{number}: {slug} is in no table; add it or mend the slug")
        yield Term(*row)
