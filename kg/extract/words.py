"""Closed classes of the language that the clause rules read, from ``lexicon/<language>/syntax.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import OntologyError
from kg.model import Modality
from kg.resources import resource

__all__ = ["Words"]


@dataclass(frozen=True, slots=True)
class Words:
    """Sets of lemmas by what they do to a clause; see the table's own comments."""

    negators: frozenset[str]
    negative_determiners: frozenset[str]
    negative_pronouns: frozenset[str]
    negative_prepositions: frozenset[str]
    least_determiners: frozenset[str]
    pending_adverbs: frozenset[str]
    joining_prepositions: frozenset[str]
    conditional_marks: frozenset[str]
    purpose_marks: frozenset[str]
    performed_purposes: frozenset[str]
    factual_infinitives: frozenset[str]
    agent_prepositions: frozenset[str]
    goal_prepositions: frozenset[str]
    holder_prepositions: frozenset[str]
    adjoining_prepositions: frozenset[str]
    gesture_nouns: frozenset[str]
    dividing_prepositions: frozenset[str]
    accompanying_prepositions: frozenset[str]
    partner_prepositions: frozenset[str]
    object_controlling_prepositions: frozenset[str]
    source_prepositions: frozenset[str]
    document_nouns: frozenset[str]
    question_marks: frozenset[str]
    stance_prefixes: frozenset[str]
    linking_verbs: frozenset[str]
    owning_verbs: frozenset[str]
    owner_prepositions: frozenset[str]
    blaming_verbs: frozenset[str]
    blaming_prepositions: frozenset[str]
    depriving_verbs: frozenset[str]
    ellipsis_auxiliaries: frozenset[str]
    inverting_adverbs: frozenset[str]
    relative_pronouns: frozenset[str]
    quantity_nouns: frozenset[str]
    pointing_pronouns: frozenset[str]
    courtesies: frozenset[str]
    indefinite_articles: frozenset[str]
    listing_prepositions: frozenset[str]
    preposition_nouns: frozenset[str]
    connective_nouns: frozenset[str]
    circumstance_marks: frozenset[str]
    modals: Mapping[str, Modality]
    hedges: Mapping[str, Modality]

    @classmethod
    def read(cls, path: Path) -> "Words":
        """Read the table.

        Raises:
            OntologyError: if a key is missing, unknown, or names no modality.
        """
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(**{key: _parsed(value) for key, value in table.items()})
        except (TypeError, ValueError) as error:
            raise OntologyError(f"{path}: {error}") from error


def _parsed(value: Any) -> Any:  # noqa: ANN401  (what TOML holds has no narrower type)
    """A list as a set of lemmas, a table as modalities by lemma."""
    if isinstance(value, dict):
        return {lemma: Modality(modality) for lemma, modality in value.items()}
    return frozenset(value)


@cache
def load_words(language: str = "en") -> Words:
    """The packaged table of a language."""
    return Words.read(resource(f"ontology/lexicon/{language}/syntax.toml"))
