"""The page: safe with hostile text, silent on the network, readable, and true to the store."""

import json
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from pages import PAYLOADS, large, small

from kg.errors import KgError
from kg.model import Article, Entity, Evidence, Extraction, Polarity, Span, Speaker
from kg.ontology import Ontology
from kg.page import ENGINES, PageGraph, render
from kg.page.data import graph_of, within
from kg.page.labels import MAX_LABEL, MAX_LINES, wrapped
from kg.page.layout import Box, communities, place, place_roughly
from kg.page.look import load_look
from kg.page.safety import embedded, policy
from kg.store import Store


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_same_graph_gives_the_same_page(engine: str, ontology: Ontology) -> None:
    assert render(large(), ontology, engine=engine) == render(large(), ontology, engine=engine)


def test_a_policy_forbids_what_it_does_not_name() -> None:
    assert policy("", []).count("'none'") == 5


def test_nothing_in_the_data_can_end_its_element() -> None:
    text = embedded({"<": PAYLOADS})
    assert not set(text) & set("<>&\u2028\u2029")
    assert json.loads(text)["<"][:-2] == PAYLOADS[:-2]


@given(st.text())
def test_data_come_back_as_they_were(text: str) -> None:
    assert json.loads(embedded({"a": text}))["a"] == text


@given(st.text())
def test_labels_are_short_lines(name: str) -> None:
    rows = wrapped(name).split("\n")
    assert len(rows) <= MAX_LINES
    assert all(len(row) <= MAX_LABEL for row in rows)


def test_unknown_engines_name_the_known(ontology: Ontology) -> None:
    with pytest.raises(KgError, match="known are explorer, pyvis"):
        render(small(), ontology, engine="cytoscape")


@pytest.mark.parametrize("engine", ENGINES)
def test_an_empty_graph_says_what_to_do(engine: str, ontology: Ontology) -> None:
    with pytest.raises(KgError, match="kg add"):
        render(PageGraph("Empty", (), ()), ontology, engine=engine)


def test_a_graph_too_large_to_draw_shows_its_core() -> None:
    core = large(60).core(10)
    assert len(core.nodes) == 10
    assert {e.subject for e in core.edges} | {e.object for e in core.edges} <= {n.slug for n in core.nodes}
    assert large(60).core(60) == large(60)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30), st.integers(1, 12))
def test_boxes_never_overlap(edges: list[tuple[int, int]], count: int) -> None:
    boxes = [Box(40.0 + 10 * (i % 5), 30.0 + 5 * (i % 3)) for i in range(count)]
    place(boxes, [(a, b) for a, b in edges if a < count and b < count])
    for a, b in combinations(boxes, 2):
        assert abs(a.x - b.x) >= (a.width + b.width) / 2 - 1 or abs(a.y - b.y) >= (a.height + b.height) / 2 - 1


def test_a_large_graph_stands_the_same_way_each_time() -> None:
    edges = [(i % 40, i) for i in range(1, 900)]
    places = place_roughly(900, edges)
    assert places == place_roughly(900, edges)
    assert len(set(places)) == 900
    assert communities(900, edges) == communities(900, edges)


def test_communities_are_numbered_from_the_largest() -> None:
    triangle, square = [(0, 1), (1, 2), (2, 0)], list(combinations(range(3, 7), 2))
    assert communities(7, [*triangle, *square]) == [1, 1, 1, 0, 0, 0, 0]


def luminance(colour: str) -> float:
    """How bright a colour is, as WCAG counts it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, as WCAG counts it."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_kinds_differ_in_form_and_colours_are_readable() -> None:
    look = load_look()
    assert len({kind.dashes for kind in look.kinds}) == len(look.kinds)
    assert len({(g.shape, g.colour) for g in look.groups}) == len(look.groups)
    assert len({kind.dark for kind in look.kinds}) == len(look.kinds)
    light = [item.colour for item in look.kinds] + [item.colour for item in look.groups]
    dark = [item.dark for item in look.kinds] + [item.dark for item in look.groups]
    assert [colour for colour in light if contrast(colour, "#ffffff") < 4.5] == []
    assert [colour for colour in dark if contrast(colour, "#14181e") < 4.5] == []


def test_every_class_has_a_look(ontology: Ontology) -> None:
    assert {name for group in load_look().groups for name in group.classes} <= set(ontology.classes)


# ---- From the store ---------------------------------------------------------------------------------------------------


TEXT = "Ruritania condemned Borduria. Anna Smith said so in 2022."


def stored(folder: Path, ontology: Ontology) -> PageGraph:
    article = Article(TEXT, "https://example.org/1", "A quarrel", "Herald", published="2023-11-20")
    ends = Entity("Ruritania", "State"), Entity("Borduria", "State")
    relation = min(name for name, r in ontology.relations.items() if r.label == "condemns")
    evidence = Evidence(
        article.id, ends[0], relation, ends[1], Span(0, 29), Span(0, 9), Span(10, 19), Span(20, 28), TEXT[:29], "verb/test", 0.9,
        when="2022",
    )  # fmt: skip
    speaker = Speaker(Entity("Anna Smith", "Person"), Span(41, 45), factive=False)
    denied = replace(evidence, polarity=Polarity.NEGATED, speaker=speaker)
    with Store.open(folder / "graph.kg") as store:
        store.add(Extraction(article, (), (evidence, denied)))
        return graph_of(store, ontology, title="Quarrels")


def test_a_store_is_shown_with_its_evidence(tmp_path: Path, ontology: Ontology) -> None:
    graph = stored(tmp_path, ontology)
    edge = next(e for e in graph.edges if e.kind != "inferred")
    assert {node.name for node in graph.nodes} >= {"Ruritania", "Borduria"}
    assert graph.articles == 1
    assert edge.relation == "condemns"
    said = {(q.polarity, q.speaker, q.title, q.publisher, q.published, q.source, q.when) for q in edge.quotes}
    common = ("A quarrel", "Herald", "2023-11-20", "https://example.org/1", "2022")
    assert said == {("affirmed", "", *common), ("negated", "Anna Smith", *common)}
    assert [edge.quotes[0].text[slice(*span)] for span in (edge.quotes[0].subject, edge.quotes[0].cue, edge.quotes[0].object)] == [
        "Ruritania", "condemned", "Borduria",
    ]  # fmt: skip


def test_inferred_edges_say_what_they_follow_from(tmp_path: Path, ontology: Ontology) -> None:
    inferred = [e for e in stored(tmp_path, ontology).edges if e.kind == "inferred"]
    assert inferred
    assert all(
        e.rule and e.premises[0].subject == "Ruritania" and e.premises[0].relation == "condemns" for e in inferred
    )


def test_a_low_score_can_be_left_out(tmp_path: Path, ontology: Ontology) -> None:
    stored(tmp_path, ontology)
    with Store.open(tmp_path / "graph.kg", read_only=True) as store:
        assert graph_of(store, ontology, title="", min_score=1.01) == PageGraph("", (), (), 1)


def test_spans_beyond_the_quote_are_nowhere() -> None:
    assert within("abc", 10, [Span(10, 12), Span(8, 11), Span(12, 14)]) == [Span(0, 2), Span(0, 0), Span(0, 0)]
