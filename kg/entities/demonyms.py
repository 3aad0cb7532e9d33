"""Adjectives and nouns of nationality: "the Russian invasion" names Russia, "Serbians" are its people."""

from typing import TYPE_CHECKING

from kg.entities.context import NOUNS
from kg.entities.discourse import Discourse, Draft, Referent
from kg.model import MentionKind

if TYPE_CHECKING:
    from kg.entities.gazetteer import Entry

__all__ = ["add_demonyms"]

ATTRIBUTIVE = frozenset({"amod", "compound", "nmod:desc", "flat", "det", "advmod", "goeswith", "nummod"})


def add_demonyms(discourse: Discourse) -> None:
    """Add the demonyms that are no part of a name."""
    context = discourse.context
    i = 0
    while i < len(context.words):
        n, entries = _longest(discourse, i) if i not in discourse.cover else (1, ())
        if entries:
            _add(discourse, i, i + n, entries)
        i += n


def _longest(discourse: Discourse, i: int) -> "tuple[int, tuple[Entry, ...]]":
    """How many words make the longest demonym from token `i` on ("South Korean"), and whose it is."""
    context = discourse.context
    if i + 1 < len(context.words) and context.words[i + 1][:1].isalpha() and context.capitalised(i):
        pair = context.gazetteer.demonym(f"{context.words[i]} {context.words[i + 1]}")
        if pair:
            return 2, pair
    return 1, context.gazetteer.demonym(context.words[i])


def _add(discourse: Discourse, first: int, last: int, entries: "tuple[Entry, ...]") -> None:
    context = discourse.context
    head = last - 1
    if _names_people(discourse, head):
        referent = _people(discourse, entries, context.text(first, last))
    else:
        referent = discourse.known(entries[0])
    discourse.add(Draft(first, last, head, MentionKind.DEMONYM, (referent,)))


def _names_people(discourse: Discourse, i: int) -> bool:
    """Whether a demonym is a noun: in the plural, or an adjective with an article ("the French")."""
    tree = discourse.context.tree
    if discourse.context.plural(i):
        return True
    return bool(tree.dependents(i, "det")) and tree.deps[i] not in ATTRIBUTIVE and not _is_attribute(discourse, i)


def _is_attribute(discourse: Discourse, i: int) -> bool:
    """Whether a coordinated demonym stands before a noun after all ("the Serbian and Russian governments")."""
    tags = discourse.context.tree.tags
    return i + 1 < len(tags) and tags[i + 1] in (*NOUNS, "JJ", "HYPH", "CC")


def _people(discourse: Discourse, entries: "tuple[Entry, ...]", form: str) -> Referent:
    """The people of a demonym: the gazetteer's where it knows it apart from the state, else the state's."""
    context = discourse.context
    peoples = [e for e in entries if e.type == context.table.people]
    if peoples:
        referent = discourse.known(peoples[0])
        referent.add(form)
        return referent
    country = discourse.country_of(discourse.known(entries[0])) or entries[0].slug
    key = (country, context.table.people)
    if key not in discourse.named:
        made = Referent(type=context.table.people, stands_for=country, country=country, plural=True, lemma=form.lower())
        discourse.named[key] = made
    referent = discourse.named[key]
    referent.add(form)
    return referent
