"""The W3C's tests of the SPARQL 1.1 Protocol and of service descriptions, as `benchmarks/w3c.py` puts them to a server."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import unquote

import httpx
import rdflib
from rdflib import RDF, Namespace, URIRef
from rdflib.collection import Collection

from benchmarks.server import WRITER
from benchmarks.w3c_terms import CNT, HT, MF, UT, fields, instances, local, manifest, matches, named

__all__ = ["description_failures", "protocol_failures", "slips"]

ABSENT = "http://kasei.us/2009/09/sparql/data/data0.rdf"
"""A graph that tests of the protocol name but do not bring: it stands there, empty, since the server refuses graphs it lacks."""
SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
SCHEMA: Mapping[URIRef, tuple[URIRef, URIRef | frozenset[URIRef] | None]] = {
    SD.endpoint: (SD.Service, None),
    SD.feature: (
        SD.Service,
        frozenset(
            {SD.DereferencesURIs, SD.UnionDefaultGraph, SD.RequiresDataset, SD.EmptyGraphs, SD.BasicFederatedQuery}
        ),
    ),
    SD.defaultEntailmentRegime: (SD.Service, None),
    SD.supportedLanguage: (SD.Service, frozenset({SD.SPARQL10Query, SD.SPARQL11Query, SD.SPARQL11Update})),
    SD.inputFormat: (SD.Service, None),
    SD.resultFormat: (SD.Service, None),
    SD.defaultDataset: (SD.Service, SD.Dataset),
    SD.availableGraphs: (SD.Service, SD.GraphCollection),
    SD.defaultGraph: (SD.Dataset, SD.Graph),
    SD.namedGraph: (SD.Dataset, SD.NamedGraph),
    SD.name: (SD.NamedGraph, None),
    SD.graph: (SD.NamedGraph, SD.Graph),
}
"""Property -> the class of what it is said of, and the class of its value or the values that it may have.

https://www.w3.org/TR/sparql11-service-description/"""
ONCE = (SD.endpoint, SD.defaultDataset, SD.defaultGraph, SD.name)


def protocol_failures(folder: Path, client: httpx.Client) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The tests of the protocol, and those that the server does not pass, each with the reason."""
    graph, failed = manifest(folder, "protocol"), {}
    tests = instances(graph, MF.ProtocolTest)
    for test in tests:
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
            failed[named(test)] = reasons[0]
    return tuple(map(named, tests)), failed


def request_failure(graph: rdflib.Graph, request: rdflib.term.Node, client: httpx.Client) -> str:
    """What is wrong with the answer to a request, "" if nothing is."""
    body = graph.value(request, HT.body)
    encoding = str(graph.value(body, CNT.characterEncoding) or "utf-8")
    content = str(graph.value(body, CNT.chars) or "").encode(encoding)
    path = str(graph.value(request, HT.absolutePath)).replace("/sparql/", "/sparql", 1)
    method = str(graph.value(request, HT.methodName))
    answer = client.request(method, path, headers={**WRITER, **fields(graph, request)}, content=content)
    response = graph.value(request, HT.resp)
    statuses = {str(s)[-3:] for s in graph.objects(response, MF.expectedStatus)}
    if statuses and not any(matches(answer.status_code, status) for status in statuses):
        return f"status {answer.status_code}, not {' or '.join(sorted(statuses))}: {unquote(path)[:80]}"
    truth = graph.value(response, MF.expectedBoolean)
    if truth is not None and str(answer.json()["boolean"]).lower() != str(truth):
        return f"not {truth}"
    return ""


def description_failures(folder: Path, client: httpx.Client) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The tests of service descriptions, and those that the server does not pass, with the reason."""
    tests = [named(node) for node in instances(manifest(folder, "service-description"), MF.ServiceDescriptionTest)]
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    graph, failed = rdflib.Graph(), {}
    try:
        graph.parse(data=answer.raise_for_status().text, format="turtle")
    except Exception as error:  # noqa: BLE001 — whatever it is, it is no description
        return tuple(tests), dict.fromkeys(tests, str(error))
    if (None, SD.endpoint, URIRef(str(answer.url))) not in graph:
        failed["service-description/has-endpoint-triple"] = f"no endpoint {answer.url}"
    if wrong := list(slips(graph)):
        failed["service-description/conforms-to-schema"] = wrong[0]
    return tuple(tests), failed


def slips(graph: rdflib.Graph) -> Iterator[str]:
    """Where a description does not keep to the vocabulary of service descriptions."""
    for subject, predicate, value in sorted(graph):
        if not str(predicate).startswith(SD):
            continue
        if predicate not in SCHEMA:
            yield f"{predicate} is no property of the vocabulary"
            continue
        domain, allowed = SCHEMA[URIRef(str(predicate))]
        if (subject, RDF.type, domain) not in graph:
            yield f"{predicate} is said of what is no {domain}"
        if isinstance(allowed, URIRef) and (value, RDF.type, allowed) not in graph:
            yield f"{predicate} has a value that is no {allowed}"
        if isinstance(allowed, frozenset) and value not in allowed:
            yield f"{predicate} may not be {value}"
        if predicate in ONCE and len(set(graph.objects(subject, predicate))) > 1:
            yield f"{predicate} has several values"
