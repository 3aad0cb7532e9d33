"""Which of several namesakes is meant."""

from collections import Counter
from typing import TYPE_CHECKING

from kg.entities.context import Context, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kg.entities.gazetteer import Entry
    from kg.entities.names import Name

__all__ = ["choose", "choose_person", "compatible", "votes"]


MINOR = 3
"""Whose country has fewer votes than the first one's by this factor is not meant by a name that many countries have."""


def votes(context: Context, names: "Iterable[Name]") -> Counter[str]:
    """How often the unambiguous names and nationalities of an article speak for each country."""
    sure = [n.entries[0] for n in names if len(n.entries) == 1 and not _is_generic(context, n, n.entries[0])]
    sure += [d.entries[0] for i, d in context.demonyms.items() if i == d.start]
    return Counter(slug for entry in sure for slug in {entry.slug, entry.country, entry.stands_for} - {""})


def _is_generic(context: Context, name: "Name", entry: "Entry") -> bool:
    """Whether many countries have one of that name: a common noun with an adjective ("Labour Party")."""
    noun = context.nouns.noun_class(context.lower[name.end - 1]) is not None
    return noun and bool(entry.country) and entry.type in context.table.actors


def _speaks_of(context: Context, name: "Name", entry: "Entry", ballot: Counter[str]) -> bool:
    """Whether the article is of an entry's country, or the name says itself whose it is ("*Serbian* Orthodox Church")."""
    own = any(i in context.demonyms for i in range(name.start, name.end))
    return ballot[entry.country] * (1 if own else MINOR) > (0 if own else max(ballot.values(), default=0))


def choose(context: Context, name: "Name", ballot: Counter[str]) -> "Entry | None":
    """The entry that a name means: of the recogniser's class, living at the time, of the article's countries, first."""
    person = context.table.labels.get(name.label) in context.table.persons
    place = context.table.labels.get(name.label) in context.table.places
    likely = [
        e
        for e in name.entries
        if (not _is_generic(context, name, e) or _speaks_of(context, name, e, ballot))
        and not (place and e.type in context.table.persons and name.end - name.start == 1)
    ]
    return min(
        likely,
        key=lambda e: (
            not _lives(e, context.article.published),
            (e.type in context.table.persons) != person,
            -_support(e, name, ballot),
            not e.stands_for,
            name.entries.index(e),
        ),
        default=None,
    )


def _lives(entry: "Entry", date: str) -> bool:
    since, until = (bound[: len(date)] for bound in (entry.since, entry.until))
    return not date or ((not since or since <= date[: len(since)]) and (not until or date[: len(until)] <= until))


def _support(entry: "Entry", name: "Name", ballot: Counter[str]) -> int:
    """Votes for an entry by other names; a state's own name is no vote, as its namesakes bear it too."""
    own = [ballot[slug] for slug in {entry.country, entry.stands_for} - {"", entry.slug}]
    return sum(own) if len(name.entries) > 1 else 0


def compatible(first_names: tuple[str, ...], known: "Iterable[str]") -> bool:
    """Whether first names (folded) may be those of somebody whose names' words are `known` (folded).

    >>> compatible(("a.",), ["aleksandar", "vucic"]), compatible(("boris",), ["vladimir", "putin"])
    (True, False)
    """
    words = tuple(known)
    return all(any(_same_first_name(name, word) for word in words) for name in first_names)


def _same_first_name(a: str, b: str) -> bool:
    a, b = a.rstrip("."), b.rstrip(".")
    return a == b or (min(len(a), len(b)) == 1 and a[:1] == b[:1]) or (min(len(a), len(b)) > 4 and a[:4] == b[:4])


def choose_person(
    context: Context, candidates: "tuple[Entry, ...]", first_names: tuple[str, ...], country: str
) -> "tuple[Entry | None, str]":
    """Who of those with a surname is meant, None where that is open, and the country that all of them share."""
    fitting = [
        entry
        for entry in candidates
        if compatible(first_names, [word for n in entry.names for word in fold(n).replace("-", " ").split()])
        and (not country or entry.country in ("", country))
    ]
    holding = [e for e in fitting if context.gazetteer.term(e.slug, context.article.published)]
    best = holding or fitting
    countries = {e.country for e in best}
    return best[0] if len(best) == 1 else None, countries.pop() if len(countries) == 1 else ""
