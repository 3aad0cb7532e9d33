"""Hand-built articles for tests of the graph: a small ontology of their own, and strategies that make any number of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, TypeAlias

import pyoxigraph
from hypothesis import strategies as st

from kg.assembly import Rules, Scoring, rules_of
from kg.model import (
    Article,
    Entity,
    Evidence,
    Extraction,
    Mention,
    MentionKind,
    Modality,
    Polarity,
    Span,
    Speaker,
    Statement,
)
from kg.ontology import Ontology, Relation
from kg.store import Store

TURTLE = """
@prefix kg: <https://w3id.org/kg-news/ontology#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
kg:Actor a owl:Class ; rdfs:label "actor" ; skos:definition "Acts." .
kg:Person a owl:Class ; rdfs:subClassOf kg:Actor ; rdfs:label "person" ; skos:definition "Lives." .
kg:State a owl:Class ; rdfs:subClassOf kg:Actor ; rdfs:label "state" ; skos:definition "Rules." .
kg:pals a owl:ObjectProperty , owl:SymmetricProperty ; rdfs:label "pals with" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:twins a owl:ObjectProperty ; rdfs:subPropertyOf kg:pals ; rdfs:label "twins" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:inside a owl:ObjectProperty , owl:TransitiveProperty ; rdfs:label "inside" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:around a owl:ObjectProperty ; owl:inverseOf kg:inside ; rdfs:label "around" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:sways a owl:ObjectProperty ; owl:propertyChainAxiom ( kg:twins kg:inside ) ; rdfs:label "sways" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:foes a owl:ObjectProperty ; owl:propertyDisjointWith kg:pals ; rdfs:label "foes" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:seat a owl:ObjectProperty , owl:FunctionalProperty ; rdfs:label "seat" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:rules a owl:ObjectProperty , owl:InverseFunctionalProperty ; rdfs:label "rules" ; skos:definition "." ;
  rdfs:domain kg:Actor ; rdfs:range kg:Actor .
kg:holds a owl:ObjectProperty ; kg:oneHolder "president" ; rdfs:label "holds" ; skos:definition "." ;
  rdfs:domain kg:Person ; rdfs:range kg:Actor .
"""


@dataclass(frozen=True, slots=True)
class Fact:
    slug: str
    name: str
    type: str
    wikidata: str = ""
    aliases: tuple[str, ...] = ()


FACTS = {
    fact.slug: fact
    for fact in (Fact("Aland", "Aland", "State", "Q1", ("Kingdom of Aland",)), Fact("Bern", "Bern", "State"))
}


def rules(folder: Path) -> Rules:
    file = folder / "core.ttl"
    file.write_text(TURTLE, encoding="utf-8")
    ontology, scoring = Ontology.load(file), Scoring.load()
    return Rules(ontology, FACTS.get, scoring, rules_of(ontology, scoring))


@cache
def small() -> Rules:
    """The same rules for all tests that only read them."""
    return rules(Path(mkdtemp()))


def built(*articles: Extraction) -> Store:
    """A graph of articles, in memory."""
    store = Store(Path("memory"), pyoxigraph.Store(), small())
    for article in articles:
        store.add(article)
    return store


FREEDONIA, SYLVANIA, RURITANIA = (Entity(name, "State") for name in ("Freedonia", "Sylvania", "Ruritania"))
"""States that the gazetteer does not know, for the ontology that ships with kg."""


def accepts(relation: Relation, subject_type: str, object_type: str, ontology: Ontology) -> bool:
    """Whether a relation's domain takes the one class and its range the other."""
    return ontology.within(subject_type, relation.domain) and ontology.within(object_type, relation.range)


def between_states(ontology: Ontology) -> list[Relation]:
    """The relations of an ontology that may lead from a state to a state, sorted by name."""
    relations = (ontology.relations[name] for name in sorted(ontology.relations))
    return [relation for relation in relations if accepts(relation, "State", "State", ontology)]


class Nothing:
    """A graph without edges."""

    def known(self, edge: Statement) -> None:
        """No edge is known."""

    def inference(self, edge: Statement) -> None:
        """None is inferred."""

    def following(self, _edge: Statement) -> tuple[Statement, ...]:
        return ()

    def objects(self, _subject: str, _relation: str) -> tuple[str, ...]:
        return ()

    def subjects(self, _relation: str, _obj: str) -> tuple[str, ...]:
        return ()


ALAND = Entity("Aland", "State", link="Aland", aliases=frozenset({"Alandic"}))
BERN = Entity("Bern", "State", link="Bern")
CARLA = Entity("Carla Moss", "Person", aliases=frozenset({"Moss"}))
DELTA = Entity("Delta Union", "Actor")


@dataclass(slots=True)
class Writer:
    """Writes an article sentence by sentence; each says one thing."""

    source: str
    title: str = ""
    published: str = "2023-11-20"
    text: str = ""
    said: list[dict[str, object]] = field(default_factory=list)

    def say(  # noqa: PLR0913 — one parameter for each thing that a sentence can say
        self, subject: Entity, relation: str, obj: Entity, *, polarity: Polarity = Polarity.AFFIRMED,
        modality: Modality = Modality.ACTUAL, confidence: float = 0.9, when: str = "", speaker: Entity | None = None,
        factive: bool | None = None, quote: str = "", cue: str = "",
    ) -> "Writer":  # fmt: skip
        parts = (subject.name, cue or relation, obj.name)
        sentence = quote or " ".join(parts) + (" not" if polarity is Polarity.NEGATED else "") + "."
        start = len(self.text)
        places = [start + max(0, sentence.find(part)) for part in parts]
        spans = [Span(place, place + len(part)) for place, part in zip(places, parts, strict=True)]
        spoken = Speaker(speaker, spans[1], bool(factive)) if speaker or factive is not None else None
        self.said.append({
            "subject": subject, "relation": relation, "object": obj, "sentence": Span(start, start + len(sentence)),
            "subject_span": spans[0], "cue_span": spans[1], "object_span": spans[2], "quote": sentence,
            "rule": f"noun/{cue}" if cue else f"verb/{relation}", "confidence": confidence, "polarity": polarity, "modality": modality,
            "speaker": spoken, "when": when,
        })  # fmt: skip
        self.text += f"{sentence}\n"
        return self

    def done(self) -> Extraction:
        article = Article(self.text, self.source, self.title, "The Test", "", self.published)
        evidences = tuple(Evidence(article=article.id, **one) for one in self.said)  # type: ignore[arg-type]
        ends = [(e.subject_span, e.subject) for e in evidences] + [(e.object_span, e.object) for e in evidences]
        mentions = tuple(Mention(span, span, MentionKind.NAME, (entity,)) for span, entity in ends)
        return Extraction(article, mentions, evidences)


def says(source: str, subject: Entity, relation: str, obj: Entity, **how: object) -> Extraction:
    return Writer(source).say(subject, relation, obj, **how).done()  # type: ignore[arg-type]


ENTITIES = st.sampled_from((
    ALAND, BERN, CARLA, DELTA,
    Entity("carla moss", "Actor"), Entity("CARLA MOSS", "State"), Entity("the Delta Union", "Person", aliases=frozenset({"Delta"})),
    Entity("Aland", "Person"), Entity("Kingdom of Aland", "State", link="Aland"), Entity("Egon", "Person"),
    Entity("Moss", "Person", stands_for="Bern"), Entity("Ada Moss", "Person", stands_for="Bern"), Entity("DU", "Actor"),
    Entity("Delta Union", "Actor", aliases=frozenset({"DU"})), Entity("Egon", "Person", stands_for="Bern"),
    Entity("Egon", "Actor", stands_for="Aland", context=frozenset({"office:religion/bishop"})),
))  # fmt: skip
SENTENCES = st.tuples(
    ENTITIES, st.sampled_from(("pals", "twins", "inside", "around", "sways")), ENTITIES, st.sampled_from(Polarity),
    st.sampled_from((Modality.ACTUAL, Modality.ACTUAL, Modality.POSSIBLE)), st.sampled_from((0.5, 0.75, 0.9, 0.9731)),
    st.none() | ENTITIES, st.sampled_from((None, None, True, False)), st.sampled_from(("", "2022-02", "2022/..")),
)  # fmt: skip


Story: TypeAlias = Sequence[tuple[Any, ...]]


@st.composite
def extractions(
    draw: st.DrawFn, sources: st.SearchStrategy[str], story: Story = (), days: Sequence[str] = ("2023-11-20",)
) -> Extraction:  # fmt: skip
    """An article of up to five sentences of its own, and what it takes over of a story that others print too."""
    writer = Writer(draw(sources), draw(st.sampled_from(("", "A title"))), draw(st.sampled_from(days)))
    first, last = sorted(draw(st.tuples(st.integers(0, len(story)), st.integers(0, len(story)))))
    own = draw(st.lists(SENTENCES, max_size=1 if last - first > 2 else 5))
    for s, relation, o, polarity, modality, confidence, speaker, factive, when in (*story[first:last], *own):
        writer.say(
            s, relation, o, polarity=polarity, modality=modality, confidence=confidence,
            speaker=speaker if factive is not None else None, factive=factive, when=when,
        )  # fmt: skip
    return writer.done()


@st.composite
def graphs(draw: st.DrawFn, max_size: int = 5) -> list[Extraction]:
    """Sets of articles, each from a source of its own; some are copies of one story, edited or cut."""
    numbered = st.integers(0, 999).map("https://example.org/{}".format)
    story = draw(st.just([]) | st.lists(SENTENCES, min_size=5, max_size=8))
    articles = st.lists(extractions(numbered, story), max_size=max_size, unique_by=lambda x: x.article.source)
    return draw(articles)
