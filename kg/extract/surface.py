"""Open propositions: what clauses and noun phrases say in the text's own words, and what the ontology makes of it.

Open information extraction that stands on its own: most of what a text says has no relation in the ontology.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from kg.model import (
    Argument,
    Attribution,
    Evidence,
    Extraction,
    Modality,
    Polarity,
    PredicateKind,
    Proposition,
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
        Role.NAMED,
        Role.MODIFIER,
    ),
)
"""Roles that are read as first and as second argument, the likeliest first."""

SAID_BY_CLAUSES = frozenset({"clause/copula", "nominal/light-verb"})
"""Rules of nouns whose verb says the same ("became *king* of", "imposed *sanctions* on")."""


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

    def touches(self, evidence: Evidence) -> bool:
        """Whether its first argument holds one of the two ends."""
        return self.arg1.holds(evidence.subject_span) or self.arg1.holds(evidence.object_span)


def mapped(
    text: str,
    said: Iterable[OpenProposition],
    propositions: Iterable[Proposition],
    extraction: Extraction,
) -> tuple[OpenProposition, ...]:
    """Open propositions with what each was mapped to or why to nothing, in order of the text.

    Propositions of nouns that no clause says ("the Russian *invasion* of Ukraine") stand among them.
    """
    evidences = extraction.evidences
    outcome = Outcome({r.proposition.cue: r.reason for r in extraction.rejected}, by_sentence(evidences))
    clauses = [outcome.of(p) for p in said]
    cues, named = {p.cue for p in clauses}, frozenset(m.head for m in extraction.mentions)
    nominal = [opened(text, p, named) for p in propositions if is_nominal(p) and p.cue not in cues]
    everything = with_the_rest(text, [*clauses, *(outcome.of(p) for p in nominal if p is not None)], evidences)
    return tuple(sorted(everything, key=lambda p: (p.sentence, p.cue, p.arg1.spans, p.arg2.spans)))


def is_nominal(proposition: Proposition) -> bool:
    """Whether a noun or prefix says something by itself, and no verb with it."""
    return proposition.kind is not PredicateKind.VERB and proposition.rule not in SAID_BY_CLAUSES


def with_the_rest(text: str, found: list[OpenProposition], evidences: Iterable[Evidence]) -> Iterable[OpenProposition]:
    """Evidence whose ends stand in no two arguments goes with what its cue says of one of them, else stands alone.

    "Norway and Sweden signed the pact" says that these two did, and has no argument beside both.
    """
    shown = {e.id for p in found for e in p.evidences}
    places: dict[Span, list[int]] = defaultdict(list)
    for i, p in enumerate(found):
        places[p.cue].append(i)
    for evidence in (e for e in evidences if e.id not in shown):
        place = next((i for i in places[evidence.cue_span] if found[i].touches(evidence)), None)
        if place is None:
            found.append(of_evidence(text, evidence))
        else:
            found[place] = replace(found[place], evidences=(*found[place].evidences, evidence), reason="")
    return found


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


def opened(text: str, proposition: Proposition, named: Collection[Span]) -> OpenProposition | None:
    """A noun's proposition as first argument, relation phrase and second argument; None where it has not both.

    A modifier is an argument only if it is one of the `named` ("the *Russian* invasion", but not "the *old* owners").
    """
    arguments = [a for a in proposition.arguments if a.role is not Role.MODIFIER or a.head in named]
    first = chosen(arguments, FIRST)
    second = chosen((a for a in arguments if a is not first), SECOND)
    if first is None or second is None:
        return None
    return OpenProposition(
        sentence=proposition.sentence,
        arg1=Phrase.of(text, [first.span]),
        relation=Phrase.of(text, leading_to(text, proposition, second)),
        arg2=Phrase.of(text, [second.head if proposition.cue.start >= second.span.start else second.span]),
        cue=proposition.cue,
        rule=proposition.rule,
        confidence=NOMINAL_CONFIDENCE,
        polarity=proposition.polarity,
        modality=proposition.modality,
        attribution=proposition.attribution,
        when=proposition.when,
    )


def leading_to(text: str, proposition: Proposition, second: Argument) -> list[Span]:
    """Pieces of a noun's relation phrase: with the verb below it, or the preposition before its second argument.

    "decision *to close*" the school, "influence *in*" Serbia.
    """
    cue = proposition.cue
    if second.role is Role.CLAUSE_OBJECT:
        verbs = (a.head for a in proposition.arguments if a.role is Role.CLAUSE)
        return [max((Span(cue.start, v.end) for v in verbs if cue.end < v.end <= second.span.start), default=cue)]
    between = text[cue.end : second.span.start].rstrip()
    if not second.preposition or not between.lower().endswith(second.preposition):
        return [cue]
    end, length = cue.end + len(between), len(second.preposition)
    return [Span(cue.start, end)] if between.strip() == between[-length:] else [cue, Span(end - length, end)]


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
