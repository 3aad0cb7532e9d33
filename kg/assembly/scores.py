"""How far the evidence carries a statement: probabilities over independent origins, and the status that follows.

The model is INDRA's (Gyori et al. 2017, doi:10.15252/msb.20177651) with origins in place of readers.
"""

import math
import operator
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Final, Self

from kg.errors import OntologyError
from kg.model import Evidence, Modality, Polarity
from kg.resources import resource

__all__ = [
    "Arithmetic", "Belief", "OriginError", "Scoring", "Status", "Tally", "Witness", "arithmetic", "believe", "is_claim", "tally",
]  # fmt: skip

NATS: Final = 10**9
"""Parts of a unit of natural logarithm that errors are counted in: whole numbers add up to the same in any order."""
WEIGHTS: Final = ("same_pair", "chain")
"""The constants that say how sure a rule is."""
SMALLEST_ERROR: Final = 1e-12
"""An error of nothing at all would have no logarithm."""


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
    near_copy: float

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

    def weight(self, name: str) -> float:
        """How sure the conclusion of a rule is, by the constant that the rule names.

        Raises:
            OntologyError: if there is no such constant for rules.
        """
        if name not in WEIGHTS:
            raise OntologyError(f"weight {name!r} of a rule: ontology/scoring.toml has {', '.join(WEIGHTS)} for rules")
        found: float = getattr(self, name)
        return found


@dataclass(frozen=True, slots=True)
class Witness:
    """What of an evidence counts for the score: whose (`origin`), which sentence, how sure, for or against."""

    origin: str
    quote: str
    confidence: float
    polarity: Polarity
    modality: Modality
    claim: bool
    article: str = ""

    @classmethod
    def of(cls, evidence: Evidence, origin: str) -> Self:
        """The part of an evidence that counts."""
        e = evidence
        return cls(origin, e.quote, e.confidence, e.polarity, e.modality, is_claim(e), e.article)


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


@dataclass(frozen=True, slots=True)
class Tally:
    """What of the evidence of a statement counts, summed over its origins.

    All fields are whole numbers, so an origin can be added or taken away without looking at the others, and the sum does not
    depend on the order. `affirming` and `denying` count origins that say so as actual, `plainly_` those among them that
    say it as their own; `affirmed` and `denied` are sums of −ln(error of an origin), in `NATS`.
    """

    evidences: int = 0
    origins: int = 0
    affirming: int = 0
    denying: int = 0
    plainly_affirming: int = 0
    plainly_denying: int = 0
    affirmed: int = 0
    denied: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """All fields, in their order."""
        return NUMBERS(self)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*map(operator.add, self.numbers, other.numbers))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*map(operator.sub, self.numbers, other.numbers))

    def belief(self, scoring: Scoring) -> "Belief | None":
        """What it makes of the statement, None without any evidence."""
        if not self.evidences:
            return None
        score = round(probability(self.affirmed) * (1 - probability(self.denied)), 4)
        return Belief(status(self, scoring), score, self.evidences, self.origins, self.plainly_affirming > 0)


def is_claim(evidence: Evidence) -> bool:
    """Whether the article leaves it to a speaker to say so."""
    return evidence.speaker is not None and not evidence.speaker.factive


NUMBERS: Callable[[Tally], tuple[int, ...]] = operator.attrgetter(*(field.name for field in fields(Tally)))


def arithmetic(witnesses: Iterable[Witness], scoring: Scoring) -> Arithmetic:
    """Weigh both sides of one statement; hypothetical evidence does not weigh."""
    actual = [t for t in witnesses if t.modality is Modality.ACTUAL]
    affirming, denying = (origin_errors((t for t in actual if t.polarity is p), scoring) for p in Polarity)
    return Arithmetic(affirming, denying, probability(nats(affirming)), probability(nats(denying)))


def tally(witnesses: Iterable[Witness], scoring: Scoring) -> Tally:
    """What all evidence that one origin has of a statement counts for."""
    heard = tuple(witnesses)
    weights = arithmetic(heard, scoring)
    plain = {t.polarity for t in heard if t.modality is Modality.ACTUAL and not t.claim}
    return Tally(
        evidences=len(heard),
        origins=1,
        affirming=len(weights.affirming),
        denying=len(weights.denying),
        plainly_affirming=int(Polarity.AFFIRMED in plain),
        plainly_denying=int(Polarity.NEGATED in plain),
        affirmed=nats(weights.affirming),
        denied=nats(weights.denying),
    )


def believe(witnesses: Iterable[Witness], scoring: Scoring) -> Belief | None:
    """What all evidence of one statement makes of it, None without any."""
    by_origin: defaultdict[str, list[Witness]] = defaultdict(list)
    for witness in witnesses:
        by_origin[witness.origin].append(witness)
    return sum((tally(heard, scoring) for heard in by_origin.values()), Tally()).belief(scoring)


def status(tally: Tally, scoring: Scoring) -> Status:
    """The status of a statement: what articles take as actual and in their own words decides, else what speakers claim."""
    affirmed, denied = tally.plainly_affirming > 0, tally.plainly_denying > 0
    if not affirmed and not denied:
        return Status.ATTRIBUTED if tally.affirming or tally.denying else Status.HYPOTHETICAL
    if min(probability(tally.affirmed), probability(tally.denied)) >= scoring.strong:
        return Status.DISPUTED
    if affirmed and denied:
        if tally.affirmed == tally.denied:
            return Status.DISPUTED
        return Status.ASSERTED if tally.affirmed > tally.denied else Status.DENIED
    return Status.ASSERTED if affirmed else Status.DENIED


def origin_errors(witnesses: Iterable[Witness], scoring: Scoring) -> tuple[OriginError, ...]:
    """How likely each origin errs, sorted; a sentence that several rules read counts once, by its surest rule.

    Of several copies of a text only the surest counts: a sentence that one of them edits is no second sentence.
    """
    copies: defaultdict[str, defaultdict[str, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for t in witnesses:
        sentences = copies[t.origin][t.article]
        sentences[t.quote] = min(
            sentences.get(t.quote, 1.0), 1 - t.confidence * (scoring.claim_weight if t.claim else 1)
        )
    return tuple(origin_error(origin, copies[origin], scoring) for origin in sorted(copies))


def origin_error(origin: str, copies: Mapping[str, Mapping[str, float]], scoring: Scoring) -> OriginError:
    """The probability that one origin errs."""
    together, article = min((product(sentences), article) for article, sentences in copies.items())
    systematic = scoring.systematic_error
    return OriginError(origin, tuple(sorted(copies[article].items())), systematic, min(1.0, systematic + together))


def product(sentences: Mapping[str, float]) -> float:
    """How likely all sentences are misread; sorted, because a product of floats depends on the order of its factors."""
    return math.prod(sorted(sentences.values()))


def nats(errors: Iterable[OriginError]) -> int:
    """Σ −ln(error) in `NATS`: the logarithm of how unlikely it is that all of them err."""
    return sum(round(-math.log(max(e.error, SMALLEST_ERROR)) * NATS) for e in errors)


def probability(nats: int) -> float:
    """The probability that not all origins err, from the sum of their `nats`; 0 without any."""
    return -math.expm1(-nats / NATS) if nats else 0.0  # else -0.0
