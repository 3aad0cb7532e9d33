"""From quads back to the model: the graph looked up piece by piece."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from kg.assembly import (
    Belief,
    Canonical,
    Decision,
    Known,
    Reference,
    Ruling,
    Said,
    Status,
    Tally,
    Witness,
    Wording,
)
from kg.assembly.edges import Derivation, Inferred, edge_order
from kg.model import Article, Entity, Evidence, Extraction, Refused, Statement
from kg.rdf import parsing
from kg.rdf import terms as t
from kg.rdf.counting import counts_of
from kg.rdf.quads import Quads
from kg.rdf.terms import Term, entity_node, id_node, kg, local, of_value, text
from kg.rdf.writing import Tombstone, description_id, edge_quad, inference_id

__all__ = ["GraphView"]


@dataclass(frozen=True, slots=True)
class GraphView:
    """A graph as the model sees it; implements `assembly.View`."""

    quads: Quads

    # What articles say

    def article(self, name: str) -> Article | None:
        """The live article of an id, None if there is none."""
        return parsing.article(self.quads, id_node(name))

    def articles(self) -> list[str]:
        """Ids of all live articles, sorted."""
        return sorted(local(q.subject) for q in self.quads.quads_for_pattern(None, t.TYPE, t.ARTICLE_CLASS, t.DEFAULT))

    def source(self, article: str) -> str:
        """Where a live article comes from, "" where nobody says; its text is not read."""
        found = self.quads.quads_for_pattern(id_node(article), t.ARTICLE_FIELDS["source"], None, t.DEFAULT)
        return next((text(q.object) for q in found), "")

    def of_source(self, source: str) -> list[str]:
        """Ids of the live articles from a source, sorted."""
        return sorted(self._subjects(t.ARTICLE_FIELDS["source"], Literal(source))) if source else []

    def said(self, article: str) -> Said:
        """What a live article says."""
        named = frozenset(parsing.reference(self.quads, id_node(name)) for name in self._parts(article, "reference"))
        evidences = frozenset(parsing.evidence(self.quads, id_node(name)) for name in self._parts(article, "evidence"))
        return Said(article, self.wording(article), named, evidences)

    def extraction(self, article: str) -> Extraction | None:
        """A live article with all that it says, as it was added; None if there is none. What was rejected is not kept."""
        found = self.article(article)
        if found is None:
            return None
        references = map(id_node, self._parts(article, "reference"))
        named = {parsing.reference(self.quads, node).entity: self._object(node, t.MENTIONS) for node in references}
        evidence = [id_node(name) for name in self._parts(article, "evidence")]
        runs = sorted({self._object(node, t.GENERATED_BY) for node in evidence} - {""})
        return Extraction(
            found,
            parsing.mentions(named),
            tuple(sorted((parsing.evidence(self.quads, node) for node in evidence), key=in_text)),
            run=parsing.run(self.quads, id_node(runs[0])) if runs else None,
            refused=tuple(r for r in self.refused() if r.article == article),
        )

    def refused(self) -> list[Refused]:
        """What articles say that the graph did not take in, sorted by id."""
        found = self.quads.quads_for_pattern(None, t.TYPE, t.REFUSED_CLASS, t.DEFAULT)
        return sorted((parsing.refused(self.quads, q.subject) for q in found), key=lambda r: r.id)

    # What people decided

    def tombstones(self, article: Article) -> list[Tombstone]:
        """What keeps an article out: decisions on it, or on the same text of the same source; sorted by article."""
        same = {
            q.subject for q in self.quads.quads_for_pattern(None, t.TEXT_HASH, Literal(article.text_hash), t.DECISIONS)
        }
        found = {q.subject for q in self.quads.quads_for_pattern(None, t.ARTICLE, id_node(article.id), t.DECISIONS)}
        stones = (parsing.tombstone(self.quads, node) for node in same | found)
        return sorted((s for s in stones if s.keeps_out(article)), key=lambda stone: stone.article)

    def tombstone(self, name: str) -> Tombstone | None:
        """Why an article of an id is not in the graph, None if nobody took it out."""
        found = self.quads.quads_for_pattern(None, t.ARTICLE, id_node(name), t.DECISIONS)
        return next((parsing.tombstone(self.quads, q.subject) for q in found), None)

    def stones(self) -> list[Tombstone]:
        """All tombstones, sorted by article."""
        return self._stones(t.TYPE, t.TOMBSTONE_CLASS)

    def stones_of(self, source: str) -> list[Tombstone]:
        """The tombstones of a source, sorted by article; none where it is ""."""
        return self._stones(t.ARTICLE_FIELDS["source"], Literal(source)) if source else []

    def _stones(self, predicate: NamedNode, value: Term) -> list[Tombstone]:
        found = self.quads.quads_for_pattern(None, predicate, value, t.DECISIONS)
        return sorted((parsing.tombstone(self.quads, q.subject) for q in found), key=lambda stone: stone.article)

    def revision(self, article: str) -> int:
        """How many versions of its source a live article came after, in the graph that it was added to."""
        found = self.quads.quads_for_pattern(id_node(article), t.REVISION, None, t.DECISIONS)
        return max((parsing.count(q.object) for q in found), default=0)

    def kept_counts(self) -> Counter[str]:
        """How much of what there is, as counted with each change; `counting.NAMES` are the names."""
        return counts_of(self._object(t.ABOUT, t.COUNTS, t.META))

    def decisions(self) -> list[Decision]:
        """All that people decided of names, sorted by id."""
        found = self.quads.quads_for_pattern(None, t.TYPE, t.IDENTITY_CLASS, t.DECISIONS)
        return sorted((parsing.decision(self.quads, q.subject) for q in found), key=lambda d: d.id)

    def decision(self, name: str) -> Decision | None:
        """What a person decided, by id; None if nobody did."""
        return next((d for d in self.decisions() if d.id == name), None)

    def decision_layer(self, name: str) -> Iterable[Quad]:
        """All quads of a person's decision."""
        return self.quads.quads_for_pattern(id_node(name), None, None, t.DECISIONS)

    def decisions_on(self, key: str) -> list[Decision]:
        """What people decided of names with a key."""
        found = self.quads.quads_for_pattern(None, t.NAME_KEY, Literal(key), t.DECISIONS)
        return [parsing.decision(self.quads, q.subject) for q in found]

    # What follows

    def rulings(self) -> list[Ruling]:
        """What rules make of names, sorted by id."""
        found = self.quads.quads_for_pattern(None, t.TYPE, t.IDENTITY_CLASS, t.DEFAULT)
        return sorted((parsing.ruling(self.quads, q.subject) for q in found), key=lambda r: r.id)

    def rulings_on(self, slug: str) -> list[Ruling]:
        """What rules made of an entity's names, sorted by id."""
        found = self.quads.quads_for_pattern(None, t.CONCERNS, entity_node(slug), t.DEFAULT)
        return sorted((parsing.ruling(self.quads, q.subject) for q in found), key=lambda r: r.id)

    def called(self, key: str) -> list[Entity]:
        """All descriptions of which a name key may be the short form."""
        return [parsing.description(self.quads, id_node(name)) for name in self._subjects(t.SHORT_KEY, Literal(key))]

    def described(self, key: str) -> list[Entity]:
        """All descriptions of a name key that live references have."""
        return [parsing.description(self.quads, id_node(name)) for name in self._subjects(t.NAME_KEY, Literal(key))]

    def bearers(self, entity: Entity) -> Iterator[Reference]:
        """Live references with a description."""
        return (parsing.reference(self.quads, q.subject) for q in self._bearing(id_node(description_id(entity))))

    def meaning(self, entity: Entity) -> str:
        """The slug of the entity that live references with a description denote, "" if there are none."""
        for quad in self._bearing(id_node(description_id(entity))):
            return self._object(quad.subject, t.DENOTES)
        return ""

    def _bearing(self, description: Term) -> Iterable[Quad]:
        return self.quads.quads_for_pattern(None, t.DESCRIBED_AS, description, t.DEFAULT)

    def denoted(self, reference: Reference) -> str:
        """The slug of the entity that a reference denotes, "" if the graph does not know it."""
        return self._object(id_node(reference.id), t.DENOTES)

    def speaking_of(self, reference: Reference) -> list[Evidence]:
        """Evidence with the reference as subject or object."""
        node = id_node(reference.id)
        return [*self._evidences(t.SUBJECT, node), *self._evidences(t.OBJECT, node)]

    def statement(self, name: str) -> Statement:
        """The proposition of a statement or an inference, by id."""
        graph = t.INFERRED if name.startswith("inference-") else t.DEFAULT
        ends = (t.RDF_SUBJECT, t.RDF_PREDICATE, t.RDF_OBJECT)
        return Statement(*[self._object(id_node(name), predicate, graph) for predicate in ends])

    def statements(self) -> list[Statement]:
        """All statements, whatever their status, sorted."""
        found = self.quads.quads_for_pattern(None, t.TYPE, t.STATEMENT_CLASS, t.DEFAULT)
        return sorted((self.statement(local(q.subject)) for q in found), key=edge_order)

    def standings(self) -> dict[Statement, Status]:
        """The status of every statement."""
        found = self.quads.quads_for_pattern(None, t.STATUS, None, t.DEFAULT)
        return {self.statement(local(q.subject)): of_value(Status, q.object) for q in found}

    def about(self, statement: Statement) -> list[tuple[Evidence, str]]:
        """All evidence of a statement, each with the origin of its article."""
        return [(e, self.origin(e.article)) for e in self._evidences(t.SUPPORTS, id_node(statement.id))]

    def heard(self, article: str) -> Iterator[tuple[Statement, str, Witness]]:
        """Each evidence of a live article that is about a statement: that statement, its id, what of it counts."""
        origin = self.origin(article)
        for quad in self.quads.quads_for_pattern(None, t.ARTICLE, id_node(article), t.DEFAULT):
            facts = parsing.facts_of(self.quads, quad.subject)
            if t.SUPPORTS in facts:
                about = self.statement(local(facts[t.SUPPORTS][0]))
                yield about, local(quad.subject), parsing.witness(facts, origin)

    def tally(self, statement: Statement) -> Tally:
        """What all evidence of a statement counts for."""
        return parsing.tally(self._object(id_node(statement.id), t.TALLY, t.META))

    def origin(self, article: str) -> str:
        """The origin of a live article, "" of others."""
        return self._object(id_node(article), t.ORIGIN)

    def copies(self, origin: str) -> list[str]:
        """The live articles of an origin, sorted."""
        return sorted(self._subjects(t.ORIGIN, id_node(origin)))

    def sharing(self, band: str) -> list[str]:
        """The live articles with a band."""
        return [local(q.subject) for q in self.quads.quads_for_pattern(None, t.BAND, Literal(band), t.META)]

    def wording(self, article: str) -> Wording:
        """The wording of a live article, worked out from its text."""
        return Wording.of(self.article(article) or Article("", ""))

    def belief(self, statement: Statement) -> Belief | None:
        """What the graph makes of a statement, None if it does not know it."""
        facts = parsing.facts_of(self.quads, id_node(statement.id))
        if t.SCORE not in facts:
            return None
        return Belief(
            status=of_value(Status, parsing.one(facts, t.STATUS)),
            score=float(text(parsing.one(facts, t.SCORE))),
            evidence_count=int(text(parsing.one(facts, t.EVIDENCE_COUNT))),
            origin_count=int(text(parsing.one(facts, t.ORIGIN_COUNT))),
            asserted=edge_quad(statement) in self.quads,
        )

    def entity(self, slug: str) -> Canonical | None:
        """A canonical entity, None if the graph does not know it."""
        facts = parsing.facts_of(self.quads, entity_node(slug))
        if t.LABEL not in facts:
            return None
        names = frozenset(map(text, facts.get(t.ALT_LABEL, ())))
        return Canonical(
            slug,
            text(parsing.one(facts, t.LABEL)),
            local(parsing.one(facts, t.TYPE)),
            names,
            local(parsing.one(facts, t.SAME_AS)),
        )

    def entities(self) -> list[str]:
        """Slugs of all canonical entities, sorted."""
        found = self.quads.quads_for_pattern(None, t.DENOTES, None, t.DEFAULT)
        return sorted({local(q.object) for q in found})

    def inferences(self) -> list[Inferred]:
        """All inferred edges, sorted by edge."""
        found = self.quads.quads_for_pattern(None, t.TYPE, t.INFERENCE_CLASS, t.INFERRED)
        edges = (self.statement(local(q.subject)) for q in found)
        return sorted(map(self._inferred, edges), key=lambda i: edge_order(i.derivation.conclusion))

    def inference(self, edge: Statement) -> Inferred | None:
        """How an edge was inferred, None if it was not."""
        return self._inferred(edge) if edge_quad(edge, inferred=True) in self.quads else None

    def following(self, edge: Statement) -> list[Statement]:
        """The inferred edges with this edge among the premises of their derivation."""
        nodes = id_node(edge.id), id_node(inference_id(edge))
        found = (q for node in nodes for q in self.quads.quads_for_pattern(None, t.PREMISE, node, t.INFERRED))
        return [self.statement(local(q.subject)) for q in found]

    def _inferred(self, edge: Statement) -> Inferred:
        facts = parsing.facts_of(self.quads, id_node(inference_id(edge)), t.INFERRED)
        premises = {local(p): self.statement(local(p)) for p in facts[t.PREMISE]}
        ordered = tuple(sorted(premises.values(), key=edge_order))
        derivation = Derivation(edge, text(parsing.one(facts, t.RULE)), ordered)
        known = Known(int(text(parsing.one(facts, t.DEPTH))), float(text(parsing.one(facts, t.SCORE))))
        return Inferred(
            derivation, known, frozenset(p for name, p in premises.items() if name.startswith("statement-"))
        )

    # Edges, asserted and inferred

    def known(self, edge: Statement) -> Known | None:
        """What is known of an edge, None if it does not hold."""
        if edge_quad(edge) in self.quads and (score := self._object(id_node(edge.id), t.SCORE)):
            return Known(0, float(score))
        if edge_quad(edge, inferred=True) not in self.quads:
            return None
        node = id_node(inference_id(edge))
        depth, score = (self._object(node, predicate, t.INFERRED) for predicate in (t.DEPTH, t.SCORE))
        return Known(int(depth), float(score))

    def objects(self, subject: str, relation: str) -> set[str]:
        """Where the relation leads from here."""
        found = self.quads.quads_for_pattern(entity_node(subject), kg(relation), None, None)
        return {local(q.object) for q in found}

    def subjects(self, relation: str, obj: str) -> set[str]:
        """From where the relation leads here."""
        found = self.quads.quads_for_pattern(None, kg(relation), entity_node(obj), None)
        return {local(q.subject) for q in found}

    def _parts(self, article: str, kind: str) -> list[str]:
        """Ids of an article's references or evidence."""
        return [name for name in self._subjects(t.ARTICLE, id_node(article)) if name.startswith(f"{kind}-")]

    def _evidences(self, predicate: NamedNode, obj: NamedNode) -> list[Evidence]:
        return [
            parsing.evidence(self.quads, id_node(n))
            for n in self._subjects(predicate, obj)
            if n.startswith("evidence-")
        ]

    def _subjects(self, predicate: NamedNode, obj: NamedNode | Literal) -> list[str]:
        return [local(q.subject) for q in self.quads.quads_for_pattern(None, predicate, obj, t.DEFAULT)]

    def _object(self, node: Term, predicate: NamedNode, graph: t.Graph = t.DEFAULT) -> str:
        """The name or text of a predicate's only value, "" if there is none."""
        for quad in self.quads.quads_for_pattern(node, predicate, None, graph):  # type: ignore[arg-type]
            return text(quad.object) or local(quad.object)
        return ""


def in_text(evidence: Evidence) -> tuple[int, int, str]:
    """Sort key of an evidence."""
    return evidence.sentence.start, evidence.cue_span.start, evidence.id
