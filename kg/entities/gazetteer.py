"""The names that kg knows beforehand: states, cities, organisations, peoples, offices and who held them when."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.resources import resource

__all__ = ["Entry", "Gazetteer", "Office", "Term", "pieces"]

TABLES = (
    "countries", "territories", "regions", "organisations", "metonyms", "cities", "peoples", "people",
)  # fmt: skip
"""In the order in which namesakes are preferred: Georgia is the state first, then the region."""

COLUMNS = (
    "slug", "name", "type", "wikidata", "iso3", "aliases", "adjectives", "people_nouns", "stands_for", "country",
    "region", "ambiguous", "since", "until",
)  # fmt: skip
PEOPLE_COLUMNS = (*COLUMNS, "surnames")
TERM_COLUMNS = ("person", "office", "of", "since", "until")
OFFICE_COLUMNS = ("slug", "name", "level", "aliases")
COMMON_COLUMNS = ("word",)

PUNCTUATION = str.maketrans(
    {**dict.fromkeys("-‐‑‒–—", " "), **dict.fromkeys("'.‘’ʼ`´ʻ", ""), **{c: f" {c} " for c in ',;:()[]/&"“”'}}
)
POSSESSIVE = re.compile(r"['’]s\b")
LETTERS = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "æ": "ae"})
CAPITALISED_TYPES = frozenset({"City", "Person"})


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
    """Somebody's time in an office; dates are EDTF (a day, month or year), `until` is "" while it lasts."""

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
        return _upto(self.since, date) and _upto(date, self.until) if date else not self.until


def _upto(earlier: str, later: str) -> bool:
    size = min(len(earlier), len(later))
    return earlier[:size] <= later[:size]


def fold(text: str) -> str:
    """The text without accents.

    >>> fold("Aleksandar Vučić, Đinđić")
    'Aleksandar Vucic, Dindic'
    """
    if text.isascii():
        return text
    marked = unicodedata.normalize("NFD", text.translate(LETTERS))
    return "".join(c for c in marked if not unicodedata.combining(c))


@lru_cache(maxsize=1 << 14)
def pieces(text: str) -> tuple[str, ...]:
    """What a name consists of, whoever tokenised it: no dots, apostrophes or hyphens; other punctuation by itself.

    >>> pieces("U.S."), pieces("Guinea-Bissau"), pieces("Côte d’Ivoire"), pieces("St. John's")
    (('US',), ('Guinea', 'Bissau'), ('Côte', 'dIvoire'), ('St', 'John', 's'))
    """
    plain = text if text.isascii() else unicodedata.normalize("NFC", text)
    if "s" in plain:
        plain = POSSESSIVE.sub(" s", plain)
    return tuple(plain.translate(PUNCTUATION).split())


def _key(surface: str) -> str:
    return fold(surface).casefold()


class Gazetteer:
    """Names to entries, offices to their holders; loaded once, never changed."""

    def __init__(
        self, entries: Iterable[Entry], *, offices: Iterable[Office] = (), terms: Iterable[Term] = (),
        surnames: Iterable[tuple[str, str]] = (), common: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self._entries = {entry.slug: entry for entry in entries}
        self._common = frozenset(common)
        self._names: dict[str, list[tuple[str, Entry]]] = {}
        self._demonyms: dict[str, list[tuple[str, Entry]]] = {}
        self._reach: dict[str, int] = {}
        self._offices: dict[str, Office] = {}
        self._terms: dict[str, tuple[Term, ...]] = {}
        self._seats: dict[tuple[str, str], tuple[Term, ...]] = {}
        self._surnames: dict[str, tuple[Entry, ...]] = {}
        for entry in self._entries.values():
            self._index(entry)
        for office in offices:
            for noun in (office.slug, office.name, *office.aliases):
                self._offices.setdefault(_key(" ".join(pieces(noun))), office)
        for term in terms:
            self._terms[term.person] = (*self._terms.get(term.person, ()), term)
            self._seats[term.office, term.of] = (*self._seats.get((term.office, term.of), ()), term)
        for surname, slug in surnames:
            key = _key(" ".join(pieces(surname)))
            self._surnames[key] = (*self._surnames.get(key, ()), self._entries[slug])

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the tables of a folder, kg's own by default.

        Raises:
            ResourceError: if kg's own folder is missing.
            OntologyError: naming file and line, if a table is missing or a row is malformed.
        """
        folder = path or resource("ontology/gazetteer")
        entries: list[Entry] = []
        for table in TABLES[:-1]:
            entries += [_entry(row) for row in _rows(folder / f"{table}.tsv", COLUMNS)]
        people = list(_rows(folder / "people.tsv", PEOPLE_COLUMNS))
        entries += [_entry(row[:-1]) for row in people]
        known = _unique(entries, folder)
        return cls(
            entries,
            offices=[Office(a, b, c, _many(d)) for a, b, c, d in _rows(folder / "offices.tsv", OFFICE_COLUMNS)],
            terms=list(_terms(folder / "terms.tsv", known)),
            surnames=[(surname, row[0]) for row in people for surname in _many(row[-1])],
            common=[row[0] for row in _rows(folder / "common.tsv", COMMON_COLUMNS)],
        )

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def entry(self, slug: str) -> Entry | None:
        """The entry of that slug, None if there is none."""
        return self._entries.get(slug)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Entries of that name or alias, the likeliest first; "the", dots, dashes and accents make no difference.

        Case matters for short acronyms ("US"), and for what would be another word without its capital ("Turkey").
        """
        found = self._find(self._names, pieces(name))
        without = pieces(name)[1:]
        return found or (self._find(self._names, without) if name[:4].casefold() == "the " else ())

    def demonym(self, word: str) -> tuple[Entry, ...]:
        """Entries of which the word is an adjective or a noun for its people: "Serbian", "Serbs" -> Serbia."""
        return self._find(self._demonyms, pieces(word))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words from `start` on make the longest name or alias, and whose it is; (0, ()) if none."""
        first = pieces(words[start])
        reach = self._reach.get(_key(first[0]), 0) if first else 0
        best: tuple[int, tuple[Entry, ...]] = (0, ())
        gathered: tuple[str, ...] = ()
        for end in range(start, len(words)):
            added = pieces(words[end])
            gathered += added
            if len(gathered) > reach:
                break
            if added and (found := self._find(self._names, gathered)):
                best = (end + 1 - start, found)
        return best

    def people(self, surname: str) -> tuple[Entry, ...]:
        """Persons of that surname; it must be capitalised."""
        return (
            self._surnames.get(_key(" ".join(pieces(surname))), ()) if surname[:1].isupper() or "-" in surname else ()
        )

    def office(self, noun: str) -> Office | None:
        """The office that a noun names ("prime minister", "PM"), whatever its case."""
        return self._offices.get(_key(" ".join(pieces(noun))))

    def term(self, person: str, date: str = "") -> tuple[Term, ...]:
        """What offices somebody held on a date (EDTF); without a date, holds now."""
        return tuple(term for term in self._terms.get(person, ()) if term.holds(date))

    def holders(self, office: str, of: str, date: str = "") -> tuple[Term, ...]:
        """Who held an office of a state or organisation on a date (EDTF); without a date, holds it now."""
        return tuple(term for term in self._seats.get((office, of), ()) if term.holds(date))

    def country_of(self, slug: str) -> str:
        """ISO 3166 code (three letters) of the state that an entry is, belongs to or stands for; "" if none."""
        seen: set[str] = set()
        while (entry := self._entries.get(slug)) and slug not in seen:
            if entry.iso3:
                return entry.iso3
            seen.add(slug)
            slug = entry.country or entry.stands_for
        return ""

    def _index(self, entry: Entry) -> None:
        for name in entry.names:
            parts = pieces(name)
            self._add(self._names, parts, entry)
            first = _key(parts[0])
            self._reach[first] = max(self._reach.get(first, 0), len(parts))
        for word in (*entry.adjectives, *entry.people_nouns):
            self._add(self._demonyms, pieces(word), entry)

    @staticmethod
    def _add(index: dict[str, list[tuple[str, Entry]]], parts: tuple[str, ...], entry: Entry) -> None:
        surface = " ".join(parts)
        index.setdefault(_key(surface), []).append((surface, entry))

    def _find(self, index: dict[str, list[tuple[str, Entry]]], parts: tuple[str, ...]) -> tuple[Entry, ...]:
        surface = " ".join(parts)
        candidates = index.get(_key(surface))
        if not candidates:
            return ()
        fitting = [(stored, entry) for stored, entry in candidates if self._fits(stored, surface, entry)]
        accented = [entry for stored, entry in fitting if stored.casefold() == surface.casefold()]
        return tuple(dict.fromkeys(accented or (entry for _, entry in fitting)))

    def _fits(self, stored: str, surface: str, entry: Entry) -> bool:
        """Whether the surface's case lets it be the stored name."""
        if stored == surface:
            return True
        if stored.isupper() and (len(stored) <= 3 or stored.casefold() in self._common):
            return False
        if entry.type in CAPITALISED_TYPES or stored.casefold() in self._common:
            return surface[:1].isupper() or stored[:1].islower()
        return True


def _many(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _entry(row: Sequence[str]) -> Entry:
    slug, name, kind, wikidata, iso3, aliases, adjectives, nouns, stands_for, country, region, ambiguous = row[:12]
    lists = (_many(aliases), _many(adjectives), _many(nouns))
    return Entry(
        slug, name, kind, wikidata, iso3, *lists, stands_for, country, region, _many(ambiguous), row[12], row[13]
    )  # fmt: skip


def _rows(path: Path, columns: Sequence[str]) -> Iterator[list[str]]:
    """Rows of a table under its header, each with as many cells as there are columns."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"{path}: cannot be read ({error}); install kg again") from error
    if not lines or lines[0].split("\t") != list(columns):
        raise OntologyError(f"{path}:1: the header must be {' '.join(columns)}, separated by tabs")
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(columns) or not cells[0]:
            raise OntologyError(f"{path}:{number}: {len(cells)} cells, expected {len(columns)}, the first not empty")
        yield cells


def _unique(entries: Iterable[Entry], folder: Path) -> frozenset[str]:
    seen: set[str] = set()
    for entry in entries:
        if entry.slug in seen:
            raise OntologyError(f"{folder}: two entries are called {entry.slug}; rename one of them")
        seen.add(entry.slug)
    return frozenset(seen)


def _terms(path: Path, known: frozenset[str]) -> Iterator[Term]:
    for number, row in enumerate(_rows(path, TERM_COLUMNS), start=2):
        for slug in (row[0], row[2]):
            if slug not in known:
                raise OntologyError(f"{path}:{number}: {slug} is in no table; add it or mend the slug")
        yield Term(*row)
