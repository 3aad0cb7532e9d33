"""What is not as it should be is refused before it is written, and found in a whole graph; both as SHACL would have it."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyoxigraph
import pytest
import rdflib
from graphs import ALAND, BERN, CARLA, DELTA, FREEDONIA, SYLVANIA, Writer, between_states, built, graphs, says, small
from hypothesis import given, settings
from pyoxigraph import Quad
from pyshacl import validate as shacl
from typer.testing import CliRunner

from kg.cli import app
from kg.errors import OntologyError, StoreError
from kg.model import Entity, Extraction, Modality, Polarity, Span
from kg.ontology import Ontology
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import entity_node, id_node, kg
from kg.store import Store, default_rules
from kg.store.merging import merge
from kg.validation import Violation, checked, validate
from kg.validation.articles import flaw
from kg.validation.compiled import compiled
from kg.validation.generated import file_text
from kg.validation.graphs import broken, hierarchy
from kg.validation.shapes import read_shapes

ROOT = Path(__file__).parent.parent
SHAPES = ROOT / "ontology" / "shapes.ttl"


@cache
def small_shapes() -> Path:
    file = Path(mkdtemp()) / "shapes.ttl"
    file.write_text(file_text(SHAPES, small().ontology), encoding="utf-8")
    return file


def found(store: Store) -> list[Violation]:
    return list(validate(store.quads, store.ontology, small_shapes()))


# Before the write

GOOD = (
    Writer("1").say(ALAND, "inside", BERN).say(CARLA, "holds", DELTA, speaker=BERN, factive=True, when="2022/..").done()
)
BAD: list[tuple[dict[str, Any], str]] = [
    ({"relation": "hates"}, "the ontology has no relation hates"),
    ({"subject": BERN, "relation": "holds"}, "holds goes from Person, and Bern is of type State"),
    ({"object": Entity("Egon", "Event")}, "inside goes to Actor, and Egon is of type Event"),
    ({"quote": "Aland outside Bern."}, "the quote is not what the article says at 0–18"),
    ({"quote": "", "sentence": Span(3, 3)}, "the quote is not what the article says at 3–3"),
    ({"sentence": Span(0, 17)}, "the quote is not what the article says at 0–17"),
    ({"subject_span": Span(5, 5)}, "the subject at 5–5 is no stretch of the text"),
    ({"object_span": Span(13, 1000)}, "the object at 13–1000 is no stretch of the text"),
    ({"cue_span": Span(-1, 4)}, "the cue at -1–4 is no stretch of the text"),
    ({"confidence": 1.5}, "confidence 1.5 is no probability"),
    ({"when": "soon"}, "'soon' is no date or stretch of time"),
    ({"article": "article-0"}, "it says that it is of article-0"),
]


@pytest.mark.parametrize(("change", "reason"), BAD)
def test_what_fails_is_kept_with_its_reason_and_not_written(change: dict[str, Any], reason: str) -> None:
    first, second = GOOD.evidences
    bad = replace(first, **change)
    assert flaw(first, GOOD.article.id, GOOD.article.text, small().ontology) == ""
    assert flaw(bad, GOOD.article.id, GOOD.article.text, small().ontology) == reason
    store = Store(Path("memory"), pyoxigraph.Store(), small())
    report = store.add(replace(GOOD, evidences=(bad, second)))
    said = store.view.said(GOOD.article.id)
    assert [e.id for e in said.evidences] == [second.id]
    assert [r.reason for r in report.refused] == [reason] or change.get("article")
    assert found(store) == []


def test_what_was_refused_goes_where_its_article_goes() -> None:
    store = built(replace(GOOD, evidences=(replace(GOOD.evidences[0], confidence=7.0),)))
    [refused] = store.view.refused()
    assert (refused.reason, refused.quote) == ("confidence 7.0 is no probability", "Aland inside Bern.")
    other = built()
    list(merge(other, store.view))
    assert list(other.nquads()) == list(store.nquads())
    store.retract(GOOD.article.id)
    assert store.view.refused() == []


def test_what_passes_is_left_alone() -> None:
    assert checked(GOOD, small().ontology) is GOOD


# The whole graph


@settings(max_examples=15, deadline=None)
@given(graphs())
def test_every_graph_that_kg_writes_is_well(articles: list[Extraction]) -> None:
    assert found(built(*articles)) == []


def damaged() -> Iterator[tuple[str, str, str]]:
    """Name of the shape, what to delete and what to insert, as SPARQL patterns over ?e (evidence), ?s (statement), ?a (article)."""
    yield "EvidenceShape", "?e kg:quote ?any", ""
    yield "EvidenceShape", "", '?e kg:quote "another"'
    yield "EvidenceShape", "?e kg:start ?any", '?e kg:start "zero"'
    yield "EvidenceShape", "?e kg:start ?any", "?e kg:start 900"
    yield "EvidenceShape", "?e kg:polarity ?any", "?e kg:polarity kg:Maybe"
    yield "EvidenceShape", "?e kg:confidence ?any", "?e kg:confidence 1.5"
    yield "EvidenceShape", "?e kg:subject ?any", "?e kg:subject ?s"
    yield "EvidenceShape", "?e kg:relation ?any", "?e kg:relation kg:hates"
    yield "EvidenceShape", "", '?e kg:when "soon"'
    yield "EvidenceShape", "?e kg:article ?any", "?e kg:article kgid:article-0"
    yield "StatementShape", "?s kg:status ?any", ""
    yield "StatementShape", "?s rdf:subject ?any", '?s rdf:subject "Aland"'
    yield "ArticleShape", "?a dcterms:issued ?any", '?a dcterms:issued "yesterday"'
    yield "ArticleShape", "", '?a dcterms:title "One" , "Two"'
    yield "holds-Domain", "", "ent:Bern kg:holds ent:Aland"
    yield "Offsets", "?e kg:quote ?any", '?e kg:quote "Bern inside Aland."'
    yield "Offsets", "?e kg:objectEnd ?any", "?e kg:objectEnd 4000"
    yield "Hashes", "?e kg:rule ?any", '?e kg:rule "verb/other"'
    yield "Hashes", "?a dcterms:source ?any", '?a dcterms:source "elsewhere"'
    yield "Hashes", "?s rdf:object ?any", "?s rdf:object ent:Aland"
    yield "Hashes", "", '?d kg:alias "Mr Aland"'
    yield "Orphans", "?e kg:evidenceFor ?any", ""
    yield "Orphans", "ent:Bern rdfs:label ?any", ""
    yield (
        "Orphans",
        "?e kg:evidenceFor ?any",
        "kgid:evidence-1 kg:evidenceFor ?any . kgid:evidence-2 kg:evidenceFor ?any",
    )
    yield "Edges", "", "ent:Bern kg:inside ent:Aland"


DAMAGE = tuple(damaged())
PREFIXES = "".join(f"PREFIX {prefix}: <{space}>\n" for prefix, space in t.PREFIXES.items())


def damage(quads: Quads, gone: str, fresh: str) -> None:
    where = "?e a kg:Evidence ; kg:evidenceFor ?s ; kg:article ?a ; kg:subject/kg:describedAs ?d ."
    quads.update(f"{PREFIXES} DELETE {{ {gone} }} INSERT {{ {fresh} }} WHERE {{ {where} {gone} }}")


@pytest.mark.parametrize(("shape", "gone", "fresh"), DAMAGE)
def test_damage_is_found(shape: str, gone: str, fresh: str) -> None:
    store = built(says("1", ALAND, "inside", BERN))
    damage(store.quads, gone, fresh)
    assert shape in {violation.shape for violation in found(store)}


def test_edges_are_seen_in_the_inferred_graph_too() -> None:
    store = built(says("1", ALAND, "twins", BERN))
    store.quads.add(Quad(entity_node("Aland"), kg("sways"), entity_node("Bern"), t.INFERRED))
    assert [v.shape for v in found(store)] == ["Edges"]


def test_one_value_in_two_graphs_is_one() -> None:
    store = built(says("1", ALAND, "inside", BERN))
    for quad in list(store.quads.quads_for_pattern(None, t.QUOTE, None, t.DEFAULT)):
        store.quads.add(Quad(quad.subject, quad.predicate, quad.object, t.INFERRED))
    assert found(store) == []
    store.quads.update(f"INSERT {{ GRAPH {t.INFERRED} {{ ?e {t.QUOTE} 'Another.' }} }} WHERE {{ ?e {t.QUOTE} ?any }}")
    assert [v.condition for v in found(store)] == ["quote: maxCount 1"] * 2


def test_who_is_said_to_have_said_it_is_part_of_the_hash() -> None:
    store = built(GOOD)
    store.quads.update(
        f"DELETE {{ ?e {t.FACTIVE} ?old }} INSERT {{ ?e {t.FACTIVE} false }} WHERE {{ ?e {t.FACTIVE} ?old }}"
    )
    [violation] = found(store)
    assert (violation.shape, violation.node) == ("Hashes", GOOD.evidences[1].id)


# As SHACL has it


def by_shacl(quads: pyoxigraph.Store) -> set[tuple[str, str]]:
    """Shapes and nodes that a SHACL processor finds to break them."""
    data = rdflib.Graph()
    graphs = (q.triple for q in quads if q.graph_name in (t.DEFAULT, t.INFERRED))
    data.parse(data=pyoxigraph.serialize(graphs, format=pyoxigraph.RdfFormat.N_TRIPLES) or b"", format="nt")
    ontology = rdflib.Graph()
    for name in small().ontology.classes:
        for parent in small().ontology.classes[name].parents:
            ontology.add((rdflib.URIRef(f"{t.KG}{name}"), rdflib.RDFS.subClassOf, rdflib.URIRef(f"{t.KG}{parent}")))
    shapes = rdflib.Graph().parse(small_shapes())
    _, report, _ = shacl(data, shacl_graph=shapes, ont_graph=ontology, inference="none", advanced=False)
    assert isinstance(report, rdflib.Graph)
    sh = rdflib.Namespace("http://www.w3.org/ns/shacl#")
    results = set()
    for result in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        source = report.value(result, sh.sourceShape)
        owner = shapes.value(None, sh.property, source) or source
        results.add((str(owner).rpartition("#")[2], str(report.value(result, sh.focusNode)).rpartition("/")[2]))
    return results


def by_kg(quads: pyoxigraph.Store) -> set[tuple[str, str]]:
    """The same as kg finds it."""
    below, results = hierarchy(small().ontology), set()
    for shape in read_shapes(small_shapes()):
        results |= {(v.shape, v.node.rpartition("/")[2]) for c in compiled(shape, below) for v in broken(quads, c)}
    return results


def test_shapes_find_what_a_shacl_processor_finds() -> None:
    articles = (
        Writer("1", "A title").say(ALAND, "inside", BERN).say(CARLA, "holds", DELTA, when="2022").done(),
        says("2", ALAND, "twins", BERN, polarity=Polarity.NEGATED, modality=Modality.POSSIBLE),
    )
    for gone, fresh in [("", ""), *((gone, fresh) for _, gone, fresh in DAMAGE)]:
        quads = pyoxigraph.Store()
        quads.extend(built(*articles).quads.quads_for_pattern(None, None, None))
        if gone or fresh:
            damage(quads, gone, fresh)
        assert by_kg(quads) == by_shacl(quads), (gone, fresh)


def test_the_file_of_shapes_is_up_to_date() -> None:
    assert SHAPES.read_text(encoding="utf-8") == file_text(SHAPES, Ontology.load()), (
        "run `make docs`: python -m kg.validation.generated"
    )


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ("sh:targetClass kg:A ; sh:property [ sh:path kg:b ; sh:maxLength 3 ]", "kg does not know .*maxLength"),
        ("sh:targetClass kg:A ; sh:property [ sh:path kg:b ; sh:maxCount 3 ]", "sh:maxCount can be 1 alone"),
        ("sh:targetClass kg:A ; sh:closed true", "kg does not know .*closed"),
        ("sh:property [ sh:path kg:b ; sh:maxCount 1 ]", "needs one target"),
        ("sh:targetClass kg:A ; sh:property [ sh:path ( kg:b kg:c ) ; sh:maxCount 1 ]", "only a single property"),
        ("sh:targetClass kg:A ; sh:or ( [ sh:nodeKind sh:IRI ] )", "classes alone"),
        ("sh:targetClass", "line 2: not Turtle"),
    ],
)
def test_what_kg_does_not_understand_is_refused(tmp_path: Path, shape: str, message: str) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(
        f"@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix kg: <{t.KG}> .\nkg:S a sh:NodeShape ; {shape} .\n"
    )
    with pytest.raises(OntologyError, match=message):
        read_shapes(file)


def test_command(tmp_path: Path) -> None:
    relation = between_states(default_rules().ontology)[0].name

    def run(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(app, ["--store", str(tmp_path / "g"), "validate", *arguments])
        return done.exit_code, done.output

    with Store.open(tmp_path / "g") as store:
        store.add(says("1", FREEDONIA, relation, SYLVANIA))
    assert run() == (0, "all is well\n")
    with Store.open(tmp_path / "g") as store:
        store.add(says("2", FREEDONIA, relation, SYLVANIA, confidence=2.0))
        for number in range(30):
            store.quads.add(Quad(id_node(f"evidence-{number}"), t.TYPE, t.EVIDENCE_CLASS))
    code, told = run()
    assert code == 1
    assert "30 of them" in told
    assert "confidence 2.0 is no probability" in told
    assert run("--all")[1].count("evidence-7") > 5
    data = json.loads(run("--json")[1])
    assert {v["node"] for v in data["violations"]} >= {f"evidence-{number}" for number in range(30)}
    assert [r["reason"] for r in data["refused"]] == ["confidence 2.0 is no probability"]


class Breaking:
    """Breaks down while it is read."""

    def __init__(self) -> None:
        self.store = pyoxigraph.Store()

    def query(self, *_: object, **__: object) -> object:
        held = self.store.query("SELECT * { ?s ?p ?o }")
        try:
            raise OSError("damaged")  # noqa: TRY301
        except OSError as error:
            raise StoreError(f"broken: {held}") from error

    def quads_for_pattern(self, *_: object) -> Iterator[object]:
        return iter(())


def test_a_graph_that_breaks_down_is_one_error_and_no_noise(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine complains of whatever of it another thread lets go of."""
    complaints: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", complaints.append)
    with pytest.raises(StoreError, match="broken"):
        list(validate(Breaking(), Ontology.load()))  # type: ignore[arg-type]
    assert not complaints
