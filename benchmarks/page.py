"""The page with many nodes: size, time until it is usable, and how long frames take while it is dragged and zoomed.

    python benchmarks/page.py [--nodes 200 1000 5000 20000] [--only explorer] [--write]

Seeded power-law graphs with three edges a node, each edge with a sentence of its own, drawn by the explorer, by pyvis as it is
by default, and by sigma, one after the other in one headless Chromium without a GPU. Above 2,000 nodes the explorer opens on the
core; "all shown" is the same page with every node drawn. Needs Playwright, a Chromium, and for sigma `npm ci` in explorer/.
"""

import argparse
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import networkx as nx

from benchmarks.sections import write_section
from kg.model import Span
from kg.ontology import Ontology
from kg.page import PageEdge, PageGraph, PageNode, Quote, render
from kg.page.look import load_look

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SIZES = (200, 1000, 5000, 20_000)
SEED = 7
PATIENCE = 60
"""Seconds after which a page that is not usable is given up."""
ENOUGH = 10
"""Seconds after which a page is dragged or zoomed no further."""
CORE = 2000
"""More nodes than that, and the explorer opens on the core."""
FRAMES = """() => { window.frames_ = []; let last = performance.now();
const tick = (now) => { window.frames_.push(now - last); last = now; requestAnimationFrame(tick); }; requestAnimationFrame(tick); }"""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one page; milliseconds but for `size`, which is in megabytes. None where it never got usable."""

    name: str
    nodes: int
    size: float
    usable: float | None = None
    pan: tuple[float, float] | None = None
    zoom: tuple[float, float] | None = None


def graph(count: int) -> PageGraph:
    """A graph whose names differ and whose sentences are of usual length, their words as frequent as Zipf's law has it."""
    rng = random.Random(SEED)
    words = ["".join(rng.choices("aeioubcdfglmnprstvz", k=rng.randint(3, 9))) for _ in range(8000)]
    kinds, classes = [kind.name for kind in load_look().kinds], ["State", "Person", "Organisation", "Place"]
    names = [" ".join(rng.choices(words, k=rng.randint(1, 3))).title() for _ in range(count)]
    nodes = tuple(PageNode(f"n{i}", name, rng.choice(classes)) for i, name in enumerate(names))
    ends = sorted(nx.barabasi_albert_graph(count, 3, seed=SEED).edges, key=lambda pair: pair[::-1])
    edges = tuple(
        PageEdge(
            f"n{b}", rng.choice(["supports", "meets", "opposes"]), f"n{a}", rng.choices(kinds, [12, 1, 2, 1, 2, 2])[0],
            round(rng.random(), 2), 1, quotes=(said,), sums=("score = 0.9 · (1 − 0) = 0.9",),
        )
        for (a, b), said in zip(ends, quotes(names, ends, words, rng), strict=True)
    )  # fmt: skip
    return PageGraph(f"{count} nodes", nodes, edges, max(1, count // 20))


def quotes(names: list[str], ends: list[tuple[int, int]], words: list[str], rng: random.Random) -> Iterator[Quote]:
    """A sentence for each edge; two edges in a row with the same subject share one, as sentences do in the samples."""
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    last, text = -1, ""
    for i, (obj, subject) in enumerate(ends):
        shared = last == subject and i % 2 == 1
        if not shared:
            others = [o for o, s in ends[i : i + 2] if s == subject]
            rest = " ".join(rng.choices(words, weights, k=rng.randint(6, 16)))
            text = f"{names[subject]} {rest} {' and '.join(names[o] for o in others)}."
        last = subject
        number = rng.randrange(1 + len(names) // 20)
        date = f"20{10 + number % 14}-{1 + number % 12:02}-{1 + number % 28:02}"
        start = text.rfind(names[obj])
        spans = (
            Span(0, len(names[subject])),
            Span(len(names[subject]) + 1, len(names[subject]) + 5),
            Span(start, start + len(names[obj])),
        )
        yield Quote(
            text, *spans, confidence=0.9, rule="verb/any", title=f"Report {number}", publisher=f"Paper {number % 40}",
            published=date, source=f"https://example.org/{number}",
        )  # fmt: skip


def explorer(drawn: PageGraph, path: Path) -> str:
    """The page of kg."""
    path.write_text(render(drawn, Ontology.load()), encoding="utf-8")
    return "window.page && page.ready"


def pyvis(drawn: PageGraph, path: Path) -> str:
    """What pyvis makes when nothing is set but that its scripts are in the page."""
    from pyvis.network import Network

    network = Network(cdn_resources="in_line")
    for node in drawn.nodes:
        network.add_node(node.slug, label=node.name)
    for edge in drawn.edges:
        network.add_edge(edge.subject, edge.object, title=edge.relation)
    text = network.generate_html(notebook=False)
    mark = "\nnetwork.once('stabilizationIterationsDone', () => { window.usable = true; });\nreturn network;"
    path.write_text(text.replace("return network;", mark, 1), encoding="utf-8")
    return "window.usable"


def sigma(drawn: PageGraph, path: Path) -> str:
    """Sigma with the places that kg works out."""
    from kg.page.columns import graph_columns
    from kg.page.safety import embedded

    script = path.with_suffix(".js")
    build = ["node", ROOT / "explorer/bench/build.mjs", script]
    subprocess.run(build, check=True, cwd=ROOT / "explorer")
    columns = graph_columns(drawn, Ontology.load(), load_look())
    data = {
        "nodes": {k: columns["nodes"][k] for k in ("name", "x", "y")},
        "edges": {k: columns["edges"][k] for k in ("subject", "object")},
    }
    path.write_text(
        '<!DOCTYPE html><meta charset="utf-8"><div id="graph" style="position:fixed;inset:0"></div>'
        f'<script type="application/json" id="data">{embedded(data)}</script><script>{script.read_text("utf-8")}</script>',
        encoding="utf-8",
    )
    return "window.usable"


ENGINES: dict[str, Callable[[PageGraph, Path], str]] = {"explorer": explorer, "pyvis": pyvis, "sigma": sigma}
"""Name -> writes the page, and gives the condition under which it is usable."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page on disk; `ready` is the condition under which it is usable, `size` in megabytes."""

    name: str
    nodes: int
    address: str
    ready: str
    size: float


def measured(browser: "Browser", drawn: Drawn) -> Figures:
    """Open a page, then drag it and turn the wheel."""
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    try:
        took = opened(page, drawn.address, drawn.ready)
        if took is None:
            return Figures(drawn.name, drawn.nodes, drawn.size)
        page.wait_for_timeout(1500)
        return Figures(drawn.name, drawn.nodes, drawn.size, took, frames(page, pan), frames(page, zoom))
    finally:
        page.close()


def opened(page: "Page", address: str, ready: str) -> float | None:
    """Milliseconds from the start of loading until a page answers and its first picture stands; None if it takes too long."""
    from playwright.sync_api import TimeoutError as TooLong

    page.add_init_script(
        f"""const look = () => {{
        if ({ready}) requestAnimationFrame(() => setTimeout(() => console.log(`usable ${{performance.now()}}`), 0));
        else setTimeout(look, 10); }}; look();"""
    )
    try:  # a page that is busy does not answer: it has to speak up by itself
        with page.expect_console_message(lambda said: said.text.startswith("usable "), timeout=PATIENCE * 1000) as said:
            page.goto(address, wait_until="commit")
    except TooLong:
        return None
    return float(said.value.text.split()[1])


def frames(page: "Page", act: Callable[["Page"], None]) -> tuple[float, float]:
    """Median and 95th percentile of the time between frames while something is done."""
    page.evaluate(FRAMES)
    act(page)
    times: list[float] = page.evaluate("window.frames_.slice(2)")
    return statistics.median(times), statistics.quantiles([times[0], *times], n=20)[-1]


def pan(page: "Page") -> None:
    """Drag in circles for about two seconds, or for as long as a slow page takes to follow, within limits."""
    page.mouse.move(500, 450)
    page.mouse.down()
    corners = [(500, 450), (300, 300), (650, 250), (700, 600), (350, 650), (500, 450)]
    until = monotonic() + ENOUGH
    for (x, y), (to_x, to_y) in pairwise(corners):
        for step in range(1, 25):
            if monotonic() < until:
                page.mouse.move(x + (to_x - x) * step / 24, y + (to_y - y) * step / 24)
    page.mouse.up()


def zoom(page: "Page") -> None:
    """Turn the wheel in and out, likewise."""
    page.mouse.move(500, 450)
    until = monotonic() + ENOUGH
    for step in [-120] * 14 + [120] * 20 + [-120] * 6:
        if monotonic() < until:
            page.mouse.wheel(0, step)
            page.wait_for_timeout(25)


def measure(sizes: list[int], only: list[str], chromium: str) -> Iterator[str]:
    """A line for each engine on each size; one that gave up on a graph is not asked for a larger one."""
    from playwright.sync_api import sync_playwright

    given_up: set[str] = set()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        flags = [
            "--no-sandbox",
            "--disable-gpu-compositing",
            "--use-gl=angle",
            "--use-angle=swiftshader",
            "--enable-unsafe-swiftshader",
        ]
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        for count in sizes:
            drawn = graph(count)
            for name in (name for name in only if name not in given_up):
                path = Path(folder) / f"{name}-{count}.html"
                page = Drawn(name, count, path.as_uri(), ENGINES[name](drawn, path), path.stat().st_size / 1e6)
                found = measured(browser, page)
                given_up |= {name} if found.usable is None else set()
                yield row(found)
                if name == "explorer" and count > CORE:
                    everything = replace(page, name="explorer, all shown", address=f"{page.address}#all=1")
                    yield row(measured(browser, everything))
        yield f"\n{first_answer(browser, Path(folder))}"
        browser.close()


def first_answer(browser: "Browser", folder: Path) -> str:
    """How long a page with `--sparql` takes from opening to its first answer, in a sentence."""
    iri = "<https://w3id.org/kg-news/{}>".format
    named = [(f"n{i}", f"n{j}") for i in range(200) for j in range(50)]
    quads = "".join(f"{iri(f'entity/{a}')} {iri('ontology#any')} {iri(f'entity/{b}')} .\n" for a, b in named)
    path = folder / "sparql.html"
    path.write_text(render(replace(graph(SIZES[0]), quads=quads), Ontology.load()), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    # Asked as soon as there is a button to ask with; answered when the table stands.
    asked = "(window.page?.answers && !window.asked_ && (window.asked_ = true, document.getElementById('run').click()), false)"
    took = opened(
        page, path.as_uri(), f"{asked} || document.getElementById('query-status')?.textContent.includes('row')"
    )
    page.close()
    size = path.stat().st_size / 1e6
    return (
        f"With `--sparql`, a page of {len(named):,} triples ({size:.2f} MB) gives its first answer "
        f"{(took or 0) / 1000:.2f} s after it is opened."
    )


def row(f: Figures) -> str:
    """A line of the table."""
    if f.usable is None or f.pan is None or f.zoom is None:
        return f"| {f.nodes:,} | {f.name} | {f.size:.2f} | over {PATIENCE} s |  |  |"
    times = (f"{median:.0f} / {p95:.0f}" for median, p95 in (f.pan, f.zoom))
    return f"| {f.nodes:,} | {f.name} | {f.size:.2f} | {f.usable / 1000:.2f} s | {' | '.join(times)} |"


HEADER = """| nodes | page | MB | usable after | pan, ms a frame: median / p95 | zoom, likewise |
|---|---|---|---|---|---|"""


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--nodes", type=int, nargs="+", default=list(SIZES))
    parser.add_argument("--only", choices=list(ENGINES), nargs="+", default=list(ENGINES))
    parser.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    parser.add_argument("--write", action="store_true", help="write the table into docs/scores.md")
    options = parser.parse_args()
    if options.chromium is None:
        sys.exit("no Chromium on this machine; on Debian: apt install chromium")
    lines = [HEADER]
    print(HEADER, flush=True)
    for line in measure(options.nodes, options.only, options.chromium):
        lines.append(line)
        print(lines[-1], flush=True)
    if options.write:
        write_section("page", "\n".join(lines))


if __name__ == "__main__":
    main()
