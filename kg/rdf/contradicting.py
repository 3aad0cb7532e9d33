"""Conflicts as triples."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pyoxigraph import Literal, NamedNode, Triple

from kg.model import digest
from kg.rdf import terms as t
from kg.rdf.terms import Term, id_node, truth, value_node

if TYPE_CHECKING:
    from kg.explain.conflicts import Conflict, Side

__all__ = ["conflict_triples"]


def conflict_triples(conflicts: "Iterable[Conflict]") -> Iterator[Triple]:
    """Each conflict with its two sides, and these with their statement and evidence."""
    for conflict in conflicts:
        node = id_node(conflict.id)
        sides = [(id_node(f"side-{digest(conflict.id, str(n))}"), side) for n, side in enumerate(conflict.sides)]
        yield from described(
            node,
            (t.TYPE, t.CONTRADICTION_CLASS),
            (t.KIND, Literal(conflict.kind)),
            (t.SPOKEN, truth(conflict.spoken)),
            *((t.SIDE, name) for name, _ in sides),
        )
        for name, side in sides:
            yield from side_triples(name, side)


def side_triples(node: NamedNode, side: "Side") -> Iterator[Triple]:
    """One side, with the quotes for it: so that it can be read without the graph that it is from."""
    yield from described(
        node,
        (t.TYPE, t.SIDE_CLASS),
        (t.STATEMENT, id_node(side.statement.id)),
        (t.POLARITY, value_node(side.polarity)),
        *((t.EVIDENCE, id_node(voice.evidence.id)) for voice in side.voices),
    )
    for voice in side.voices:
        source, published = voice.article.source, voice.article.published
        yield from described(
            id_node(voice.evidence.id),
            (t.QUOTE, Literal(voice.evidence.quote)),
            (t.ARTICLE, id_node(voice.evidence.article)),
            *(((t.WHEN, Literal(voice.evidence.when)),) if voice.evidence.when else ()),
        )
        yield from described(
            id_node(voice.evidence.article),
            *(((t.ARTICLE_FIELDS["source"], Literal(source)),) if source else ()),
            *(((t.ARTICLE_FIELDS["published"], Literal(published)),) if published else ()),
        )


def described(node: NamedNode, *facts: tuple[NamedNode, Term]) -> Iterator[Triple]:
    """Triples of one node."""
    return (Triple(node, predicate, value) for predicate, value in facts)
