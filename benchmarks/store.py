"""What a store takes: adding, retracting and asking, beside raw pyoxigraph and rdflib, and how it grows.

    python benchmarks/store.py [--sizes 1000 10000] [--beside 200] [--folder FOLDER] [--write]

The articles are invented (benchmarks/invented.py), 10 new statements and 30 evidences each, so 10,000 of them make 100,000
statements and 300,000 evidences. A time is the median of several. rdflib holds a graph in memory at about a kilobyte a triple,
so it is compared on the number of articles that `--beside` says.
"""

import argparse
import os
import resource
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

import pyoxigraph
import rdflib
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.invented import articles
from benchmarks.sections import write_section
from kg import queries
from kg.model import Extraction
from kg.rdf import INFERRED
from kg.rdf.names import PREFIXES
from kg.store import Store
from kg.store.bulk import build
from kg.validation import validate

ROUNDS = 15
PATIENCE = 2_000
"""Milliseconds after which what is slow is not timed again."""
PAGE = """SELECT ?statement ?relation ?other ?status ?score ?quote ?article {
  { ?statement rdf:subject $entity ; rdf:object ?other } UNION { ?statement rdf:object $entity ; rdf:subject ?other }
  ?statement rdf:predicate ?relation ; kg:status ?status ; kg:score ?score .
  ?evidence kg:evidenceFor ?statement ; kg:quote ?quote ; kg:article ?article .
}"""
SAVED = {
    "allies": "country",
    "actor": "actor",
    "disputed": "",
    "corroborated": "",
    "single-source": "",
}
"""Saved query -> the parameter that takes an entity, "" if none does."""

Figures = dict[str, float]


class Recording(Store):
    """A store that remembers its last change."""

    last: tuple[set[Quad], Collection[Quad]]

    def _replace(self, old: set[Quad], new: Collection[Quad], counts: Counter[str] | None = None) -> None:
        self.last = old, new
        super()._replace(old, new, counts)

    @property
    def fresh(self) -> list[Quad]:
        """The quads that were not there before; found here, so that it is no part of what a change takes."""
        old, new = self.last
        return [quad for quad in new if quad not in old]


def timed(action: Callable[[], object]) -> float:
    """Milliseconds that an action takes."""
    start = perf_counter()
    action()
    return (perf_counter() - start) * 1000


def typical(action: Callable[[], object]) -> float:
    """Median of several timings, of fewer where one takes long; milliseconds."""
    times = [timed(action)]
    while len(times) < ROUNDS and sum(times) < PATIENCE:
        times.append(timed(action))
    return median(times)


def built(place: Path, count: int) -> Figures:
    """Build a graph of articles at once; seconds, memory and disk."""
    took = timed(lambda: build(place, articles(count)))
    size = sum(file.stat().st_size for file in place.iterdir())
    return {"built, s": took / 1000, "built, peak memory, MB": memory(), "disk, MB": size / 1e6}


def memory() -> float:
    """Most megabytes of memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def used(place: Path, count: int) -> Figures:
    """Add, ask and retract, beside pyoxigraph with the same quads on a copy of the graph."""
    shutil.copytree(place, place.with_suffix(".raw"))
    raw = pyoxigraph.Store(str(place.with_suffix(".raw")))
    with Recording.open(place) as store:
        figures: Figures = {name: float(value) for name, value in store.stats().items() if name in SHOWN}
        figures |= changed(store, raw, islice(articles(count + 2 * ROUNDS + 1), count, None))
        figures["dashboard, ms"] = typical(store.stats)
        figures["validate, s"] = timed(lambda: list(validate(store.quads, store.ontology))) / 1000
        for name, (ours, theirs) in asked(store, raw_answers(store.quads)).items():
            figures |= {f"{name}, ms": ours, f"{name}, raw, ms": theirs}
    return {**figures, "used, peak memory, MB": memory()}


SHOWN = ("statements", "evidences", "inferred")


def changed(store: Recording, raw: pyoxigraph.Store, more: Iterator[Extraction]) -> Figures:
    """Add articles and take them out again, beside raw writes of the same quads, with and without a flush to disk."""
    times: dict[str, list[float]] = {}
    store.add(next(more))  # the first loads the rules
    for durable in ("", ", durable"):
        for extraction in islice(more, ROUNDS):
            # What either has written must not be brought to disk at the other's expense.
            store.flush()
            raw.flush()
            times.setdefault(f"add{durable}, ms", []).append(timed(partial(added, store, extraction, durable)))
            fresh = store.fresh
            theirs = timed(partial(raw.extend, fresh)) + (timed(raw.flush) if durable else 0)
            times.setdefault(f"add{durable}, raw, ms", []).append(theirs)
            times.setdefault("quads of an article", []).append(len(fresh))
    for name in store.articles()[:ROUNDS]:
        times.setdefault("retract, ms", []).append(timed(lambda name=name: store.retract(name)))  # type: ignore[misc]
    return {name: median(values) for name, values in times.items()}


def added(store: Store, extraction: Extraction, durable: str) -> None:
    """Add an article, and see to it that it stays if that is asked for."""
    store.add(extraction)
    if durable:
        store.flush()


Answers = Callable[[str], Iterable[object]]


def raw_answers(quads: pyoxigraph.Store) -> Answers:
    """How pyoxigraph itself answers a query."""
    graphs: list[NamedNode | DefaultGraph] = [DefaultGraph(), INFERRED]
    return lambda text: quads.query(text, prefixes=PREFIXES, default_graph=graphs)  # type: ignore[return-value,arg-type]


def asked(
    store: Store, others: Answers, clock: Callable[[Callable[[], object]], float] = typical
) -> dict[str, tuple[float, float]]:
    """The page of an entity and the saved queries, by kg and by another; milliseconds."""
    actor = busiest(store)
    page = PAGE.replace("$entity", f"ent:{actor}")
    pairs: dict[str, tuple[Callable[[], object], str]] = {"entity page": (lambda: list(store.query(page)), page)}  # type: ignore[arg-type]
    for name, parameter in SAVED.items():
        query, values = queries.find(name), {parameter: f"ent:{actor}"} if parameter else {}
        text = queries.bind(query, queries.resolve(store.quads, query, values))
        pairs[name] = (lambda q=query, v=values: list(queries.run(store.quads, q, v)), text)  # type: ignore[misc]
    return {
        name: (typical(ours), clock(lambda text=text: list(others(text))))  # type: ignore[misc]
        for name, (ours, text) in pairs.items()
    }


def busiest(store: Store) -> str:
    """The entity that most statements are about."""
    counts = Counter(end for s in store.view.standings() for end in (s.subject, s.object))
    return min(counts, key=lambda slug: (-counts[slug], slug))


def beside_rdflib(place: Path, count: int) -> Figures:
    """Load and ask the same graph with kg, on disk, and with rdflib, in memory."""
    figures = {"build from articles, s": timed(lambda: build(place, articles(count))) / 1000}
    file = place.with_suffix(".nq")
    with Store.open(place, read_only=True) as store:
        file.write_text("".join(store.nquads()), encoding="utf-8")
    loaded = pyoxigraph.Store(str(place.with_suffix(".loaded")))
    figures["bulk load, s"] = timed(lambda: loaded.bulk_load(path=str(file), format=RdfFormat.N_QUADS)) / 1000
    memory_graph = rdflib.Dataset(default_union=True)
    figures["bulk load, rdflib, s"] = timed(lambda: memory_graph.parse(file, format="nquads")) / 1000
    figures["quads"] = float(len(loaded))
    with Store.open(place, read_only=True) as store:
        answers = asked(store, lambda text: memory_graph.query(text, initNs=PREFIXES), timed)
    for name, (ours, theirs) in answers.items():
        figures |= {f"{name}, ms": ours, f"{name}, rdflib, ms": theirs}
    return figures


def apart(function: Callable[[Path, int], Figures], place: Path, count: int) -> Figures:
    """Run a measurement in a process of its own, so that its memory is its own."""
    print(f"{function.__name__}: {count:,} articles …", file=sys.stderr, flush=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(function, place, count).result()


def table(header: list[str], rows: dict[str, list[float]]) -> list[str]:
    """Figures as a Markdown table; what another takes for the same stands below with the ratio."""
    lines = [f"| {' | '.join(header)} |", "|---" * len(header) + "|"]
    for name, values in rows.items():
        lines.append(f"| {name} | {' | '.join(map(shown, values))} |")
        for word, label in ((", raw", "in times of raw"), (", rdflib", "times as fast as rdflib")):
            ours = rows.get(name.replace(word, ""), [])
            if word in name and ours:
                ratios = (u / v if word == ", raw" else v / u for u, v in zip(ours, values, strict=True))
                lines.append(f"| → {label} | {' | '.join(f'**{r:.2f}**' for r in ratios)} |")
    return lines


def shown(value: float) -> str:
    """A figure with as many digits as matter."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000], help="numbers of articles")
    parser.add_argument("--beside", type=int, default=200, help="articles of the comparison with rdflib")
    parser.add_argument("--folder", type=Path, help="where to put the graphs; by default a temporary folder")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        sizes = [
            {**apart(built, Path(folder) / f"{n}.kg", n), **apart(used, Path(folder) / f"{n}.kg", n)}
            for n in options.sizes
        ]
        beside = apart(beside_rdflib, Path(folder) / "beside.kg", options.beside)
    grown = {name: [figures[name] for figures in sizes] for name in sizes[0]}
    text = "\n".join([
        *table(["articles", *(f"{n:,}" for n in options.sizes)], grown), "",
        f"Beside rdflib in memory, {options.beside} articles:", "",
        *table(["what", "figure"], {name: [value] for name, value in beside.items()}),
    ])  # fmt: skip
    print(text)
    if options.write:
        write_section("store", text)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(Path(__file__).resolve().parent.parent))
    main()
