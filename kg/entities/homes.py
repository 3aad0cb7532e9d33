"""The country of those whom the gazetteer does not know: what stands beside places, and around persons and groups."""

from collections import Counter

from kg.entities.discourse import Discourse, Draft, Referent, longest
from kg.entities.phrases import affiliation
from kg.model import MentionKind

__all__ = ["add_homes"]

SHARE = 0.7
"""A country with so much of an article's weight is what the article is about."""
AS_DATELINE = 6
AS_PLACE, AS_MODIFIER, AS_ACTOR = 3, 2, 1
"""How much a country's mention says of who is at home there: "in Algeria", "Algerian police", "Algeria said"."""


def add_homes(discourse: Discourse) -> None:
    """Give places the country beside their name, and persons and groups without one that of the place they act in."""
    for draft in discourse.drafts.values():
        _place(discourse, draft)
    here, everywhere = _weights(discourse)
    homeless = [d for d in discourse.drafts.values() if _needs_home(discourse, d)]
    for draft in sorted(homeless, key=lambda d: (d.kind is not MentionKind.NAME, d.head)):
        referent = draft.referents[0].final()
        if not referent.country:
            country = affiliation(discourse, draft.head)
            if not country and not (draft.kind is MentionKind.NOMINAL and _is_placed(discourse, draft.head)):
                country = _home(discourse, referent, here[discourse.context.sentence[draft.head]], everywhere)
            referent.country = referent.stands_for = country
            _name_after(discourse, referent, draft)


def _place(discourse: Discourse, draft: Draft) -> None:
    """Note the country of a place that the gazetteer does not know: "Afghanistan's *Paktika*", "the Chilean port of *Arica*"."""
    referent, table, tree = draft.referent, discourse.context.table, discourse.context.tree
    if referent is None or draft.kind is not MentionKind.NAME or referent.country or referent.entry:
        return
    if referent.type not in table.places:
        return
    country = affiliation(discourse, draft.head)
    if not country and tree.deps[draft.head] == "nmod" and tree.preposition(draft.head) in table.partitive:
        country = affiliation(discourse, tree.heads[draft.head], 0)
    referent.country = referent.stands_for = country


def _name_after(discourse: Discourse, referent: Referent, draft: Draft) -> None:
    """Let an authority go by its country's name too: "the government" is the "Serbian government"."""
    entry = discourse.context.gazetteer.entry(referent.country)
    table = discourse.context.table
    national = referent.lemma in table.national and not referent.plural and draft.last == draft.head + 1
    if entry and entry.adjectives and (national or (not referent.lemma and referent.type in table.authorities)):
        referent.add(f"{entry.adjectives[0]} {longest(referent.forms)}")


def _needs_home(discourse: Discourse, draft: Draft) -> bool:
    referent = draft.referent
    if referent is None or referent.country or draft.kind is MentionKind.PRONOUN:
        return False
    table = discourse.context.table
    several = referent.plural and referent.lemma in table.national
    return not several and referent.type in table.residents and (not referent.entry or referent.type in table.persons)


def _is_placed(discourse: Discourse, head: int) -> bool:
    """Whether a phrase says where its people belong, though that is no country: "governments of *South East Asia*"."""
    tree, table = discourse.context.tree, discourse.context.table
    children = [c for c in tree.children[head] if tree.relation(c) in ("nmod", "compound", "amod")]
    return any(_is_elsewhere(discourse, c) or tree.preposition(c) in table.partitive for c in children)


def _is_elsewhere(discourse: Discourse, i: int) -> bool:
    """Whether a token names a region or an organisation that the gazetteer knows."""
    table = discourse.context.table
    referent = discourse.drafts[i].referents[0].final() if i in discourse.drafts else None
    known = referent is not None and referent.entry is not None and discourse.context.words[i - 1] != "-"
    return known and referent is not None and referent.type not in (table.people, *table.persons)


def _weights(discourse: Discourse) -> tuple[list[Counter[str]], Counter[str]]:
    """What each sentence, and the whole article, says of places: slugs of countries with their weights."""
    everywhere: Counter[str] = Counter()
    here: list[Counter[str]] = [Counter() for _ in discourse.context.tree.sentences]
    for draft in discourse.drafts.values():
        country = _located(discourse, draft)
        if country:
            here[discourse.context.sentence[draft.head]][country] += _weight(discourse, draft)
            everywhere[country] += AS_DATELINE if draft.head in discourse.context.datelines else 1
    return here, everywhere


def _located(discourse: Discourse, draft: Draft) -> str:
    """Slug of the country that a mention of a country, a place in it or its people tells."""
    referent = draft.referent
    if referent is None or draft.kind is MentionKind.PRONOUN or referent.type in discourse.context.table.persons:
        return ""
    if draft.first > 0 and discourse.context.words[draft.first - 1] == "-":
        return ""
    return discourse.country_of(referent)


def _weight(discourse: Discourse, draft: Draft) -> int:
    tree = discourse.context.tree
    if tree.preposition(draft.head) in discourse.context.table.located:
        return AS_PLACE
    return AS_MODIFIER if tree.relation(draft.head) in ("amod", "compound", "nmod", "conj") else AS_ACTOR


def _home(discourse: Discourse, referent: Referent, here: Counter[str], everywhere: Counter[str]) -> str:
    """The country that stands out in the sentence, else in the article; without a title it must be the only one."""
    table = discourse.context.table
    official = bool(referent.titles) or referent.lemma in table.national or referent.type in table.authorities
    for counts in (here, everywhere) if official else (everywhere,):
        best = counts.most_common(2)
        share = best[0][1] / counts.total() if best else 0
        if share > SHARE or (official and best and (len(best) == 1 or best[0][1] > best[1][1])):
            return best[0][0]
    return ""
