"""Which quads stand for what: those that an article brought, and those that follow, all of them or of what a change touches."""

from collections.abc import Collection, Iterator
from typing import Final, TypeAlias

from pyoxigraph import NamedNode, Quad

from kg.assembly import Assembled, Belief
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import entity_node, id_node
from kg.rdf.writing import changed_facts, edge_quad, inference_id

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
    for node, predicate, graph in (*of_articles(touched), *of_entities(touched), *of_statements(touched)):
        yield from quads.quads_for_pattern(node, predicate, None, graph)
    yield from (
        edge_quad(s) for s, was in touched.before.items() if asserted(was) and not asserted(touched.statements[s])
    )
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


def of_statements(touched: Assembled) -> Iterator[Pattern]:
    """Where quads stand on statements that there were."""
    for statement, was in touched.before.items():
        if was:
            node, belief = id_node(statement.id), touched.statements[statement]
            # What a statement is does not change while it is there: only what is made of it is looked up.
            for predicate in changed_facts(was, belief) if belief else (None,):
                yield node, predicate, t.DEFAULT
            yield node, t.TALLY, t.META


def asserted(belief: Belief | None) -> bool:
    """Whether a statement is an edge."""
    return belief is not None and belief.asserted


def derived(quads: Quads) -> Iterator[Quad]:
    """All quads of layer 3."""
    yield from quads.quads_for_pattern(None, None, None, t.INFERRED)
    for predicate in (t.BAND, t.TALLY):
        yield from quads.quads_for_pattern(None, predicate, None, t.META)
    for quad in quads.quads_for_pattern(None, None, None, t.DEFAULT):
        about = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if quad.predicate in LEADING or about.startswith(FOLLOWING):
            yield quad
