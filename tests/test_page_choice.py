"""Parts of a graph for a page: around a node, within a time, what is named; and the options of `kg view` for them."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import data_of, several, small
from typer.testing import CliRunner

from kg.cli.app import app
from kg.edtf import Stretch
from kg.model import Article, Entity, Evidence, Extraction, Span, Statement
from kg.ontology import Ontology
from kg.page import PageGraph, Premise
from kg.page.choice import around, between, named, touches
from kg.store import Store


def names(graph: PageGraph) -> list[str]:
    return [node.slug for node in graph.nodes]


@pytest.mark.parametrize(("hops", "expected"), [(1, ["A", "B"]), (2, ["A", "B", "C"]), (3, ["A", "B", "C", "D"])])
def test_hops_count_from_the_focus(hops: int, expected: list[str]) -> None:
    assert names(around(several(), "A", hops)) == expected


def test_an_unknown_focus_leaves_nothing() -> None:
    assert around(several(), "Z", 2) == replace(several(), nodes=(), edges=())


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        ("2022", "", ["B", "C", "D"]),
        ("", "2021", ["A", "B"]),
        ("2022-05", "2022-05-06", ["B", "C"]),
        ("", "", ["A", "B", "C", "D"]),
    ],
)
def test_only_evidence_of_the_time_counts(since: str, until: str, expected: list[str]) -> None:
    assert names(between(several(), since, until)) == expected


def test_what_follows_stands_while_its_premises_do() -> None:
    first, second, third = small().edges
    premise = Premise("Serbia", "condemns", "the invasion", first.statement)
    graph = replace(small(), edges=(first, second, replace(third, premises=(premise,))))
    assert [e.kind for e in between(graph, "2022", "").edges] == ["denied", "asserted", "inferred"]
    assert between(graph, "2024", "").edges == ()


def test_a_stretch_is_open_where_it_says_so() -> None:
    assert touches("../2020", Stretch.of("/1990"))
    assert not touches("../2020", Stretch.of("2021/"))
    assert not touches("", Stretch.of("2021/"))


def test_what_an_answer_names_is_kept() -> None:
    graph = several()
    assert names(named(graph, {"A", "B", "D"}, frozenset())) == ["A", "B"]
    assert names(named(graph, frozenset(), {graph.edges[2].statement})) == ["C", "D"]
    assert named(graph, {"A"}, {Statement("A", "supports", "Z")}).edges == ()


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Three states in a row, each sentence from a year of its own."""
    relation = min(name for name, r in Ontology.load().relations.items() if r.label == "supports")
    with Store.open(tmp_path / "graph.kg") as store:
        for i, (a, b) in enumerate([("Ruritania", "Borduria"), ("Borduria", "Syldavia"), ("Syldavia", "Freedonia")]):
            text = f"{a} supports {b}."
            article = Article(text, f"https://example.org/{i}", "", "Herald", published=f"202{i}-05-06")
            ends = Span(0, len(a)), Span(len(a) + 1, len(a) + 9), Span(len(text) - 1 - len(b), len(text) - 1)
            evidence = Evidence(
                article.id,
                Entity(a, "State"),
                relation,
                Entity(b, "State"),
                Span(0, len(text)),
                *ends,
                text,
                "verb/test",
                0.8,
            )
            store.add(Extraction(article, (), (evidence,)))
    return tmp_path / "graph.kg"


def shown(store: Path, *options: str) -> list[str]:
    """Names on the page that the command writes."""
    page = store.parent / "graph.html"
    done = CliRunner().invoke(app, ["--store", str(store), "view", "-o", str(page), *options])
    assert done.exit_code == 0, done.output
    found: list[str] = data_of(page.read_text(encoding="utf-8"), "data-graph")["nodes"]["name"]
    return sorted(found)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["Borduria", "Freedonia", "Ruritania", "Syldavia"]),
        (["--focus", "Ruritania", "--hops", "1"], ["Borduria", "Ruritania"]),
        (["--focus", "Ruritania"], ["Borduria", "Ruritania", "Syldavia"]),
        (["--since", "2021"], ["Borduria", "Freedonia", "Syldavia"]),
        (["--until", "2020-12"], ["Borduria", "Ruritania"]),
        (["--query", "allies", "--country", "Syldavia"], ["Borduria", "Freedonia", "Syldavia"]),
        (["--query", "recent", "--since", "2022"], ["Freedonia", "Syldavia"]),
    ],
)
def test_the_command_shows_a_part(store: Path, options: list[str], expected: list[str]) -> None:
    assert shown(store, *options) == expected


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--focus", "Atlantis"], "no entity named 'Atlantis'"),
        (["--query", "nothing-like-it"], "no saved query"),
        (["--since", "yesterday"], "no date"),
        (["--min-score", "1"], "choose less narrowly"),
        (["--query", "disputed"], "names no entities"),
    ],
)
def test_a_choice_that_leaves_nothing_says_why(store: Path, options: list[str], message: str) -> None:
    done = CliRunner().invoke(app, ["--store", str(store), "view", "-o", str(store.parent / "none.html"), *options])
    assert done.exit_code == (2 if message == "no date" else 1)
    assert message in done.output
    assert not (store.parent / "none.html").exists()
