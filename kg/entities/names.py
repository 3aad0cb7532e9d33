"""Where an article names somebody: what the gazetteer knows, united with what the recogniser of names marks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.entities.context import PROPER, Context, Label

if TYPE_CHECKING:
    from kg.entities.gazetteer import Entry

__all__ = ["Name", "find_names"]

FUNCTION_WORDS = frozenset({"ADP", "AUX", "CCONJ", "DET", "PART", "PRON", "SCONJ", "PUNCT", "NUM", "INTJ"})
SHORT = 4
"""Among capitals, a name of so few letters may be another word: "US" in "TOLD US"."""


@dataclass(frozen=True, slots=True)
class Name:
    """Tokens `start` to `end`, exclusive, that name somebody; `entries` are the gazetteer's candidates."""

    start: int
    end: int
    label: str
    entries: "tuple[Entry, ...]" = ()


def find_names(context: Context) -> tuple[Name, ...]:
    """All names of a text in order, none overlapping another.

    The gazetteer wins on what it knows, but a longer marked name wins over a known one inside it ("Bank of England").
    """
    known = list(_known(context))
    owner = {i: name for name in known for i in range(name.start, name.end)}
    marked = [piece for label in context.labels for piece in _pieces(context, label, owner)]
    names = _without_overlaps([*_winners(context, known, marked, owner)])
    covered = {i for name in names for i in range(name.start, name.end)}
    covered.update(context.demonyms)
    return tuple(_joined(context, sorted([*names, *_proper_nouns(context, covered)], key=lambda n: n.start)))


def _known(context: Context) -> Iterator[Name]:
    """Longest matches of the gazetteer, from left to right."""
    i, size = 0, len(context.words)
    while i < size:
        n, entries = context.gazetteer.longest(context.words, i)
        if n and _plausible(context, i, n, entries):
            article = n > 1 and context.lower[i] in context.table.articles
            start = i + (article and context.gazetteer.longest(context.words, i + 1) == (n - 1, entries))
            yield Name(start, i + n, "", entries)
            i += n
        else:
            i += 1


def _plausible(context: Context, i: int, n: int, entries: "tuple[Entry, ...]") -> bool:
    """Whether a match is a name here, and not common words of the same letters."""
    if context.words[i + n : i + n + 1] == ["$"]:
        return False
    if context.ends(i) < i + n or not any(context.capitalised(j) for j in range(i, i + n)):
        return False
    table, following = context.table, context.lower[i + n : i + n + 1]
    if n == 1 and context.lower[i] in table.title_parts and following and following[0] in table.titles:
        return False
    demonym = context.demonyms.get(i)
    if n == 1 and (context.tree.pos[i] in FUNCTION_WORDS or (demonym and demonym.end - demonym.start > 1)):
        return False
    doubtful = context.shouting[context.sentence[i]] and n == 1 and len(context.words[i]) <= SHORT
    surface = context.text(i, i + n)
    doubtful = doubtful or any(surface in e.ambiguous for e in entries)
    return not doubtful or context.tree.tags[i + n - 1] in PROPER


def _pieces(context: Context, label: Label, owner: dict[int, Name]) -> Iterator[Label]:
    """A marked name without articles, possessive endings and titles; cut where it holds several names."""
    start = label.start
    for i in range(label.start, label.end + 1):
        if i == label.end or _cuts(context, label, i, owner):
            yield from _trimmed(context, Label(start, i, label.label))
            start = i + 1


def _cuts(context: Context, label: Label, i: int, owner: dict[int, Name]) -> bool:
    """Whether a marked name ends before a token: a possessive, or a conjunction between two known names."""
    if context.tree.tags[i] == "POS" and (i - 1 in owner or i == label.end - 1 or context.tree.tags[i - 1] != "NNPS"):
        return True
    conjoined = context.tree.tags[i] in ("CC", ",")
    between = label.start < i < label.end - 1 and i - 1 in owner and i + 1 in owner and i not in owner
    return conjoined and between


def _trimmed(context: Context, label: Label) -> Iterator[Label]:
    """A marked name without what is around it, nothing if that is all."""
    start, end = _after_titles(context, label), label.end
    while start < end and not _may_begin(context, start):
        start += 1
    while end > start and not context.words[end - 1][-1:].isalnum() and context.words[end - 1][-1:] != ".":
        end -= 1
    capitals = any(context.capitalised(i) or context.words[i].isdigit() for i in range(start, end))
    adjectives = all(_is_adjective(context, i) for i in range(start, end))
    if start < end and capitals and not adjectives:
        yield Label(start, end, label.label)


def _is_adjective(context: Context, i: int) -> bool:
    """Whether a word makes no name by itself: a nationality, a hyphen or what stands before one ("*pro*-Serbian")."""
    prefix = not context.capitalised(i) and context.words[i + 1 : i + 2] == ["-"]
    return context.words[i] == "-" or i in context.demonyms or prefix


def _after_titles(context: Context, label: Label) -> int:
    """Where a person's name begins, titles and what precedes them aside ("US President Obama")."""
    titled = [i for i in range(label.start, label.end - 1) if context.lower[i] in context.table.titles]
    person = context.table.labels.get(label.label) in context.table.persons
    return titled[-1] + 1 if titled and person else label.start


def _may_begin(context: Context, i: int) -> bool:
    return context.words[i][:1].isalnum() and context.lower[i] not in context.table.articles


def _winners(context: Context, known: list[Name], marked: list[Label], owner: dict[int, Name]) -> Iterator[Name]:
    """Of a known and a marked name that overlap: the known one if it is no part of the other."""
    beaten: set[int] = set()
    for label in marked:
        inside = {owner[i].start: owner[i] for i in range(label.start, label.end) if i in owner}
        whole = all(label.start <= n.start and n.end <= label.end for n in inside.values())
        if whole and not any(_is_prefixed(context, label, n) for n in inside.values()):
            same = [n for n in inside.values() if (n.start, n.end) == (label.start, label.end)]
            beaten.update(inside)
            yield Name(label.start, label.end, label.label, same[0].entries if same else ())
    yield from (n for n in known if n.start not in beaten)


def _is_prefixed(context: Context, label: Label, name: Name) -> bool:
    """Whether a marked name is a known one with something small around it: "Anti-EU", "Montenegro province"."""
    hyphen = context.words[name.start - 1] == "-" and name.start == label.start + 2 and name.end == label.end
    small = not any(context.capitalised(i) for i in range(name.end, label.end)) and name.start == label.start
    return hyphen or (small and name.end < label.end)


def _without_overlaps(names: list[Name]) -> list[Name]:
    """The names of a text, longer ones first where two overlap."""
    taken: set[int] = set()
    kept = []
    for name in sorted(names, key=lambda n: (n.start - n.end, n.start)):
        tokens = range(name.start, name.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(name)
    return kept


def _proper_nouns(context: Context, covered: set[int]) -> Iterator[Name]:
    """Runs of proper nouns that neither knows, in sentences whose capitals mean something."""
    start = -1
    for i in range(len(context.words) + 1):
        goes_on = i < len(context.words) and i not in covered and _is_proper(context, i)
        if goes_on and start >= 0 and context.sentence[i] == context.sentence[start]:
            continue
        if start >= 0 and any(context.lower[j] not in context.table.title_parts for j in range(start, i)):
            yield Name(start, i, "")
        start = i if goes_on else -1


def _is_proper(context: Context, i: int) -> bool:
    word, lower, table = context.words[i], context.lower[i], context.table
    if context.tree.tags[i] not in PROPER or not word[:1].isupper() or len(word) == 1:
        return False
    other = lower in table.calendar or lower in table.titles or any(c.isdigit() for c in word)
    sentence = context.sentence[i]
    return not other and not context.shouting[sentence] and not context.headline[sentence]


def _joined(context: Context, names: list[Name]) -> Iterator[Name]:
    """Parts of one long unknown name as one: "National Union" for the "Total Independence of Angola"."""
    current: Name | None = None
    for name in names:
        if current is not None and _continues(context, current, name):
            current = Name(current.start, name.end, current.label or name.label)
        else:
            if current is not None:
                yield current
            current = name
    if current is not None:
        yield current


def _continues(context: Context, name: Name, following: Name) -> bool:
    """Whether a name goes on with the next one: both unknown, no person's or place's, nothing or "for the" between."""
    labels = [context.table.labels.get(n.label, "") for n in (name, following)]
    persons = [label in context.table.persons for label in labels]
    personal = persons[0] != persons[1] or any(label in context.table.places for label in labels)
    gap = [context.lower[i] for i in range(name.end, following.start)]
    close = context.sentence[name.start] == context.sentence[following.start] and len(gap) <= 2
    long = name.end - name.start > 1 and not any(persons) if gap else True
    return close and long and not (personal or name.entries or following.entries) and set(gap) <= context.table.joining
