"""Open information extraction: (argument, relation phrase, argument) triples in the sentence's own words."""

from collections.abc import Iterator
from enum import StrEnum

from kg.extract.clauses import Clauses
from kg.extract.complements import Complements
from kg.extract.groups import Groups
from kg.extract.minimal import Minimal
from kg.extract.phrases import Phrases
from kg.extract.triples import OpenTriple
from kg.extract.whole import Whole

__all__ = ["Detail", "open_triples"]


class Detail(StrEnum):
    """How much one triple says."""

    FACT = "fact"
    """The least that is a statement: one complement, one of coordinated phrases."""
    CLAUSE = "clause"
    """All that a clause says of its subject."""


def open_triples(clauses: Clauses, bounds: tuple[int, int], detail: Detail = Detail.FACT) -> Iterator[OpenTriple]:
    """Yield the triples of one sentence: those of its predicates, and what its noun phrases say."""
    phrases = Phrases(clauses)
    takes = Complements(Groups(phrases))
    whole = Whole(takes)
    for i in range(*bounds):
        if is_predicate(phrases, i):
            yield from facts(takes, i) if detail is Detail.FACT else whole.of_predicate(i)
        yield from whole.of_noun(i)
        yield from clausal(takes, i, detail)
        if detail is Detail.FACT and phrases.is_listed(i):
            yield from listed(takes, i)


def facts(takes: Complements, predicate: int) -> Iterator[OpenTriple]:
    """What a predicate says of each of its subjects."""
    for subject in takes.subjects(predicate):
        for phrase in takes.phrases.noun_phrases(subject, full=True, every=True):
            yield from Minimal(takes, phrase, predicate).triples()


def clausal(takes: Complements, i: int, detail: Detail) -> Iterator[OpenTriple]:
    """What a copula says in a whole clause: "the problem *is that they left*"; the facts of that clause continue it."""
    tree, phrases = takes.tree, takes.phrases
    outer, copulas = tree.dependents(i, "nsubj:outer"), tree.dependents(i, "cop")
    if not outer or not copulas or not tree.dependents(i, "nsubj", "nsubj:pass"):
        return
    subject = phrases.noun_phrase(outer[0], full=True, every=True)
    if detail is Detail.CLAUSE:
        said = tuple(t for t in phrases.clause(i) if t > copulas[-1])
        yield OpenTriple.found(tree, "copula/clause", i, (subject, copulas, said))
        return
    for fact in facts(takes, i):
        relation = (*copulas, *phrases.marks(i), *fact.arg1, *fact.relation)
        yield OpenTriple.found(tree, "copula/clause", i, (subject, relation, fact.arg2))


def listed(takes: Complements, modifier: int) -> Iterator[OpenTriple]:
    """Each that a noun is said to include: "towns, *including Oslo and Bergen*"."""
    for holder in takes.phrases.noun_phrases(takes.tree.heads[modifier], full=True, every=True):
        yield from Minimal(takes, holder, modifier).listed()


def is_predicate(phrases: Phrases, i: int) -> bool:
    """Whether a word says something of a subject; an infinitive of purpose continues what the verb above says."""
    tree = phrases.tree
    if tree.deps[i] in ("aux", "aux:pass", "cop", "case", "mark") or phrases.is_purpose(i):
        return False
    if tree.deps[i] == "acl" and tree.dependents(i, "mark") and not tree.dependents(i, "nsubj", "nsubj:pass"):
        return False  # what follows a marked infinitive or gerund is part of what the noun is about
    if is_means_of_passive(phrases, i):
        return False
    verbal = tree.tags[i].startswith("VB") and tree.deps[i] not in ("amod", "compound")
    return verbal or bool(tree.dependents(i, "cop"))


def is_means_of_passive(phrases: Phrases, i: int) -> bool:
    """Whether a gerund tells how something was done: "was cleaned *by adding* sand" says of nobody that he added it."""
    tree = phrases.tree
    if tree.deps[i] != "advcl" or tree.tags[i] != "VBG" or tree.dependents(i, "nsubj"):
        return False
    return bool(phrases.marks(i)) and phrases.clauses.is_passive(tree.heads[i])
