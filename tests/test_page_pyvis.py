"""The page that pyvis draws: safe, silent on the network, readable."""

import html
import re
import sys
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import PAYLOADS, QUOTE, Watched, data_of, hostile, large, overlap, small

from kg.ontology import Ontology
from kg.page import PageGraph
from kg.page import render as render_page
from kg.page.safety import fingerprint

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def render(graph: PageGraph, ontology: Ontology) -> str:
    return render_page(graph, ontology, engine="pyvis")


def test_the_page_says_what_it_shows(ontology: Ontology) -> None:
    page = render(small(), ontology)
    assert "<title>A small graph</title>" in page
    assert "3 actors, places and matters · 3 statements between them · from 1 article<" in page
    for text in ("state, territory", "event, policy", "said not to be so", "follows from others"):
        assert text in page
    assert "disputed" not in page.partition("<script")[0].replace("claimed", "")


def test_only_known_scripts_and_styles_may_run(ontology: Ontology) -> None:
    page = render(small(), ontology)
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    allowed = html.unescape(found[1])
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 2
    assert all(fingerprint(script) in allowed for script in scripts)


def test_lines_between_the_same_nodes_lie_apart(ontology: Ontology) -> None:
    edge = small().edges[0]
    edges = (
        edge,
        replace(edge, kind="asserted"),
        replace(edge, subject="war", object="Serbia"),
        replace(edge, relation="supports"),
    )
    data = data_of(render(replace(small(), edges=edges), ontology))
    assert data["lines"] == [[0, 3], [1], [2]]
    smooth = [e["smooth"] for e in data["network"]["edges"]]
    assert smooth[1] is False
    assert [s["type"] for s in (smooth[0], smooth[2])] == [
        "curvedCCW",
        "curvedCCW",
    ]  # bent to either side of the middle


@pytest.mark.browser
def test_a_click_on_a_line_shows_who_says_so(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = Watched(browser, tmp_path / "graph.html", render(small(), ontology))
    x, y = watched.run(
        """() => { const {x, y} = page.network.canvasToDOM(page.network.body.edges.e0.edgeType.getPoint(0.3));
        const box = document.getElementById("graph").getBoundingClientRect(); return [box.x + x, box.y + y]; }"""
    )
    watched.page.mouse.move(x, y)
    assert "Serbia did not condemn" in watched.page.inner_text("#tip")
    watched.page.mouse.click(x, y)
    watched.wait("document.getElementById('panel').textContent")
    for text in (
        QUOTE.text,
        "denies it",
        "says Anna Smith",
        "2022-02",
        "Serbia waits",
        "A copy",
        "Herald, 2023-11-20",
        "said not to be so",
    ):
        assert text in watched.panel
    assert watched.run("[...document.querySelectorAll('#panel mark')].map((m) => m.textContent)") == [
        "Serbia",
        "condemn",
        "invasion",
    ]
    assert watched.page.locator("#panel blockquote").count() == 1  # the same words in two articles
    link = watched.page.locator("#panel a").first
    assert (link.get_attribute("href"), link.get_attribute("rel")) == ("https://example.org/1", "noopener noreferrer")
    watched.check()


@pytest.mark.browser
def test_a_node_tells_who_it_is_and_what_is_said_of_it(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = Watched(browser, tmp_path / "graph.html", render(small(), ontology))
    watched.run("page.network.body.emitter.emit('click', {nodes: ['n0'], edges: []})")
    for text in ("Serbia", "state", "Serbien", "Wikidata", "condemns", "Russian invasion of Ukraine"):
        assert text in watched.panel
    watched.page.click("#panel li:last-child button")
    assert "It follows from:\nA – b – C" in re.sub(r"\n+", "\n", watched.panel)
    watched.check()


@pytest.mark.browser
def test_a_kind_of_line_can_be_hidden(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = Watched(browser, tmp_path / "graph.html", render(small(), ontology))
    before = watched.run("page.places().length")
    watched.page.uncheck("input[data-kind='2']")
    assert watched.run("page.network.body.edges.e0.options.hidden") is True
    assert watched.run("page.places().length") == before - 1
    watched.page.check("input[data-kind='2']")
    assert watched.run("page.network.body.edges.e0.options.hidden") is False


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 420])
def test_no_label_lies_on_another(browser: "Browser", tmp_path: Path, ontology: Ontology, width: int) -> None:
    watched = Watched(browser, tmp_path / "graph.html", render(large(), ontology), width)
    names = watched.run("page.data.network.nodes.map((n) => page.network.getBoundingBox(n.id))")
    captions = watched.run(
        "page.places().map(({x, y, half}) => ({left: x - half, right: x + half, top: y - 8, bottom: y + 8}))"
    )
    assert len(names) == 60
    assert len(captions) > 50
    assert [(a, b) for a, b in combinations(names, 2) if overlap(a, b)] == []
    assert [(a, b) for a, b in combinations(captions, 2) if overlap(a, b)] == []
    assert [(a, b) for a, b in product(names, captions) if overlap(a, b)] == []
    assert watched.run("document.documentElement.scrollWidth") <= width
    watched.check()


TOUCH = """() => {
  for (const box of document.querySelectorAll("input")) { box.click(); box.click(); }
  document.getElementById("all").open = true;
  const emit = (name, event) => page.network.body.emitter.emit(name, event);
  const pointer = { DOM: { x: 5, y: 5 } };
  const seen = [];
  const look = (name, event) => {
    emit(name, event);
    const { panel, tip } = { panel: document.getElementById("panel"), tip: document.getElementById("tip") };
    seen.push([panel.textContent, tip.textContent, ...[...panel.querySelectorAll("a")].map((a) => a.protocol + a.rel)]);
  };
  page.data.nodes.forEach((_, i) => { emit("hoverNode", { node: `n${i}`, pointer }); look("click", { nodes: [`n${i}`], edges: [] }); });
  page.data.lines.forEach((_, i) => { emit("hoverEdge", { edge: `e${i}`, pointer }); look("click", { nodes: [], edges: [`e${i}`] }); });
  return seen;
}"""


@pytest.mark.browser
def test_hostile_text_stays_text(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    assert len(PAYLOADS) >= 40
    watched = Watched(browser, tmp_path / "graph.html", render(hostile(), ontology))
    seen = watched.run(TOUCH)
    assert len(seen) == 2 * len(PAYLOADS) + 1
    for payload, node, line in zip(PAYLOADS, seen[1:], seen[len(PAYLOADS) + 1 :], strict=False):
        text = payload.encode("utf-8", "replace").decode()
        assert all(text in part for part in (*node[:2], *line[:2]))
        assert {*node[2:], *line[2:]} <= {"https:noopener noreferrer", "http:noopener noreferrer"}, payload
    watched.page.wait_for_timeout(200)
    watched.check()
