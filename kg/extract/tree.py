"""A parsed document as plain lists: the view of spaCy's `Doc` that the clause rules walk.

Looking a token up through spaCy makes a new object each time; the rules look each up dozens of times.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from kg.extract.repair import (
    fronted_subject_heads,
    join_hyphenated,
    join_names,
    nearest_conjunct_heads,
    oblique_objects,
    part_clauses,
    predicate_conjunct_heads,
    second_subjects,
    stricken_nouns,
    within_names,
)
from kg.model import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = ["Tree"]

TEXTS: list[int | str] = ["ORTH", "TAG", "POS", "DEP", "LEMMA", "ENT_TYPE"]
NUMBERS: list[int | str] = ["IDX", "HEAD", "SENT_START", "ENT_IOB"]
BEGINS = 3
"""spaCy's number for the first token of a name."""
MAX_CLIMB = 60
"""Steps from a word towards its root; deeper nesting is no sentence of English."""

NOT_OF_PHRASE = frozenset(
    {"conj", "cc", "parataxis", "acl:relcl", "appos", "discourse", "vocative", "list", "dep", "punct"}
)
NOT_BESIDE_HEAD = NOT_OF_PHRASE | {"case", "cop", "nsubj", "mark", "advcl", "aux", "nsubj:outer"}
"""Labels of what is no part of a phrase anywhere, and of what is none at its head."""


@dataclass(slots=True)
class Tree:
    """Parallel lists over a document's tokens; `head[i] == i` at a root.

    `children[i]` are the dependents of token `i` in order; `sentences` are (first, last + 1) pairs of token numbers, `names`
    (first, last + 1, label) of the recogniser of names.
    """

    words: list[str]
    lemmas: list[str]
    tags: list[str]
    pos: list[str]
    deps: list[str]
    heads: list[int]
    starts: list[int]
    ends: list[int]
    children: list[list[int]]
    sentences: list[tuple[int, int]]
    names: list[tuple[int, int, str]]
    language: str

    @classmethod
    def of(cls, parsed: "Doc | Tree") -> "Tree":
        """Read a document that has heads, labels, tags and lemmas; one that has been read is given back."""
        return parsed if isinstance(parsed, Tree) else cls._read(parsed)

    @classmethod
    def _read(cls, doc: "Doc") -> "Tree":
        words, tags, pos, deps, lemmas, types = (strings_of(doc, column) for column in doc.to_array(TEXTS).T)
        # numbers below zero come in two's complement
        starts, far, begins, inside = doc.to_array(NUMBERS).astype(np.int64).T
        names = names_of(inside.tolist(), types)
        heads = nearest_conjunct_heads((np.arange(len(doc)) + far).tolist(), deps, pos)
        heads = predicate_conjunct_heads(fronted_subject_heads(heads, deps), deps, tags)
        deps = within_names(deps, heads, ((start, end) for start, end, _ in names))
        stricken_nouns(heads, deps, words, tags, pos)
        second_subjects(heads, deps)
        oblique_objects(heads, deps, pos)
        part_clauses(heads, deps, tags)
        join_hyphenated(heads, deps, words, pos)
        join_names(heads, deps, pos)
        children: list[list[int]] = [[] for _ in heads]
        for i, head in enumerate(heads):
            if head != i:
                children[head].append(i)
        return cls(
            words=words,
            lemmas=[lemma.lower() or word.lower() for lemma, word in zip(lemmas, words, strict=True)],
            tags=tags,
            pos=pos,
            deps=deps,
            heads=heads,
            starts=starts.tolist(),
            ends=[start + len(word) for start, word in zip(starts.tolist(), words, strict=True)],
            children=children,
            sentences=list(pairwise([*sorted({0, *np.flatnonzero(begins == 1).tolist()}), len(doc)])) if words else [],
            names=names,
            language=doc.lang_ or "en",
        )

    def span(self, i: int) -> Span:
        """Character span of a token."""
        return Span(self.starts[i], self.ends[i])

    def dependents(self, i: int, *labels: str) -> list[int]:
        """Dependents of a token whose label is one of `labels`."""
        children, deps = self.children[i], self.deps
        return [c for c in children if deps[c] in labels] if children else []

    def before(self, i: int) -> Iterator[int]:
        """Dependents of a token that stand before it; a thousand that follow cost nothing."""
        return takewhile(lambda c: c < i, self.children[i])

    def relation(self, i: int) -> str:
        """Label of a token without its subtype: `nsubj` for `nsubj:pass`."""
        return self.deps[i].partition(":")[0]

    def climb(self, i: int) -> Iterator[int]:
        """Yield the token's ancestors, nearest first."""
        for _ in range(MAX_CLIMB):
            if self.heads[i] == i:
                return
            i = self.heads[i]
            yield i

    def conjuncts(self, i: int) -> list[int]:
        """A token and all that is coordinated with it, in order.

        A stack, not recursion: a list of two thousand names may be parsed as a chain.
        """
        found, stack = [i], self.dependents(i, "conj")
        while stack:
            j = stack.pop()
            found.append(j)
            stack += self.dependents(j, "conj")
        return sorted(found) if len(found) > 1 else found

    def preposition(self, i: int) -> str:
        """The prepositions of a phrase, joined: "because of", "" if there is none."""
        if not (cases := self.dependents(i, "case")):
            return ""
        parts = [p for c in cases for p in (c, *self.dependents(c, "fixed"))]
        return " ".join(self.words[p].lower() for p in sorted(parts) if self.tags[p] != "POS")

    def phrase(self, i: int) -> Span:
        """Character span of the phrase that a token heads, without its preposition, conjuncts and relative clauses."""
        deps, children = self.deps, self.children
        stack = [c for c in children[i] if deps[c] not in NOT_BESIDE_HEAD]
        first = last = i
        while stack:
            j = stack.pop()
            first, last = min(first, j), max(last, j)
            stack += [c for c in children[j] if deps[c] not in NOT_OF_PHRASE]
        return Span(self.starts[first], self.ends[last])

    def sentence_span(self, bounds: tuple[int, int]) -> Span:
        """Character span of a sentence, white space at its ends aside."""
        first = next((i for i in range(*bounds) if not self.words[i].isspace()), bounds[0])
        last = next((i for i in reversed(range(first, bounds[1])) if not self.words[i].isspace()), first)
        return Span(self.starts[first], self.ends[last])


def names_of(inside: list[int], types: list[str]) -> list[tuple[int, int, str]]:
    """First token, last + 1 and label of each name, from spaCy's columns `ENT_IOB` and `ENT_TYPE`."""
    out, size = [], len(inside)
    for first in (i for i, mark in enumerate(inside) if mark == BEGINS):
        end = next((i for i in range(first + 1, size) if inside[i] != 1), size)
        out.append((first, end, types[first]))
    return out


def strings_of(doc: "Doc", numbers: NDArray[np.uint64]) -> list[str]:
    """The strings behind a column of a document's numbers, each looked up once."""
    listed = numbers.tolist()
    found = {n: doc.vocab.strings[n] for n in set(listed)}
    return [found[n] for n in listed]
