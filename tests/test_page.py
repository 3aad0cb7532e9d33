"""The page: safe with hostile text, silent on the network, readable, and true to the store."""

import html
import json
import re
from dataclasses import replace
from itertools import combinations, product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import KgError
from kg.model import Article, Entity, Evidence, Extraction, Polarity, Span, Speaker
from kg.ontology import Ontology
from kg.page import PageEdge, PageGraph, PageNode, Premise, Quote, render
from kg.page.data import graph_of, within
from kg.page.layout import Box, place
from kg.page.look import load_look
from kg.page.pyvis import MAX_LABEL, MAX_LINES, embedded, fingerprint, policy, wrapped
from kg.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

QUOTE = Quote(
    "Serbia did not condemn the invasion.", Span(0, 6), Span(15, 22), Span(27, 35), polarity="negated", speaker="Anna Smith",
    when="2022-02", title="Serbia waits", publisher="Herald", published="2023-11-20", source="https://example.org/1",
)  # fmt: skip

PAYLOADS = [
    "<script>hit()</script>", "</script><script>hit()</script>", "<img src=x onerror=hit()>", "<svg onload=hit()>",
    "<svg><script>hit()</script></svg>", "javascript:hit()", " javascript:hit()", "JaVaScRiPt:hit()", "java\tscript:hit()",
    "data:text/html,<script>hit()</script>", "vbscript:hit()", "//example.org/x.js", 'https://example.org/" onmouseover="hit()',
    "https://example.org/ javascript:hit()", '"><script>hit()</script>', "'><img src=x onerror=hit()>", "`-hit()-`",
    "${hit()}", "{{ hit() }}", "{{ config }}", "{% include '/etc/passwd' %}", "{{''.__class__}}", "<!--<script>", "-->",
    "<![CDATA[<script>hit()</script>]]>", "</title><script>hit()</script>", "</style><script>hit()</script>",
    "<style>@import '//example.org/x.css'</style>", "<link rel=stylesheet href=//example.org/x.css>",
    "<base href=//example.org/>", "<iframe src=javascript:hit()>", "<object data=javascript:hit()>", "<embed src=javascript:hit()>",
    "<form action=javascript:hit()><button autofocus>", "<a href='javascript:hit()'>x</a>", "<details open ontoggle=hit()>",
    "<b onclick=hit()>href</b>", "<input onfocus=hit() autofocus>", "\u2028hit()\u2029", "__proto__", "constructor",
    "hasOwnProperty", "toString", "\\u003cscript>hit()</script>", "&lt;script&gt;hit()&lt;/script&gt;", '\\"};hit();//',
    "<meta http-equiv=refresh content='0;url=//example.org'>", "\udc80<script>hit()</script>", "\u202egpj.<img src=x onerror=hit()>",
]  # fmt: skip


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return Ontology.load()


def small(quote: Quote = QUOTE) -> PageGraph:
    nodes = (
        PageNode("Serbia", "Serbia", "State", ("Serbien",), "https://www.wikidata.org/wiki/Q403"),
        PageNode("war", "Russian invasion of Ukraine", "Conflict"),
        PageNode("Russia", "Russia", "State"),
    )
    edges = (
        PageEdge("Serbia", "condemns", "war", "denied", 0.9, 2, quotes=(quote, replace(quote, title="A copy"))),
        PageEdge("war", "has agent", "Russia", "asserted", 0.8, 1, quotes=(replace(quote, text="Russia invaded."),)),
        PageEdge("Serbia", "condemns", "Russia", "inferred", 0.5, premises=(Premise("A", "b", "C"),), rule="chain/1"),
    )
    return PageGraph("A small graph", nodes, edges, 1)


def large(nodes: int = 60, edges: int = 110) -> PageGraph:
    """A graph with hubs, tails, double edges and parts that hang on nothing."""
    names = [f"{'Ministry of Foreign Affairs ' * (i % 4 == 3)}Actor {i}" for i in range(nodes)]
    ends = [((i * i) % (nodes // 6), i % nodes) for i in range(edges)]
    kinds = [kind.name for kind in load_look().kinds]
    made = tuple(
        PageEdge(f"s{a}", "cooperates with", f"s{b}", kinds[i % 6], 0.5) for i, (a, b) in enumerate(ends) if a != b
    )
    return PageGraph("Large", tuple(PageNode(f"s{i}", name, "State") for i, name in enumerate(names)), made, 3)


def data_of(page: str) -> Any:  # noqa: ANN401  JSON
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def test_the_same_graph_gives_the_same_page(ontology: Ontology) -> None:
    assert render(large(), ontology) == render(large(), ontology)


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
    with pytest.raises(KgError, match="known are pyvis"):
        render(small(), ontology, engine="cytoscape")
    with pytest.raises(KgError, match="kg add"):
        render(PageGraph("Empty", (), ()), ontology)


def test_a_graph_too_large_to_draw_shows_its_core() -> None:
    core = large(60).core(10)
    assert len(core.nodes) == 10
    assert {e.subject for e in core.edges} | {e.object for e in core.edges} <= {n.slug for n in core.nodes}
    assert large(60).core(60) == large(60)


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


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30), st.integers(1, 12))
def test_boxes_never_overlap(edges: list[tuple[int, int]], count: int) -> None:
    boxes = [Box(40.0 + 10 * (i % 5), 30.0 + 5 * (i % 3)) for i in range(count)]
    place(boxes, [(a, b) for a, b in edges if a < count and b < count])
    for a, b in combinations(boxes, 2):
        assert abs(a.x - b.x) >= (a.width + b.width) / 2 - 1 or abs(a.y - b.y) >= (a.height + b.height) / 2 - 1


def contrast(colour: str) -> float:
    """Contrast with white, as WCAG counts it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)


def test_kinds_differ_in_form_and_colours_are_readable() -> None:
    look = load_look()
    assert len({kind.dashes for kind in look.kinds}) == len(look.kinds)
    assert len({(g.shape, g.colour) for g in look.groups}) == len(look.groups)
    captions = [kind.colour for kind in look.kinds] + [group.colour for group in look.groups]
    assert [colour for colour in captions if contrast(colour) < 4.5] == []


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
    assert all(e.rule and e.premises[0] == Premise("Ruritania", "condemns", "Borduria") for e in inferred)


def test_a_low_score_can_be_left_out(tmp_path: Path, ontology: Ontology) -> None:
    stored(tmp_path, ontology)
    with Store.open(tmp_path / "graph.kg", read_only=True) as store:
        assert graph_of(store, ontology, title="", min_score=1.01) == PageGraph("", (), (), 1)


def test_spans_beyond_the_quote_are_nowhere() -> None:
    assert within("abc", 10, [Span(10, 12), Span(8, 11), Span(12, 14)]) == [Span(0, 2), Span(0, 0), Span(0, 0)]


# ---- In a browser -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


class Watched:
    """A page in a browser, with all that it should not do."""

    def __init__(self, browser: "Browser", path: Path, text: str, width: int = 1400) -> None:
        path.write_text(text, encoding="utf-8")
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900})
        self.requests: list[str] = []
        self.faults: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.faults.append(message.text))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("dialog", lambda dialog: self.faults.append(dialog.message))
        self.page.add_init_script("window.hits = 0; window.hit = () => { window.hits += 1; };")
        self.page.goto(path.as_uri())
        self.address = path.as_uri()
        self.wait("window.page?.ready")

    def run(self, script: str) -> Any:  # noqa: ANN401  JSON
        return self.page.evaluate(script)

    def wait(self, condition: str) -> None:
        """Until a condition holds, five seconds at most; Playwright's own waiting evaluates strings, which is forbidden."""
        for _ in range(250):
            if self.run(f"Boolean({condition})"):
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"never came: {condition}; {self.faults}")

    @property
    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def check(self) -> None:
        """Nothing ran that should not, nothing was asked of the network."""
        assert self.requests == [self.address]
        assert self.faults == []
        assert self.run("window.hits") == 0
        assert self.run("document.querySelectorAll('img,iframe,object,embed,link,base,form,body style').length") == 0
        assert self.run("document.scripts.length") == 3


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


def overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    return a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]


def hostile() -> PageGraph:
    """A graph with each payload in every field that an article can fill, and in those that it cannot."""
    nodes, edges = [PageNode("other", "Other", "State")], []
    for text in PAYLOADS:
        quote = Quote(
            text, Span(0, 1), Span(1, 2), Span(2, 3), polarity=text, modality=text, speaker=text, when=text, rule=text,
            title=text, publisher=text, published=text, source=text,
        )  # fmt: skip
        nodes.append(PageNode(text, text, text, (text, "x"), text))
        premise = Premise(text, text, text)
        edges.append(PageEdge(text, text, "other", text, 0.5, 1, quotes=(quote,), premises=(premise,), rule=text))
    return PageGraph(" ".join(PAYLOADS), tuple(nodes), tuple(edges), 1)


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
