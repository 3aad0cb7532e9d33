"""The explorer's controls in a browser: keyboard, table, paths, files to take away, the address, and what axe says of it all."""

import csv
import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import networkx as nx
import pytest
import rdflib

sys.path.insert(0, str(Path(__file__).parent))

from pages import Watched, large, several, small

from kg.ontology import Ontology
from kg.page import Page, PageEdge, PageGraph, PageNode, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def opened(browser: "Browser", folder: Path, graph: PageGraph, **how: Any) -> Watched:  # noqa: ANN401
    watched = Watched(browser, folder / "graph.html", render(graph, Ontology.load()), **how)
    watched.wait("page.complete && page.app.view.settled")
    return watched


def saved(watched: Watched, form: str) -> bytes:
    watched.page.click("#tab-save")
    with watched.page.expect_download() as info:
        watched.page.click(f"[data-format={form}]")
    return Path(info.value.path()).read_bytes()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1400), ("dark", 1400), ("light", 390)])
def test_axe_finds_nothing_serious(browser: "Browser", tmp_path: Path, scheme: str, width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    watched = opened(browser, tmp_path, small(), scheme=scheme, width=width)
    found = []
    watched.run("page.app.setTable(true)")
    for tab in ("legend", "evidence", "paths", "save"):
        watched.run("page.app.select({ type: 'edges', edges: [0, 2] })")
        watched.run(f"document.getElementById('tab-{tab}').click()")
        if tab == "evidence":
            found += problems(Axe().run(watched.page))
            watched.run("page.app.select({ type: 'node', node: 0 })")
        found += problems(Axe().run(watched.page))
    assert found == []


def problems(results: Any) -> list[str]:  # noqa: ANN401
    """What is at least serious, with the elements that it is about."""
    return [
        f"{violation['id']}: {', '.join(str(node['target']) for node in violation['nodes'])}"
        for violation in results.response["violations"]
        if violation["impact"] in ("serious", "critical")
    ]


@pytest.mark.browser
def test_the_graph_can_be_walked_by_keyboard(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, several())
    watched.page.keyboard.press("Tab")
    assert watched.run("document.activeElement.id") == "find"
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Tab")
    assert watched.run("document.activeElement.id") == "canvas"
    assert watched.run("getComputedStyle(document.activeElement).outlineStyle") != "none"
    watched.page.keyboard.press("ArrowRight")
    names = [watched.page.inner_text("#live")]
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        reachable = watched.run("page.app.graph.neighbours(page.app.state.selection.node)")
        before = watched.run("page.app.state.selection.node")
        watched.page.keyboard.press(key)
        assert watched.run("page.app.state.selection.node") in {before, *reachable}
        names.append(watched.page.inner_text("#live"))
    assert len(set(names)) > 1
    assert all(re.match(r"[A-D], state, \d statements?$", name) for name in names)
    watched.page.keyboard.press("Enter")
    assert watched.run("document.activeElement.id") == "evidence"
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Tab")
    watched.page.keyboard.press("Enter")
    assert watched.run("page.app.state.selection.type") == "edges"
    watched.run("document.getElementById('canvas').focus()")
    before = watched.run("page.app.view.frame().k")
    watched.page.keyboard.press("+")
    assert watched.run("page.app.view.frame().k") > before
    watched.page.keyboard.press("Escape")
    assert watched.page.inner_text("#live") == "Nothing selected"


@pytest.mark.browser
def test_nothing_moves_by_itself(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, small())
    watched.page.emulate_media(reduced_motion="reduce")
    moving = "[...document.querySelectorAll('*')].filter((e) => getComputedStyle(e).transitionDuration !== '0s' || getComputedStyle(e).animationName !== 'none').length"
    assert watched.run(moving) == 0
    before = watched.run("page.app.view.frame()")
    watched.page.click("#zoom-in")  # at once, without a flight
    assert watched.run("page.app.view.frame().k") > before["k"] * 1.3


@pytest.mark.browser
def test_the_table_sorts_filters_and_follows(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, several())
    watched.page.click("#toggle-table")

    def subjects() -> list[str]:
        return watched.page.locator("#rows td:first-child").all_inner_texts()

    assert subjects() == ["C", "B", "A"]  # by score, the highest first
    watched.page.click("#columns button:has-text('Subject')")
    assert subjects() == ["A", "B", "C"]
    assert watched.page.locator("#columns th").first.get_attribute("aria-sort") == "ascending"
    watched.page.click("#columns button:has-text('Latest')")
    assert watched.page.locator("#rows td:last-child").all_inner_texts() == ["2023-11-20", "2022-05-06", "2021"]
    watched.page.fill("#table-find", "supports d")
    assert subjects() == ["C"]
    assert watched.page.inner_text("#table-count") == "1 of 3 statements"
    watched.page.click("#rows td button")
    assert "C supports D" in re.sub(r"\s+", " ", watched.panel)
    watched.page.fill("#table-find", "")
    watched.page.evaluate("page.app.select({ type: 'edges', edges: [0] })")
    assert watched.page.locator("#rows tr[aria-selected=true] td").first.inner_text() == "A"
    watched.page.locator("#score").evaluate("box => { box.value = 50; box.dispatchEvent(new Event('input')); }")
    assert subjects() == ["C", "B"]


@pytest.mark.browser
def test_the_table_is_copied_as_csv(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, several())
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched.page.click("#toggle-table")
    watched.page.click("#table-copy")
    watched.wait("document.getElementById('live').textContent.includes('clipboard')")
    rows = list(csv.DictReader(io.StringIO(watched.run("navigator.clipboard.readText()"))))
    assert [(r["subject"], r["relation"], r["object"], r["score"], r["origins"]) for r in rows] == [
        ("C", "supports", "D", "0.9000", "3"),
        ("B", "supports", "C", "0.6000", "2"),
        ("A", "supports", "B", "0.3000", "1"),
    ]


def ring() -> PageGraph:
    """Two ways from A to D: one straight, one around."""
    nodes = tuple(PageNode(name, name, "State") for name in "ABCD")
    ends = [("A", "B"), ("B", "D"), ("A", "C"), ("C", "B"), ("D", "C")]
    edges = tuple(PageEdge(a, "supports", b, "asserted", 0.5, 1, quotes=several().edges[0].quotes) for a, b in ends)
    return PageGraph("Ring", nodes, edges, 1)


@pytest.mark.browser
def test_paths_show_each_hop_with_its_evidence(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, ring())
    watched.page.click("#tab-paths")
    for field, name in (("#path-from", "A"), ("#path-to", "D")):
        watched.page.fill(field, name)
        watched.page.keyboard.press("Enter")
    assert "4 ways between A and D" in watched.panel
    titles = watched.page.locator("#ways h3").all_inner_texts()
    assert titles[:2] == ["A – B – D", "A – C – D"] or titles[:2] == ["A – C – D", "A – B – D"]
    assert sorted(titles[2:]) == ["A – B – C – D", "A – C – B – D"]
    assert watched.page.locator("#ways li q").first.inner_text().strip('“”"') == "Serbia did not condemn the invasion."
    watched.page.select_option("#path-count", "1")
    assert watched.page.locator("#ways h3").count() == 1
    chosen = watched.run("page.app.state.selection")
    assert len(chosen["edges"]) == 2
    watched.page.click("#ways li button")
    assert "score 0.50 · 1 independent origin" in watched.panel
    watched.check()


@pytest.mark.browser
def test_a_hop_shows_what_is_surest_first(browser: "Browser", tmp_path: Path) -> None:
    denied = replace(ring().edges[0], relation="condemns", kind="denied")
    watched = opened(browser, tmp_path, replace(ring(), edges=(denied, *ring().edges)))
    watched.page.click("#tab-paths")
    for field, name in (("#path-from", "A"), ("#path-to", "B")):
        watched.page.fill(field, name)
        watched.page.keyboard.press("Tab")
    shown = watched.page.locator("#ways section").first.locator("li button").all_inner_texts()
    assert shown == ["A – supports – B", "A – condemns – B"]
    watched.check()


@pytest.mark.browser
def test_communities_colour_the_nodes(browser: "Browser", tmp_path: Path) -> None:
    nodes = tuple(PageNode(f"s{i}", f"Actor {i}", "State") for i in range(8))
    pairs = [(a, b) for part in (range(4), range(4, 8)) for a in part for b in part if a < b] + [(0, 4)]
    edges = tuple(PageEdge(f"s{a}", "supports", f"s{b}", "asserted", 0.5, 1) for a, b in pairs)
    watched = opened(browser, tmp_path, PageGraph("Two", nodes, edges, 1))
    colours = "[...new Set([...new DOMParser().parseFromString(page.app.drawing(), 'image/svg+xml').querySelectorAll('path[fill]:not([fill=none])')].map((p) => p.getAttribute('fill')))].length"
    before = watched.run(colours)
    watched.page.select_option("#colour", "community")
    assert watched.run(colours) == before + 1
    assert "colour=community" in watched.run("location.hash")


@pytest.mark.browser
def test_what_is_selected_is_taken_away(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, small())
    turtle = rdflib.Graph().parse(data=saved(watched, "ttl"), format="turtle")
    kg, ent = (
        rdflib.Namespace("https://w3id.org/kg-news/ontology#"),
        rdflib.Namespace("https://w3id.org/kg-news/entity/"),
    )
    assert (ent.Serbia, rdflib.OWL.sameAs, rdflib.URIRef("http://www.wikidata.org/entity/Q403")) in turtle
    assert len(list(turtle.subjects(rdflib.RDF.type, kg.Statement))) == 2
    assert (ent.Serbia, None, ent.war) not in turtle  # denied
    assert (ent.war, None, ent.Russia) in turtle
    network: Any = nx.parse_graphml(saved(watched, "graphml").decode())
    assert {data["label"] for _, data in network.nodes(data=True)} == {
        "Serbia",
        "Russian invasion of Ukraine",
        "Russia",
    }
    assert {data["status"] for *_, data in network.edges(data=True)} == {"denied", "asserted", "inferred"}
    gexf: Any = nx.read_gexf(io.BytesIO(saved(watched, "gexf")))
    assert (gexf.number_of_nodes(), gexf.number_of_edges()) == (3, 3)
    watched.run("page.app.select({ type: 'edges', edges: [1] })")
    rows = list(csv.DictReader(io.StringIO(saved(watched, "csv").decode())))
    assert [(r["subject"], r["object"], r["status"]) for r in rows] == [
        ("Russian invasion of Ukraine", "Russia", "asserted")
    ]


@pytest.mark.browser
def test_the_view_is_taken_away_as_a_picture(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, small())
    drawing = ET.fromstring(saved(watched, "svg"))  # noqa: S314 — our own
    texts = {element.text for element in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Serbia", "Russia", "Russian invasion", "of Ukraine"} <= texts
    png = saved(watched, "png")
    assert png.startswith(b"\x89PNG")
    frame = watched.run("page.app.view.frame()")
    assert int.from_bytes(png[16:20], "big") == 2 * frame["width"]
    assert len(png) > 5000


@pytest.mark.browser
def test_the_address_brings_the_view_back(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, small())
    watched.page.uncheck("#kinds label:has-text('follows from others') input")
    watched.run("page.app.select({ type: 'node', node: 0 })")
    watched.page.click("#toggle-table")
    watched.page.mouse.move(300, 300)
    watched.page.mouse.wheel(0, -200)
    watched.wait("page.app.view.settled")
    watched.page.wait_for_timeout(150)
    before = watched.run("[page.app.view.frame().k, [...page.app.seen.edges], page.app.state.selection]")
    address = watched.page.url
    watched.page.goto("about:blank")
    watched.page.goto(address)
    watched.wait("page.complete")
    after = watched.run("[page.app.view.frame().k, [...page.app.seen.edges], page.app.state.selection]")
    assert after[0] == pytest.approx(before[0], rel=0.01)
    assert after[1:] == before[1:]
    assert watched.page.is_visible("#table")


@pytest.mark.browser
def test_a_notebook_shows_it_in_a_frame_of_its_own(browser: "Browser", tmp_path: Path, ontology: Ontology) -> None:
    page = Page(render(small(), ontology))
    frame = page._repr_html_()
    assert "allow-same-origin" not in frame
    file = tmp_path / "notebook.html"
    file.write_text(f"<!DOCTYPE html><meta charset=utf-8><body>{frame}</body>", encoding="utf-8")
    tab = browser.new_page()
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(file.as_uri())
    inner = tab.frames[1]
    inner.wait_for_selector("#kinds li")
    assert inner.inner_text("h1") == "A small graph"
    assert (
        inner.evaluate("(() => { try { return parent.document.title; } catch (error) { return error.name; } })()")
        == "SecurityError"
    )
    assert faults == []
    tab.close()


@pytest.mark.browser
def test_a_phone_shows_the_panel_as_a_sheet(browser: "Browser", tmp_path: Path) -> None:
    watched = opened(browser, tmp_path, large(), width=390)
    low = watched.run("document.getElementById('side').clientHeight")
    watched.page.click("#sheet")
    watched.page.wait_for_timeout(300)
    assert watched.run("document.getElementById('side').clientHeight") > low + 200
    watched.page.click("#toggle-table")
    watched.page.wait_for_timeout(300)
    assert watched.run("document.getElementById('side').clientHeight") == low
    assert watched.run("document.getElementById('table').clientHeight") > 200
    assert watched.run("document.documentElement.scrollWidth") <= 390
    watched.check()

    watched.page.set_viewport_size({"width": 280, "height": 600})
    heights = watched.run("[...document.querySelectorAll('[role=tab]')].map((tab) => tab.clientHeight)")
    assert max(heights) < 40
