"""Make the treebanks' tokens those of the pipeline's tokenizer, which splits hyphens that the treebanks keep."""

import re
from dataclasses import replace
from itertools import accumulate

from kg.nlp.tokens import BEFORE_LOWER, BOUND
from training.corpora import Sentence

__all__ = ["split_hyphens"]

HYPHENATED = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+")
PREFIXES = frozenset({
    "anti", "co", "counter", "e", "ex", "inter", "multi", "non", "pan", "post", "pre", "pro", "re", "semi",
})  # fmt: skip


def is_split(word: str) -> bool:
    """Whether the pipeline's tokenizer splits a word at its hyphens.

    >>> [is_split(w) for w in ("anti-NATO", "anti-war", "non-aligned", "Min-Woo", "NATO")]
    [True, False, False, True, False]
    """
    if not HYPHENATED.fullmatch(word):
        return False
    first, rest = word.split("-", 1)
    return first.lower() not in BOUND and not (first.lower() in BEFORE_LOWER and rest[0].islower())


def split_hyphens(sentence: Sentence) -> Sentence:
    """Split "anti-NATO" or "Min-Woo" in three; the last part stands in the tree for the word, of a name the first.

    >>> s = Sentence(["an", "anti-NATO", "rally"], ["DET", "ADJ", "NOUN"], ["DT", "JJ", "NN"], [3, 3, 0], ["det", "amod", "root"])
    >>> split = split_hyphens(s)
    >>> split.words, split.heads, split.labels
    (['an', 'anti', '-', 'NATO', 'rally'], [5, 4, 4, 5, 0], ['det', 'compound', 'punct', 'amod', 'root'])
    """
    if not any(map(is_split, sentence.words)):
        return sentence
    parts = [re.split("(-)", w) if is_split(w) else [w] for w in sentence.words]
    firsts = [0, *accumulate(len(p) for p in parts)]
    upos = sentence.upos or ["X"] * len(parts)
    stands = [firsts[i] + (0 if upos[i] == "PROPN" else len(p) - 1) for i, p in enumerate(parts)]
    places = [(i, firsts[i] + j, part) for i, p in enumerate(parts) for j, part in enumerate(p)]
    words = [part for *_, part in places]
    names = [_name(sentence, i, first=k == firsts[i]) for i, k, _ in places] if sentence.names else None
    bare = replace(sentence, words=words, names=names, upos=None, spaces=None, lemmas=None)
    if not (sentence.heads and sentence.xpos and sentence.labels):
        return bare
    heads, labels, xpos = sentence.heads, sentence.labels, sentence.xpos
    up = [stands[h - 1] + 1 if h else 0 for h in heads]
    return replace(
        bare,
        upos=[_tag(part, upos[i], "PUNCT", "ADJ", whole=k == stands[i]) for i, k, part in places],
        xpos=[_tag(part, xpos[i], "HYPH", "AFX", whole=k == stands[i]) for i, k, part in places],
        heads=[up[i] if k == stands[i] else stands[i] + 1 for i, k, _ in places],
        labels=[labels[i] if k == stands[i] else _inner(part, upos[i]) for i, k, part in places],
    )


def _tag(part: str, tag: str, hyphen: str, prefix: str, *, whole: bool) -> str:
    if part == "-":
        return hyphen
    return prefix if not whole and part.lower() in PREFIXES else tag


def _inner(part: str, upos: str) -> str:
    if part == "-":
        return "punct"
    return "flat" if upos == "PROPN" else "compound"


def _name(sentence: Sentence, i: int, *, first: bool) -> str:
    name = (sentence.names or [])[i]
    return name if first else name.replace("B-", "I-")
