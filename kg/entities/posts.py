"""Which office of what a phrase names: "Serbian President" and "president of Serbia" are one."""

from collections.abc import Iterator
from typing import NamedTuple

from kg.entities.gazetteer import Gazetteer, pieces

__all__ = ["Post", "post"]


class Post(NamedTuple):
    """An office of a state or organisation, both as the gazetteer calls them; one that it does not know as the phrase does."""

    office: str
    of: str


def post(name: str, gazetteer: Gazetteer) -> Post | None:
    """The post that a phrase names, None where the gazetteer does not know its office, or no name says whose it is."""
    words = pieces(name)
    for start, end in spans(len(words)):
        office = gazetteer.office(" ".join(words[start:end]))
        if office:
            rest = words[:start], words[end:]
            of = owner(rest[0], gazetteer) or owner(rest[1], gazetteer) or named(rest[0]) or named(rest[1])
            return Post(office.slug, of) if of else None
    return None


def owner(words: tuple[str, ...], gazetteer: Gazetteer) -> str:
    """The slug of whoever the longest known name or adjective among some words stands for, "" if none is known."""
    for start, end in spans(len(words)):
        phrase = " ".join(words[start:end])
        if found := gazetteer.lookup(phrase) or gazetteer.demonym(phrase):
            return found[0].slug
    return ""


def named(words: tuple[str, ...]) -> str:
    """Some words from the first with a capital on: a name; "" where none has one."""
    starts = (place for place, word in enumerate(words) if word[:1].isupper())
    return " ".join(words[next(starts, len(words)) :])


def spans(size: int) -> Iterator[tuple[int, int]]:
    """All spans of a sequence, the longest first."""
    return ((start, start + length) for length in range(size, 0, -1) for start in range(size - length + 1))
