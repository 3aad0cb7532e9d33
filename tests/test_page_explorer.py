"""The explorer in a browser: it shows the evidence, does what its controls say, and lets nothing in or out."""

import base64
import gzip
import html
import json
import re
import sys
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from pages import PAYLOADS, QUOTE, Watched, data_of, hostile, large, overlap, several, small

from kg.ontology import Ontology
from kg.page import PageEdge, PageGraph, PageNode, render
from kg.page.safety import fingerprint

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def opened(browser: "Browser", folder: Path, graph: PageGraph, ontology: Ontology, **how: Any) -> Watched:  # noqa: ANN401
    watched = Watched(browser, folder / "graph.html", render(graph, ontology), **how)
    watched.wait("page.complete && page.app.view.settled")
    return watched


def packed(page: str, name: str) -> Any:  # noqa: ANN401  JSON
    data = data_of(page, name)
    return json.loads(gzip.decompress(base64.b64decode(data["gzip"]))) if "gzip" in data else data


def wide(nodes: int) -> PageGraph:
    """A tree with hubs, wide enough to open on its core."""
    made = tuple(PageNode(f"s{i}", f"Actor {i}", "State") for i in range(nodes))
    edges = tuple(
        PageEdge(f"s{i}", "supports", f"s{i % 97 if i % 97 < i else 0}", "asserted", 0.5, 1, quotes=(replace(QUOTE, text=f"Sentence {i}."),))
        for i in range(1, nodes)
    )  # fmt: skip
    return PageGraph("Wide", made, edges, 1)


def test_only_known_scripts_and_styles_may_run(ontology: Ontology) -> None:
    page = render(small(), ontology)
    found = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert found
    allowed = html.unescape(found[1])
    assert "unsafe" not in allowed
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert [fingerprint(script) in allowed for script in scripts] == [True]
    for directive in ("default-src", "connect-src", "base-uri", "form-action"):
        assert f"{directive} 'none'" in allowed


def test_large_data_are_compressed_and_the_same(ontology: Ontology, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = render(wide(700), ontology)
    monkeypatch.setattr("kg.page.explorer.PLAIN", 10_000)
    page = render(wide(700), ontology)
    assert data_of(plain, "data-evidence")["texts"][:2] == ["Sentence 1.", "Sentence 2."]
    for part in ("data-graph", "data-evidence"):
        assert "gzip" in data_of(page, part)
        assert packed(page, part) == data_of(plain, part)


@pytest.mark.browser
def test_a_click_on_a_line_shows_who_says_so(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    edges = (replace(small().edges[0], sums=("denied = 1 − 0.2 = 0.8", "score = 0.2")), *small().edges[1:])
    watched = opened(browser, tmp_path, replace(small(), edges=edges), ontology)
    x, y = watched.run(
        """() => { const { view, graph, lines } = page.app; const { x, y, k } = view.frame(); const line = lines.of[0];
        const at = (node) => [graph.x[node] * k + x, graph.y[node] * k + y];
        const [a, b] = [at(lines.from[line]), at(lines.to[line])];
        for (let far = -80; far <= 80; far += 1) {
          const p = { x: (a[0] + b[0]) / 2 - far * (b[1] - a[1]) / 100, y: (a[1] + b[1]) / 2 + far * (b[0] - a[0]) / 100 };
          if (view.hit(p).line === line) { const box = document.getElementById("canvas").getBoundingClientRect(); return [box.x + p.x, box.y + p.y]; }
        } }"""
    )
    watched.page.mouse.move(x, y)
    assert "Serbia did not condemn" in watched.page.inner_text("#tip")
    watched.page.mouse.click(x, y)
    for text in (
        QUOTE.text, "denies it", "says Anna Smith", "2022-02", "Serbia waits", "A copy", "Herald, 2023-11-20", "said not to be so",
        "score 0.90", "denied = 1 − 0.2 = 0.8",
    ):  # fmt: skip
        assert text in watched.panel
    assert watched.run("[...document.querySelectorAll('#panel mark')].map((m) => m.textContent)") == [
        "Serbia",
        "condemn",
        "invasion",
    ]
    assert watched.page.locator("#panel blockquote").count() == 1  # the same words in two articles
    link = watched.page.locator("#panel blockquote a").first
    assert (link.get_attribute("href"), link.get_attribute("rel")) == ("https://example.org/1", "noopener noreferrer")
    assert "Serbia – condemns – Russian invasion of Ukraine" in watched.page.inner_text("#live")
    watched.check()


@pytest.mark.browser
def test_a_node_tells_who_it_is_and_what_is_said_of_it(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, small(), ontology)
    watched.page.fill("#find", "serbien")
    watched.page.keyboard.press("Enter")
    for text in (
        "Serbia",
        "state",
        "also called Serbien",
        "Wikidata",
        "condemns →",
        "Russian invasion of Ukraine",
        "Timeline",
        "2022-02",
    ):
        assert text in watched.panel
    watched.page.click("#evidence li:has-text('follows from others') button")
    assert "By the rule chain/1, it follows from:\nA – b – C" in re.sub(r"\n+", "\n", watched.panel)
    watched.check()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("query", "first"), [("RUSSIA", "Russia"), ("invasion of", "Russian invasion of Ukraine"), ("serbién", "Serbia")]
)
def test_search_suggests_names_and_aliases(
    browser: "Browser", tmp_path: Path, ontology: Ontology, query: str, first: str
) -> None:
    watched = opened(browser, tmp_path, small(), ontology)
    watched.page.fill("#find", query)
    assert watched.page.locator("#found li").first.inner_text().split("\n")[0] == first
    watched.page.fill("#find", "nobody at all")
    assert watched.page.locator("#found").inner_text() == "No such name"
    watched.page.keyboard.press("Enter")
    assert watched.page.locator("#found").is_visible()


@pytest.mark.browser
def test_the_legend_counts_and_switches(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, small(), ontology)
    assert "3 nodes · 3 statements · 1 article" in watched.page.inner_text("#counts")
    assert re.search(r"state, territory\s*2\b", watched.page.inner_text("#groups"))
    watched.page.uncheck("#kinds label:has-text('said not to be so') input")
    assert watched.run("[...page.app.seen.edges]") == [0, 1, 1]
    watched.page.uncheck("#groups label:has-text('event, policy') input")
    assert watched.run("[[...page.app.seen.edges], [...page.app.seen.nodes]]") == [[0, 0, 1], [1, 0, 1]]
    watched.page.click("summary:has-text('Relations')")
    watched.page.uncheck("#relations label:has-text('condemns') input")
    assert "0 of 3 nodes" in watched.page.inner_text("#counts")
    assert watched.page.is_visible("#empty")
    watched.page.click("#reset")
    assert watched.run("[...page.app.seen.edges]") == [1, 1, 1]
    watched.check()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("act", "seen"),
    [
        ("score=0.5", [0, 1, 1]), ("origins=3", [0, 0, 1]), ("since=2022-01", [0, 1, 1]), ("until=2022-12-31", [1, 1, 0]),
        ("since=2021-06-01&until=2021-12-31", [1, 0, 0]), ("publisher=Ledger", [0, 1, 1]),
        ("article=https%3A%2F%2Fexample.org%2F2", [0, 1, 0]), ("without=supports", [0, 0, 0]),
    ],
)  # fmt: skip
def test_filters_leave_out_what_they_say(
    browser: "Browser", tmp_path: Path, ontology: Ontology, act: str, seen: list[int]
) -> None:
    watched = opened(browser, tmp_path, several(), ontology)
    watched.page.goto(f"{watched.address}#{act}")
    watched.page.reload()
    watched.wait("page.complete")
    assert watched.run("[...page.app.seen.edges]") == seen


@pytest.mark.browser
def test_sliders_and_choices_filter(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, several(), ontology)
    watched.page.locator("#score").fill("50")
    assert watched.page.inner_text("#score-value") == "at least 0.50"
    assert watched.run("[...page.app.seen.edges]") == [0, 1, 1]
    watched.page.locator("#until").fill("1")
    assert watched.run("[...page.app.seen.edges]") == [0, 1, 0]
    watched.page.click("#reset")
    watched.page.select_option("#publisher", "Herald")
    assert watched.run("[...page.app.seen.edges]") == [1, 0, 0]
    watched.page.select_option("#publisher", "")
    watched.page.select_option("#article", label="2023-11-20  Three")
    assert watched.run("[...page.app.seen.edges]") == [0, 0, 1]
    assert "article=" in watched.run("location.hash")


def rows_of(watched: Watched) -> list[dict[str, float]]:
    """Rows of text on the drawing, from its SVG: the letters are 12 pixels high at most."""
    rows: list[dict[str, float]] = watched.run(
        """() => { const pen = document.createElement("canvas").getContext("2d");
        const drawing = new DOMParser().parseFromString(page.app.drawing(), "image/svg+xml");
        return [...drawing.querySelectorAll("text:not([fill=none])")].map((text) => {
          const get = (name) => text.getAttribute(name);
          pen.font = `${get("font-style")} ${get("font-size")}px ${get("font-family")}`;
          const half = pen.measureText(text.textContent).width / 2;
          const [x, y] = [Number(get("x")), Number(get("y"))];
          return { left: x - half, right: x + half, top: y - 5.5, bottom: y + 5.5 };
        }); }"""
    )
    return rows


@pytest.mark.browser
@pytest.mark.parametrize("width", [1400, 420])
def test_no_label_lies_on_another(browser: "Browser", tmp_path: Path, ontology: Ontology, width: int) -> None:
    watched = opened(browser, tmp_path, large(), ontology, width=width)
    rows = rows_of(watched)
    assert len(rows) > 20
    assert [(a, b) for a, b in combinations(rows, 2) if overlap(a, b)] == []
    assert watched.run("document.documentElement.scrollWidth") <= width
    watched.check()


@pytest.mark.browser
def test_nothing_is_cut_off_at_first(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, large(), ontology)
    frame = watched.run("page.app.view.frame()")
    rows = rows_of(watched)
    assert [
        r for r in rows if r["left"] < 0 or r["top"] < 0 or r["right"] > frame["width"] or r["bottom"] > frame["height"]
    ] == []
    places = watched.run(
        "(() => { const { graph, view } = page.app; const { x, y, k } = view.frame(); return [...graph.x].map((_, i) => [graph.x[i] * k + x, graph.y[i] * k + y]); })()"
    )
    assert all(0 < x < frame["width"] and 0 < y < frame["height"] for x, y in places)


@pytest.mark.browser
def test_many_nodes_open_on_the_core_and_expand(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, wide(2500), ontology)
    before = watched.run("page.app.seen.nodeCount")
    assert before <= 400
    watched.page.fill("#find", "Actor 3")
    watched.page.keyboard.press("Enter")
    assert "more neighbour" in watched.panel
    watched.page.click("#evidence button:has-text('more neighbour')")
    more = watched.run("page.app.seen.nodeCount")
    assert more > before
    assert watched.run("page.app.hiddenNeighbours(3)") == 0
    watched.page.click("#evidence button:has-text('Hide its neighbours')")
    assert watched.run("page.app.seen.nodeCount") < more
    watched.page.click("#show-all")
    assert watched.run("page.app.seen.nodeCount") == 2500
    watched.check()


@pytest.mark.browser
def test_dragging_moves_and_the_wheel_zooms(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    watched = opened(browser, tmp_path, small(), ontology)
    before = watched.run("page.app.view.frame()")
    watched.page.mouse.move(60, 700)
    watched.page.mouse.down()
    watched.page.mouse.move(160, 640, steps=4)
    watched.page.mouse.up()
    after = watched.run("page.app.view.frame()")
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (100, -60)
    watched.page.mouse.wheel(0, -300)
    watched.wait(f"page.app.view.frame().k > {after['k']}")


TOUCH = """() => {
  const { app, evidence } = page;
  const seen = [];
  const look = (selection) => {
    app.select(selection);
    const panel = document.getElementById("panel");
    seen.push([panel.textContent, ...[...panel.querySelectorAll("a")].map((a) => a.protocol + a.rel)]);
  };
  app.setTable(true);
  for (const summary of document.querySelectorAll("summary")) summary.click();
  for (const box of document.querySelectorAll("aside input[type=checkbox]")) { box.click(); box.click(); }
  for (let i = 0; i < app.graph.size; i += 1) look({ type: "node", node: i });
  for (let i = 0; i < app.graph.edgeCount; i += 1) look({ type: "edges", edges: [i] });
  for (const name of ["find", "path-from", "path-to"]) {
    const input = document.getElementById(name);
    input.value = "h";
    input.dispatchEvent(new Event("input"));
  }
  app.select({ type: "none" });
  document.title += app.drawing() + app.written("ttl") + app.written("csv") + app.written("gexf") + app.written("graphml");
  return seen;
}"""


@pytest.mark.browser
def test_hostile_text_stays_text(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    assert len(PAYLOADS) >= 40
    watched = opened(browser, tmp_path, hostile(), ontology)
    seen = watched.run(TOUCH)
    assert len(seen) == 2 * len(PAYLOADS) + 1
    for payload, node, line in zip(PAYLOADS, seen[1:], seen[len(PAYLOADS) + 1 :], strict=False):
        text = payload.encode("utf-8", "replace").decode()
        assert text in node[0]
        assert text in line[0]
        assert {*node[1:], *line[1:]} <= {"https:noopener noreferrer", "http:noopener noreferrer"}, payload
    watched.page.wait_for_timeout(200)
    watched.check()
