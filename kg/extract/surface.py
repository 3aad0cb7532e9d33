"""Open propositions: what clauses and noun phrases say in the text's own words, and what the ontology makes of it.

Open information extraction that stands on its own: most of what a text says has no relation in the ontology.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.model import (
    Argument,
    Attribution,
    Evidence,
    Modality,
    Polarity,
    PredicateKind,
    Proposition,
    Rejected,
    Role,
    Span,
)  # fmt: skip

__all__ = ["NO_ENTITIES", "OpenProposition", "Phrase", "mapped"]

NO_ENTITIES = "no entities"
"""Reason of what joins no two known entities, so that no statement could come of it."""

NOMINAL_CONFIDENCE = 0.5
"""Of what a noun says with its arguments, which no clause says as well."""

FIRST, SECOND = (
    (Role.SUBJECT, Role.POSSESSOR, Role.NAMED, Role.MODIFIER),
    (
        Role.OBJECT,
        Role.COMPLEMENT,
        Role.OBLIQUE,
        Role.INDIRECT,
        Role.CLAUSE_OBJECT,
        Role.CLAUSE,
        Role.NAMED,
        Role.MODIFIER,
    ),
)
"""Roles that are read as first and as second argument, the likeliest first."""


class Phrase(NamedTuple):
    """Words of a text, in reading order; `spans` are the unbroken pieces they stand in.

    A phrase that the text does not have ("is" of an apposition) has no span.
    """

    text: str
    spans: tuple[Span, ...]

    @classmethod
    def of(cls, text: str, spans: Sequence[Span]) -> "Phrase":
        """The words at some places of a text, the pieces divided by spaces."""
        return cls(" ".join(text[s.start : s.end] for s in spans), tuple(spans))

    def holds(self, span: Span) -> bool:
        """Whether a stretch of the text begins in one of the pieces."""
        return any(s.start <= span.start < s.end for s in self.spans)


@dataclass(frozen=True, slots=True)
class OpenProposition:
    """What a clause or noun phrase says, whether the ontology has a relation for it or not.

    `arg2` is empty where the clause has none. `cue` is the word that carries it, `rule` the rule that found it and
    `confidence` the share of that rule's propositions that are right. `evidences` are what it was mapped to; without one,
    `reason` says why.
    """

    sentence: Span
    arg1: Phrase
    relation: Phrase
    arg2: Phrase
    cue: Span
    rule: str
    confidence: float
    polarity: Polarity = Polarity.AFFIRMED
    modality: Modality = Modality.ACTUAL
    attribution: Attribution | None = None
    when: str = ""
    evidences: tuple[Evidence, ...] = ()
    reason: str = ""

    def joins(self, evidence: Evidence) -> bool:
        """Whether its arguments hold the two ends of a piece of evidence of the same sentence."""
        one, other = evidence.subject_span, evidence.object_span
        straight = self.arg1.holds(one) and self.arg2.holds(other)
        return straight or (self.arg1.holds(other) and self.arg2.holds(one))


def mapped(
    text: str,
    said: Iterable[OpenProposition],
    propositions: Iterable[Proposition],
    evidences: Sequence[Evidence],
    rejected: Iterable[Rejected],
) -> tuple[OpenProposition, ...]:
    """Open propositions with what each was mapped to or why to nothing, in order of the text.

    Propositions of nouns that no clause says ("the Russian *invasion* of Ukraine") stand among them.
    """
    outcome = Outcome({r.proposition.cue: r.reason for r in rejected}, by_sentence(evidences))
    clauses = [outcome.of(p) for p in said]
    cues = {p.cue for p in clauses}
    nominal = [opened(text, p) for p in propositions if p.kind is not PredicateKind.VERB and p.cue not in cues]
    everything = [*clauses, *(outcome.of(p) for p in nominal if p is not None)]
    shown = {e.id for p in everything for e in p.evidences}
    everything += [of_evidence(text, e) for e in evidences if e.id not in shown]
    return tuple(sorted(everything, key=lambda p: (p.sentence, p.cue, p.arg1.spans, p.arg2.spans)))


def by_sentence(evidences: Iterable[Evidence]) -> dict[Span, list[Evidence]]:
    """Evidence by the sentence that says it."""
    found: dict[Span, list[Evidence]] = defaultdict(list)
    for evidence in evidences:
        found[evidence.sentence].append(evidence)
    return found


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the mapping made of an article: reasons by cue, evidence by sentence."""

    reasons: Mapping[Span, str]
    evidences: Mapping[Span, Sequence[Evidence]]

    def of(self, proposition: OpenProposition) -> OpenProposition:
        """The proposition with its evidence, or the reason that there is none."""
        found = tuple(e for e in self.evidences.get(proposition.sentence, ()) if proposition.joins(e))
        reason = "" if found else self.reasons.get(proposition.cue, NO_ENTITIES)
        return replace(proposition, evidences=found, reason=reason)


def opened(text: str, proposition: Proposition) -> OpenProposition | None:
    """A proposition as first argument, relation phrase and second argument; None where it has not both."""
    first = chosen(proposition.arguments, FIRST)
    second = chosen((a for a in proposition.arguments if a is not first), SECOND)
    if first is None or second is None:
        return None
    return OpenProposition(
        sentence=proposition.sentence,
        arg1=Phrase.of(text, [first.span]),
        relation=Phrase.of(text, [proposition.cue]),
        arg2=Phrase.of(text, [second.span]),
        cue=proposition.cue,
        rule=proposition.rule,
        confidence=NOMINAL_CONFIDENCE,
        polarity=proposition.polarity,
        modality=proposition.modality,
        attribution=proposition.attribution,
        when=proposition.when,
    )


def of_evidence(text: str, evidence: Evidence) -> OpenProposition:
    """Evidence whose ends stand in no arguments together, as a proposition of its own."""
    return OpenProposition(
        sentence=evidence.sentence,
        arg1=Phrase.of(text, [evidence.subject_span]),
        relation=Phrase.of(text, [evidence.cue_span]),
        arg2=Phrase.of(text, [evidence.object_span]),
        cue=evidence.cue_span,
        rule=evidence.rule,
        confidence=evidence.confidence,
        polarity=evidence.polarity,
        modality=evidence.modality,
        when=evidence.when,
        evidences=(evidence,),
    )


def chosen(arguments: Iterable[Argument], roles: Sequence[Role]) -> Argument | None:
    """The argument of the likeliest role."""
    ranked = [a for a in arguments if a.role in roles]
    return min(ranked, key=lambda a: roles.index(a.role), default=None)
