"""How a language's words change: articles before names, plurals, from ``lexicon/<language>/spelling.toml``."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.resources import resource

__all__ = ["Plural", "Spelling", "load_spelling", "singular", "without_article"]


@dataclass(frozen=True, slots=True)
class Plural:
    """An ending of plurals of more than `beyond` letters: how many letters go for the singular, and what comes."""

    ending: str
    drop: int
    add: str = ""
    beyond: int = 0


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a language's table says; the first plural that fits counts."""

    articles: frozenset[str]
    plurals: tuple[Plural, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table.

        Raises:
            OntologyError: if a key is missing or unknown.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(frozenset(table["articles"]), tuple(Plural(**entry) for entry in table["plural"]))
        except (KeyError, TypeError, ValueError) as error:
            raise OntologyError(f"{path}: {error}; compare it with the table that ships with kg") from error


@cache
def load_spelling(language: str = "en") -> Spelling:
    """The packaged table of a language."""
    return Spelling.read(resource(f"ontology/lexicon/{language}/spelling.toml"))


def singular(word: str) -> str:
    """A plural noun's singular by its spelling.

    >>> singular("churches"), singular("armies"), singular("forces"), singular("congress")
    ('church', 'army', 'force', 'congress')
    """
    lower = word.lower()
    for plural in load_spelling().plurals:
        if lower.endswith(plural.ending) and len(word) > plural.beyond:
            return word[: len(word) - plural.drop] + plural.add
    return word


def without_article(name: str) -> str:
    """A name without the article before it, whatever its case; the article alone stays.

    >>> without_article("The Hague"), without_article("Theodora")
    ('Hague', 'Theodora')
    """
    first, _, rest = name.partition(" ")
    return rest if rest and first.lower() in load_spelling().articles else name
