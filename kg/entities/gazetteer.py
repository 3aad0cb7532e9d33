"""The names that kg knows beforehand: states, cities, organisations, peoples, offices and who held them when."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Self

from kg.entities.entries import Entry, Office, Term, read
from kg.lexicon.spelling import load_spelling
from kg.resources import resource

__all__ = ["Entry", "Gazetteer", "Office", "Term", "pieces"]

PUNCTUATION = str.maketrans(
    {**dict.fromkeys("-‐‑‒–—", " "), **dict.fromkeys("'.‘’ʼ`´ʻ", ""), **{c: f" {c} " for c in ',;:()[]/&"“”'}}
)
POSSESSIVE = re.compile(r"['’]s\b")
PLAIN = re.compile(r"[A-Za-z0-9]+(?: [A-Za-z0-9]+)*")
LETTERS = str.maketrans({"đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "ı": "i", "ß": "ss", "æ": "ae"})
SMALL_TYPES = frozenset({"State", "Territory", "Region", "CountryGroup", "People"})
"""Classes whose names are no other word in small letters, `common` ones aside: "serbia", but not "amnesty"."""


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
    if PLAIN.fullmatch(text):
        return tuple(text.split())
    plain = POSSESSIVE.sub(" s", unicodedata.normalize("NFC", text))
    return tuple(unicodedata.normalize("NFC", plain.translate(PUNCTUATION)).split())


@lru_cache(maxsize=1 << 14)
def _first(word: str) -> str:
    return _key(word).partition(" ")[0]


def _key(name: str) -> str:
    return _fold_case(" ".join(pieces(name)))


def _fold_case(surface: str) -> str:
    return surface.lower() if surface.isascii() else fold(surface).casefold()


Index = dict[str, list[tuple[str, Entry]]]
"""By name in small letters without accents: the names as they are written, and whose they are."""


def _index(names: Iterable[tuple[str, Entry]]) -> Index:
    index: Index = {}
    for name, entry in names:
        surface = name if PLAIN.fullmatch(name) else " ".join(pieces(name))
        key = surface.lower() if surface.isascii() else _fold_case(surface)
        if key in index:
            index[key].append((surface, entry))
        else:
            index[key] = [(surface, entry)]
    return index


class Gazetteer:
    """Names to entries, offices to their holders; loaded once, never changed."""

    def __init__(
        self, entries: Iterable[Entry], *, offices: Iterable[Office] = (), terms: Iterable[Term] = (),
        surnames: Iterable[tuple[str, str]] = (), common: Iterable[str] = (),
    ) -> None:  # fmt: skip
        self._entries = {entry.slug: entry for entry in entries}
        self._common = frozenset(common)
        self._reach: dict[str, int] = {}
        """How many words the longest name has that begins so."""
        self._openings: set[str] = set()
        """The first two words of the names that have as many."""
        self._names = _index((name, entry) for entry in self for name in entry.names)
        self._demonyms = _index((word, e) for e in self for word in (*e.adjectives, *e.people_nouns))
        self._surnames = _index((surname, self._entries[slug]) for surname, slug in surnames)
        self._offices = {_key(noun): o for o in offices for noun in (o.slug, o.name, *o.aliases)}
        self._terms: dict[str, list[Term]] = {}
        self._seats: dict[tuple[str, str], list[Term]] = {}
        for key in self._names:
            first, *others = key.split(" ")
            if len(others) >= self._reach.get(first, 0):
                self._reach[first] = len(others) + 1
            self._openings.update(f"{first} {second}" for second in others[:1])
        for term in terms:
            self._terms.setdefault(term.person, []).append(term)
            self._seats.setdefault((term.office, term.of), []).append(term)

    @classmethod
    def load(cls, path: Path | None = None) -> Self:
        """Read the tables of a folder, kg's own by default.

        Raises:
            ResourceError: if kg's own folder is missing.
            OntologyError: naming file and line, if a table is missing or a row is malformed.
        """
        tables = read(path or resource("ontology/gazetteer"))
        return cls(
            tables.entries, offices=tables.offices, terms=tables.terms, surnames=tables.surnames, common=tables.common
        )

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def entry(self, slug: str) -> Entry | None:
        """The entry of that slug, None if there is none."""
        return self._entries.get(slug)

    def lookup(self, name: str) -> tuple[Entry, ...]:
        """Entries of that name or alias, the likeliest first; articles, dots, dashes and accents make no difference.

        Case matters for short acronyms ("US"), and for what would be another word without its capital ("Turkey").
        """
        parts = pieces(name)
        return self._find(self._names, parts) or self._find(self._names, _without_article(parts))

    def demonym(self, word: str) -> tuple[Entry, ...]:
        """Entries of which the word is an adjective or a noun for its people: "Serbian", "Serbs" -> Serbia."""
        return self._find(self._demonyms, pieces(word))

    def people(self, surname: str) -> tuple[Entry, ...]:
        """Persons of that surname."""
        return self._find(self._surnames, pieces(surname))

    def longest(self, words: Sequence[str], start: int) -> tuple[int, tuple[Entry, ...]]:
        """How many words from `start` on make the longest name or alias, and whose it is; (0, ()) if none.

        Words are as spaCy's tokenizer gives them, hyphens by themselves or not. "the West" is a name; but not where
        a longer one starts at the second word ("the West Bank").
        """
        best = self._longest(words, start)
        if best[0] and len(words) > start + 1 and words[start].lower() in load_spelling().articles:
            after = self._longest(words, start + 1)[0]
            return (0, ()) if after >= best[0] else best
        return best

    def office(self, noun: str) -> Office | None:
        """The office that a noun names ("prime minister", "PM"), whatever its case."""
        return self._offices.get(_key(noun))

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

    def _longest(self, words: Sequence[str], start: int) -> tuple[int, tuple[Entry, ...]]:
        best: tuple[int, tuple[Entry, ...]] = (0, ())
        gathered: tuple[str, ...] = ()
        reach = self._reach.get(_first(words[start]))
        if reach is None:
            return best
        for end in range(start, len(words)):
            added = pieces(words[end])
            goes_on = len(gathered) != 1 or not added or _fold_case(f"{gathered[0]} {added[0]}") in self._openings
            gathered += added
            if len(gathered) > reach or not goes_on:
                break
            if added and (found := self._find(self._names, gathered)):
                best = (end + 1 - start, found)
        return best

    def _find(self, index: Index, parts: tuple[str, ...]) -> tuple[Entry, ...]:
        surface = " ".join(parts)
        candidates = index.get(_fold_case(surface))
        if not candidates:
            return ()
        fitting = [(stored, entry) for stored, entry in candidates if self._fits(stored, surface, entry)]
        accented = [entry for stored, entry in fitting if stored.casefold() == surface.casefold()]
        return tuple(dict.fromkeys(accented or (entry for _, entry in fitting)))

    def _fits(self, stored: str, surface: str, entry: Entry) -> bool:
        """Whether the surface's case lets it be the stored name."""
        if stored == surface:
            return True
        common = stored.casefold() in self._common
        if _is_acronym(stored):
            return len(stored) > 3 and not common
        if common or entry.type not in SMALL_TYPES:
            return surface[:1].isupper() or stored[:1].islower()
        return True


def _without_article(parts: tuple[str, ...]) -> tuple[str, ...]:
    return parts[1:] if len(parts) > 1 and parts[0].lower() in load_spelling().articles else ()


def _is_acronym(name: str) -> bool:
    return name.isupper() or (len(name) <= 4 and sum(map(str.isupper, name)) > 1)
