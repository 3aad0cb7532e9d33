"""A graph as the explorer reads it: columns of numbers and tables of texts, so that 20,000 nodes stay small.

Nothing that an article says is ever a key. What the drawing needs stands in one part, what a reader asks for later in another.
"""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from kg.page.graph import PageGraph, Quote
from kg.page.labels import placed, wrapped
from kg.page.layout import communities, place_roughly
from kg.page.look import Look, lineage
from kg.page.safety import Json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kg.model import Statement
    from kg.ontology import Ontology

__all__ = ["Table", "evidence_columns", "graph_columns"]

MAX_BOXES = 600
"""Up to so many nodes, a place leaves room for the name; more are placed roughly, and names are thinned as they are drawn."""


class Table:
    """Each value once, in the order of first sight: `table[value]` is its position."""

    def __init__(self) -> None:
        self.positions: dict[Any, int] = {}

    def __getitem__(self, value: object) -> int:
        return self.positions.setdefault(value, len(self.positions))

    def values(self) -> list[Any]:
        """All values, by position."""
        return list(self.positions)


def graph_columns(graph: PageGraph, ontology: "Ontology", look: Look) -> Json:
    """What the drawing, the filters and the table need."""
    position = {node.slug: i for i, node in enumerate(graph.nodes)}
    pairs = [(position[e.subject], position[e.object]) for e in graph.edges]
    classes, relations = Table(), Table()
    nodes = node_columns(graph, pairs, classes)
    edges = {
        "subject": [a for a, _ in pairs],
        "relation": [relations[e.relation, e.term, e.symmetric] for e in graph.edges],
        "object": [b for _, b in pairs],
        "kind": [look.kind(e.kind) for e in graph.edges],
        "score": [round(e.score, 4) for e in graph.edges],
        "origins": [e.origins for e in graph.edges],
        "premises": premise_columns(graph),
    }
    return {
        "title": graph.title,
        "articleCount": graph.articles,
        "groups": [{k: v for k, v in asdict(group).items() if k != "classes"} for group in look.groups],
        "kinds": [asdict(kind) for kind in look.kinds],
        "classes": [class_row(name, ontology, look) for name in classes.values()],
        "relations": [{"label": a, "term": b, "symmetric": c} for a, b, c in relations.values()],
        "nodes": nodes,
        "edges": edges,
        **witness_columns(graph),
    }


def node_columns(graph: PageGraph, pairs: list[tuple[int, int]], classes: Table) -> Json:
    """Who the nodes are, and where they stand."""
    if len(graph.nodes) <= MAX_BOXES:
        places = [(round(x), round(y)) for _, _, x, y in placed(graph)]
    else:
        places = place_roughly(len(graph.nodes), pairs)
    labels = [wrapped(node.name) for node in graph.nodes]
    return {
        "slug": [node.slug for node in graph.nodes],
        "name": [node.name for node in graph.nodes],
        "label": [0 if label == node.name else label for node, label in zip(graph.nodes, labels, strict=True)],
        "class": [classes[node.type] for node in graph.nodes],
        "aliases": [list(node.aliases) for node in graph.nodes],
        "link": [node.link or 0 for node in graph.nodes],
        "x": [x for x, _ in places],
        "y": [y for _, y in places],
        "community": communities(len(graph.nodes), pairs),
    }


def class_row(name: str, ontology: "Ontology", look: Look) -> Json:
    """A class with the group that it looks like."""
    label = ontology.classes[name].label if name in ontology.classes else name
    return {"term": name, "label": label, "group": look.group(lineage(name, ontology))}


def premise_columns(graph: PageGraph) -> list[list[int]]:
    """Of each inferred edge: its position, then those of the edges from which it follows; -1 for one that is not shown."""
    at: Mapping[Statement, int] = {edge.statement: i for i, edge in enumerate(graph.edges)}
    found = ((i, [at.get(p.edge, -1) if p.edge else -1 for p in e.premises]) for i, e in enumerate(graph.edges))
    return [[i, *premises] for i, premises in found if premises]


def witness_columns(graph: PageGraph) -> Json:
    """For each evidence, edge after edge, its article and time: what filters look at; and the articles."""
    articles, times = Table(), Table()
    said = [quote for edge in graph.edges for quote in edge.quotes]
    witnesses = {
        "count": [len(edge.quotes) for edge in graph.edges],
        "article": [articles[article(quote)] for quote in said],
        "when": [times[quote.when] for quote in said],
    }
    names = ("title", "publisher", "published", "source")
    return {
        "witnesses": witnesses,
        "times": times.values(),
        "articles": {name: [row[i] for row in articles.values()] for i, name in enumerate(names)},
    }


def article(quote: Quote) -> tuple[str, str, str, str]:
    """The article that a quote stands in."""
    return quote.title, quote.publisher, quote.published, quote.source


def evidence_columns(graph: PageGraph) -> Json:
    """The sentences, in the order of the witnesses, with how each is said; the arithmetic of scores; rules and premises."""
    texts, words, sums = Table(), Table(), Table()
    quotes = [quote for edge in graph.edges for quote in edge.quotes]
    spans = [[q.subject for q in quotes], [q.cue for q in quotes], [q.object for q in quotes]]
    return {
        "text": [texts[q.text] for q in quotes],
        "starts": [[span.start for span in column] for column in spans],
        "lengths": [[span.end - span.start for span in column] for column in spans],
        **{name: [words[getattr(q, name)] for q in quotes] for name in ("polarity", "modality", "speaker", "rule")},
        "confidence": [round(q.confidence, 4) for q in quotes],
        "sums": [sums["\n".join(edge.sums)] for edge in graph.edges],
        "inferred": [
            [i, words[e.rule], [[p.subject, p.relation, p.object] for p in e.premises]]
            for i, e in enumerate(graph.edges)
            if e.premises or e.rule
        ],
        "texts": texts.values(),
        "words": words.values(),
        "arithmetic": sums.values(),
    }
