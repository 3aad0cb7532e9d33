"""Persons: their titles, their countries, and which names in an article are the same person's."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.entities.context import NOUNS, Context, fold
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.linking import choose_person, compatible
from kg.model import MentionKind

if TYPE_CHECKING:
    from kg.entities.gazetteer import Entry
    from kg.entities.names import Name

__all__ = ["Title", "add_person", "title_before"]

MODIFIERS = ("JJ", "NNP", "NNPS", "HYPH", "POS", "CC")
"""Tags of what may stand in a title besides the words that the table lists."""
LONGEST_TITLE = 10
RECENT = 20
"""How many namesakes in an article are compared with a new name."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title before a name: where it begins, its words, and the country that it names ("" if none)."""

    start: int
    words: tuple[str, ...]
    country: str = ""


def add_person(discourse: Discourse, name: "Name", title: Title, entry: "Entry | None") -> Draft:
    """Keep a person's name, with the title before it."""
    context = discourse.context
    words = _parts(context, name.start, name.end)
    first_names = words[:-1]
    referent = _mentioned(discourse, words, entry)
    if referent is None:
        person, country = choose_person(context, _namesakes(context, name), first_names, title.country)
        referent = _new(discourse, words, entry or person)
        referent.country = referent.country or country
    referent.titles.update(title.words)
    referent.offices.update(_office(context, title.words))
    referent.gender = referent.gender or context.table.gender((*title.words, *first_names))
    if title.country and not {*title.words} & context.table.past:
        referent.country = referent.country or title.country
    referent.stands_for = referent.stands_for or referent.country
    draft = discourse.name(name.start, name.end, referent)
    _add_title(discourse, title, name, referent)
    return draft


def title_before(discourse: Discourse, start: int) -> Title:
    """The title that precedes token `start`; its words are () if there is none."""
    context = discourse.context
    first, country = start, ""
    while first > max(context.begins(start), start - LONGEST_TITLE) and _in_title(discourse, first - 1):
        if country and context.tree.tags[first - 1] in ("CC", ","):
            break
        first -= 1
        covering = discourse.cover.get(first)
        found = _country(discourse, first)
        if covering is not None or (found and not country):
            country = country or found
        if covering is not None:
            first = covering.first
            break
    words = tuple(context.lower[i] for i in range(first, start))
    titled = any(w in context.table.titles for w in words)
    return Title(first, words, country) if titled else Title(start, ())


def _office(context: Context, words: tuple[str, ...]) -> Iterator[str]:
    """Level and slug of the office that the last words of a title name, if they name one."""
    offices = (context.gazetteer.office(" ".join(words[i:])) for i in range(len(words)))
    yield from (f"{office.level}/{office.slug}" for office in [next(filter(None, offices), None)] if office)


def _in_title(discourse: Discourse, i: int) -> bool:
    context = discourse.context
    word, table = context.lower[i], context.table
    if i in discourse.cover:
        return discourse.country_of(discourse.cover[i].referents[0]) != ""
    if word in table.titles or word in table.title_parts or context.tree.lemmas[i] in table.titles:
        return True
    return context.tree.tags[i] in MODIFIERS or i in context.demonyms


def _country(discourse: Discourse, i: int) -> str:
    """Slug of the country that a word of a title names."""
    covering = discourse.cover.get(i)
    if covering is not None:
        return discourse.country_of(covering.referents[0])
    demonym = discourse.context.demonyms.get(i)
    return discourse.country_of(discourse.known(demonym.entries[0])) if demonym else ""


def _parts(context: Context, start: int, end: int) -> tuple[str, ...]:
    """First names and surname of a name, folded; particles and suffixes aside."""
    table = context.table
    words = [fold(context.words[i]) for i in range(start, end) if context.words[i][:1].isalpha()]
    kept = [w for w in words if w not in table.particles and w not in table.suffixes]
    return tuple(kept or words or [""])


def _mentioned(discourse: Discourse, words: tuple[str, ...], entry: "Entry | None") -> Referent | None:
    """Who of the persons named before is meant: the latest of that surname whose first names agree."""
    first_names, surname = words[:-1], words[-1]
    for referent in reversed(discourse.persons.get(surname, [])[-RECENT:]):
        if entry is not None and referent.final().entry not in (None, entry):
            continue
        if compatible(first_names, _words(referent)) or not _has_first_name(referent):
            return referent.final()
    return None


def _words(referent: Referent) -> list[str]:
    return [word for form in referent.final().forms for word in fold(form).replace("-", " ").split()]


def _has_first_name(referent: Referent) -> bool:
    return any(" " in form for form in referent.final().forms)


def _namesakes(context: Context, name: "Name") -> "tuple[Entry, ...]":
    """Persons whom the gazetteer knows by a name's last words, particles with it ("de Gaulle")."""
    whole = context.gazetteer.people(context.text(name.start, name.end))
    return whole or context.gazetteer.people(context.words[name.end - 1])


def _new(discourse: Discourse, words: tuple[str, ...], entry: "Entry | None") -> Referent:
    table = discourse.context.table
    referent = discourse.known(entry) if entry else Referent(type=table.person)
    if entry is not None:
        referent.gender = referent.gender or table.gender(tuple(fold(entry.name).split()))
    for word in dict.fromkeys(words):
        discourse.persons.setdefault(word, []).append(referent)
    return referent


def _add_title(discourse: Discourse, title: Title, name: "Name", referent: Referent) -> None:
    """Where a title or another noun governs the name, an argument's head is that noun: it refers to the person too."""
    context = discourse.context
    start = title.start if title.words else max(name.start - 1, context.begins(name.start))
    covered = [i for i in range(start, name.start) if i not in discourse.cover]
    nouns = [i for i in covered if i not in context.demonyms and context.tree.tags[i] in NOUNS]
    top = context.top(start, name.end)
    if top in nouns:
        draft = Draft(start, name.end, top, MentionKind.NOMINAL, (referent,))
        discourse.add(draft)
        discourse.cover.update(dict.fromkeys(nouns, draft))
