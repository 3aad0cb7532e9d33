"""Closed classes of the language that reference hangs on, from ``lexicon/<language>/coreference.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Self

from kg.errors import OntologyError
from kg.resources import resource

__all__ = ["Pronoun", "Words", "load_words"]

SETS = {
    "articles": ("affixes", "articles"),
    "calendar": ("affixes", "calendar"),
    "particles": ("affixes", "particles"),
    "joining": ("affixes", "joining"),
    "belonging": ("referring", "belonging"),
    "residing": ("referring", "residing"),
    "suffixes": ("affixes", "suffixes"),
    "titles": ("titles", "words"),
    "title_parts": ("titles", "parts"),
    "male_titles": ("titles", "male"),
    "female_titles": ("titles", "female"),
    "male_names": ("first_names", "male"),
    "female_names": ("first_names", "female"),
    "negative": ("determiners", "negative"),
    "indefinite": ("determiners", "indefinite"),
    "definite": ("determiners", "definite"),
    "past": ("determiners", "past"),
    "other": ("determiners", "other"),
    "bare": ("referring", "bare"),
    "national": ("referring", "national"),
    "countries": ("referring", "country"),
    "offices": ("referring", "offices"),
    "located": ("referring", "located"),
    "actors": ("classes", "actors"),
    "residents": ("classes", "residents"),
    "persons": ("classes", "persons"),
    "groups": ("classes", "groups"),
    "places": ("classes", "places"),
    "states": ("classes", "states"),
    "things": ("classes", "things"),
    "pleonastic_verbs": ("pleonastic", "verbs"),
    "propositional": ("pleonastic", "propositional"),
    "partitive": ("referring", "partitive"),
    "naming": ("referring", "naming"),
    "authorities": ("classes", "authorities"),
    "pleonastic_clauses": ("pleonastic", "clauses"),
}
"""Where in the table each set stands: field -> (section, key)."""


@dataclass(frozen=True, slots=True)
class Pronoun:
    """What a pronoun asks of its antecedent; `gender` is "" where it asks for none."""

    number: str
    gender: str
    reflexive: bool = False
    count: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of lower-case words by what they do to reference; the table's own comments say what each is."""

    labels: Mapping[str, str]
    counts: Mapping[str, int]
    definite_nouns: Mapping[str, frozenset[str]]
    pronouns: Mapping[str, Pronoun]
    people: str
    person: str
    state: str
    name: str
    articles: frozenset[str]
    calendar: frozenset[str]
    particles: frozenset[str]
    joining: frozenset[str]
    belonging: frozenset[str]
    residing: frozenset[str]
    suffixes: frozenset[str]
    titles: frozenset[str]
    title_parts: frozenset[str]
    male_titles: frozenset[str]
    female_titles: frozenset[str]
    male_names: frozenset[str]
    female_names: frozenset[str]
    negative: frozenset[str]
    indefinite: frozenset[str]
    definite: frozenset[str]
    past: frozenset[str]
    other: frozenset[str]
    bare: frozenset[str]
    national: frozenset[str]
    countries: frozenset[str]
    offices: frozenset[str]
    located: frozenset[str]
    actors: frozenset[str]
    residents: frozenset[str]
    persons: frozenset[str]
    groups: frozenset[str]
    places: frozenset[str]
    states: frozenset[str]
    things: frozenset[str]
    pleonastic_verbs: frozenset[str]
    propositional: frozenset[str]
    naming: frozenset[str]
    partitive: frozenset[str]
    authorities: frozenset[str]
    pleonastic_clauses: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table.

        Raises:
            OntologyError: if a section or key is missing or of the wrong form.
        """
        try:
            return cls(**_fields(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise OntologyError(f"{path}: {error!r}; compare it with the table that ships with kg") from error

    def gender(self, names: tuple[str, ...]) -> str:
        """Gender that titles and first names tell: "male", "female", or "" for none or both."""
        male = any(n in self.male_titles or n in self.male_names for n in names)
        female = any(n in self.female_titles or n in self.female_names for n in names)
        return "" if male == female else "male" if male else "female"


def _fields(table: dict[str, Any]) -> dict[str, Any]:
    classes = {name: str(table["classes"][name]) for name in ("people", "person", "state", "name")}
    sets = {field: frozenset(table[section][key]) for field, (section, key) in SETS.items()}
    return {
        **classes,
        **sets,
        "labels": dict(table["labels"]),
        "counts": {word: int(n) for word, n in table["counts"].items()},
        "definite_nouns": {noun: frozenset(classes) for noun, classes in table["definite_nouns"].items()},
        "pronouns": {word: Pronoun(**features) for word, features in table["pronouns"].items()},
    }


@cache
def load_words(language: str = "en") -> Words:
    """The packaged table of a language."""
    return Words.read(resource(f"ontology/lexicon/{language}/coreference.toml"))
