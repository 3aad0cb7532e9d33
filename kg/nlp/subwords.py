"""Words -> word pieces and word shapes, the input of the encoder."""

import unicodedata
from dataclasses import dataclass, field

__all__ = ["SHAPES", "Subwords", "word_shape"]

MAX_PIECES = 8
"""Pieces kept of one word; the first one stands for the word, so what follows is context only."""

MAX_CHARACTERS = 100
"""Longer words are unknown: word-piece matching is quadratic in the word's length."""

SHAPES = ("none", "digit", "upper", "capital letter", "title", "lower", "mixed", "symbol")
"""Classes of a word's shape; the encoder is uncased and learns the case from these."""

TYPOGRAPHIC = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u2032": "'", "\u02bc": "'", "`": "'",
        "\u201c": '"', "\u201d": '"', "\u201e": '"', "\u201f": '"', "\u00ab": '"', "\u00bb": '"', "\u2033": '"',
        "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2015": "-", "\u2212": "-",
        "\u2026": "...",
    }
)  # fmt: skip
"""Typographic signs -> the plain ones of the training corpora."""


def word_shape(word: str) -> int:
    """Index into `SHAPES` of a word.

    >>> [SHAPES[word_shape(w)] for w in ("Serbia", "NATO", "did", "2022", "I", "iPhone", "-")]
    ['title', 'upper', 'lower', 'digit', 'capital letter', 'mixed', 'symbol']
    """
    if any(c.isdigit() for c in word):
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[:1].isupper():
        return 4
    if word.islower():
        return 5
    return 6 if any(c.isupper() for c in word) else 7


def is_cjk(char: str) -> bool:
    """Whether BERT's tokenizer treats a character as a word of its own."""
    return "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0002fa1f"


def is_punctuation(char: str) -> bool:
    """Whether BERT's tokenizer splits at a character: all ASCII signs and Unicode's P classes."""
    return (char.isascii() and not char.isalnum()) or unicodedata.category(char)[0] == "P"


@dataclass(slots=True)
class Subwords:
    """Greedy longest-match word pieces over BERT's uncased vocabulary (Devlin et al. 2019), cached by word."""

    vocabulary: dict[str, int]
    cache: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @classmethod
    def read(cls, text: str) -> "Subwords":
        """Read a vocabulary of one piece a line; the line number is the id."""
        return cls({piece: i for i, piece in enumerate(text.splitlines())})

    def __call__(self, word: str) -> tuple[int, ...]:
        """Ids of a word's pieces: at least one, at most `MAX_PIECES`."""
        ids = self.cache.get(word)
        if ids is None:
            if len(self.cache) > 100_000:  # untrusted text may hold any number of different words
                self.cache.clear()
            ids = self.cache[word] = tuple(self._split(word))[:MAX_PIECES] or (self.vocabulary["[UNK]"],)
        return ids

    def _split(self, word: str) -> list[int]:
        plain = unicodedata.normalize("NFD", word[: MAX_CHARACTERS + 1].translate(TYPOGRAPHIC).lower())
        atoms, current = [], ""
        for char in plain:
            category = unicodedata.category(char)
            if category in ("Mn", "Cc", "Cf", "Co", "Cs"):
                continue
            if is_punctuation(char) or is_cjk(char):
                atoms += [current, char]
                current = ""
            else:
                current += char
        return [i for atom in [*atoms, current] if atom.strip() for i in self._longest_matches(atom.strip())]

    def _longest_matches(self, atom: str) -> list[int]:
        unknown = [self.vocabulary["[UNK]"]]
        if len(atom) > MAX_CHARACTERS:
            return unknown
        ids, start = [], 0
        while start < len(atom):
            prefix = "##" if start else ""
            end = next((e for e in range(len(atom), start, -1) if prefix + atom[start:e] in self.vocabulary), None)
            if end is None:
                return unknown
            ids.append(self.vocabulary[prefix + atom[start:end]])
            start = end
        return ids
