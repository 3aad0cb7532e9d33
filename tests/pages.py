"""Graphs to show, payloads to survive, and a browser that notices what a page should not do: for the tests of both engines."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kg.model import Span
from kg.page import PageEdge, PageGraph, PageNode, Premise, Quote
from kg.page.look import load_look

if TYPE_CHECKING:
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


def several() -> PageGraph:
    """Three statements that differ in score, origins, time, article and publisher."""
    nodes = tuple(PageNode(name, name, "State") for name in ("A", "B", "C", "D"))
    quotes = (
        replace(QUOTE, when="2021", title="One", publisher="Herald", source="https://example.org/1"),
        replace(QUOTE, when="2022-05-06", title="Two", publisher="Ledger", source="https://example.org/2"),
        replace(
            QUOTE, when="", published="2023-11-20", title="Three", publisher="Ledger", source="https://example.org/3"
        ),
    )
    ends = [("A", "B"), ("B", "C"), ("C", "D")]
    edges = tuple(
        PageEdge(a, "supports", b, "asserted", 0.3 * (i + 1), i + 1, quotes=(quote,))
        for i, ((a, b), quote) in enumerate(zip(ends, quotes, strict=True))
    )
    return PageGraph("Several", nodes, edges, 3)


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


def data_of(page: str, name: str = "data") -> Any:  # noqa: ANN401  JSON
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page)
    assert found
    return json.loads(found[1])


def overlap(a: dict[str, float], b: dict[str, float]) -> bool:
    return a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]


class Watched:
    """A page in a browser, with all that it should not do."""

    def __init__(self, browser: "Browser", path: Path, text: str, width: int = 1400, scheme: str = "light") -> None:
        path.write_text(text, encoding="utf-8")
        look: Any = {"color_scheme": scheme}
        self.page: Page = browser.new_page(viewport={"width": width, "height": 900}, **look)
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
        """Until a condition holds, half a minute at most; Playwright's own waiting evaluates strings, which is forbidden."""
        for _ in range(1500):
            if self.run(f"Boolean({condition})"):
                return
            self.page.wait_for_timeout(20)
        pytest.fail(f"never came: {condition}; {self.faults}")

    @property
    def panel(self) -> str:
        return self.page.inner_text("#panel")

    def check(self) -> None:
        """Nothing ran that should not, nothing was asked of the network."""
        self.check_scripts(3)

    def check_scripts(self, count: int) -> None:
        """Likewise, on a page with so many script elements; a worker's own script is no request to the network."""
        assert [address for address in self.requests if not address.startswith("blob:")] == [self.address]
        assert self.faults == []
        assert self.run("window.hits") == 0
        assert self.run("document.querySelectorAll('img,iframe,object,embed,link,base,form,body style').length") == 0
        assert self.run("document.scripts.length") == count
