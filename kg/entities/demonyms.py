"""Adjectives and nouns of nationality: "the Russian invasion" names Russia, "Serbians" are its people."""

from typing import TYPE_CHECKING

from kg.entities.context import NOUNS
from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.phrases import affiliation, phrase
from kg.model import MentionKind

if TYPE_CHECKING:
    from kg.entities.gazetteer import Entry

__all__ = ["add_demonyms"]

ATTRIBUTIVE = frozenset({"amod", "compound", "nmod:desc", "flat", "det", "advmod", "goeswith", "nummod"})


def add_demonyms(discourse: Discourse) -> None:
    """Add the demonyms that are no part of a name."""
    for first, found in discourse.context.demonyms.items():
        if first == found.start and discourse.cover.keys().isdisjoint(range(first, found.end)):
            _add(discourse, first, found.end, found.entries)
    for draft in list(discourse.drafts.values()):
        if draft.referents[0].type == discourse.context.table.people:
            _add_minority(discourse, draft)


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


def _add_minority(discourse: Discourse, draft: Draft) -> None:
    """Make a people with a place behind it a people's part: "ethnic Albanians in south Serbia"."""
    context = discourse.context
    found = phrase(context, draft.head)
    country = affiliation(discourse, draft.head) if found.end > draft.last else ""
    if country:
        referent = discourse.unknown(context.text(draft.first, found.end), context.table.people)
        referent.country = referent.stands_for = country
        referent.plural = True
        draft.last, draft.referents = found.end, (referent,)


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
