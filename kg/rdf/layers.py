"""Which quads stand for what: those that an article brought, and those that follow, all of them or of what a change touches."""

from collections.abc import Collection, Iterator
from typing import Final, TypeAlias

from pyoxigraph import NamedNode, Quad

from kg.assembly import Assembled, Belief
from kg.model import Statement
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import entity_node, id_node
from kg.rdf.writing import differing_quads, edge_quad, inference_id

__all__ = ["derived", "layer", "standing"]

Pattern: TypeAlias = tuple[NamedNode, NamedNode | None, t.Graph]
"""A node, a predicate (None for all), and the graph they stand in."""
SHARED: Final = (t.DESCRIBED_AS, t.GENERATED_BY)
"""Lead from a part of an article to what other articles may share."""
ENTITY: Final = (t.TYPE, t.LABEL, t.ALT_LABEL, t.SAME_AS)
FOLLOWING: Final = (t.ENT, f"{t.KGID}statement-", f"{t.KGID}ruling-")
"""How nodes of layer 3 begin."""
LEADING: Final = (t.DENOTES, t.SUPPORTS, t.ORIGIN)
"""Predicates of layer 3 on nodes of layer 1."""


def layer(quads: Quads, articles: Collection[str]) -> Iterator[Quad]:
    """All quads that articles brought, with what nobody else uses: descriptions, runs; and what they lead to."""
    nodes = [id_node(article) for article in articles]
    parts = [q.subject for node in nodes for q in quads.quads_for_pattern(None, t.ARTICLE, node, t.DEFAULT)]
    mine = frozenset(parts)
    shared = {(p, q.object) for part in parts for p in SHARED for q in quads.quads_for_pattern(part, p, None)}
    orphans = [o for p, o in shared if all(q.subject in mine for q in quads.quads_for_pattern(None, p, o, t.DEFAULT))]
    for node in (*nodes, *parts, *orphans):
        yield from quads.quads_for_pattern(node, None, None, t.DEFAULT)  # type: ignore[arg-type]


def standing(quads: Quads, touched: Assembled) -> Iterator[Quad]:
    """The quads of layer 3 that stand for all that a change touches."""
    for node, predicate, graph in (*of_articles(touched), *of_entities(touched)):
        yield from quads.quads_for_pattern(node, predicate, None, graph)
    for statement, was in touched.before.items():
        if was:
            yield from outdated(quads, statement, was, touched.statements[statement])
    for edge in touched.inferred:
        if (quad := edge_quad(edge, inferred=True)) in quads:
            yield quad
            yield from quads.quads_for_pattern(id_node(inference_id(edge)), None, None, t.INFERRED)


def of_articles(touched: Assembled) -> Iterator[Pattern]:
    """Where quads stand on the parts of articles; nowhere yet on those that a change adds."""
    for article, origin in touched.origins.items():
        yield id_node(article), t.ORIGIN, t.DEFAULT
        if origin is None:
            yield id_node(article), t.BAND, t.META
    for reference in touched.denotes:
        if reference.article not in touched.wordings:
            yield id_node(reference.id), t.DENOTES, t.DEFAULT
    for evidence in touched.supports:
        if evidence.article not in touched.wordings:
            yield id_node(evidence.id), t.SUPPORTS, t.DEFAULT


def of_entities(touched: Assembled) -> Iterator[Pattern]:
    """Where quads stand on entities, and on what rules make of their names."""
    for slug in touched.stood.intersection(touched.entities):
        yield from ((entity_node(slug), predicate, t.DEFAULT) for predicate in ENTITY)
    for ruling in touched.stood.intersection(touched.rulings):
        yield id_node(ruling), None, t.DEFAULT


def outdated(quads: Quads, statement: Statement, was: Belief, belief: Belief | None) -> Iterator[Quad]:
    """The quads of a statement that there was, as far as they say what is no more."""
    node = id_node(statement.id)
    yield from quads.quads_for_pattern(node, t.TALLY, None, t.META)
    if was.asserted and not (belief and belief.asserted):
        yield edge_quad(statement)
    if belief is None:
        yield from quads.quads_for_pattern(node, None, None, t.DEFAULT)
        return
    for quad in differing_quads(statement, was, belief):
        # To ask whether a quad is there takes a fifth of the time of looking for what is.
        found = (quad,) if quad in quads else quads.quads_for_pattern(node, quad.predicate, None, t.DEFAULT)
        yield from found


def derived(quads: Quads) -> Iterator[Quad]:
    """All quads of layer 3."""
    yield from quads.quads_for_pattern(None, None, None, t.INFERRED)
    for predicate in (t.BAND, t.TALLY):
        yield from quads.quads_for_pattern(None, predicate, None, t.META)
    for quad in quads.quads_for_pattern(None, None, None, t.DEFAULT):
        about = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if quad.predicate in LEADING or about.startswith(FOLLOWING):
            yield quad
