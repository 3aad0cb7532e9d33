"""The words of a language: frames by predicate, and the closed lists that reading propositions needs."""

from kg.lexicon.lexicon import (
    Implicative,
    Lexicon,
    Reporting,
)

__all__ = [
    "Implicative",
    "Lexicon",
    "Reporting",
]
