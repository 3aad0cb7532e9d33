"""The W3C's SPARQL 1.1 tests against a running `kg serve`: queries, updates, formats, the protocol, the Graph Store Protocol.

    python -m benchmarks.w3c --data FOLDER [--write] [--verbose]

FOLDER holds `sparql11/` of https://github.com/w3c/rdf-tests. The tests that need no server are put to pyoxigraph and to rdflib in this
process as well. A test that is neither run nor skipped for a reason ends the run.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx
import rdflib

from benchmarks import w3c_protocol, w3c_queries, w3c_writes
from benchmarks.sections import write_section
from benchmarks.server import served
from benchmarks.w3c_terms import MF, all_tests

ENGINES = ("kg serve", "pyoxigraph", "rdflib")
SKIPPED = {
    "entailment": "asks for inference by RDFS, OWL, D or RIF, which no engine here makes",
    "service": "asks for another server; SERVICE is refused on purpose",
    "syntax-fed": "is about SERVICE alone, which is refused on purpose, well written or not",
    "http-rdf-update": "the former edition of `graph-store-protocol`",
}
"""Suite -> why its tests are left out."""


@dataclass(frozen=True, slots=True)
class Suite:
    """What became of the tests of one kind."""

    name: str
    tests: tuple[str, ...]
    failed: Mapping[str, Mapping[str, str]]
    """Engine -> tests that it did not pass, with the reasons."""

    def row(self) -> str:
        """How many each engine passes; nothing where it was not asked."""
        count = len(self.tests)
        passed = (str(count - len(self.failed[e])) if e in self.failed else "" for e in ENGINES)
        return f"| {self.name}, {count} | {' | '.join(passed)} |"

    def notes(self) -> Iterator[str]:
        """What the server does not pass."""
        mine, engine = self.failed["kg serve"], self.failed.get("pyoxigraph", {})
        if both := sorted(mine.keys() & engine.keys()):
            yield f"- {self.name}, not passed, nor by pyoxigraph: {', '.join(both)}"
        for test, reason in sorted(mine.items()):
            if test not in engine:
                yield f"- {self.name}, {test}: {reason}"


def skipped(test: str) -> bool:
    """Whether a test is of a suite that is left out.

    >>> skipped("service/service1"), skipped("bind/bind01")
    (True, False)
    """
    return test.partition("/")[0] in SKIPPED


def report(suites: Iterable[Suite], left_out: int) -> str:
    """The figures, as Markdown."""
    found = list(suites)
    lines = [
        "| tests | " + " | ".join(ENGINES) + " |",
        "|---|" + "---|" * len(ENGINES),
        *(suite.row() for suite in found),
    ]
    lines += ["", *(note for suite in found for note in suite.notes())]
    lines += [f"- `{name}` skipped: {reason}" for name, reason in SKIPPED.items()]
    return "\n".join([*lines, f"- {left_out} tests of updates skipped: {w3c_writes.LOADS}"])


def main() -> None:
    """Measure and print.

    Raises:
        SystemExit: if there are tests that nobody has run, and no reason why.
    """
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds sparql11/")
    parser.add_argument("--write", action="store_true", help="write the figures into docs/scores.md")
    parser.add_argument("--verbose", action="store_true", help="print why each test was not passed")
    options = parser.parse_args()
    folder = next(f for f in (options.data / "sparql11", options.data / "w3c" / "sparql11", options.data) if f.is_dir())
    # By the standard, the default graph is not the union of all; and rdflib too must fetch nothing.
    rdflib.plugins.sparql.SPARQL_DEFAULT_GRAPH_UNION = False
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    with tempfile.TemporaryDirectory() as place:
        suites = [*queries(folder, Path(place)), *writes(folder, Path(place))]
    loads = {test.name for test in w3c_writes.update_tests(folder) if fetches(folder, test)}
    if forgotten := forgotten_of(all_tests(folder), suites, loads):
        raise SystemExit(f"neither run nor skipped for a reason: {', '.join(forgotten)}")
    text = report(suites, len(loads))
    print(text)
    if options.verbose:
        print("\n".join(told(suites)))
    if options.write:
        write_section("w3c", text)


def forgotten_of(tests: Iterable[str], suites: Iterable[Suite], left_out: Iterable[str]) -> list[str]:
    """The tests that are neither run nor left out."""
    known = {test for suite in suites for test in suite.tests}.union(left_out)
    return sorted(test for test in tests if test not in known and not skipped(test))


def told(suites: Iterable[Suite]) -> Iterator[str]:
    """Why each test was not passed."""
    for suite in suites:
        for engine, found in suite.failed.items():
            for name, reason in sorted(found.items()):
                yield f"{suite.name}, {engine}: {name}: {reason}"


def queries(folder: Path, place: Path) -> Iterator[Suite]:
    """Evaluation of queries, formats and syntax, by all three."""
    kinds = {"evaluation of queries": MF.QueryEvaluationTest, "results as CSV": MF.CSVResultFormatTest}
    tests = {
        name: [t for t in w3c_queries.evaluation_tests(folder, kind) if not skipped(t.name)]
        for name, kind in kinds.items()
    }
    syntax = [t for t in w3c_queries.syntax_tests(folder) if not skipped(t.name)]
    store = w3c_queries.load(folder, [test for some in tests.values() for test in some], place / "w3c.kg")
    engines = {"pyoxigraph": w3c_queries.in_pyoxigraph(store), "rdflib": w3c_queries.in_rdflib(folder)}
    with served(place / "w3c.kg") as url, httpx.Client(base_url=url, timeout=30) as client:
        engines = {"kg serve": w3c_queries.over_http(client), **engines}
        for name, some in tests.items():
            failed = {engine: w3c_queries.failures(folder, some, ask) for engine, ask in engines.items()}
            yield Suite(name, tuple(test.name for test in some), failed)
        readers = {
            "kg serve": w3c_queries.answered_by(client),
            "pyoxigraph": w3c_queries.read_by_pyoxigraph,
            "rdflib": w3c_queries.read_by_rdflib,
        }
        failed = {engine: w3c_queries.syntax_failures(folder, syntax, reads) for engine, reads in readers.items()}
        yield Suite("syntax of queries", tuple(test.name for test in syntax), failed)
        described, wrong = w3c_protocol.description_failures(folder, client)
        yield Suite("service description", described, {"kg serve": wrong})


def writes(folder: Path, place: Path) -> Iterator[Suite]:
    """Protocol, updates and graph stores, on a server that may be written to."""
    tests = [t for t in w3c_writes.update_tests(folder) if not fetches(folder, t)]
    kinds = {
        "evaluation of updates": [t for t in tests if t.valid is None],
        "syntax of updates": [t for t in tests if t.valid is not None],
    }
    with served(place / "new.kg", "--write") as url, httpx.Client(base_url=url, timeout=30) as client:
        asked, failed_requests = w3c_protocol.protocol_failures(folder, client)
        yield Suite("protocol", asked, {"kg serve": failed_requests})
        engines = {
            "kg serve": w3c_writes.over_http(client),
            "pyoxigraph": w3c_writes.in_pyoxigraph,
            "rdflib": w3c_writes.in_rdflib,
        }
        for name, some in kinds.items():
            failed = {engine: w3c_writes.update_failures(folder, some, run) for engine, run in engines.items()}
            yield Suite(name, tuple(test.name for test in some), failed)
        stored, failed_stores = w3c_writes.graph_store_failures(folder, client)
        yield Suite("Graph Store Protocol", stored, {"kg serve": failed_stores})


def fetches(folder: Path, test: w3c_writes.Update) -> bool:
    """Whether a test of updates fetches something."""
    return w3c_writes.fetches((folder / test.request).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
