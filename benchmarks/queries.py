"""What every saved query takes on a large graph, beside the same SPARQL in raw pyoxigraph.

    python benchmarks/queries.py [--articles 10000] [--graph FOLDER] [--write]

The articles are invented (benchmarks/invented.py): 10,000 of them make 100,000 statements and 300,000 evidences. A query is
asked of the most popular actors, from the words that a user gives to the last row; raw pyoxigraph is given the text with its
terms in place. A time is the median of several.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from statistics import median
from time import perf_counter

from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.invented import articles
from benchmarks.sections import write_section
from kg import queries
from kg.queries import Parameter, ParameterType, Query
from kg.rdf.names import PREFIXES
from kg.rdf.terms import INFERRED
from kg.sparql import select
from kg.store import Store
from kg.store.bulk import build

ROUNDS = 5
LIMIT = 50.0
"""Milliseconds in which every query has to answer, where raw pyoxigraph can."""
POPULAR = """SELECT ?actor { { ?statement rdf:subject ?actor } UNION { ?statement rdf:object ?actor } ?statement a kg:Statement }
  GROUP BY ?actor ORDER BY DESC(COUNT(*)) ?actor LIMIT 2"""


def given(parameter: Parameter, actors: list[str], number: int) -> str:
    """A value for a parameter that needs one."""
    plain = {ParameterType.DATE: "2023-11", ParameterType.INTEGER: "2"}
    return actors[number % len(actors)] if parameter.type is ParameterType.ENTITY else plain[parameter.type]


def milliseconds(ask: Callable[[], int]) -> tuple[float, int]:
    """Median time of asking, and how many rows come."""
    times = []
    for _ in range(ROUNDS):
        start = perf_counter()
        rows = ask()
        times.append((perf_counter() - start) * 1000)
    return median(times), rows


def asked(store: Store, query: Query, values: Mapping[str, str]) -> tuple[float, float, int]:
    """Milliseconds by kg and by raw pyoxigraph, and rows."""
    bound, _ = queries.prepare(store.quads, query, values)

    def kg() -> int:
        text, _ = queries.prepare(store.quads, query, values)
        return length(select(store.quads, text))

    def raw() -> int:
        return length(store.quads.query(bound, prefixes=PREFIXES, default_graph=[DefaultGraph(), INFERRED]))

    (mine, rows), (theirs, _) = milliseconds(kg), milliseconds(raw)
    return mine, theirs, rows


def length(result: object) -> int:
    """How many rows there are, each of them read."""
    return sum(1 for _ in result) if isinstance(result, QuerySolutions) else 0


def report(store: Store) -> str:
    """A line a query, as Markdown."""
    popular = [row[0] for row in select(store.quads, POPULAR)]
    actors = [node.value for node in popular if isinstance(node, NamedNode)]
    counts = store.stats()
    lines = [
        f"{counts['statements']:,} statements, {counts['evidences']:,} evidences; median of {ROUNDS}.",
        "",
        "| query | rows | kg, ms | raw pyoxigraph, ms | ratio | |",
        "|---|---|---|---|---|---|",
    ]
    for name, query in queries.load_queries().items():
        needed = [p for p in query.parameters if p.required]
        mine, theirs, rows = asked(store, query, {p.name: given(p, actors, i) for i, p in enumerate(needed)})
        verdict = "" if mine < LIMIT else "raw pyoxigraph cannot either" if theirs > LIMIT else f"over {LIMIT:g} ms"
        lines.append(f"| {name} | {rows:,} | {mine:,.1f} | {theirs:,.1f} | {mine / theirs:.2f} | {verdict} |")
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000, help="how many are invented")
    parser.add_argument("--graph", type=Path, help="a graph that is there already, instead")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = options.graph or Path(folder) / "graph.kg"
        if not options.graph:
            build(place, articles(options.articles))
        with Store.open(place, read_only=True) as store:
            text = report(store)
    print(text)
    if options.write:
        write_section("queries", text)


if __name__ == "__main__":
    main()
