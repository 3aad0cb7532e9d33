"""What a page shows: entities, edges between them, and the sentences behind each edge."""

from dataclasses import dataclass

from kg.model import Span, Statement

__all__ = ["INFERRED", "PageEdge", "PageGraph", "PageNode", "Premise", "Quote"]

INFERRED = "inferred"
"""Kind of an edge that follows from others; the other kinds are the values of `assembly.Status`."""


@dataclass(frozen=True, slots=True)
class PageNode:
    """An entity; `type` is a class of the ontology, `link` what identifies it elsewhere, "" if nothing does."""

    slug: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    link: str = ""


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Quote:
    """One place that speaks for or against an edge; spans count in `text`, empty ones lie outside it."""

    text: str
    subject: Span = NOWHERE
    cue: Span = NOWHERE
    object: Span = NOWHERE
    polarity: str = "affirmed"
    modality: str = "actual"
    speaker: str = ""
    when: str = ""
    confidence: float = 0.0
    rule: str = ""
    title: str = ""
    publisher: str = ""
    published: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Premise:
    """An edge from which another one follows, in the words of a reader; `edge` finds it among the edges of a page."""

    subject: str
    relation: str
    object: str
    edge: Statement | None = None


@dataclass(frozen=True, slots=True)
class PageEdge:
    """A statement or an inferred edge; `subject` and `object` are slugs of nodes.

    `relation` is the relation's label and `term` its name in the ontology; `sums` is the arithmetic of the score, a line each.
    """

    subject: str
    relation: str
    object: str
    kind: str
    score: float = 0.0
    origins: int = 0
    symmetric: bool = False
    quotes: tuple[Quote, ...] = ()
    premises: tuple[Premise, ...] = ()
    rule: str = ""
    term: str = ""
    sums: tuple[str, ...] = ()

    @property
    def statement(self) -> Statement:
        """What it says, as the ontology names it."""
        return Statement(self.subject, self.term or self.relation, self.object)


@dataclass(frozen=True, slots=True)
class PageGraph:
    """All that a page shows; every end of an edge is among the nodes."""

    title: str
    nodes: tuple[PageNode, ...]
    edges: tuple[PageEdge, ...]
    articles: int = 0
    quads: str = ""
    """The whole graph as N-Quads, for queries inside the page; "" if it answers none."""

    def core(self, size: int) -> "PageGraph":
        """The graph of the `size` nodes with the most edges; all of it if it has no more."""
        if len(self.nodes) <= size:
            return self
        degree = dict.fromkeys((node.slug for node in self.nodes), 0)
        for edge in self.edges:
            degree[edge.subject] += 1
            degree[edge.object] += 1
        kept = set(sorted(degree, key=lambda slug: (-degree[slug], slug))[:size])
        nodes = tuple(node for node in self.nodes if node.slug in kept)
        edges = tuple(edge for edge in self.edges if edge.subject in kept and edge.object in kept)
        return PageGraph(self.title, nodes, edges, self.articles)
