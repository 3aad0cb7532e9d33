"""Open information extraction: (argument, relation phrase, argument) triples in the sentence's own words."""

from collections.abc import Iterator
from enum import StrEnum

from kg.extract.clauses import Clauses
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
    whole = Whole(phrases)
    for i in range(*bounds):
        if is_predicate(phrases, i):
            yield from facts(phrases, i) if detail is Detail.FACT else whole.of_predicate(i)
        yield from whole.of_noun(i)


def facts(phrases: Phrases, predicate: int) -> Iterator[OpenTriple]:
    """What a predicate says of each of its subjects."""
    for subject in phrases.subjects(predicate):
        yield from Minimal(phrases, phrases.noun_phrase(subject, full=True, every=True), predicate).triples()


def is_predicate(phrases: Phrases, i: int) -> bool:
    """Whether a word says something of a subject; an infinitive of purpose continues what the verb above says."""
    tree = phrases.tree
    if tree.deps[i] in ("aux", "aux:pass", "cop", "case", "mark") or phrases.is_purpose(i):
        return False
    if tree.deps[i] == "acl" and tree.dependents(i, "mark"):
        return False
    verbal = tree.tags[i].startswith("VB") and tree.deps[i] not in ("amod", "compound")
    return verbal or bool(tree.dependents(i, "cop"))
