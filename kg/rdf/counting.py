"""How much of what a graph holds, counted from the quads that come and go, so that no question has to count them all."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from kg.assembly import Status
from kg.rdf import terms as t
from kg.rdf.terms import ENT, KG

__all__ = ["CHANGES", "NAMES", "counted", "counts_of", "counts_quad"]

KINDS = {
    t.ARTICLE_CLASS: "articles",
    t.EVIDENCE_CLASS: "evidences",
    t.STATEMENT_CLASS: "statements",
    t.INFERENCE_CLASS: "inferred",
    t.CHANGE_CLASS: "changes",
}
STATUSES = {t.value_node(status): status.value for status in Status}
CHANGES = "changes"
NAMES = ("articles", "entities", "evidences", "statements", *(status.value for status in Status), "edges", "inferred")
"""What is counted, in the order in which it is shown."""


def counted(quads: Iterable[Quad]) -> Counter[str]:
    """How much of what some quads make."""
    return Counter(name for quad in quads for name in what(quad))


def what(quad: Quad) -> Iterator[str]:
    """What a quad is the mark of, if of anything that is counted."""
    predicate, obj = quad.predicate, quad.object
    if predicate == t.TYPE:
        if obj in KINDS:
            yield KINDS[obj]  # type: ignore[index]
    elif predicate == t.STATUS:
        yield STATUSES[obj]  # type: ignore[index]
    elif isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ENT):
        if predicate == t.LABEL:
            yield "entities"
        elif quad.graph_name == t.DEFAULT and predicate.value.startswith(KG):
            yield "edges"


def counts_quad(counts: Counter[str]) -> Quad:
    """Counts as the store keeps them: one literal, in one form."""
    literal = json.dumps({name: count for name, count in sorted(counts.items()) if count})
    return Quad(t.ABOUT, t.COUNTS, Literal(literal), t.META)


def counts_of(literal: str) -> Counter[str]:
    """The counts that a literal holds; of none, none."""
    return Counter(json.loads(literal)) if literal else Counter()
