"""RDF from elsewhere as one article's statements: mapped through the ontology, or refused with a list of what did not fit.

Each triple between two named things becomes a sentence of the article, so that every evidence has its quote as in any other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad
from pyoxigraph import Store as Quads

from kg.assembly.entities import precise
from kg.entities.gazetteer import Gazetteer
from kg.errors import FormatError
from kg.model import Article, Entity, Evidence, Extraction, Mention, MentionKind, Span
from kg.ontology import ENT, KG, Ontology, Relation
from kg.rdf.names import PREFIXES
from kg.rdf.terms import Term
from kg.reading.text import normalize

__all__ = ["UnfitError", "as_extraction"]

TYPE = f"{PREFIXES['rdf']}type"
LABELS = tuple(
    f"{space}{name}"
    for space, name in (
        (PREFIXES["rdfs"], "label"), (PREFIXES["skos"], "prefLabel"), (PREFIXES["schema"], "name"),
        ("http://schema.org/", "name"), ("http://xmlns.com/foaf/0.1/", "name"),
    )
)  # fmt: skip
ALIASES = (f"{PREFIXES['skos']}altLabel", f"{PREFIXES['schema']}alternateName", "http://schema.org/alternateName")
SAME = f"{PREFIXES['owl']}sameAs"
DESCRIBING = frozenset(
    {TYPE, SAME, *LABELS, *ALIASES, f"{PREFIXES['rdfs']}comment", f"{PREFIXES['schema']}description"}
)
WIKIDATA = PREFIXES["wd"]
CLAIMS = "http://www.wikidata.org/prop/direct/"
"""Wikidata spells a property one way as a thing and another way in a statement."""


class UnfitError(FormatError):
    """What of foreign RDF did not fit; `reasons` has a line for each triple or thing."""

    def __init__(self, title: str, reasons: Iterable[str]) -> None:
        self.reasons = tuple(sorted(set(reasons)))
        super().__init__(
            f"{title}: refused, {len(self.reasons)} of its triples do not fit the ontology; nothing was added"
        )


def as_extraction(quads: Quads, ontology: Ontology, *, source: str, title: str = "", published: str = "") -> Extraction:
    """All triples between named things, each as a sentence of one article; `published` is EDTF.

    Raises:
        UnfitError: if a triple has a relation, or an end of a type or without a name, that the ontology does not take.
        FormatError: if there is no triple between two things.
    """
    foreign = Foreign.of(quads, ontology)
    said, unfit = [], []
    for quad in sorted((q for q in quads if q.predicate.value not in DESCRIBING), key=str):
        try:
            said.append(foreign.sentence(quad))
        except MisfitError as reason:
            unfit.append(f"{quad.subject} {quad.predicate} {quad.object}: {reason}")
    if unfit:
        raise UnfitError(title or source, unfit)
    if not said:
        raise FormatError(f"{title or source}: no triple between two named things; nothing was added")
    return written(said, source, title, published)


class MisfitError(ValueError):
    """Why one triple does not fit."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What one triple says."""

    subject: Entity
    relation: Relation
    object: Entity


@dataclass(frozen=True, slots=True)
class Foreign:
    """RDF from elsewhere, and what its IRIs may mean to the ontology."""

    quads: Quads
    ontology: Ontology
    gazetteer: Gazetteer
    relations: Mapping[str, Relation]
    classes: Mapping[str, str]
    by_wikidata: Mapping[str, str]

    @classmethod
    def of(cls, quads: Quads, ontology: Ontology) -> "Foreign":
        """The RDF with what its IRIs may mean to the ontology."""
        gazetteer = Gazetteer.load()
        relations = {spelled: r for r in ontology.relations.values() for spelled in spellings(r.name, r.matches)}
        classes = {spelled: c.name for c in ontology.classes.values() for spelled in spellings(c.name, c.matches)}
        known = {f"{WIKIDATA}{entry.wikidata}": entry.slug for entry in gazetteer if entry.wikidata}
        return cls(quads, ontology, gazetteer, relations, classes, known)

    def sentence(self, quad: Quad) -> Sentence:
        """What a triple says.

        Raises:
            MisfitError: if it does not fit the ontology.
        """
        relation = self.relations.get(quad.predicate.value)
        if relation is None:
            raise MisfitError("the ontology has no such relation")
        subject, target = self.entity(quad.subject, relation.domain), self.entity(quad.object, relation.range)
        if subject == target:
            raise MisfitError(f"both ends are {subject.name}")
        for misfit in self.ontology.misfits(relation, subject, target):
            raise MisfitError(misfit)
        return Sentence(subject, relation, target)

    def entity(self, node: Term, allowed: frozenset[str]) -> Entity:
        """What a node of a triple stands for; its type is the relation's where that leaves no choice."""
        if not isinstance(node, NamedNode):
            raise MisfitError(f"{node} stands where the relation takes an entity with a name")
        link, aliases = self.link(node), frozenset(self.texts(node, ALIASES))
        if entry := self.gazetteer.entry(link):
            return Entity(entry.name, entry.type, link, entry.stands_for, aliases - {entry.name})
        labels = self.texts(node, LABELS)
        if not labels and not node.value.startswith(ENT):
            raise MisfitError(f"{node} has no label")
        name = labels[0] if labels else node.value.removeprefix(ENT).replace("_", " ")
        kinds = precise(
            {self.classes[o.value] for o in self.values(node, TYPE) if o.value in self.classes}, self.ontology
        )
        if not kinds and len(allowed) > 1:
            raise MisfitError(f"{node} has no type that the ontology knows")
        return Entity(name, min(kinds or allowed), aliases=aliases - {name})

    def link(self, node: NamedNode) -> str:
        """The gazetteer's slug of a node, "" if it does not know it."""
        iris = [node.value, *(o.value for o in self.values(node, SAME))]
        slugs = [self.by_wikidata.get(iri, iri.removeprefix(ENT)) for iri in iris]
        return next((slug for slug in slugs if self.gazetteer.entry(slug)), "")

    def values(self, node: NamedNode, predicate: str) -> Iterator[NamedNode | Literal]:
        """What a predicate leads to."""
        for quad in self.quads.quads_for_pattern(node, NamedNode(predicate), None):
            if isinstance(quad.object, NamedNode | Literal):
                yield quad.object

    def texts(self, node: NamedNode, predicates: Iterable[str]) -> list[str]:
        """Literals of some predicates: those in English first, then those in no language, then by alphabet."""
        found = (o for p in predicates for o in self.values(node, p) if isinstance(o, Literal))
        plain = sorted(found, key=lambda o: ((o.language or "").partition("-")[0] != "en", bool(o.language), o.value))
        return list(filter(None, map(one_line, (o.value for o in plain))))


def one_line(text: str) -> str:
    """A text as it is stored, on one line."""
    return " ".join(normalize(text).split())


def spellings(name: str, matches: Iterable[str]) -> Iterator[str]:
    """IRIs that stand for a term of the ontology: its own, and those of its counterparts elsewhere."""
    yield f"{KG}{name}"
    for iri in matches:
        yield iri
        yield iri.replace(WIKIDATA, CLAIMS)
        yield iri.replace("https://schema.org/", "http://schema.org/")


def written(said: Iterable[Sentence], source: str, title: str, published: str) -> Extraction:
    """An article of one sentence a line, with the evidence that they are."""
    title = one_line(title)
    lines: list[tuple[Sentence, str]] = [(s, f"{s.subject.name} {s.relation.label} {s.object.name}.") for s in said]
    lines = list({text: (s, text) for s, text in lines}.values())
    article = Article("".join(f"{text}\n" for _, text in lines), source, title, published=published)
    evidences, start = [], 0
    for sentence, text in lines:
        evidences.append(evidence(article, sentence, Span(start, start + len(text)), text))
        start += len(text) + 1
    spans: defaultdict[Span, set[Entity]] = defaultdict(set)
    for e in evidences:
        spans[e.subject_span].add(e.subject)
        spans[e.object_span].add(e.object)
    mentions = (Mention(span, span, MentionKind.NAME, tuple(found)) for span, found in sorted(spans.items()))
    return Extraction(article, tuple(mentions), tuple(evidences))


def evidence(article: Article, sentence: Sentence, span: Span, quote: str) -> Evidence:
    """The evidence that a sentence is; nothing was misread, so it is as sure as its source."""
    subject = Span(span.start, span.start + len(sentence.subject.name))
    cue = Span(subject.end + 1, subject.end + 1 + len(sentence.relation.label))
    target = Span(cue.end + 1, cue.end + 1 + len(sentence.object.name))
    return Evidence(
        article=article.id,
        subject=sentence.subject,
        relation=sentence.relation.name,
        object=sentence.object,
        sentence=span,
        subject_span=subject,
        cue_span=cue,
        object_span=target,
        quote=quote,
        rule=f"rdf/{sentence.relation.name}",
        confidence=1.0,
    )
