"""The constants by which names are told apart and taken together: ontology/identity.toml says what each means."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.resources import resource

__all__ = ["Identity"]


@dataclass(frozen=True)
class Identity:
    """What ontology/identity.toml holds: probabilities by rule, thresholds, classes, and what guards against homonyms."""

    rules: Mapping[str, float]
    same: float
    doubtful: float
    surnames: frozenset[str]
    acronyms: frozenset[str]
    mortal: frozenset[str]
    lifetime: int
    careers: Mapping[str, str]

    @classmethod
    @cache
    def load(cls, path: Path | None = None) -> Self:
        """Read the constants that ship with kg, or another file.

        Raises:
            OntologyError: if the file is no TOML, or something in it is missing, unknown or out of bounds.
        """
        file = path or resource("ontology/identity.toml")
        try:
            tables = tomllib.loads(file.read_text(encoding="utf-8"))
            classes = {name: frozenset(found) for name, found in tables["classes"].items()}
            found = {"rules": tables["rules"], **tables["verdict"], **classes, **tables["guard"]}
        except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
            raise OntologyError(f"{file}: {error}") from error
        if set(found) != {field.name for field in fields(cls)} or set(found["rules"]) != RULES:
            raise OntologyError(f"{file}: must hold exactly what the file that ships with kg holds")
        for name, value in {**found["rules"], "same": found["same"], "doubtful": found["doubtful"]}.items():
            if not 0 <= value <= 1:
                raise OntologyError(f"{file}: {name} is {value}, but must be a probability from 0 to 1")
        return cls(**found)


RULES = frozenset({"alias", "acronym", "surname", "namesake", "name"})
