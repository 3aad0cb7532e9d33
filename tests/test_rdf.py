import re
from pathlib import Path

import pyoxigraph
from graphs import ALAND, BERN, CARLA, DELTA, Writer, rules
from pyoxigraph import Literal

from kg.assembly import Said, unified
from kg.model import Entity, Mention, MentionKind, Modality, Polarity, Span
from kg.rdf import extraction_quads, terms
from kg.rdf.reading import GraphView
from kg.rdf.terms import entity_node, id_node, kg, local, number, of_value, truth, value_node, whole
from kg.store import Store


def test_terms_and_values_come_back() -> None:
    assert [local(node) for node in (kg("Actual"), entity_node("Ivica_Dačić"), id_node("article-1"))] == [
        "Actual", "Ivica_Dačić", "article-1",
    ]  # fmt: skip
    for value in (*Polarity, *Modality):
        assert of_value(type(value), value_node(value)) is value


def test_numbers_are_written_as_one_form() -> None:
    assert (str(number(0.9)), str(whole(3)), str(truth(True))) == (
        '"0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"3"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>',
    )


def test_every_term_is_declared_in_the_ontology(root: Path) -> None:
    declared = (root / "ontology" / "provenance.ttl").read_text(encoding="utf-8")
    source = (root / "kg" / "rdf" / "terms.py").read_text(encoding="utf-8")
    used = set(re.findall(r'\bkg\("(\w+)"\)', source)) - {"inferred", "decisions", "meta"}
    assert len(used) > 40
    assert {name for name in used if not re.search(rf"^kg:{name} a ", declared, re.MULTILINE)} == set()


def test_what_an_article_says_comes_back() -> None:
    writer = Writer("https://example.org/1", "A title").say(ALAND, "inside", BERN, when="2022/..", confidence=0.875)
    writer.say(CARLA, "twins", DELTA, modality=Modality.FUTURE, polarity=Polarity.NEGATED, factive=False)
    extraction = writer.say(DELTA, "pals", BERN, speaker=CARLA, factive=True).done()
    quads = pyoxigraph.Store()
    quads.extend(extraction_quads(extraction))
    view = GraphView(quads)
    said = view.said(extraction.article.id)
    assert view.article(extraction.article.id) == extraction.article
    assert said.evidences == frozenset(extraction.evidences)
    assert {e.id for e in said.evidences} == {e.id for e in extraction.evidences}
    assert {r.entity for r in said.references} == {ALAND, BERN, CARLA, DELTA}


def test_mentions_are_one_literal(tmp_path: Path) -> None:
    extraction = Writer("1").say(ALAND, "inside", BERN).done()
    both = Mention(Span(20, 24), Span(20, 24), MentionKind.PRONOUN, (ALAND, BERN))
    made = Store(Path("memory"), pyoxigraph.Store(), rules(tmp_path))
    made.add(type(extraction)(extraction.article, (*extraction.mentions, both), extraction.evidences))
    found = {q.object for q in made.quads.quads_for_pattern(None, terms.MENTIONS, None)}
    assert found == {
        Literal("0-5/0-5 name; 20-24/20-24 pronoun"),
        Literal("13-17/13-17 name; 20-24/20-24 pronoun"),
    }


def test_one_article_has_one_description_of_an_entity() -> None:
    other = Entity("Kingdom of Aland", "State", link="Aland", stands_for="X", aliases=frozenset({"the realm"}))
    extraction = unified(Writer("1").say(ALAND, "inside", BERN).say(other, "twins", BERN, speaker=ALAND).done())
    said = Said.of(extraction)
    merged = Entity(
        "Kingdom of Aland", "State", link="Aland", stands_for="X", aliases=frozenset({"Aland", "Alandic", "the realm"})
    )  # fmt: skip
    assert {r.entity for r in said.references} == {merged, BERN}
    assert {e.speaker.entity for e in said.evidences if e.speaker} == {merged}
