"""What stands beside a name describes its bearer: "Ivica Dacic, the speaker of the Assembly"; and whose state he serves."""

from bisect import bisect_left

from kg.entities.discourse import Discourse, Draft, Referent
from kg.entities.phrases import affiliation
from kg.model import MentionKind

__all__ = ["add_appositions"]

SIBLINGS = 8
"""How many words of one head before an apposition are looked at."""
NAMING = frozenset({"flat", "appos", "compound", "nmod:desc"})


def add_appositions(discourse: Discourse) -> None:
    """Let a phrase in apposition refer to whom the name beside it refers, and give persons the country it tells."""
    tree = discourse.context.tree
    for i in sorted(discourse.drafts):
        head = tree.heads[i]
        if tree.deps[i] == "appos" and head in discourse.drafts:
            _unite(discourse, discourse.drafts[_nearest(discourse, head, i)], discourse.drafts[i])
    for draft in [d for d in discourse.drafts.values() if d.kind is MentionKind.NAME]:
        referent = draft.referent
        if referent and referent.type in discourse.context.table.persons and not referent.country:
            _assign(discourse, referent, draft.head)


def _nearest(discourse: Discourse, head: int, i: int) -> int:
    """The last one before an apposition of those coordinated with its head: the parser may not tell them apart."""
    tree = discourse.context.tree
    children = tree.children[head]
    before = children[max(bisect_left(children, i) - SIBLINGS, 0) : bisect_left(children, i)]
    return max((c for c in before if tree.deps[c] == "conj" and c in discourse.drafts), default=head)


def _unite(discourse: Discourse, first: Draft, second: Draft) -> None:
    """The described one is the named one, if both are persons or of one class."""
    name, other = (second, first) if second.kind is MentionKind.NAME else (first, second)
    if name.referent is None or other.referent is None or not other.referent.lemma:
        return
    if name.kind is MentionKind.NAME and _agree(discourse, name.referent, other.referent):
        _take(discourse, name.referent, other.referent)
        other.referents = name.referents


def _agree(discourse: Discourse, name: Referent, other: Referent) -> bool:
    return name.type == other.type or name.type in discourse.context.table.definite_nouns.get(other.lemma, ())


def _take(discourse: Discourse, name: Referent, other: Referent) -> None:
    name.country = name.country or discourse.country_of(other)
    name.stands_for = name.stands_for or other.stands_for
    name.titles.add(other.lemma)


def _assign(discourse: Discourse, person: Referent, head: int) -> None:
    """Give a person the country that the phrase around the name tells ("King Hassan of Morocco")."""
    tree = discourse.context.tree
    places = [head, *tree.dependents(head, "appos")]
    if tree.deps[head] in NAMING:
        places.append(tree.heads[head])
    country = next((c for c in (affiliation(discourse, i) for i in places) if c), "")
    person.country = person.stands_for = country
