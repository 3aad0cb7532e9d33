"""Store -> what a page shows of it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.assembly import Canonical, Witness
from kg.assembly.scores import arithmetic
from kg.explain.text import sums
from kg.model import Article, Evidence, Span, Speaker, Statement
from kg.page.graph import INFERRED, NOWHERE, PageEdge, PageGraph, PageNode, Premise, Quote

if TYPE_CHECKING:
    from kg.assembly.edges import Inferred
    from kg.ontology import Ontology
    from kg.store import Store

__all__ = ["graph_of"]

WIKIDATA = "https://www.wikidata.org/wiki/"
UNNAMED = "an unnamed speaker"


class Reader:
    """Reads a store piece by piece, each article and entity once."""

    def __init__(self, store: "Store", ontology: "Ontology") -> None:
        self.view = store.view
        self.ontology = ontology
        self.scoring = store.scoring
        self.articles = {name: self.view.article(name) for name in store.articles()}
        self.nodes: dict[str, PageNode] = {}

    def node(self, slug: str) -> PageNode:
        """An entity; one that the graph has no name for is called by its slug."""
        if slug not in self.nodes:
            entity = self.view.entity(slug) or Canonical(slug, slug.replace("_", " "), "")
            aliases = tuple(sorted(entity.aliases - {entity.label}))
            self.nodes[slug] = PageNode(slug, entity.label, entity.type, aliases, address(entity.same_as))
        return self.nodes[slug]

    def stated(self, statement: Statement) -> PageEdge | None:
        """A statement with its evidence, None if the graph holds none of it."""
        belief = self.view.belief(statement)
        if belief is None:
            return None
        heard = sorted(self.view.about(statement), key=lambda pair: (-pair[0].confidence, pair[0].id))
        quotes = tuple(quote(e, self.articles[e.article]) for e, _ in heard)
        weights = arithmetic((Witness.of(e, origin) for e, origin in heard), self.scoring)
        edge = self._edge(statement, belief.status.value, belief.score)
        return replace(edge, origins=belief.origin_count, quotes=quotes, sums=tuple(sums(weights)))

    def inferred(self, found: "Inferred") -> PageEdge:
        """An edge that follows from others."""
        derivation = found.derivation
        edge = self._edge(derivation.conclusion, INFERRED, found.known.score)
        return replace(edge, premises=tuple(map(self._premise, derivation.premises)), rule=derivation.rule)

    def _edge(self, about: Statement, kind: str, score: float) -> PageEdge:
        subject, obj = self.node(about.subject).slug, self.node(about.object).slug
        relation = self.ontology.relation(about.relation)
        return PageEdge(subject, relation.label, obj, kind, score, symmetric=relation.symmetric, term=relation.name)

    def _premise(self, about: Statement) -> Premise:
        label = self.ontology.relation(about.relation).label
        return Premise(self.node(about.subject).name, label, self.node(about.object).name, about)


def graph_of(store: "Store", ontology: "Ontology", *, title: str, min_score: float = 0.0) -> PageGraph:
    """All statements and inferred edges of a store with at least `min_score`, and the entities at their ends."""
    reader = Reader(store, ontology)
    stated = [edge for s in store.view.statements() if (edge := reader.stated(s))]
    inferred = [reader.inferred(found) for found in once(store.view.inferences(), ontology)]
    edges = tuple(edge for edge in (*stated, *inferred) if edge.score >= min_score)
    ends = {slug for edge in edges for slug in (edge.subject, edge.object)}
    return PageGraph(title, tuple(reader.node(slug) for slug in sorted(ends)), edges, len(reader.articles))


def once(found: Iterable["Inferred"], ontology: "Ontology") -> Iterator["Inferred"]:
    """Inferred edges, a symmetric one in one direction only."""
    for inferred in found:
        about = inferred.derivation.conclusion
        if about.subject <= about.object or not ontology.relation(about.relation).symmetric:
            yield inferred


def address(same_as: str) -> str:
    """The address of an entity elsewhere: an IRI as it stands, or that of a Wikidata id."""
    return f"{WIKIDATA}{same_as}" if same_as[:1] == "Q" and same_as[1:].isdecimal() else same_as


def quote(evidence: Evidence, article: Article | None) -> Quote:
    """An evidence with the article that it stands in."""
    start = evidence.sentence.start
    subject, cue, obj = within(evidence.quote, start, (evidence.subject_span, evidence.cue_span, evidence.object_span))
    where = article or Article("", "")
    return Quote(
        evidence.quote, subject, cue, obj, evidence.polarity.value, evidence.modality.value, speaker(evidence.speaker),
        evidence.when, evidence.confidence, evidence.rule, where.title, where.publisher, where.published, where.source,
    )  # fmt: skip


def within(text: str, start: int, spans: Sequence[Span]) -> list[Span]:
    """Spans of an article as spans of the quote that starts at `start`; those beyond it are nowhere."""
    moved = [Span(a - start, b - start) for a, b in spans]
    return [span if 0 <= span.start < span.end <= len(text) else NOWHERE for span in moved]


def speaker(found: Speaker | None) -> str:
    """The name of who says so, "" where it is the article itself."""
    if found is None:
        return ""
    return found.entity.name if found.entity else UNNAMED
