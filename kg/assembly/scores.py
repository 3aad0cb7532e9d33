"""How far the evidence carries a statement: probabilities over independent origins, and the status that follows.

The model is INDRA's (Gyori et al. 2017, doi:10.15252/msb.20177651) with origins in place of readers.
"""

import math
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.model import Evidence, Modality, Polarity
from kg.resources import resource

__all__ = ["Arithmetic", "Belief", "OriginError", "Scoring", "Status", "Witness", "arithmetic", "believe", "is_claim"]


class Status(StrEnum):
    """What the evidence makes of a statement."""

    ASSERTED = "asserted"
    """An article says, as its own words or a factive report, that it is so; no denial is as strong."""
    DISPUTED = "disputed"
    """Both what affirms it and what denies it are strong."""
    DENIED = "denied"
    """Articles say that it is not so, and nothing as strong affirms it."""
    ATTRIBUTED = "attributed"
    """Speakers claim or deny it; no article makes that its own."""
    HYPOTHETICAL = "hypothetical"
    """It is only feared, planned, demanded or supposed."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The constants of ontology/scoring.toml, which says what each means; probabilities from 0 to 1."""

    systematic_error: float
    claim_weight: float
    strong: float
    same_pair: float
    chain: float

    @classmethod
    @cache
    def load(cls, path: Path | None = None) -> Self:
        """Read the constants that ship with kg, or another file.

        Raises:
            OntologyError: if one is missing, unknown, or no probability.
        """
        file = path or resource("ontology/scoring.toml")
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
        values = {name: value for table in tables.values() for name, value in table.items()}
        if set(values) != set(cls.__slots__):
            raise OntologyError(f"{file}: must hold exactly {', '.join(sorted(cls.__slots__))}")
        for name, value in values.items():
            if not 0 <= value <= 1:
                raise OntologyError(f"{file}: {name} is {value}, but must be a probability from 0 to 1")
        return cls(**values)


@dataclass(frozen=True, slots=True)
class Witness:
    """What of an evidence counts for the score: whose (`origin`), which sentence, how sure, for or against."""

    origin: str
    quote: str
    confidence: float
    polarity: Polarity
    modality: Modality
    claim: bool

    @classmethod
    def of(cls, evidence: Evidence, origin: str) -> Self:
        """The part of an evidence that counts."""
        return cls(
            origin, evidence.quote, evidence.confidence, evidence.polarity, evidence.modality, is_claim(evidence)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OriginError:
    """The probability that an origin errs, and of each of its sentences: `error` = min(1, `systematic` + Π sentences)."""

    origin: str
    sentences: tuple[tuple[str, float], ...]
    systematic: float
    error: float


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """How a score comes about: `score` = `positive` · (1 − `negative`), each 1 − Π errors of the origins on its side."""

    affirming: tuple[OriginError, ...]
    denying: tuple[OriginError, ...]
    positive: float
    negative: float

    @property
    def score(self) -> float:
        """From 0 to 1, rounded to four digits."""
        return round(self.positive * (1 - self.negative), 4)


@dataclass(frozen=True, slots=True)
class Belief:
    """What all evidence of a statement makes of it; `score` is rounded to four digits.

    `asserted` says whether an article affirms it as actual in its own words: only then it is an edge of the graph.
    """

    status: Status
    score: float
    evidence_count: int
    origin_count: int
    asserted: bool


def is_claim(evidence: Evidence) -> bool:
    """Whether the article leaves it to a speaker to say so."""
    return evidence.speaker is not None and not evidence.speaker.factive


def arithmetic(witnesses: Iterable[Witness], scoring: Scoring) -> Arithmetic:
    """Weigh both sides of one statement; hypothetical evidence does not weigh."""
    actual = [t for t in witnesses if t.modality is Modality.ACTUAL]
    affirming, denying = (origin_errors((t for t in actual if t.polarity is p), scoring) for p in Polarity)
    return Arithmetic(affirming, denying, probability(affirming), probability(denying))


def believe(witnesses: Iterable[Witness], scoring: Scoring) -> Belief:
    """What all evidence of one statement makes of it."""
    heard = tuple(witnesses)
    weights = arithmetic(heard, scoring)
    plain = {t.polarity for t in heard if t.modality is Modality.ACTUAL and not t.claim}
    return Belief(
        status=status(plain, weights, scoring),
        score=weights.score,
        evidence_count=len(heard),
        origin_count=len({t.origin for t in heard}),
        asserted=Polarity.AFFIRMED in plain,
    )


def status(plain: AbstractSet[Polarity], weights: Arithmetic, scoring: Scoring) -> Status:
    """The status of a statement; `plain` are the sides that an article takes as actual and in its own words."""
    positive, negative = weights.positive, weights.negative
    if not plain:
        return Status.ATTRIBUTED if weights.affirming or weights.denying else Status.HYPOTHETICAL
    if positive >= scoring.strong and negative >= scoring.strong:
        return Status.DISPUTED
    if len(plain) == 2 and positive == negative:
        return Status.DISPUTED
    affirmed = positive > negative if len(plain) == 2 else Polarity.AFFIRMED in plain
    return Status.ASSERTED if affirmed else Status.DENIED


def origin_errors(witnesses: Iterable[Witness], scoring: Scoring) -> tuple[OriginError, ...]:
    """How likely each origin errs, sorted; a sentence that several rules read counts once, by its surest rule."""
    sentences: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for t in witnesses:
        error = 1 - t.confidence * (scoring.claim_weight if t.claim else 1)
        best = sentences[t.origin].get(t.quote, 1.0)
        sentences[t.origin][t.quote] = min(best, error)
    return tuple(origin_error(origin, sentences[origin], scoring) for origin in sorted(sentences))


def origin_error(origin: str, sentences: Mapping[str, float], scoring: Scoring) -> OriginError:
    """The probability that one origin errs."""
    # Sorted, because a product of floats depends on the order of its factors.
    together = math.prod(sorted(sentences.values()))
    systematic = scoring.systematic_error
    return OriginError(origin, tuple(sorted(sentences.items())), systematic, min(1.0, systematic + together))


def probability(errors: Iterable[OriginError]) -> float:
    """The probability that not all origins err; 0 without any."""
    return 1 - math.prod(sorted(e.error for e in errors))
