"""Noun phrases as stretches of tokens, and the country that they belong to."""

from dataclasses import dataclass

from kg.entities.context import Context
from kg.entities.discourse import Discourse

__all__ = ["Phrase", "affiliation", "modifying_countries", "phrase"]

BEFORE = frozenset(
    {"amod", "compound", "nmod:poss", "nmod", "nmod:desc", "flat", "goeswith", "advmod", "punct", "cc", "conj"}
)
EDGE = frozenset({"DT", "PDT", "CD", "CC", ",", ":", "``", "''", "HYPH", "RB", "PRP$", "POS", "-LRB-", "-RRB-", "IN"})
"""Tags of words that open no name of a phrase."""
INNER = frozenset(
    {"nmod", "nmod:poss", "compound", "amod", "case", "det", "flat", "nmod:desc", "nummod", "punct", "goeswith"}
)
MODIFIERS = frozenset({"amod", "compound", "nmod:poss", "nmod:desc", "det"})
LONGEST = 12
DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Phrase:
    """A noun phrase without its article: `start` to `head` and one complement up to `end`, exclusive.

    `noun` is where head and complement begin without what stands before the head.
    """

    start: int
    head: int
    end: int


def phrase(context: Context, head: int) -> Phrase:
    """The phrase of a head noun: what stands before it and its first prepositional complement, if short."""
    start = head
    for child in sorted((c for c in context.tree.children[head] if c < head), reverse=True):
        if context.tree.deps[child] not in BEFORE or _refers(context, child):
            break
        first, last = reach(context, child)
        if last >= start or head - first > LONGEST:
            break
        start = first
    start = _opening(context, start, head)
    while start > context.begins(head) + 1 and context.words[start - 1] == "-" and start < head:
        start -= 2
    return Phrase(start, head, _complement(context, head))


def _refers(context: Context, i: int) -> bool:
    """Whether a possessor only refers to somebody, and is no part of a name: "the *country*'s army"."""
    return context.tree.deps[i] == "nmod:poss" and context.tree.lemmas[i] in context.table.bare


def reach(context: Context, i: int) -> tuple[int, int]:
    """First and last token of a word with all that depends on it inside its phrase."""
    first = last = i
    stack = [i]
    for _ in range(4 * LONGEST):
        if not stack:
            break
        j = stack.pop()
        first, last = min(first, j), max(last, j)
        stack += [c for c in context.tree.children[j] if context.tree.relation(c) in INNER or j < c < i or i < c < j]
    return first, last


def _opening(context: Context, start: int, head: int) -> int:
    """The first word that may open the phrase's name: no article, quantifier or number."""
    table, tree = context.table, context.tree
    while start < head:
        word = context.lower[start]
        quantifier = word in table.indefinite or word in table.definite or word in table.other
        if not (quantifier or tree.tags[start] in EDGE):
            break
        start += 1
    return start


def _complement(context: Context, head: int) -> int:
    """End of the first complement with a preposition, exclusive; the head's end if it has none, or a long or dated one."""
    end = head + 1
    after = [c for c in context.tree.children[head] if c > head]
    if (
        not after
        or context.tree.deps[after[0]] != "nmod"
        or context.tree.preposition(after[0]) not in context.table.naming
    ):
        return end
    first, last = reach(context, after[0])
    dated = any(
        any(c.isdigit() for c in context.words[i]) or context.lower[i] in context.table.calendar
        for i in range(first, last + 1)
    )
    short = first == end and last - first < LONGEST and last < context.ends(head)
    return last + 1 if short and not dated else end


def modifying_countries(discourse: Discourse, head: int) -> list[int]:
    """Tokens of the countries or persons that stand before a head, in order: adjectives, nouns, possessors."""
    found: list[int] = []
    for child in _before(discourse, head):
        found += [child, *(_before(discourse, child) if child not in discourse.drafts else ())]
    tree = discourse.context.tree
    joined = [c for child in found for c in tree.conjuncts(child) if c < head]
    return sorted(c for c in dict.fromkeys(joined) if _country(discourse, c) and not _is_hyphenated(discourse, c, head))


def _before(discourse: Discourse, head: int) -> list[int]:
    """What stands before a head, and the country in "*Vietnamese*-led forces"."""
    tree, table = discourse.context.tree, discourse.context.table
    children = [c for c in tree.children[head] if c < head and tree.deps[c] in MODIFIERS]
    led = [c for c in children if discourse.context.lower[c] in table.belonging]
    return [*children, *(g for c in led for g in tree.children[c] if g < c)]


def _is_hyphenated(discourse: Discourse, i: int, head: int) -> bool:
    """Whether a name is only a part of a compound adjective: "anti-*NATO*", "*Israeli*-occupied"."""
    words, table = discourse.context.lower, discourse.context.table
    after = words[i + 1] == "-" and i + 2 < head + 1 and words[i + 2] not in table.belonging
    return after or (i > 0 and words[i - 1] == "-")


def affiliation(discourse: Discourse, head: int, depth: int = DEEPEST) -> str:
    """Slug of the country that a phrase belongs to, by what stands before it, else after it ("police in Jericho")."""
    before = modifying_countries(discourse, head)
    if before:
        return _country(discourse, before[-1])
    for child in _related(discourse, head) if depth else ():
        country = _country(discourse, child) or affiliation(discourse, child, depth - 1)
        if country:
            return country
    return ""


def _related(discourse: Discourse, head: int) -> list[int]:
    """Possessors of a phrase, and where it is: "Israel's *allies*", "police in *Jericho*", "a paper based in *Beirut*"."""
    tree, table = discourse.context.tree, discourse.context.table
    found = []
    for child in tree.children[head]:
        if tree.relation(child) == "nmod" and (child < head or tree.preposition(child) in table.located):
            found.append(child)
        elif tree.relation(child) == "acl" and tree.lemmas[child] in table.residing:
            found += [c for c in tree.dependents(child, "obl") if tree.preposition(c) in table.located]
    return found


def _country(discourse: Discourse, i: int) -> str:
    draft = discourse.drafts.get(i)
    return discourse.country_of(draft.referents[0]) if draft else ""
