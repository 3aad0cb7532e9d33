"""From the quads of one node back to an object of the model."""

from collections import defaultdict
from collections.abc import Mapping
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode

from kg.assembly import Decision, Reference, Ruling, Tally, Verdict, Witness
from kg.model import Article, Entity, Evidence, Mention, MentionKind, Modality, Polarity, Refused, Run, Span, Speaker
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import Graph, Term, local, of_value, text
from kg.rdf.writing import Tombstone

__all__ = [
    "article", "count", "decision", "description", "evidence", "facts_of", "one", "reference", "ruling", "run", "tally", "tombstone", "witness",
]  # fmt: skip

Facts: TypeAlias = Mapping[NamedNode, list[Term]]


def facts_of(quads: Quads, node: Term, graph: Graph = t.DEFAULT) -> Facts:
    """All that a graph says of a node: values by predicate."""
    facts: defaultdict[NamedNode, list[Term]] = defaultdict(list)
    if not isinstance(node, Literal):
        for quad in quads.quads_for_pattern(node, None, None, graph):
            facts[quad.predicate].append(quad.object)
    return dict(facts)


def one(facts: Facts, predicate: NamedNode) -> Term:
    """The only value of a predicate, an empty literal if there is none."""
    return facts[predicate][0] if predicate in facts else Literal("")


def count(value: Term) -> int:
    """A whole number of at most nine digits, 0 where it is none: another's graph may hold anything there."""
    digits = text(value)
    return int(digits) if digits.isdecimal() and len(digits) < 10 else 0


def article(quads: Quads, node: Term) -> Article | None:
    """The article of a node, None if the graph holds none."""
    facts = facts_of(quads, node)
    if t.TYPE not in facts:
        return None
    return Article(**{name: text(one(facts, predicate)) for name, predicate in t.ARTICLE_FIELDS.items()})


def reference(quads: Quads, node: Term) -> Reference:
    """The reference of a node."""
    facts = facts_of(quads, node)
    return Reference(local(one(facts, t.ARTICLE)), description(quads, one(facts, t.DESCRIBED_AS)))


def description(quads: Quads, node: Term) -> Entity:
    """The description of a node."""
    facts = facts_of(quads, node)
    return Entity(
        name=text(one(facts, t.NAME)),
        type=local(one(facts, t.ENTITY_TYPE)),
        link=text(one(facts, t.LINK)),
        stands_for=text(one(facts, t.STANDS_FOR)),
        aliases=frozenset(map(text, facts.get(t.ALIAS, ()))),
        context=frozenset(map(text, facts.get(t.CONTEXT, ()))),
    )


def evidence(quads: Quads, node: Term) -> Evidence:
    """The evidence of a node."""
    facts = facts_of(quads, node)
    return Evidence(
        article=local(one(facts, t.ARTICLE)),
        subject=reference(quads, one(facts, t.SUBJECT)).entity,
        relation=local(one(facts, t.RELATION)),
        object=reference(quads, one(facts, t.OBJECT)).entity,
        quote=text(one(facts, t.QUOTE)),
        rule=text(one(facts, t.RULE)),
        confidence=float(text(one(facts, t.CONFIDENCE))),
        polarity=of_value(Polarity, one(facts, t.POLARITY)),
        modality=of_value(Modality, one(facts, t.MODALITY)),
        when=text(one(facts, t.WHEN)),
        speaker=speaker(quads, facts),
        sentence=span(facts, "sentence"),
        subject_span=span(facts, "subject_span"),
        cue_span=span(facts, "cue_span"),
        object_span=span(facts, "object_span"),
    )


def speaker(quads: Quads, facts: Facts) -> Speaker | None:
    """To whom an evidence is attributed, None where the article says it itself."""
    if t.FACTIVE not in facts:
        return None
    entity = reference(quads, one(facts, t.SPEAKER)).entity if t.SPEAKER in facts else None
    return Speaker(entity, span(facts, "speaker"), text(one(facts, t.FACTIVE)) == "true")


def span(facts: Facts, name: str) -> Span:
    """A span of two offsets."""
    return Span(*(int(text(one(facts, predicate))) for predicate in t.SPANS[name]))


def mentions(named: Mapping[Entity, str]) -> tuple[Mention, ...]:
    """The mentions of an article, from where each of its entities is mentioned; one phrase may refer to several."""
    places: defaultdict[tuple[Span, Span, MentionKind], list[Entity]] = defaultdict(list)
    for entity, literal in named.items():
        for place in filter(None, literal.split("; ")):
            offsets, kind = place.split(" ")
            phrase, head = (Span(*map(int, part.split("-"))) for part in offsets.split("/"))
            places[phrase, head, MentionKind(kind)].append(entity)
    ordered = sorted(places.items(), key=lambda found: found[0])
    return tuple(Mention(*place, tuple(sorted(found, key=lambda e: e.key))) for place, found in ordered)


def decision(quads: Quads, node: Term) -> Decision:
    """What a person said of two names."""
    facts = facts_of(quads, node, t.DECISIONS)
    ends = sorted(map(text, facts[t.BETWEEN]))
    fields = (text(one(facts, predicate)) for predicate in (t.DECIDED_BY, t.DECIDED_AT, t.REASON))
    return Decision(of_value(Verdict, one(facts, t.VERDICT)), ends[0], ends[-1], *fields)


def ruling(quads: Quads, node: Term) -> Ruling:
    """What a rule made of names."""
    facts = facts_of(quads, node)
    return Ruling(
        of_value(Verdict, one(facts, t.VERDICT)),
        tuple(sorted(map(text, facts[t.BETWEEN]))),
        text(one(facts, t.RULE)),
        float(text(one(facts, t.SCORE))),
        frozenset(map(local, facts[t.CONCERNS])),
        frozenset(description(quads, node) for node in facts[t.BASIS]),
    )


def refused(quads: Quads, node: Term) -> Refused:
    """What an article says that the graph did not take in."""
    facts = facts_of(quads, node)
    return Refused(local(one(facts, t.ARTICLE)), *(text(one(facts, p)) for p in (t.QUOTE, t.RULE, t.REASON)))


def run(quads: Quads, node: Term) -> Run:
    """The run of a node."""
    facts = facts_of(quads, node)
    return Run(**{name: text(one(facts, predicate)) for name, predicate in t.RUN_FIELDS.items()})


def tombstone(quads: Quads, node: Term) -> Tombstone:
    """The tombstone of a node."""
    facts = facts_of(quads, node, t.DECISIONS)
    known = t.ARTICLE_FIELDS
    fields = (known["source"], t.TEXT_HASH, t.DECIDED_BY, t.DECIDED_AT, t.REASON, known["published"])
    told = (text(one(facts, predicate)) for predicate in fields)
    return Tombstone(local(one(facts, t.ARTICLE)), *told, revision=count(one(facts, t.REVISION)))


def witness(facts: Facts, origin: str) -> Witness:
    """What of an evidence counts for the score."""
    return Witness(
        origin=origin,
        quote=text(one(facts, t.QUOTE)),
        confidence=float(text(one(facts, t.CONFIDENCE))),
        polarity=of_value(Polarity, one(facts, t.POLARITY)),
        modality=of_value(Modality, one(facts, t.MODALITY)),
        claim=text(one(facts, t.FACTIVE)) == "false",
        article=local(one(facts, t.ARTICLE)),
    )


def tally(literal: str) -> Tally:
    """The tally that a literal holds; of none, the empty one."""
    return Tally(*map(int, literal.split()))
