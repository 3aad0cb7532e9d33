"""Propositions and mentions -> evidence: the frames of the lexicon say which relation holds between whom.

Knows roles and types, and no word of any language.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, permutations, product

from kg.lexicon import Lexicon
from kg.lexicon.frames import Condition, Frame
from kg.mapping.ends import Ends, Found
from kg.model import (
    Argument,
    Article,
    Evidence,
    Mention,
    Modality,
    Polarity,
    PredicateKind,
    Proposition,
    Reason,
    Rejected,
    Role,
    Span,
    Speaker,
)  # fmt: skip
from kg.ontology import Ontology

__all__ = ["map_propositions"]

THRESHOLD = 0.3
"""Evidence less sure than this is not worth a reader's time."""

Pair = tuple[Found, Found]


def map_propositions(
    article: Article,
    propositions: Sequence[Proposition],
    mentions: Iterable[Mention],
    ontology: Ontology,
    lexicon: Lexicon,
) -> tuple[tuple[Evidence, ...], tuple[Rejected, ...]]:
    """What the propositions of an article say in terms of the ontology, and which of them it has no words for.

    Evidence is in order of the text; of two that say the same in one sentence the surer stays. A proposition that joins
    two entities or more and gives no evidence is rejected with its reason.
    """
    mapper = Mapper(article, article.id, Ends.of(article, propositions, mentions, ontology, lexicon))
    # Verbs first: a frame that reads through a noun ("withdrew its support") speaks for that noun as well.
    for proposition in sorted(propositions, key=lambda p: p.kind is not PredicateKind.VERB):
        mapper.take(proposition)
    return mapper.evidences(), tuple(sorted(mapper.rejected, key=lambda r: (r.proposition.cue, r.proposition.kind)))


@dataclass(slots=True)
class Mapper:
    """The evidence of one article as it is found."""

    article: Article
    name: str
    """The article's id, a hash of all its text."""
    ends: Ends
    found: dict[tuple[object, ...], Evidence] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    spoken_for: set[Span] = field(default_factory=set)

    def take(self, proposition: Proposition) -> None:
        """Keep what a proposition says, or why it says nothing."""
        if proposition.cue in self.spoken_for and proposition.kind is not PredicateKind.VERB:
            return
        fitting = [frame for frame in self._frames(proposition) if self._applies(frame, proposition)]
        reason = self._best(proposition, fitting)
        if reason:
            events = [f for f in fitting if self.ends.ontology.relation(f.relation).plover and not f.literal]
            reason = self._best(proposition, events, loosely=True) and reason
        if reason and self.ends.joins_entities(proposition):
            self.rejected.append(Rejected(proposition, reason))

    def _frames(self, proposition: Proposition) -> Iterator[Frame]:
        """Frames of a predicate: those of a noun with a word before it first ("*phone* call")."""
        if proposition.kind is PredicateKind.VERB:
            yield from self.ends.lexicon.of_verb(proposition.lemma)
            return
        if proposition.kind is PredicateKind.NOUN:
            words = dict.fromkeys(a.lemma for a in proposition.arguments if a.role is Role.MODIFIER)
            for word in words:
                yield from self.ends.lexicon.of(proposition.kind, f"{word} {proposition.lemma}")
        yield from self.ends.lexicon.of(proposition.kind, proposition.lemma)

    def _best(self, proposition: Proposition, frames: Sequence[Frame], *, loosely: bool = False) -> Reason | None:
        """Map by the first frame that finds both ends, and by all that speak beside it; the reason if none does."""
        reason: Reason | None = Reason.NO_FRAME
        done = False
        for frame in frames:
            if done and not frame.also:
                continue
            pairs = self._pairs(frame, proposition, loosely=loosely)
            if not pairs and not frame.also:
                reason = self._missing(frame, proposition) if reason is Reason.NO_FRAME else reason
            if self._keep(frame, proposition, pairs):
                done = done or not frame.also
                reason = None
            elif pairs:
                reason = Reason.BELOW_THRESHOLD
        return reason

    def _applies(self, frame: Frame, proposition: Proposition) -> bool:
        """Whether what the frame requires is there, and nothing that it excludes."""
        return all(self._meets(condition, proposition) for condition in frame.requires) and not any(
            self._meets(condition, proposition) for condition in frame.excludes
        )

    def _meets(self, condition: Condition, proposition: Proposition) -> bool:
        return any(self._fulfils(condition, a) for a in proposition.arguments)

    def _fulfils(self, condition: Condition, argument: Argument) -> bool:
        if not condition.step.takes(argument):
            return False
        if condition.lemmas and not any(a.lemma in condition.lemmas for a in self.ends.through(argument)):
            return False
        predicate = self.ends.predicates.get(argument.head)
        return condition.modality is None or (predicate is not None and predicate.modality is condition.modality)

    def _missing(self, frame: Frame, proposition: Proposition) -> Reason:
        """Why a frame that applies found no pair."""
        ends = self.ends
        subjects = ends.in_slots(frame.subject, proposition, None)
        objects = ends.in_slots(frame.object, proposition, None)
        return Reason.TYPE_CLASH if subjects and objects else Reason.NO_OBJECT

    def _pairs(self, frame: Frame, proposition: Proposition, *, loosely: bool) -> list[Pair]:
        """Subjects and objects that the frame finds, in every combination."""
        relation = self.ends.ontology.relation(frame.relation)
        subjects = self.ends.in_slots(
            frame.subject, proposition, frame.subject_type or relation.domain, loosely=loosely
        )
        if not subjects:
            return []
        taken = frozenset[str]().union(*(s.keys for s in subjects))
        objects = self.ends.in_slots(
            frame.object, proposition, frame.object_type or relation.range, without=taken, loosely=loosely
        )
        if objects or not frame.reciprocal or self.ends.in_slots(frame.object, proposition, None, without=taken):
            return list(product(subjects, objects))
        return list(combinations(subjects, 2) if relation.symmetric else permutations(subjects, 2))

    def _keep(self, frame: Frame, proposition: Proposition, pairs: Sequence[Pair]) -> bool:
        """Keep the evidence of all pairs; whether there was any."""
        made = [self._evidence(frame, proposition, pair) for pair in pairs if pair[0].entity.key != pair[1].entity.key]
        sure = [evidence for evidence in made if evidence.confidence >= THRESHOLD]
        for evidence in sure:
            key = self._same(evidence)
            if key not in self.found or self.found[key].confidence < evidence.confidence:
                self.found[key] = evidence
        if sure and not frame.also:
            self.spoken_for.update(self._read_through(frame, proposition))
        return bool(sure)

    def _same(self, evidence: Evidence) -> tuple[object, ...]:
        """What two pieces of evidence share that say the same in one sentence."""
        ends = [evidence.subject.key, evidence.object.key]
        if self.ends.ontology.relation(evidence.relation).symmetric:
            ends.sort()
        return (evidence.sentence, *ends, evidence.relation, evidence.polarity)

    def _reverses(self, proposition: Proposition, target: Found) -> bool:
        """Whether the target stands in an embedded clause that has a negation of its own: "decided *not* to join NATO"."""
        lexicon = self.ends.lexicon
        if proposition.lemma in lexicon.acts:  # who threatens *not* to sign, threatens
            return False
        effect, report = lexicon.implicative(proposition.lemma), lexicon.reporting(proposition.lemma)
        inherited = (proposition.polarity is Polarity.NEGATED) != bool(
            (effect and effect.negates) or (report and report.denies)
        )
        clauses = (self.ends.predicates.get(a.head) for a in proposition.arguments if a.role is Role.CLAUSE)
        return any(
            (clause.polarity is Polarity.NEGATED) != inherited and holds(clause, target) for clause in clauses if clause
        )

    def _evidence(self, frame: Frame, proposition: Proposition, pair: Pair) -> Evidence:
        subject, target = pair
        if frame.presupposed:
            proposition = replace(proposition, polarity=Polarity.AFFIRMED, modality=Modality.ACTUAL)
        negated = (proposition.polarity is Polarity.NEGATED) != (frame.negates != self._reverses(proposition, target))
        actual = proposition.modality is Modality.ACTUAL
        return Evidence(
            article=self.name,
            subject=subject.entity,
            relation=frame.relation,
            object=target.entity,
            sentence=proposition.sentence,
            subject_span=subject.span,
            cue_span=proposition.cue,
            object_span=target.span,
            quote=self.article.text[proposition.sentence.start : proposition.sentence.end],
            rule=frame.id,
            confidence=round(frame.confidence * subject.certainty * target.certainty, 4),
            polarity=Polarity.NEGATED if negated else Polarity.AFFIRMED,
            modality=frame.modality if frame.modality and actual else proposition.modality,
            speaker=self._speaker(proposition),
            when=proposition.when,
        )

    def _speaker(self, proposition: Proposition) -> Speaker | None:
        """To whom the proposition is attributed."""
        attribution = proposition.attribution
        if attribution is None:
            return None
        speaker = self.ends.speaker(attribution.speaker) if attribution.speaker else None
        return Speaker(speaker, attribution.cue, attribution.factive)

    def _read_through(self, frame: Frame, proposition: Proposition) -> Iterator[Span]:
        """Heads of the arguments whose words the frame asked for: what they say, it has said."""
        for condition in frame.requires:
            for argument in proposition.arguments:
                if condition.lemmas and condition.step.takes(argument):
                    yield from (a.head for a in self.ends.through(argument) if a.lemma in condition.lemmas)

    def evidences(self) -> tuple[Evidence, ...]:
        """All evidence, in order of the text."""
        return tuple(sorted(self.found.values(), key=place))


def place(evidence: Evidence) -> tuple[object, ...]:
    """Where in the text an evidence stands, and what it says."""
    spans = evidence.cue_span, evidence.subject_span, evidence.object_span
    return *spans, evidence.relation, evidence.subject.key, evidence.object.key, evidence.polarity


def holds(clause: Proposition, target: Found) -> bool:
    """Whether a target is an argument of a clause, and not its subject."""
    others = (a.span for a in clause.arguments if a.role is not Role.SUBJECT)
    return any(span.start <= target.span.start and target.span.end <= span.end for span in others)
