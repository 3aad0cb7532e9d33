"""What the service says of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from pyoxigraph import BlankNode, NamedNode, Triple

from kg.rdf.names import PREFIXES
from kg.serve.answering import triples
from kg.serve.formats import GRAPHS, RESULTS
from kg.serve.frames import Reply

if TYPE_CHECKING:
    from kg.serve.worker import Desk

__all__ = ["WORK"]

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
FORMATS: Final = "http://www.w3.org/ns/formats/"
FORMAT_NAMES: Final = {
    "application/sparql-results+json": "SPARQL_Results_JSON", "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV", "text/tab-separated-values": "SPARQL_Results_TSV", "text/turtle": "Turtle",
    "application/n-triples": "N-Triples", "application/rdf+xml": "RDF_XML", "application/ld+json": "JSON-LD",
    "application/trig": "TriG", "application/n-quads": "N-Quads", "text/n3": "N3",
}  # fmt: skip
"""Media type -> name of its format among those that the W3C has given one."""
TYPE: Final = NamedNode(f"{PREFIXES['rdf']}type")


def describe(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """The service description."""
    del body
    graphs = [g for g in desk.quads.named_graphs() if isinstance(g, NamedNode)]
    return triples(
        description(str(asked["endpoint"]), graphs, update=bool(asked["update"])), str(asked["accept"]), desk.limits
    )


def description(endpoint: str, graphs: list[NamedNode], *, update: bool) -> Iterator[Triple]:
    """The triples of the service description."""
    service, dataset, default = NamedNode(endpoint), BlankNode("dataset"), BlankNode("default")
    yield Triple(service, TYPE, sd("Service"))
    yield Triple(service, sd("endpoint"), service)
    for language in ["SPARQL11Query", *(["SPARQL11Update"] if update else [])]:
        yield Triple(service, sd("supportedLanguage"), sd(language))
    for media in (*RESULTS, *GRAPHS):
        if media in FORMAT_NAMES:
            yield Triple(service, sd("resultFormat"), NamedNode(FORMATS + FORMAT_NAMES[media]))
    yield Triple(service, sd("defaultDataset"), dataset)
    yield Triple(dataset, TYPE, sd("Dataset"))
    yield Triple(dataset, sd("defaultGraph"), default)
    yield Triple(default, TYPE, sd("Graph"))
    for place, graph in enumerate(sorted(graphs, key=str)):
        named = BlankNode(f"named{place}")
        yield Triple(dataset, sd("namedGraph"), named)
        yield Triple(named, TYPE, sd("NamedGraph"))
        yield Triple(named, sd("name"), graph)


def sd(name: str) -> NamedNode:
    """A term of the vocabulary of service descriptions."""
    return NamedNode(SD + name)


WORK: Final[Mapping[str, Callable[["Desk", Mapping[str, object], bytes], Reply]]] = {"describe": describe}
"""Name of a job -> what does it."""
