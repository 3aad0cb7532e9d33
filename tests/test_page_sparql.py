"""Queries inside the page: a worker answers them without a server, and what they name is selected in the graph."""

import html
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from graphs import ALAND, CARLA, rules, says
from pages import PAYLOADS, Watched, data_of, small

from kg.errors import KgError
from kg.ontology import Ontology
from kg.page import PageEdge, PageGraph, PageNode, render
from kg.page.data import graph_of
from kg.page.safety import policy
from kg.page.sparql import quads_of
from kg.queries import load_queries
from kg.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENT = "https://w3id.org/kg-news/entity/"


def asking(*, hostile: str = "") -> PageGraph:
    """A page with three entities, one of them with any name, and the graph's quads."""
    nodes = (
        PageNode("Aland", "Aland", "State"),
        PageNode("Bern", hostile or "Bern", "State"),
        PageNode("Carla", "Carla", "Person"),
    )
    edges = (
        PageEdge("Aland", "pals with", "Bern", "asserted", 0.9, 1, term="pals"),
        PageEdge("Bern", "sways", "Carla", "asserted", 0.5, 1, term="sways"),
    )
    node, literal = pyoxigraph.NamedNode, pyoxigraph.Literal
    kg = "https://w3id.org/kg-news/ontology#"
    label = node("http://www.w3.org/2000/01/rdf-schema#label")
    quads = [
        pyoxigraph.Quad(node(f"{ENT}Aland"), node(f"{kg}pals"), node(f"{ENT}Bern")),
        pyoxigraph.Quad(node(f"{ENT}Bern"), node(f"{kg}sways"), node(f"{ENT}Carla"), node(f"{kg}inferred")),
        pyoxigraph.Quad(node(f"{ENT}Bern"), label, literal(hostile.encode("utf-8", "replace").decode() or "Bern")),
    ]
    return PageGraph("Asking", nodes, edges, 1, quads="".join(f"{quad} .\n" for quad in quads))


def test_a_page_answers_only_where_it_is_asked_to() -> None:
    ontology = Ontology.load()
    plain, asked = render(small(), ontology), render(asking(), ontology)
    assert "data-sparql" not in plain.split("<script>")[0]
    assert "wasm" not in html.unescape(plain.split("<title>")[0])
    assert "'wasm-unsafe-eval'; worker-src blob:;" in html.unescape(asked.split("<title>")[0])
    assert policy("", [], worker=True).count("'none'") == 5
    with pytest.raises(KgError, match="only the explorer"):
        render(asking(), ontology, engine="pyvis")


def test_all_saved_queries_are_there_with_their_parameters() -> None:
    data = data_of(render(asking(), Ontology.load()), "data-sparql")
    assert [query["name"] for query in data["queries"]] == list(load_queries())
    allies = next(query for query in data["queries"] if query["name"] == "allies")
    assert allies["parameters"][0] | {"help": ""} == {
        "name": "country",
        "type": "entity",
        "help": "",
        "required": True,
        "default": "",
    }
    assert len(json.dumps(data["wasm"])) < 2_000_000


def test_full_texts_and_what_the_store_knows_of_itself_stay_out(tmp_path: Path) -> None:
    with Store.open(tmp_path / "graph.kg", rules=rules(tmp_path)) as store:
        store.add(says("https://example.org/1", ALAND, "pals", CARLA))
        quads = quads_of(store)
        graph = graph_of(store, store.ontology, title="")
    found = pyoxigraph.Store()
    found.load(quads.encode(), format=pyoxigraph.RdfFormat.N_QUADS)
    assert not list(found.quads_for_pattern(None, pyoxigraph.NamedNode("https://schema.org/text"), None, None))
    assert found.query("ASK { ?s <https://w3id.org/kg-news/ontology#quote> ?quote }")
    assert "kg-news/ontology#meta>" not in quads
    assert graph.edges


def answers(browser: "Browser", folder: Path, graph: PageGraph) -> Watched:
    watched = Watched(browser, folder / "graph.html", render(graph, Ontology.load()))
    watched.wait("page.answers")
    watched.page.click("#tab-ask")
    return watched


def ask(watched: Watched, text: str) -> list[list[str]]:
    watched.page.fill("#query", text)
    watched.page.click("#run")
    watched.wait("!document.getElementById('query-status').textContent.startsWith('Asking')")
    rows: list[list[str]] = watched.run(
        "[...document.querySelectorAll('#answer tr')].map((tr) => [...tr.children].map((td) => td.textContent))"
    )
    return rows


@pytest.mark.browser
def test_a_query_is_answered_and_shown_in_the_graph(browser: "Browser", tmp_path: Path) -> None:
    watched = answers(browser, tmp_path, asking())
    assert "3 triples can be asked" in watched.page.inner_text("#query-status")
    rows = ask(watched, "SELECT ?a ?how ?b { ?a ?how ?b FILTER (isIRI(?b)) } ORDER BY ?a")
    assert rows == [
        ["a", "how", "b"],
        ["Aland", "pals with", "Bern"],
        ["Bern", "sways", "Carla"],
    ]  # what is inferred too
    watched.page.click("#answer tr:nth-child(2) button")
    assert watched.run("page.app.state.selection") == {"type": "set", "nodes": [0, 1], "edges": [0]}
    watched.page.click("#answer-show")
    assert sorted(watched.run("page.app.state.selection.edges")) == [0, 1]
    assert ask(watched, "ASK { ent:Aland ?p ?o }") == [["answer"], ["yes"]]
    assert ask(watched, "CONSTRUCT { ?s kg:pals ?o } WHERE { ?o kg:pals ?s }")[1:] == [["Bern", "pals with", "Aland"]]
    assert ask(watched, "SELECT * { ?a kg:nothing ?b }") == []
    assert "0 rows" in watched.page.inner_text("#query-status")
    watched.check_scripts(4)


@pytest.mark.browser
def test_mistakes_and_the_network_are_refused_in_words(browser: "Browser", tmp_path: Path) -> None:
    watched = answers(browser, tmp_path, asking())
    ask(watched, "SELECT ?a\nWHERE { ?a ?b")
    assert "2:" in watched.page.inner_text("#query-status")
    ask(watched, "SELECT * { SERVICE <https://example.org/sparql> { ?a ?b ?c } }")
    assert watched.page.locator("#answer td").count() == 0
    assert watched.requests == [watched.address] or all(r.startswith(("file:", "blob:")) for r in watched.requests)


@pytest.mark.browser
def test_a_saved_query_takes_its_parameters_by_name(browser: "Browser", tmp_path: Path) -> None:
    watched = answers(browser, tmp_path, asking())
    watched.page.select_option("#saved", "allies")
    assert "Who stands with an actor" in watched.page.inner_text("#query-about")
    watched.page.fill("#parameter-country", "aland")
    assert re.search(rf"VALUES \?country \{{ <{ENT}Aland> \}}", watched.page.input_value("#query"))
    watched.page.fill("#parameter-country", '"} #')
    assert "VALUES ?country { UNDEF }" in watched.page.input_value("#query")
    assert "VALUES" in watched.run("[...document.querySelectorAll('#colours .keyword')].map((e) => e.textContent)")
    assert watched.page.inner_text("#colours").rstrip() == watched.page.input_value("#query").rstrip()


@pytest.mark.browser
def test_a_query_without_end_can_be_stopped(browser: "Browser", tmp_path: Path) -> None:
    watched = answers(browser, tmp_path, asking())
    watched.page.fill(
        "#query", "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(40)) + " }"
    )
    watched.page.click("#run")
    watched.page.click("#stop")
    watched.wait("document.getElementById('query-status').textContent === 'stopped'")
    assert ask(watched, "ASK { ent:Aland ?p ?o }") == [["answer"], ["yes"]]


@pytest.mark.browser
def test_hostile_names_stay_text_in_answers(browser: "Browser", tmp_path: Path) -> None:
    graph = asking(hostile=" ".join(PAYLOADS[:20]))
    watched = answers(browser, tmp_path, graph)
    rows = ask(watched, "SELECT ?x ?name { ?x rdfs:label ?name }")
    assert rows[1] == [graph.nodes[1].name] * 2
    watched.check_scripts(4)
