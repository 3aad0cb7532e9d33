"""A graph in Python: what it answers, and what other libraries see of it."""

import doctest
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import rdflib
from graphs import ALAND, BERN, CARLA, Writer, says
from pyoxigraph import NamedNode, Triple

import kg
from kg.errors import KgError, LimitError, QueryError, StoreError
from kg.graph import Graph, Rows
from kg.model import Polarity
from kg.ontology import ENT, KG
from kg.store import Store

HOSTILE = '<script>alert("x")</script>'


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles of three statements, one of them disputed, and a title that is an attack."""
    path = tmp_path_factory.mktemp("graph") / "graph.kg"
    with Store.open(path) as store:
        first = Writer("urn:1", title=HOSTILE).say(ALAND, "condemns", BERN).say(ALAND, "allied_with", CARLA)
        store.add(first.done())
        store.add(says("urn:2", ALAND, "condemns", BERN, polarity=Polarity.NEGATED))
    return path


@pytest.fixture
def graph(place: Path) -> Iterator[Graph]:
    with kg.Graph.open(place) as opened:
        yield opened


def test_it_is_there_where_it_is_expected() -> None:
    assert kg.Graph is Graph
    with pytest.raises(AttributeError, match="no attribute 'Graf'"):
        kg.Graf  # noqa: B018 — that it raises is the point


def test_the_package_loads_no_more_than_is_asked_for() -> None:
    code = "import sys, kg; sys.exit('pyoxigraph' in sys.modules or 'networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph there yet"):
        Graph.open(tmp_path / "none")


def test_rows(graph: Graph) -> None:
    for query in ("SELECT ?who ?whom { ?who kg:condemns ?whom }", "?who kg:condemns ?whom"):
        rows = graph.query(query)
        assert isinstance(rows, Rows)
        assert rows.columns == ("who", "whom")
        assert [row["whom"] for row in rows] == [NamedNode(f"{ENT}Bern")]
        assert rows.values() == [(f"{ENT}Aland", f"{ENT}Bern")]


def test_rows_can_be_cut(graph: Graph) -> None:
    rows = graph.query("SELECT ?x { VALUES ?x { 1 2 3 } } ORDER BY ?x")
    assert isinstance(rows, Rows)
    assert (rows[1:].columns, rows[1:].values(), rows[:-1].values()) == (("x",), [(2,), (3,)], [(1,), (2,)])


def test_columns_stand_as_the_query_speaks_of_them(graph: Graph) -> None:
    for timeout in (0, 20):
        rows = graph.query("?z kg:condemns ?a", timeout=timeout)
        assert isinstance(rows, Rows)
        assert (rows.columns, rows.values()) == (("z", "a"), [(f"{ENT}Aland", f"{ENT}Bern")])


def test_values_are_those_of_python(graph: Graph) -> None:
    rows = graph.query('SELECT (1 AS ?a) (1.5 AS ?b) (true AS ?c) ("x" AS ?d) ?e ("y"^^xsd:integer AS ?f) {}')
    assert isinstance(rows, Rows)
    assert rows.values() == [(1, 1.5, True, "x", None, "y")]


def test_truths_and_triples(graph: Graph) -> None:
    assert graph.query("ASK { ent:Aland kg:condemns ent:Bern }") is True
    assert graph.query("ASK { ent:Bern kg:condemns ent:Aland }") is False
    triples = graph.query("CONSTRUCT WHERE { ent:Aland kg:condemns ?whom }")
    assert triples == [Triple(NamedNode(f"{ENT}Aland"), NamedNode(f"{KG}condemns"), NamedNode(f"{ENT}Bern"))]


def test_saved_queries_take_their_parameters(graph: Graph) -> None:
    rows = graph.query("condemned", who="aland")
    assert isinstance(rows, Rows)
    assert len(rows) == 1
    with pytest.raises(QueryError, match="did you mean who"):
        graph.query("condemned", hwo="Aland")


def test_parameters_may_be_values_of_python(graph: Graph) -> None:
    for values in ({"origins": 1}, {"origins": "1"}):
        rows = graph.query("corroborated", **values)
        assert isinstance(rows, Rows)
        assert len(rows) == 1
    since, nobody = graph.query("recent", since=date(2000, 1, 1)), graph.query("disputed", about=None)
    assert isinstance(since, Rows)
    assert isinstance(nobody, Rows)
    assert (since.columns[0], len(nobody)) == ("latest", 1)


def test_a_file_takes_its_parameters_too(graph: Graph, tmp_path: Path) -> None:
    header = "# title: Own\n# description: One.\n# param: who (entity, required) whom\n"
    (tmp_path / "own.rq").write_text(f"{header}SELECT ?whom {{ VALUES ?who {{ UNDEF }} ?who kg:condemns ?whom }}")
    rows = graph.query(str(tmp_path / "own.rq"), who="Aland")
    assert isinstance(rows, Rows)
    assert rows.values() == [(f"{ENT}Bern",)]
    with pytest.raises(QueryError, match="give --who"):
        graph.query(str(tmp_path / "own.rq"))


def test_a_saved_query_is_guessed(graph: Graph) -> None:
    with pytest.raises(QueryError, match="did you mean allies"):
        graph.query("alies", country="Aland")
    with pytest.raises(QueryError, match="did you mean disputed"):
        graph.query("dispute")


def test_inferred_edges_may_be_left_out(graph: Graph) -> None:
    query = "ASK { ent:Carla_Moss kg:allied_with ent:Aland }"
    assert {graph.query(query), graph.query(query, inferred=False)} == {True, False}


def test_an_endless_query_is_stopped(graph: Graph) -> None:
    cross = " . ".join(f"?a{i} ?b{i} ?c{i}" for i in range(9))
    with pytest.raises(LimitError):
        graph.query(f"SELECT (COUNT(*) AS ?n) {{ {cross} }}", timeout=0.5)
    assert graph.query("ASK {}", timeout=30) is True


def test_statements(graph: Graph) -> None:
    assert len(graph.statements()) == 2
    (row,) = graph.statements(subject="Aland", relation="condemns")
    assert (row.subject.label, row.object.label, row.statement.relation) == ("Aland", "Bern", "condemns")
    assert row.belief is not None
    assert row.belief.status == "disputed"
    assert graph.statements(object="ent:Bern") == [row]
    assert graph.statements(subject="Bern") == []
    assert [r.inferred is not None for r in graph.statements(relation="allied_with", inferred=True)] == [False, True]
    with pytest.raises(QueryError, match="did you mean Aland"):
        graph.statements(subject="Alandd")


def test_either_end_of_a_symmetric_relation_finds_it(graph: Graph) -> None:
    there = graph.statements(subject="Aland", relation="allied_with")
    assert [row.statement.object for row in there] == ["Carla_Moss"]
    for row in (there, graph.statements(object="Aland", relation="allied_with")):
        assert (
            row
            == graph.statements(subject="Carla Moss")
            == graph.statements(subject="Carla Moss", object="Aland")
            == there
        )
    assert graph.statements(subject="Bern") == []
    assert graph.evidence(("Carla Moss", "allied_with", "Aland")) == graph.evidence(there[0]) != []
    (turned,) = (
        row for row in graph.statements(subject="Carla Moss", relation="allied_with", inferred=True) if row.inferred
    )
    assert graph.evidence(turned) == graph.evidence(there[0])


def test_a_closed_graph_says_so(place: Path) -> None:
    graph = Graph.open(place)
    graph.close()
    graph.close()
    for ask in (graph.statements, graph.to_networkx, graph.to_rdflib, graph.to_pandas, lambda: graph.query("ASK {}")):
        with pytest.raises(StoreError, match="was closed"):
            ask()


def test_evidence(graph: Graph) -> None:
    (row,) = graph.statements(relation="condemns")
    for statement in (row, row.statement, ("Aland", "condemns", "Bern")):
        found = graph.evidence(statement)
        assert sorted(e.polarity for e in found) == ["affirmed", "negated"]
        for evidence in found:
            article = graph.article(evidence.article)
            assert article is not None
            start, end = evidence.sentence
            assert article.text[start:end] == evidence.quote
    assert graph.evidence(("Bern", "condemns", "Aland")) == []


def test_networkx(graph: Graph) -> None:
    found = graph.to_networkx()
    assert found.is_multigraph()
    assert found.is_directed()
    assert found.nodes["Aland"]["type"] == "State"
    attributes = {data["relation"]: data for _, _, data in found.edges(data=True)}
    assert attributes.keys() >= {"condemns", "allied_with"}
    for data in attributes.values():
        assert data.keys() == {"relation", "label", "status", "score", "evidences", "origins", "rule"}


def test_rdflib_sees_the_same_and_what_is_added_later(place: Path) -> None:
    with Graph(Store.open(place)) as graph:
        view = graph.to_rdflib()
        aland, condemns = rdflib.URIRef(f"{ENT}Aland"), rdflib.URIRef(f"{KG}condemns")
        assert list(view.objects(aland, condemns)) == [rdflib.URIRef(f"{ENT}Bern")]
        inferred = view.graph(rdflib.URIRef(f"{KG}inferred"))
        assert (None, rdflib.RDF.type, rdflib.URIRef(f"{KG}Inference")) in inferred
        assert len(view.query("SELECT ?x { ent:Aland kg:condemns ?x }")) == 1
        later = says("urn:later", ALAND, "condemns", CARLA)
        graph.store.add(later)
        assert len(list(view.objects(aland, condemns))) == 2
        graph.store.retract(later.article.id)


def test_pandas(graph: Graph) -> None:
    frame = graph.to_pandas()
    assert list(frame.columns)[:4] == ["subject", "subject_type", "relation", "object"]
    assert frame["score"].between(0, 1).all()
    assert set(frame["status"]) == {"disputed", "asserted"} | ({"inferred"} & set(frame["status"]))
    rows = graph.query("?who kg:condemns ?whom")
    assert isinstance(rows, Rows)
    assert rows.to_pandas().to_dict("list") == {"who": [f"{ENT}Aland"], "whom": [f"{ENT}Bern"]}


def test_without_pandas_it_says_how_to_get_it(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("kg.graph.import_module", missing)
    with pytest.raises(KgError, match=r"kg-news\[pandas\]"):
        graph.to_pandas()


def test_in_a_notebook_what_articles_say_is_text(graph: Graph) -> None:
    rows = graph.query("SELECT ?title { ?article dcterms:title ?title }")
    assert isinstance(rows, Rows)
    page = rows._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "Aland" in graph._repr_html_()


def test_a_long_table_is_cut_in_a_notebook() -> None:
    page = Rows(("x",), tuple((None,) for _ in range(120)))._repr_html_()
    assert page.count("<tr>") == 51
    assert "and 70 more" in page


@pytest.mark.model
def test_the_session_in_the_documentation(
    root: Path, samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kg.reading import ReadFailure, ReadOptions, read
    from kg.volume.adding import add_all

    monkeypatch.chdir(tmp_path)
    articles = [a for a in read([str(samples)], ReadOptions()) if not isinstance(a, ReadFailure)]
    with Store.open("graph.kg") as store:
        assert len(list(add_all(articles, store))) == len(articles)
    failed, tried = doctest.testfile(str(root / "docs" / "python.md"), module_relative=False)
    assert (failed, tried > 10) == (0, True)
