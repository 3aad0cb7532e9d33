"""Words of time, from ``lexicon/<language>/time.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.resources import resource

__all__ = ["TimeWords", "load_time_words"]


@dataclass(frozen=True, slots=True)
class TimeWords:
    """What each word says; see the table's own comments."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    seasons: Mapping[str, int]
    numbers: Mapping[str, int]
    days: Mapping[str, int]
    shifts: Mapping[str, int]
    distance: Mapping[str, int]
    parts_of_day: Mapping[str, int]
    units: Mapping[str, str]
    prepositions: Mapping[str, str]
    joins: frozenset[str]
    modifiers: frozenset[str]
    year_markers: frozenset[str]
    ordinal_endings: frozenset[str]
    century: frozenset[str]
    future: frozenset[str]
    planning: frozenset[str]
    before_month: frozenset[str]
    before_year: frozenset[str]
    beginnings: frozenset[str]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read the table.

        Raises:
            OntologyError: if it is no TOML, or a key is missing or unknown.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            table |= {key: frozenset(words) for key, words in table.pop("lists").items()}
            before = table["modifiers"] | table["joins"] | table["prepositions"].keys()
            month, year = before | table["shifts"].keys(), before | table["year_markers"]
            begin = ("months", "weekdays", "seasons", "numbers", "days", "shifts")
            beginnings = frozenset(word for key in begin for word in table[key])
            return cls(**table, before_month=month, before_year=year, beginnings=beginnings)
        except (KeyError, TypeError, ValueError) as error:
            raise OntologyError(f"{path}: {error}") from error


@cache
def load_time_words(language: str = "en") -> TimeWords:
    """The packaged table of a language."""
    return TimeWords.read(resource(f"ontology/lexicon/{language}/time.toml"))
