"""The W3C's tests of SPARQL 1.1 Update and of the Graph Store Protocol, as `benchmarks/w3c.py` puts them to engines and servers.

An update passes if all graphs are afterwards as the test expects, whatever their blank nodes are called. A test of syntax passes if
the engine reads what it should, and says that it cannot read what it should not. The tests of the Graph Store Protocol speak of
`http://www.example/gsp`; that is read as the address of the server's graph store.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import rdflib
from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
    serialize,
)
from rdflib.collection import Collection
from rdflib.plugins.sparql.parser import parseUpdate

from benchmarks.server import WRITER
from benchmarks.w3c_terms import BASE, CNT, HT, MF, UT, fields, instances, local, manifest, matches, named
from kg.rdf.terms import META
from kg.sparql.tokens import tokens

__all__ = [
    "Update",
    "graph_store_failures",
    "in_pyoxigraph",
    "in_rdflib",
    "over_http",
    "update_failures",
    "update_tests",
]

N_TRIPLES = "application/n-triples"
LOADS = "fetches a graph by LOAD; refused on purpose"
SYNTAX = (
    (MF.PositiveUpdateSyntaxTest11, True),
    (MF.NegativeUpdateSyntaxTest11, False),
    (MF.NegativeSyntaxTest11, False),
)
"""Kind of test -> whether its text is to be read; some manifests call bad updates bad queries."""
Files = Mapping[str, str]
"""Name of a graph, "" for the default graph -> path of the file with its triples."""
State = str
"""All graphs, in a form that can be compared."""


@dataclass(frozen=True, slots=True)
class Update:
    """A test of updates; of one of syntax, only whether it can be read counts."""

    name: str
    request: str
    before: Files
    after: Files
    valid: bool | None = None
    """Of a test of syntax: whether the request is to be read or refused."""


Engine = Callable[[Update, str, Path], State | bool]


def update_tests(folder: Path) -> Iterator[Update]:
    """All tests of updates; those that fetch are among them."""
    for path in sorted(folder.glob("*/manifest.ttl")):
        graph = manifest(folder, path.parent.name)
        for node in instances(graph, MF.UpdateEvaluationTest):
            action, result = graph.value(node, MF.action), graph.value(node, MF.result)
            request = local(graph.value(action, UT.request))
            yield Update(named(node), request, files(graph, action), files(graph, result))
        for kind, valid in SYNTAX:
            for node in instances(graph, kind):
                if (request := local(graph.value(node, MF.action))).endswith(".ru"):
                    yield Update(named(node), request, {}, {}, valid)


def files(graph: rdflib.Graph, node: rdflib.term.Node | None) -> Files:
    """The graphs that a test begins or ends with."""
    found = {"": local(graph.value(node, UT.data))} if graph.value(node, UT.data) else {}
    for data in graph.objects(node, UT.graphData):
        found[str(graph.value(data, rdflib.RDFS.label))] = local(graph.value(data, UT.graph))
    return found


def fetches(text: str) -> bool:
    """Whether an update has the word LOAD in it."""
    return any(token.kind == "word" and token.upper == "LOAD" for token in tokens(text))


def quads_of(folder: Path, graphs: Files) -> Iterator[Quad]:
    """The quads that files hold."""
    for name, path in graphs.items():
        for quad in parse(
            (folder / path).read_bytes(), format=RdfFormat.TURTLE, base_iri=BASE + path, rename_blank_nodes=True
        ):
            yield in_graph(quad, name)


def in_graph(quad: Quad, name: str) -> Quad:
    """The same triple in a graph, "" for the default graph."""
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(name) if name else DefaultGraph())


def state(quads: Iterable[Quad]) -> State:
    """The same text for the same graphs, whatever their blank nodes are called."""
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return "\n".join(sorted(map(str, dataset)))


def over_http(client: httpx.Client) -> Engine:
    """A server."""

    def run(test: Update, text: str, folder: Path) -> State | bool:
        client.post("/sparql", data={"update": "DROP ALL"}, headers=WRITER).raise_for_status()
        for name, path in test.before.items():
            place, headers = {"graph": name} if name else {"default": ""}, {"Content-Type": N_TRIPLES, **WRITER}
            triples = parse((folder / path).read_bytes(), format=RdfFormat.TURTLE, base_iri=BASE + path)
            data = serialize((quad.triple for quad in triples), format=RdfFormat.N_TRIPLES) or b""
            client.put("/store", params=place, content=data, headers=headers).raise_for_status()
        answer = client.post("/sparql", data={"update": text}, headers=WRITER)
        if test.valid is not None:  # what can be read may still not be done: to drop a graph that there is not
            return answer.status_code == 204 or (test.valid and not answer.text.startswith("query, line"))
        answer.raise_for_status()
        return state(served(client))

    return run


def served(client: httpx.Client) -> Iterator[Quad]:
    """All quads of a server, but those that say that its files are a graph of ours."""
    names = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}).raise_for_status()
    found = [row["g"]["value"] for row in names.json()["results"]["bindings"]]
    for name in ["", *(name for name in found if name != META.value)]:
        place, accept = {"graph": name} if name else {"default": ""}, {"Accept": N_TRIPLES}
        data = client.get("/store", params=place, headers=accept).raise_for_status().content
        for quad in parse(data, format=RdfFormat.N_TRIPLES):
            yield in_graph(quad, name)


def in_pyoxigraph(test: Update, text: str, folder: Path) -> State | bool:
    """The engine itself."""
    store = Store()
    store.extend(quads_of(folder, test.before))
    try:
        store.update(text, base_iri=BASE + test.request)
    except SyntaxError:
        if test.valid is None:
            raise
        return False
    except (RuntimeError, OSError):  # read, but not to be done
        if test.valid is None:
            raise
    return True if test.valid is not None else state(store)


def in_rdflib(test: Update, text: str, folder: Path) -> State | bool:
    """rdflib, in memory."""
    if test.valid is not None:
        try:
            parseUpdate(text)
        except Exception:  # noqa: BLE001 — however it says so, it cannot read it
            return False
        return True
    dataset = rdflib.Dataset()
    for name, path in test.before.items():
        graph = dataset.graph(name) if name else dataset.default_graph
        graph.parse(folder / path, publicID=BASE + path, format="turtle")
    dataset.update(text)
    return state(parse(dataset.serialize(format="nquads", encoding="utf-8"), format=RdfFormat.N_QUADS))


def update_failures(folder: Path, tests: Iterable[Update], engine: Engine) -> dict[str, str]:
    """Tests that an engine does not pass, each with the reason; those that fetch are not put to it."""
    failed = {}
    for test in tests:
        text = (folder / test.request).read_text(encoding="utf-8")
        expected = test.valid if test.valid is not None else state(quads_of(folder, test.after))
        try:
            got = engine(test, f"BASE <{BASE}{test.request}>\n{text}" if test.valid is None else text, folder)
        except Exception as error:  # noqa: BLE001 — whatever an engine raises, it did not pass
            failed[test.name] = " ".join(str(error).split())[:120]
            continue
        if got != expected:
            failed[test.name] = "other graphs" if test.valid is None else "read" if got else "not read"
    return failed


def graph_store_failures(folder: Path, client: httpx.Client) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The tests of the Graph Store Protocol, and those that the server does not pass, with the reason."""
    graph, failed = manifest(folder, "graph-store-protocol"), {}
    tests = instances(graph, MF.GraphStoreProtocolTest)
    for test in tests:
        client.post("/sparql", data={"update": "DROP ALL"}, headers=WRITER).raise_for_status()
        requests = Collection(graph, graph.value(graph.value(test, MF.action), HT.requests))  # type: ignore[arg-type]
        location = ""
        for request in requests:
            answer, reason = asked(graph, request, client, location)
            location = answer.headers.get("location", location)
            if reason:
                failed[named(test)] = reason
                break
    return tuple(map(named, tests)), failed


def asked(
    graph: rdflib.Graph, request: rdflib.term.Node, client: httpx.Client, location: str
) -> tuple[httpx.Response, str]:
    """The answer to a request, and what is wrong with it."""
    host = client.base_url.netloc.decode()

    def here(text: str) -> str:
        found = text.replace("$LOCATION$", quote(location, safe=""))
        return found.replace("%2Fwww.example%2Fgsp", quote(f"/{host}/store", safe="")).replace(
            "www.example/gsp", f"{host}/store"
        )

    path, method = (str(graph.value(request, name)) for name in (HT.absolutePath, HT.methodName))
    headers = fields(graph, request)
    body = here(str(graph.value(graph.value(request, HT.body), CNT.chars) or ""))
    answer = client.request(
        method, here(path.replace("/gsp", "/store", 1)), headers={**WRITER, **headers}, content=body.encode()
    )
    response = graph.value(request, HT.resp)
    wanted = {STATUS[str(s).rsplit("#", 1)[-1]] for s in graph.objects(response, MF.expectedStatus)}
    if not any(matches(answer.status_code, status) for status in wanted):
        return answer, f"{method} {path}: status {answer.status_code}, not {' or '.join(sorted(wanted))}"
    expected = graph.value(graph.value(response, HT.body), CNT.chars)
    if expected is not None and triples(answer.text, str(answer.url)) != triples(here(str(expected)), str(answer.url)):
        return answer, f"{method} {path}: another graph"
    return answer, ""


STATUS = {
    "OK": "200", "Created": "201", "NoContent": "204", "NotFound": "404", "StatusCode2xx": "2xx", "StatusCode3xx": "3xx",
    "StatusCode4xx": "4xx",
}  # fmt: skip


def triples(turtle: str, base: str) -> State:
    """The triples of a text."""
    return state(parse(turtle, format=RdfFormat.TURTLE, base_iri=base))
