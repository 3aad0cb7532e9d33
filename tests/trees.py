"""Parsed sentences written by hand, so that the rules of language are tested without a language model."""

from functools import cache

import spacy
from spacy.tokens import Doc
from spacy.vocab import Vocab

from kg.extract.clauses import Clauses
from kg.extract.openie import Detail, open_triples
from kg.extract.tree import Tree
from kg.extract.words import load_words

__all__ = ["doc_of", "triples", "vocab"]


@cache
def vocab() -> Vocab:
    """One vocabulary for all of them."""
    return spacy.blank("en").vocab


def doc_of(table: str) -> Doc:
    """Build a Doc from `form/lemma/UPOS/XPOS/head/label` items, one sentence a line.

    Heads count from 1 within the sentence, 0 is the root; `_` after a form says that no space follows it.
    """
    rows: list[tuple[str, str, str, str, str, bool]] = []
    heads: list[int] = []
    starts: list[bool | int | None] = []
    for line in table.strip().splitlines():
        offset = len(rows)
        for number, item in enumerate(line.split()):
            form, lemma, pos, tag, head, label = item.rsplit("/", 5)
            rows.append((form.removesuffix("_"), lemma, pos, tag, label, not form.endswith("_")))
            heads.append(offset + (int(head) - 1 if int(head) else number))
            starts.append(number == 0)
    words, lemmas, pos_tags, tags, labels, spaces = (list(column) for column in zip(*rows, strict=True))
    return Doc(
        vocab(), words=words, spaces=spaces, lemmas=lemmas, pos=pos_tags, tags=tags, heads=heads, deps=labels,
        sent_starts=starts,
    )  # fmt: skip


def triples(table: str, detail: Detail = Detail.FACT) -> set[tuple[str, str, str]]:
    """First argument, relation phrase and second argument of each triple of a sentence."""
    tree = Tree.of(doc_of(table))
    found = open_triples(Clauses(tree, load_words()), tree.sentences[0], detail)
    return {(arg1, relation, arg2) for relation, arg1, arg2 in (t.texts(tree) for t in found)}
