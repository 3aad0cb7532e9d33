import csv
import io
import json
from functools import cache
from pathlib import Path

import networkx as nx
import pyoxigraph
import pytest
import rdflib
from graphs import ALAND, BERN, CARLA, DELTA, Writer, graphs, says, small
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.export import WRITERS, write
from kg.model import Entity, Extraction, Polarity
from kg.rdf import META
from kg.store import Store

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
few = settings(max_examples=15, deadline=None)
HOSTILE = Entity('=cmd|"/C calc"!A0 <b>\t\x01', "Person", aliases=frozenset({"a|b\nc", "@x"}))


def built(articles: list[Extraction]) -> Store:
    made = Store(Path("memory"), pyoxigraph.Store(), small())
    for article in articles:
        made.add(article)
    return made


def exported(made: Store, form: str) -> str:
    out = io.StringIO()
    write(made, form, out)
    return out.getvalue()


@cache
def store() -> Store:
    writer = Writer("https://example.org/1", "Twins")
    writer.say(BERN, "pals", ALAND).say(BERN, "inside", DELTA, speaker=CARLA, factive=False).say(HOSTILE, "twins", BERN)
    return built([writer.done(), says("https://example.org/2", ALAND, "twins", BERN, polarity=Polarity.NEGATED)])


def test_nquads_are_canonical_and_whole() -> None:
    shown = exported(store(), "nquads")
    assert shown.splitlines() == sorted(shown.splitlines())
    about_the_store = sum(1 for _ in store().quads.quads_for_pattern(None, None, None, META))
    assert (
        len(rdflib.Dataset().parse(data=shown, format="nquads"))
        == shown.count("\n")
        == len(store().quads) - about_the_store
    )


@pytest.mark.parametrize(("form", "reader"), [("trig", "trig"), ("jsonld", "json-ld")])
def test_other_tools_read_the_same_graph(form: str, reader: str) -> None:
    read = rdflib.Dataset().parse(data=exported(store(), form), format=reader)
    assert len(read) == exported(store(), "nquads").count("\n")


def test_turtle_holds_the_default_graph() -> None:
    read = rdflib.Graph().parse(data=exported(store(), "turtle"), format="turtle")
    plain = [line for line in exported(store(), "nquads").splitlines() if not line.endswith("ontology#inferred> .")]
    assert len(read) == len(plain)


def test_tsv_has_one_evidence_a_line_then_what_follows() -> None:
    lines = [line.split("\t") for line in exported(store(), "tsv").split("\n")[:-1]]
    header, rows = lines[0], lines[1:]
    assert header[:6] == ["subject", "relation", "object", "polarity", "modality", "speaker"]
    assert {len(row) for row in rows} == {11}
    by_relation = {(row[0].split("|")[0], row[1]): row for row in rows}
    # As the article says it, though the statement has its ends in order.
    assert by_relation["Bern", "pals"][2].split("|") == ["Aland", "Alandic", "Kingdom of Aland"]
    assert by_relation["Bern", "inside"][5] == "Carla Moss|Moss"
    assert by_relation["Aland", "twins"][3] == "negated"
    inferred = [row for row in rows if not row[9]]
    assert [(row[1], row[3], row[4], row[10]) for row in inferred] == [
        ("pals", "affirmed", "actual", "subproperty/twins")
    ]


def test_csv_holds_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(exported(store(), "csv"))))
    assert {len(row) for row in rows} == {10}
    assert any(row[0].startswith("'=cmd") for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_jsonl_keeps_evidence_with_its_statement() -> None:
    items = [json.loads(line) for line in exported(store(), "jsonl").splitlines()]
    denied = next(i for i in items if i["status"] == "denied")
    assert denied["evidences"][0]["quote"] == "Aland twins Bern not."
    assert denied["subject"]["same_as"] == "http://www.wikidata.org/entity/Q1"
    assert [i["rule"] for i in items if i["status"] == "inferred"] == ["subproperty/twins"]


def test_graphml_holds_only_edges_that_hold() -> None:
    graph = nx.parse_graphml(exported(store(), "graphml"))
    assert sorted(d["relation"] for *_, d in graph.edges(data=True)) == ["pals", "pals", "twins"]
    assert "Aland" in graph


def test_unknown_formats_are_refused_with_the_known() -> None:
    with pytest.raises(QueryError, match="'rdf': not known; known: csv, graphml, jsonl"):
        exported(store(), "rdf")


@few
@given(graphs(max_size=3), st.randoms(use_true_random=False))
def test_every_format_writes_any_graph_the_same_whatever_the_order(articles: list[Extraction], random: object) -> None:
    shuffled = list(articles)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = built(articles), built(shuffled)
    assert [exported(one, form) for form in WRITERS] == [exported(other, form) for form in WRITERS]
