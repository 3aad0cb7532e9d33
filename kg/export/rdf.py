"""RDF formats. pyoxigraph writes them all, so every name and text is escaped as its format wants."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from pyoxigraph import DefaultGraph, Quad, RdfFormat, serialize

from kg.rdf.terms import META, PREFIXES

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["write_jsonld", "write_nquads", "write_trig", "write_turtle"]


def write_nquads(store: "Store", out: TextIO) -> None:
    """All quads as canonical N-Quads, sorted: equal graphs give equal bytes."""
    out.writelines(store.nquads())


def write_turtle(store: "Store", out: TextIO) -> None:
    """The default graph: articles, evidence, statements and asserted edges. Inferred edges have a graph of their own."""
    default = (quad for quad in ordered(store) if quad.graph_name == DefaultGraph())
    out.write(written((quad.triple for quad in default), RdfFormat.TURTLE))


def write_trig(store: "Store", out: TextIO) -> None:
    """All graphs, for people to read."""
    out.write(written(ordered(store), RdfFormat.TRIG))


def write_jsonld(store: "Store", out: TextIO) -> None:
    """All graphs, in expanded form: it has no context that a reader would fetch."""
    out.write(written(ordered(store), RdfFormat.JSON_LD))
    out.write("\n")


def ordered(store: "Store") -> list[Quad]:
    """All quads, by graph, subject, predicate and object."""
    found = (q for q in store.quads.quads_for_pattern(None, None, None, None) if q.graph_name != META)
    return sorted(found, key=lambda q: (str(q.graph_name), str(q.subject), str(q.predicate), str(q.object)))


def written(quads: Iterable[object], form: RdfFormat) -> str:
    """Quads or triples in a format."""
    data = serialize(quads, format=form, prefixes=dict(PREFIXES))  # type: ignore[arg-type]
    return (data or b"").decode("utf-8")
