"""How the W3C writes its tests down: vocabularies, manifests, expected statuses."""

from pathlib import Path

import rdflib
from rdflib import RDF, Namespace
from rdflib.collection import Collection

__all__ = [
    "BASE",
    "CNT",
    "HT",
    "MF",
    "QT",
    "UT",
    "all_tests",
    "fields",
    "instances",
    "local",
    "manifest",
    "matches",
    "named",
]

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
QT = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-query#")
UT = Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
HT = Namespace("http://www.w3.org/2011/http#")
CNT = Namespace("http://www.w3.org/2011/content#")


def manifest(folder: Path, name: str) -> rdflib.Graph:
    """A manifest, of several files where it has several; its IRIs are those of the W3C's site."""
    found = rdflib.Graph()
    for path in sorted((folder / name).glob("manifest*.ttl")):
        found.parse(path, publicID=f"{BASE}{name}/{path.name}", format="turtle")
    return found


def all_tests(folder: Path) -> set[str]:
    """The names of all tests of whatever kind."""
    graphs = [manifest(folder, path.parent.name) for path in folder.glob("*/manifest.ttl")]
    typed = (pair for graph in graphs for pair in graph.subject_objects(RDF.type))
    return {named(node) for node, kind in typed if str(kind).startswith(MF) and "Test" in str(kind)}


def instances(graph: rdflib.Graph, kind: rdflib.URIRef) -> list[rdflib.URIRef]:
    """What is of a kind, by name."""
    return sorted(node for node in graph.subjects(RDF.type, kind) if isinstance(node, rdflib.URIRef))


def named(node: rdflib.term.Node) -> str:
    """The name of a test: its suite, its own.

    >>> named(rdflib.URIRef(BASE + "bind/manifest#bind01"))
    'bind/bind01'
    """
    suite, _, name = str(node).removeprefix(BASE).partition("#")
    return f"{suite.partition('/')[0]}/{name}"


def local(iri: object) -> str:
    """The path of a file in the folder."""
    return str(iri).removeprefix(BASE)


def matches(status: int, pattern: str) -> bool:
    """Whether a status is one of a class such as 2xx.

    >>> matches(204, "2xx"), matches(204, "400")
    (True, False)
    """
    return all(wanted in {"x", got} for wanted, got in zip(pattern, str(status), strict=True))


def fields(graph: rdflib.Graph, node: rdflib.term.Node) -> dict[str, str]:
    """The headers of a request."""
    found = Collection(graph, graph.value(node, HT.headers) or RDF.nil)
    return {str(graph.value(f, HT.fieldName)).lower(): str(graph.value(f, HT.fieldValue)) for f in found}
