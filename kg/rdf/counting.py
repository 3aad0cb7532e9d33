"""How much of what a graph holds, counted from the quads that come and go, so that no question has to count them all."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

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
MARKS: Mapping[NamedNode, Mapping[t.Term, str]] = {t.TYPE: KINDS, t.STATUS: STATUSES}  # type: ignore[dict-item]
UNMARKED = frozenset({
    t.ARTICLE, t.SUBJECT, t.RELATION, t.OBJECT, t.QUOTE, t.RULE, t.CONFIDENCE, t.POLARITY, t.MODALITY, t.GENERATED_BY, t.SUPPORTS,
    t.DESCRIBED_AS, t.MENTIONS, t.DENOTES, *(offset for span in t.SPANS.values() for offset in span),
})  # fmt: skip
"""Predicates of which each article brings many, and that mark nothing: most quads are of them."""
CHANGES = "changes"
NAMES = ("articles", "entities", "evidences", "statements", *(status.value for status in Status), "edges", "inferred")
"""What is counted, in the order in which it is shown."""


def counted(quads: Iterable[Quad]) -> Counter[str]:
    """How much of what some quads make."""
    counts = Counter(map(mark, quads))
    del counts[""]
    return counts


def mark(quad: Quad) -> str:
    """What a quad is the mark of, "" where of nothing that is counted."""
    predicate = quad.predicate
    if predicate in UNMARKED:
        return ""
    subject = quad.subject
    if isinstance(subject, NamedNode) and subject.value.startswith(ENT):
        if predicate == t.LABEL:
            return "entities"
        return "edges" if predicate.value.startswith(KG) and quad.graph_name == t.DEFAULT else ""
    marks = MARKS.get(predicate)
    return marks.get(quad.object, "") if marks else ""


def counts_quad(counts: Counter[str]) -> Quad:
    """Counts as the store keeps them: one literal, in one form."""
    literal = json.dumps({name: count for name, count in sorted(counts.items()) if count})
    return Quad(t.ABOUT, t.COUNTS, Literal(literal), t.META)


def counts_of(literal: str) -> Counter[str]:
    """The counts that a literal holds; of none, none."""
    return Counter(json.loads(literal)) if literal else Counter()
