"""The W3C's tests of queries, as `benchmarks/w3c.py` puts them to engines and servers: evaluation, formats of results, syntax.

All data lie in one store, each file as a graph of its own, and a test names its graphs by `default-graph-uri` and
`named-graph-uri`, unless its query names them. A server is asked for the format in which the test gives its answer.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, Store
from rdflib.plugins.sparql import prepareQuery

from benchmarks.w3c_answers import FORMATS, Answer, answer_of, canonical, rows, rows_of
from benchmarks.w3c_terms import BASE, MF, QT, instances, local, manifest, named
from kg.sparql.network import chooses_graphs
from kg.store import Store as Graph

__all__ = [
    "Engine",
    "Syntax",
    "Test",
    "answered_by",
    "evaluation_tests",
    "failures",
    "in_pyoxigraph",
    "in_rdflib",
    "load",
    "over_http",
    "read_by_pyoxigraph",
    "read_by_rdflib",
    "syntax_failures",
    "syntax_tests",
]

ACCEPT = {
    ".srj": "application/sparql-results+json",
    ".tsv": "text/tab-separated-values",
    ".csv": "text/csv",
    ".nt": "application/n-triples",
}
"""Suffix of an expected answer -> what a server is asked for; of others XML or triples."""
OTHERWISE = "application/sparql-results+xml, application/n-triples"

ABSENT = "syntax-query/file"
"""A graph that a test of syntax names but does not bring: it stands there, empty, since the server refuses graphs it lacks."""
UNSUPPORTED = "is not supported"
"""What the engine says of a query that it has read, but that calls a function of its own."""


@dataclass(frozen=True, slots=True)
class Test:
    """A test of evaluation: files by their path in the folder."""

    name: str
    query: str
    data: tuple[str, ...]
    named: tuple[str, ...]
    result: str


Engine = Callable[[Test, str], Answer]


@dataclass(frozen=True, slots=True)
class Syntax:
    """A test of syntax: whether a query is to be read or refused."""

    name: str
    query: str
    valid: bool


def evaluation_tests(folder: Path, kind: rdflib.URIRef) -> Iterator[Test]:
    """All tests of evaluation of a kind, by name."""
    for path in sorted(folder.glob("*/manifest.ttl")):
        graph = manifest(folder, path.parent.name)
        for node in instances(graph, kind):
            action = graph.value(node, MF.action)
            files = [[local(i) for i in graph.objects(action, p)] for p in (QT.query, QT.data, QT.graphData)]
            result = local(graph.value(node, MF.result))
            yield Test(named(node), files[0][0], tuple(sorted(files[1])), tuple(sorted(files[2])), result)


def syntax_tests(folder: Path) -> Iterator[Syntax]:
    """All tests of the syntax of queries, by name; some manifests say the same of updates, which are other tests."""
    for path in sorted(folder.glob("*/manifest.ttl")):
        graph = manifest(folder, path.parent.name)
        kinds = ((MF.PositiveSyntaxTest11, True), (MF.NegativeSyntaxTest11, False))
        found = [(node, valid) for kind, valid in kinds for node in instances(graph, kind)]
        for node, valid in sorted(found):
            if (query := local(graph.value(node, MF.action))).endswith(".rq"):
                yield Syntax(named(node), query, valid)


def based(folder: Path, test: Test | Syntax) -> str:
    """The query, with the base that its place gives it."""
    return f"BASE <{BASE}{test.query}>\n{(folder / test.query).read_text(encoding='utf-8')}"


def over_http(client: httpx.Client) -> Engine:
    """A server."""

    def ask(test: Test, query: str) -> Answer:
        dataset = {
            "default-graph-uri": [BASE + d for d in test.data],
            "named-graph-uri": [BASE + n for n in test.named],
        }
        given = {"query": query} if chooses_graphs(query) else {"query": query, **dataset}
        accept = ACCEPT.get(Path(test.result).suffix, OTHERWISE)
        found = client.get("/sparql", params=given, headers={"Accept": accept})
        found.raise_for_status()
        return answer_of(found.content, suffix_of(found.headers["content-type"]))

    return ask


def suffix_of(media: str) -> str:
    """The suffix of files of a media type.

    >>> suffix_of("text/csv; charset=utf-8"), suffix_of("application/sparql-results+xml")
    ('.csv', '.srx')
    """
    return next((suffix for suffix, known in ACCEPT.items() if media.startswith(known)), ".srx")


def in_pyoxigraph(store: Store) -> Engine:
    """The engine itself."""

    def ask(test: Test, query: str) -> Answer:
        default, others = [NamedNode(BASE + d) for d in test.data], [NamedNode(BASE + n) for n in test.named]
        if chooses_graphs(query):
            found = store.query(query)
        else:
            found = store.query(query, default_graph=default, named_graphs=others)  # type: ignore[arg-type]
        if isinstance(found, QueryBoolean):
            return bool(found)
        if not isinstance(found, QuerySolutions):
            return canonical(found)
        return (
            answer_of(found.serialize(format=QueryResultsFormat.CSV) or b"", ".csv")
            if test.result.endswith(".csv")
            else rows(found)
        )

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
        if found.type == "ASK":
            return bool(found.askAnswer)
        if found.type in {"CONSTRUCT", "DESCRIBE"}:
            return answer_of(found.serialize(format="nt") or b"", ".nt")
        if test.result.endswith(".csv"):
            return answer_of(found.serialize(format="csv") or b"", ".csv")
        return rows_of({str(name): term(value) for name, value in row.items()} for row in found.bindings)

    return ask


def term(found: object) -> object:
    """A term of rdflib as one of pyoxigraph; so rows need not pass through its writers, which lose `0` and `false`."""
    match found:
        case rdflib.Literal():
            datatype = NamedNode(str(found.datatype)) if found.datatype else None
            return Literal(str(found), datatype=datatype, language=None if datatype else found.language)
        case rdflib.BNode():
            return BlankNode(str(found))
        case rdflib.URIRef():
            return NamedNode(str(found))
    return None


def failures(folder: Path, tests: Iterable[Test], engine: Engine) -> dict[str, str]:
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


def load(folder: Path, tests: Iterable[Test], place: Path) -> Store:
    """A store with all data, each file a graph; also what is behind `kg serve`."""
    Graph.open(place).close()
    store = Store(str(place))
    store.add_graph(NamedNode(BASE + ABSENT))
    for path in sorted({path for test in tests for path in (*test.data, *test.named)}):
        name = NamedNode(BASE + path)
        store.add_graph(name)
        store.load((folder / path).read_bytes(), format=FORMATS[Path(path).suffix], base_iri=BASE + path, to_graph=name)
    store.flush()
    return store


def syntax_failures(folder: Path, tests: Iterable[Syntax], reads: Callable[[str], bool]) -> dict[str, str]:
    """Tests of syntax that an engine does not pass, each with what it did."""
    found = {test: reads(based(folder, test)) for test in tests}
    return {test.name: "read" if read else "not read" for test, read in found.items() if read != test.valid}


def answered_by(client: httpx.Client) -> Callable[[str], bool]:
    """Whether a server reads a query."""

    def reads(text: str) -> bool:
        found = client.post("/sparql", content=text.encode(), headers={"Content-Type": "application/sparql-query"})
        return found.status_code == 200 or UNSUPPORTED in found.text

    return reads


def read_by_pyoxigraph(text: str) -> bool:
    """Whether the engine itself reads a query."""
    try:
        Store().query(text)
    except SyntaxError:
        return False
    except RuntimeError as error:
        return UNSUPPORTED in str(error)
    return True


def read_by_rdflib(text: str) -> bool:
    """Whether rdflib reads a query."""
    try:
        prepareQuery(text)
    except Exception:  # noqa: BLE001 — however it says so, it cannot read it
        return False
    return True
