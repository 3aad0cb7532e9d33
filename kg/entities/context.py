"""What the passes of the resolver read: the parsed text, the tables, and what has been found so far."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, Self

from kg.entities import gazetteer as known
from kg.extract.tree import Tree
from kg.lexicon.spelling import singular

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.entities.words import Words
    from kg.model import Article

__all__ = ["Context", "Label", "NounClasses", "fold", "plain"]

PROPER = frozenset({"NNP", "NNPS"})
NOUNS = frozenset({"NN", "NNS", "NNP", "NNPS"})
PLURAL = frozenset({"NNS", "NNPS"})
PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "–": "-", "—": "-", "‑": "-", "“": '"', "”": '"'})


class NounClasses(Protocol):
    """The part of the lexicon that entities hang on."""

    def noun_class(self, lemma: str) -> str | None:
        """Class of what a common noun names, None where its phrase is worth no entity."""


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """A text with plain apostrophes and dashes, each white space one blank.

    >>> plain("Russia’s  anti–NATO")
    "Russia's anti-NATO"
    """
    return " ".join(text.translate(PLAIN).split())


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """A name without case and accents, for comparing.

    >>> fold("Vučić") == fold("VUCIC")
    True
    """
    return known.fold(plain(text)).casefold()


@dataclass(frozen=True, slots=True)
class Label:
    """A name as the recogniser of names marks it: tokens `start` to `end`, exclusive."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Demonym:
    """A word of nationality, tokens `start` to `end`, exclusive, and whose it is, the likeliest first."""

    start: int
    end: int
    entries: tuple[known.Entry, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """One article, parsed, with the tables to read it by.

    `words` are plain, `demonyms` has all tokens of demonyms, `sentence[i]` numbers the token's sentence; a sentence in capitals is `shouting`, and a `headline`
    if most of its words begin with one.
    """

    article: "Article"
    tree: Tree
    words: list[str]
    lower: list[str]
    sentence: list[int]
    shouting: list[bool]
    headline: list[bool]
    datelines: frozenset[int]
    labels: tuple[Label, ...]
    demonyms: dict[int, Demonym]
    gazetteer: known.Gazetteer
    nouns: NounClasses
    table: "Words"

    @classmethod
    def of(
        cls, doc: "Doc | Tree", article: "Article", gazetteer: known.Gazetteer, nouns: NounClasses, table: "Words"
    ) -> Self:
        """Read a parsed document."""
        tree = Tree.of(doc)
        words = [w if w.isalnum() else w.translate(PLAIN) for w in tree.words]
        sentence = [n for n, (first, last) in enumerate(tree.sentences) for _ in range(first, last)]
        labels = tuple(Label(*name) for name in tree.names if name[-1] in table.labels)
        return cls(
            article=article,
            tree=tree,
            words=words,
            lower=[w.lower() for w in words],
            sentence=sentence,
            shouting=[_shouts(words[first:last]) for first, last in tree.sentences],
            headline=[_is_headline(words[first:last]) for first, last in tree.sentences],
            datelines=frozenset(i for first, last in tree.sentences for i in _dateline(words, first, last)),
            labels=labels,
            demonyms={i: d for d in _demonyms(words, gazetteer) for i in range(d.start, d.end)},
            gazetteer=gazetteer,
            nouns=nouns,
            table=table,
        )

    def text(self, start: int, end: int) -> str:
        """The words from token `start` to `end`, exclusive, as the article has them, but plain."""
        if start >= end:
            return ""
        return plain(self.article.text[self.tree.starts[start] : self.tree.ends[end - 1]])

    def begins(self, i: int) -> int:
        """First token of the sentence of token `i`."""
        return self.tree.sentences[self.sentence[i]][0]

    def ends(self, i: int) -> int:
        """End of the sentence of token `i`, exclusive."""
        return self.tree.sentences[self.sentence[i]][1]

    def top(self, start: int, end: int) -> int:
        """The token between `start` and `end`, exclusive, that governs the others: the last of several."""
        heads = self.tree.heads
        outside = [i for i in range(start, end) if not start <= heads[i] < end or heads[i] == i]
        nouns = [i for i in outside if self.tree.deps[i] not in ("punct", "case", "det", "cc")]
        return (nouns or outside or [end - 1])[-1]

    def capitalised(self, i: int) -> bool:
        """Whether a token begins with a capital."""
        return self.words[i][:1].isupper()

    def noun_class(self, i: int) -> str | None:
        """Class of what a token names by the lexicon; a capitalised noun's lemma may be its form."""
        lemma = self.tree.lemmas[i]
        return self.nouns.noun_class(lemma) or (self.nouns.noun_class(singular(lemma)) if self.plural(i) else None)

    def plural(self, i: int) -> bool:
        """Whether a token is a plural noun."""
        return self.tree.tags[i] in PLURAL

    def determiner(self, i: int) -> str:
        """The determiner or quantifier of a phrase, lower case; "" if it has none."""
        for child in self.tree.dependents(i, "det", "det:predet", "nummod", "amod"):
            word = self.lower[child]
            table = self.table
            if self.tree.deps[child] == "det" or word in table.indefinite or word in table.negative:
                return word
        return ""


def _demonyms(words: list[str], gazetteer: known.Gazetteer) -> Iterator[Demonym]:
    """Words of nationality, pairs ("South Korean") before single ones."""
    end = 0
    for i, word in enumerate(words):
        if i < end or not word[:1].isalpha() or not (word[:1].isupper() or _opens_demonym(words, i)):
            continue
        pair = f"{word} {words[i + 1]}" if i + 1 < len(words) and words[i + 1][:1].isalpha() else ""
        both = gazetteer.demonym(pair) if pair else ()
        entries = both or (() if pair and word[:1].islower() else gazetteer.demonym(word))
        if entries:
            end = i + (2 if both else 1)
            yield Demonym(i, end, entries)


def _opens_demonym(words: list[str], i: int) -> bool:
    """Whether a word in small letters may begin one: before a hyphen, or a capital ("*ethnic* Albanian")."""
    after = words[i + 1] if i + 1 < len(words) else ""
    return after == "-" or after[:1].isupper()


def _dateline(words: list[str], first: int, last: int) -> range:
    """The tokens in capitals before the dash with which a news story begins: "BELGRADE – Serbia has"."""
    end = first
    while end < min(last, first + 5) and (words[end].isupper() or words[end] == ","):
        end += 1
    return range(first, end) if first < end < last and words[end] == "-" else range(0)


def _shouts(words: list[str]) -> bool:
    """Whether a sentence is a headline in capitals, which say nothing then."""
    letters = [w for w in words if w.isalpha() and len(w) > 1]
    return len(letters) > 2 and sum(w.isupper() for w in letters) > 0.7 * len(letters)


def _is_headline(words: list[str]) -> bool:
    """Whether so many words are capitalised that a capital makes no name."""
    long = [w for w in words if w.isalpha() and len(w) > 3]
    return len(long) > 1 and sum(w[0].isupper() for w in long) > 0.8 * len(long) and words[-1] not in {".", "!", "?"}
