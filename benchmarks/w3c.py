"""The W3C's SPARQL 1.1 tests against a running `kg serve`: queries, updates, the protocol, the Graph Store Protocol.

    python benchmarks/w3c.py --data FOLDER [--write] [--verbose]

FOLDER holds `sparql11/` of https://github.com/w3c/rdf-tests. All data lie in one store, each file as a graph of its own, and a
test names its graphs by `default-graph-uri` and `named-graph-uri`. The same tests are put to pyoxigraph and to rdflib in this
process. Two answers are the same if their rows are, whatever their order and the names of their blank nodes.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from urllib.parse import unquote

import httpx
import rdflib
from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from rdflib import RDF
from rdflib.collection import Collection

from benchmarks import w3c_writes
from benchmarks.sections import write_section
from benchmarks.server import WRITER, served
from benchmarks.w3c_terms import BASE, CNT, HT, MF, QT, UT, local, manifest, matches
from kg.store import Store as Graph

RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = {f"{XSD}{name}" for name in ("decimal", "double", "float", "integer")}
FORMATS = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}
RESULTS = {".srx": QueryResultsFormat.XML, ".srj": QueryResultsFormat.JSON, ".tsv": QueryResultsFormat.TSV}
ACCEPT = "application/sparql-results+xml, application/n-triples"
ABSENT = "http://kasei.us/2009/09/sparql/data/data0.rdf"
"""A graph that tests of the protocol name but do not bring: it stands there, empty, since the server refuses graphs it lacks."""
ENGINES = ("kg serve", "pyoxigraph", "rdflib")
SKIPPED = {
    "entailment": "asks for inference that no engine here makes",
    "service": "asks for another server; refused on purpose",
    "http-rdf-update": "deprecated by the W3C in favour of `graph-store-protocol`",
}
"""Folder -> why its tests of evaluation are left out."""

Answer = bool | str


@dataclass(frozen=True, slots=True)
class Test:
    """A test of evaluation: files by their path in the folder."""

    name: str
    query: str
    data: tuple[str, ...]
    named: tuple[str, ...]
    result: str


Engine = Callable[[Test, str], Answer]


def evaluation_tests(folder: Path) -> Iterator[Test]:
    """All tests of evaluation that are not skipped."""
    for path in sorted(folder.glob("*/manifest.ttl")):
        if path.parent.name in SKIPPED:
            continue
        graph = manifest(folder, path.parent.name)
        for node in graph.subjects(RDF.type, MF.QueryEvaluationTest):
            action = graph.value(node, MF.action)
            files = [[local(i) for i in graph.objects(action, p)] for p in (QT.query, QT.data, QT.graphData)]
            result = local(graph.value(node, MF.result))
            yield Test(
                str(node).removeprefix(BASE).replace("/manifest#", "/"),
                files[0][0],
                tuple(sorted(files[1])),
                tuple(sorted(files[2])),
                result,
            )


def answer_of(data: bytes, suffix: str, base: str = BASE) -> Answer:
    """An answer in a form that can be compared."""
    if suffix in RESULTS:
        found = parse_query_results(data, format=RESULTS[suffix])
        return bool(found) if isinstance(found, QueryBoolean) else rows(found)
    triples = [quad.triple for quad in parse(data, format=FORMATS[suffix], base_iri=base)]
    if any(t.predicate.value == f"{RS}resultVariable" for t in triples):
        return result_set(triples)
    return canonical(triples)


def rows(found: QuerySolutions) -> str:
    """Rows, as one graph: a node a row, a triple a binding."""
    names = [variable.value for variable in found.variables]
    return rows_of([dict(zip(names, row, strict=True)) for row in found])


def rows_of(found: list[dict[str, object]]) -> str:
    """Rows that are bindings by name."""
    triples = []
    for place, row in enumerate(found):
        node = BlankNode(f"row{place}")
        triples.append(Triple(node, NamedNode("row:is"), NamedNode("row:row")))
        triples += [Triple(node, NamedNode(f"row:{k}"), value(v)) for k, v in row.items() if v is not None]  # type: ignore[arg-type]
    return canonical(triples)


def result_set(triples: list[Triple]) -> str:
    """Rows that are written in RDF."""
    facts: dict[object, dict[str, list[object]]] = {}
    for t in triples:
        facts.setdefault(t.subject, {}).setdefault(t.predicate.value.removeprefix(RS), []).append(t.object)
    found: list[dict[str, object]] = []
    for node in (solution for known in facts.values() for solution in known.get("solution", [])):
        bindings = [facts[b] for b in facts[node].get("binding", [])]
        found.append({b["variable"][0].value: b["value"][0] for b in bindings})  # type: ignore[attr-defined]
    return rows_of(found)


def value(term: object) -> object:
    """A term, a number without the digits that do not count, a truth value as a word."""
    if isinstance(term, Literal) and term.datatype.value == f"{XSD}boolean":
        return Literal({"0": "false", "1": "true"}.get(term.value, term.value), datatype=term.datatype)
    if isinstance(term, Literal) and term.datatype.value in NUMBERS:
        try:
            return Literal(str(Decimal(term.value).normalize()), datatype=term.datatype)
        except InvalidOperation:
            return term
    return term


def canonical(triples: list[Triple]) -> str:
    """The same text for the same graph, whatever its blank nodes are called."""
    dataset = Dataset(Quad(t.subject, t.predicate, value(t.object), DefaultGraph()) for t in triples)  # type: ignore[arg-type]
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def based(folder: Path, test: Test) -> str:
    """The query, with the base that its place gives it."""
    return f"BASE <{BASE}{test.query}>\n{(folder / test.query).read_text(encoding='utf-8')}"


def over_http(client: httpx.Client) -> Engine:
    """A server."""

    def ask(test: Test, query: str) -> Answer:
        dataset = {
            "default-graph-uri": [BASE + d for d in test.data],
            "named-graph-uri": [BASE + n for n in test.named],
        }
        found = client.get("/sparql", params={"query": query, **dataset}, headers={"Accept": ACCEPT})  # type: ignore[dict-item]
        found.raise_for_status()
        return answer_of(found.content, ".srx" if "xml" in found.headers["content-type"] else ".nt")

    return ask


def in_pyoxigraph(store: Store) -> Engine:
    """The engine itself."""

    def ask(test: Test, query: str) -> Answer:
        default, named = [NamedNode(BASE + d) for d in test.data], [NamedNode(BASE + n) for n in test.named]
        found = store.query(query, default_graph=default, named_graphs=named)  # type: ignore[arg-type]
        if isinstance(found, QueryBoolean):
            return bool(found)
        return rows(found) if isinstance(found, QuerySolutions) else canonical(list(found))

    return ask


def in_rdflib(folder: Path) -> Engine:
    """rdflib, in memory."""

    def ask(test: Test, query: str) -> Answer:
        dataset = rdflib.Dataset()
        for path in test.data:
            dataset.default_graph.parse(folder / path, publicID=BASE + path)
        for path in test.named:
            dataset.graph(BASE + path).parse(folder / path, publicID=BASE + path)
        found = dataset.query(query)
        if found.type in {"CONSTRUCT", "DESCRIBE"}:
            return answer_of(found.serialize(format="nt") or b"", ".nt")
        return answer_of(found.serialize(format="xml") or b"", ".srx")

    return ask


def failures(folder: Path, tests: list[Test], engine: Engine) -> dict[str, str]:
    """Tests that an engine does not pass, each with the reason."""
    failed = {}
    for test in tests:
        try:
            got, expected = engine(test, based(folder, test)), expected_of(folder, test)
        except Exception as error:  # noqa: BLE001 — whatever an engine raises, it did not pass
            failed[test.name] = " ".join(str(error).split())[:120]
            continue
        if got != expected:
            failed[test.name] = "another answer"
    return failed


def expected_of(folder: Path, test: Test) -> Answer:
    """The answer that a test expects."""
    path = folder / test.result
    return answer_of(path.read_bytes(), path.suffix, BASE + test.result)


def load(folder: Path, tests: list[Test], place: Path) -> Store:
    """A store with all data, each file a graph; also what is behind `kg serve`."""
    Graph.open(place).close()
    store = Store(str(place))
    for path in sorted({path for test in tests for path in (*test.data, *test.named)}):
        name = NamedNode(BASE + path)
        store.add_graph(name)
        store.load((folder / path).read_bytes(), format=FORMATS[Path(path).suffix], base_iri=BASE + path, to_graph=name)
    store.flush()
    return store


def protocol_failures(folder: Path, client: httpx.Client) -> Mapping[str, str]:
    """Tests of the protocol that the server does not pass, each with the reason."""
    graph = manifest(folder, "protocol")
    failed = {}
    for test in sorted(graph.subjects(RDF.type, MF.ProtocolTest)):
        client.post("/sparql", data={"update": "DROP ALL"}, headers=WRITER).raise_for_status()
        files = {
            str(graph.value(d, rdflib.RDFS.label)): graph.value(d, UT.graph) for d in graph.objects(test, UT.graphData)
        }
        for name, file in {ABSENT: None, **files}.items():
            body = (folder / local(file)).read_bytes() if file else b""
            place = {"graph": name}
            headers = {"Content-Type": "application/n-triples", **WRITER}
            client.put("/store", params=place, content=body, headers=headers).raise_for_status()
        requests = Collection(graph, graph.value(graph.value(test, MF.action), HT.requests))  # type: ignore[arg-type]
        reasons = [reason for request in requests if (reason := request_failure(graph, request, client))]
        if reasons:
            failed[str(test).rsplit("#", 1)[-1]] = reasons[0]
    return failed


def request_failure(graph: rdflib.Graph, request: rdflib.term.Node, client: httpx.Client) -> str:
    """What is wrong with the answer to a request, "" if nothing is."""
    fields = Collection(graph, graph.value(request, HT.headers) or RDF.nil)
    headers = {str(graph.value(f, HT.fieldName)).lower(): str(graph.value(f, HT.fieldValue)) for f in fields}
    body = graph.value(request, HT.body)
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8")
    content = str(graph.value(body, CNT.chars) or "").encode(encoding)
    path = str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    method = str(graph.value(request, HT.methodName))
    answer = client.request(method, path, headers={**WRITER, **headers}, content=content)
    response = graph.value(request, HT.resp)
    statuses = {str(s)[-3:] for s in graph.objects(response, MF.expectedStatus)}
    if statuses and not any(matches(answer.status_code, status) for status in statuses):
        return f"status {answer.status_code}, not {' or '.join(sorted(statuses))}: {unquote(path)[:80]}"
    truth = graph.value(response, MF.expectedBoolean)
    if truth is not None and answer.json()["boolean"] != truth.toPython():
        return f"not {truth}"
    return ""


@dataclass(frozen=True, slots=True)
class Suite:
    """What became of the tests of one kind."""

    name: str
    count: int
    failed: Mapping[str, Mapping[str, str]]
    """Engine -> tests that it did not pass, with the reasons."""

    def row(self) -> str:
        """How many each engine passes; nothing where it was not asked."""
        passed = (str(self.count - len(self.failed[e])) if e in self.failed else "" for e in ENGINES)
        return f"| {self.name}, {self.count} | {' | '.join(passed)} |"

    def notes(self) -> Iterator[str]:
        """What the server does not pass."""
        mine, engine = self.failed["kg serve"], self.failed.get("pyoxigraph", {})
        if both := sorted(mine.keys() & engine.keys()):
            yield f"- {self.name}, not passed, nor by pyoxigraph: {', '.join(both)}"
        for test, reason in sorted(mine.items()):
            if test not in engine:
                yield f"- {self.name}, {test}: {reason}"


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
    """Measure and print."""
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
        suites = [queries(folder, Path(place)), *writes(folder, Path(place))]
        left_out = sum(w3c_writes.fetches(text_of(folder, test)) for test in w3c_writes.update_tests(folder))
    text = report(suites, left_out)
    print(text)
    if options.verbose:
        for suite in suites:
            for engine, found in suite.failed.items():
                for name, reason in sorted(found.items()):
                    print(f"{suite.name}, {engine}: {name}: {reason}")
    if options.write:
        write_section("w3c", text)


def queries(folder: Path, place: Path) -> Suite:
    """Evaluation of queries, by all three."""
    tests = sorted(evaluation_tests(folder), key=lambda test: test.name)
    store = load(folder, tests, place / "w3c.kg")
    failed = {"pyoxigraph": failures(folder, tests, in_pyoxigraph(store))}
    del store
    with served(place / "w3c.kg") as url, httpx.Client(base_url=url, timeout=30) as client:
        failed["kg serve"] = failures(folder, tests, over_http(client))
    failed["rdflib"] = failures(folder, tests, in_rdflib(folder))
    return Suite("evaluation of queries", len(tests), failed)


def writes(folder: Path, place: Path) -> Iterator[Suite]:
    """Protocol, updates and graph stores, on a server that may be written to."""
    tests = [t for t in w3c_writes.update_tests(folder) if not w3c_writes.fetches(text_of(folder, t))]
    kinds = {
        "evaluation of updates": [t for t in tests if t.valid is None],
        "syntax of updates": [t for t in tests if t.valid is not None],
    }
    with served(place / "new.kg", "--write") as url, httpx.Client(base_url=url, timeout=30) as client:
        count = len(set(manifest(folder, "protocol").subjects(RDF.type, MF.ProtocolTest)))
        yield Suite("protocol", count, {"kg serve": protocol_failures(folder, client)})
        engines = {
            "kg serve": w3c_writes.over_http(client),
            "pyoxigraph": w3c_writes.in_pyoxigraph,
            "rdflib": w3c_writes.in_rdflib,
        }
        for name, some in kinds.items():
            failed = {engine: w3c_writes.update_failures(folder, some, run) for engine, run in engines.items()}
            yield Suite(name, len(some), failed)
        count, failed_stores = w3c_writes.graph_store_failures(folder, client)
        yield Suite("Graph Store Protocol", count, {"kg serve": failed_stores})


def text_of(folder: Path, test: w3c_writes.Update) -> str:
    """The request of a test of updates."""
    return (folder / test.request).read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
