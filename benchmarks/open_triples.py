"""Open triples of sentences whose tokens are divided by spaces, as the benchmarks of open information extraction have them."""

from collections.abc import Iterator
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.clauses import Clauses
from kg.extract.openie import Detail, open_triples
from kg.extract.tree import Tree
from kg.extract.words import load_words

__all__ = ["Found", "triples"]


class Found(NamedTuple):
    """A triple's parts as tokens divided by spaces; `implied` where no word of the sentence is its relation phrase."""

    relation: str
    arg1: str
    arg2: str
    confidence: float
    implied: bool


def triples(nlp: Language, text: str, detail: Detail) -> Iterator[Found]:
    """The distinct triples of a tokenised sentence."""
    tree = Tree.of(nlp(Doc(nlp.vocab, words=text.split())))
    clauses, seen = Clauses(tree, load_words()), set[tuple[str, str, str]]()
    for bounds in tree.sentences:
        for triple in open_triples(clauses, bounds, detail):
            parts = triple.texts(tree)
            if parts not in seen:
                seen.add(parts)
                yield Found(*parts, triple.confidence, bool(triple.implied))
