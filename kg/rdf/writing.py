"""From the model to quads."""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from dataclasses import astuple, dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Quad

from kg.assembly import Assembled, Belief, Canonical, Decision, Reference, Ruling, Tally
from kg.assembly.edges import Inferred
from kg.assembly.entities import entities, key_of, short_keys
from kg.model import Article, Entity, Evidence, Extraction, Mention, Refused, Run, Span, Statement, digest
from kg.rdf import terms as t
from kg.rdf.terms import Term, entity_node, id_node, kg, number, truth, value_node, whole

__all__ = [
    "RETRACTED",
    "Tombstone", "decision_quads", "derived_quads", "description_id", "differing_quads", "edge_quad", "entity_quads", "extraction_quads",
    "inference_id", "inferred_quads", "revision_quads", "statement_quads", "superseded", "tombstone_quads",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tombstone:
    """Why an article is not in the graph: retracted by somebody, or superseded by a newer version of its source.

    `text_hash` keeps the same text of the same source out as well, whatever its title or date is said to be; "" where only
    the very same article stays out. `published` and `revision` are what a retracted article had: it still ranks among the
    versions of its source by them.
    """

    article: str
    source: str = ""
    text_hash: str = ""
    by: str = ""
    at: str = ""
    reason: str = ""
    published: str = ""
    revision: int = field(default=0, kw_only=True)

    @property
    def by_newer(self) -> bool:
        """Whether a newer version took its place, and nobody retracted it."""
        return not self.by and not self.at and self.reason.startswith(SUPERSEDED)

    @property
    def why(self) -> str:
        """Why the article is not in the graph, in words."""
        if self.by_newer:
            return self.reason
        who = f" by {self.by}" * bool(self.by) + f" on {self.at}" * bool(self.at)
        return f"retracted{who}" + f": {self.reason}" * (self.reason not in ("", RETRACTED))

    def keeps_out(self, article: Article) -> bool:
        """Whether it keeps an article out."""
        mine = (article.text_hash, article.source)
        return self.article == article.id or (all(mine) and (self.text_hash, self.source) == mine)

    def joined(self, other: "Tombstone") -> "Tombstone":
        """What stays of two on one article: a retraction before a newer version, and the higher rank."""
        stays = max(self, other, key=lambda stone: (not stone.by_newer, astuple(stone)))
        return replace(
            stays, published=max(self.published, other.published), revision=max(self.revision, other.revision)
        )

    def on(self, article: Article, revision: int) -> "Tombstone":
        """The same on an article that it keeps out."""
        rank = {} if self.by_newer else {"published": article.published, "revision": revision}
        return replace(self, article=article.id, **rank)  # type: ignore[arg-type]


RETRACTED: Final = "retracted"
"""The reason of a retraction for which nobody gives one."""
SUPERSEDED: Final = "superseded by article-"
"""How the reason begins why an older version is not in the graph."""


def superseded(old: Article, by: str, text_hash: str) -> Tombstone:
    """Why an older version is not in the graph; its text may come back where the newer one, of that hash, did not change it."""
    changed = "" if old.text_hash == text_hash else old.text_hash
    return Tombstone(old.id, old.source, changed, reason=f"{SUPERSEDED}{by.removeprefix('article-')}")


def describe(node: NamedNode, *facts: tuple[NamedNode, Term | None], graph: NamedNode | None = None) -> list[Quad]:
    """Quads of one node; what is None is left out."""
    # pyoxigraph takes two microseconds longer for a quad where it is told of the default graph.
    if graph is None:
        return [Quad(node, predicate, value) for predicate, value in facts if value is not None]
    return [Quad(node, predicate, value, graph) for predicate, value in facts if value is not None]


def optional(value: str) -> Literal | None:
    """A literal, None where there is nothing to say."""
    return Literal(value) if value else None


def extraction_quads(extraction: Extraction, described: Container[Entity] = ()) -> Iterator[Quad]:
    """All that an article says: layer 1; but not the descriptions that are known already."""
    yield from article_quads(extraction.article)
    article, mentioned = extraction.article.id, defaultdict(list)
    for mention in extraction.mentions:
        for entity in mention.entities:
            mentioned[entity].append(mention)
    for entity in entities(extraction):
        yield from reference_quads(Reference(article, entity), mentioned[entity])
        yield from () if entity in described else description_quads(entity)
    for evidence in extraction.evidences:
        yield from evidence_quads(evidence, extraction.run)
    for refused in extraction.refused:
        yield from refused_quads(refused)
    if extraction.run and extraction.evidences:
        yield from run_quads(extraction.run)


def refused_quads(refused: Refused) -> Iterator[Quad]:
    """What an article says that the graph did not take in, and why."""
    yield from describe(
        id_node(refused.id),
        (t.TYPE, t.REFUSED_CLASS),
        (t.ARTICLE, id_node(refused.article)),
        (t.QUOTE, Literal(refused.quote)),
        (t.RULE, Literal(refused.rule)),
        (t.REASON, Literal(refused.reason)),
    )


def article_quads(article: Article) -> Iterator[Quad]:
    """An article with its text, so that every quote can be checked and shown."""
    fields = ((predicate, optional(getattr(article, name))) for name, predicate in t.ARTICLE_FIELDS.items())
    yield from describe(id_node(article.id), (t.TYPE, t.ARTICLE_CLASS), *fields)


def reference_quads(reference: Reference, mentions: Iterable[Mention]) -> Iterator[Quad]:
    """An entity as one article names it, with where; its description is shared by all that describe it alike."""
    entity = reference.entity
    yield from describe(
        id_node(reference.id),
        (t.TYPE, t.REFERENCE_CLASS),
        (t.ARTICLE, id_node(reference.article)),
        (t.DESCRIBED_AS, id_node(description_id(entity))),
        (t.MENTIONS, optional(places(mentions))),
    )


@t.cached
def description_id(entity: Entity) -> str:
    """Hash of all that a description holds."""
    e = entity
    context = ["", *sorted(e.context)] if e.context else []
    return f"description-{digest(e.name, e.type, e.link, e.stands_for, *sorted(e.aliases), *context)}"


def description_quads(entity: Entity) -> Iterator[Quad]:
    """Name, kind and aliases of an entity."""
    yield from describe(
        id_node(description_id(entity)),
        (t.TYPE, t.DESCRIPTION_CLASS),
        (t.NAME, Literal(entity.name)),
        (t.NAME_KEY, Literal(key_of(entity))),
        *((t.SHORT_KEY, Literal(key)) for key in short_keys(entity)),
        (t.ENTITY_TYPE, kg(entity.type)),
        (t.LINK, optional(entity.link)),
        (t.STANDS_FOR, optional(entity.stands_for)),
        *((t.ALIAS, Literal(alias)) for alias in entity.aliases),
        *((t.CONTEXT, Literal(item)) for item in entity.context),
    )


def places(mentions: Iterable[Mention]) -> str:
    """Where and how an entity is mentioned: ``0-11/7-11 name; 40-42/40-42 pronoun``."""
    found = sorted({(m.span, m.head, m.kind.value) for m in mentions})
    return "; ".join(f"{a.start}-{a.end}/{h.start}-{h.end} {kind}" for a, h, kind in found)


def run_quads(run: Run) -> Iterator[Quad]:
    """What read an article; shared by all that the same tools read."""
    fields = ((predicate, Literal(getattr(run, name))) for name, predicate in t.RUN_FIELDS.items())
    yield from describe(id_node(run.id), (t.TYPE, t.RUN_CLASS), *fields)


def evidence_quads(evidence: Evidence, run: Run | None = None) -> list[Quad]:
    """One place where an article says, denies, doubts or attributes something."""
    e = evidence
    return describe(
        id_node(e.id),
        (t.TYPE, t.EVIDENCE_CLASS),
        (t.ARTICLE, id_node(e.article)),
        (t.SUBJECT, id_node(Reference(e.article, e.subject).id)),
        (t.RELATION, kg(e.relation)),
        (t.OBJECT, id_node(Reference(e.article, e.object).id)),
        (t.QUOTE, Literal(e.quote)),
        (t.RULE, Literal(e.rule)),
        (t.CONFIDENCE, number(e.confidence)),
        (t.POLARITY, value_node(e.polarity)),
        (t.MODALITY, value_node(e.modality)),
        (t.WHEN, optional(e.when)),
        (t.GENERATED_BY, id_node(run.id) if run else None),
        *span("sentence", e.sentence),
        *span("subject_span", e.subject_span),
        *span("cue_span", e.cue_span),
        *span("object_span", e.object_span),
        *speaker(e),
    )


def span(name: str, value: Span) -> tuple[tuple[NamedNode, Literal], tuple[NamedNode, Literal]]:
    """The two offsets of a span."""
    start, end = t.SPANS[name]
    return (start, whole(value.start)), (end, whole(value.end))


def speaker(evidence: Evidence) -> Iterator[tuple[NamedNode, Term]]:
    """To whom an evidence is attributed."""
    if evidence.speaker:
        if evidence.speaker.entity:
            yield t.SPEAKER, id_node(Reference(evidence.article, evidence.speaker.entity).id)
        yield t.FACTIVE, truth(evidence.speaker.factive)
        yield from span("speaker", evidence.speaker.cue)


def tombstone_quads(tombstone: Tombstone) -> Iterator[Quad]:
    """A decision that an article stays out: layer 2."""
    yield from describe(
        id_node(f"tombstone-{digest(tombstone.article)}"),
        (t.TYPE, t.TOMBSTONE_CLASS),
        (t.ARTICLE, id_node(tombstone.article)),
        (t.ARTICLE_FIELDS["source"], optional(tombstone.source)),
        (t.TEXT_HASH, optional(tombstone.text_hash)),
        (t.DECIDED_BY, optional(tombstone.by)),
        (t.DECIDED_AT, optional(tombstone.at)),
        (t.REASON, optional(tombstone.reason)),
        (t.ARTICLE_FIELDS["published"], optional(tombstone.published)),
        (t.REVISION, whole(tombstone.revision) if tombstone.revision else None),
        graph=t.DECISIONS,
    )


def revision_quads(article: str, revision: int) -> list[Quad]:
    """How many versions of its source an article came after: layer 2; nothing where it was the first."""
    return describe(id_node(article), (t.REVISION, whole(revision) if revision else None), graph=t.DECISIONS)


def decision_quads(decision: Decision) -> Iterator[Quad]:
    """What a person says of two names: layer 2."""
    d = decision
    yield from describe(
        id_node(d.id),
        (t.TYPE, t.IDENTITY_CLASS),
        (t.VERDICT, value_node(d.verdict)),
        (t.BETWEEN, Literal(d.one)),
        (t.BETWEEN, Literal(d.other)),
        *((t.NAME_KEY, Literal(key)) for key in d.keys),
        (t.DECIDED_BY, optional(d.by)),
        (t.DECIDED_AT, optional(d.at)),
        (t.REASON, optional(d.reason)),
        graph=t.DECISIONS,
    )


def ruling_quads(ruling: Ruling) -> Iterator[Quad]:
    """What a rule makes of names, and the descriptions that it rests on."""
    yield from describe(
        id_node(ruling.id),
        (t.TYPE, t.IDENTITY_CLASS),
        (t.VERDICT, value_node(ruling.verdict)),
        (t.RULE, Literal(ruling.rule)),
        (t.SCORE, number(ruling.score)),
        *((t.BETWEEN, Literal(name)) for name in ruling.names),
        *((t.CONCERNS, entity_node(slug)) for slug in ruling.entities),
        *((t.BASIS, id_node(description_id(entity))) for entity in ruling.basis),
    )


def derived_quads(assembled: Assembled) -> Iterator[Quad]:
    """What follows from articles and decisions: layer 3."""
    for article, origin in assembled.origins.items():
        yield from describe(id_node(article), (t.ORIGIN, id_node(origin) if origin else None))
    for article, wording in assembled.wordings.items():
        yield from describe(id_node(article), *((t.BAND, Literal(band)) for band in wording.bands), graph=t.META)
    for reference, slug in assembled.denotes.items():
        yield from describe(id_node(reference.id), (t.DENOTES, entity_node(slug) if slug else None))
    for entity in assembled.entities.values():
        yield from entity_quads(entity) if entity else ()
    for ruling in assembled.rulings.values():
        yield from ruling_quads(ruling) if ruling else ()
    for evidence, about in assembled.supports.items():
        yield from describe(id_node(evidence.id), (t.SUPPORTS, id_node(about.id) if about else None))
    for statement, belief in assembled.statements.items():
        if belief:
            was = assembled.before.get(statement)
            yield from changed_quads(statement, was, belief) if was else statement_quads(statement, belief)
            yield Quad(id_node(statement.id), t.TALLY, tally_literal(assembled.tallies[statement]), t.META)
    for inferred in assembled.inferred.values():
        yield from inferred_quads(inferred) if inferred else ()


def entity_quads(entity: Canonical) -> Iterator[Quad]:
    """A canonical entity with all its names."""
    yield from describe(
        entity_node(entity.slug),
        (t.TYPE, kg(entity.type)),
        (t.LABEL, Literal(entity.label)),
        *((t.ALT_LABEL, Literal(alias)) for alias in entity.aliases),
        (t.SAME_AS, NamedNode(entity.same_as) if entity.same_as else None),
    )


def statement_quads(statement: Statement, belief: Belief) -> Iterator[Quad]:
    """A statement with what its evidence makes of it, and its edge where evidence asserts it."""
    yield from describe(
        id_node(statement.id),
        (t.TYPE, t.STATEMENT_CLASS),
        *triple(statement),
        *belief_facts(belief),
    )
    if belief.asserted:
        yield edge_quad(statement)


def changed_quads(statement: Statement, was: Belief, belief: Belief) -> Iterator[Quad]:
    """What another belief than before says anew of a statement that is there."""
    yield from differing_quads(statement, belief, was)
    if belief.asserted and not was.asserted:
        yield edge_quad(statement)


def differing_quads(statement: Statement, belief: Belief, other: Belief) -> list[Quad]:
    """What a belief says of its statement, as far as another says it otherwise."""
    node = id_node(statement.id)
    facts = zip(belief_facts(belief), belief_facts(other), strict=True)
    return [Quad(node, predicate, value) for (predicate, value), (_, another) in facts if value != another]


def belief_facts(belief: Belief) -> tuple[tuple[NamedNode, Term], ...]:
    """What a belief says of its statement, one value of each predicate."""
    return (
        (t.SCORE, number(belief.score)),
        (t.STATUS, value_node(belief.status)),
        (t.EVIDENCE_COUNT, whole(belief.evidence_count)),
        (t.ORIGIN_COUNT, whole(belief.origin_count)),
    )


def tally_literal(tally: Tally) -> Literal:
    """A tally as its whole numbers, divided by blanks; `parsing.tally` reads it back."""
    return Literal(" ".join(map(str, tally.numbers)))


def inferred_quads(inferred: Inferred) -> Iterator[Quad]:
    """An inferred edge, and how it follows, in their own graph."""
    derivation, known = inferred.derivation, inferred.known
    yield edge_quad(derivation.conclusion, inferred=True)
    yield from describe(
        id_node(inference_id(derivation.conclusion)),
        (t.TYPE, t.INFERENCE_CLASS),
        *triple(derivation.conclusion),
        (t.RULE, Literal(derivation.rule)),
        (t.SCORE, number(known.score)),
        (t.DEPTH, whole(known.depth)),
        *((t.PREMISE, id_node(p.id if p in inferred.asserted else inference_id(p))) for p in derivation.premises),
        graph=t.INFERRED,
    )


def inference_id(edge: Statement) -> str:
    """Id of the inference that leads to an edge."""
    return edge.id.replace("statement-", "inference-")


def triple(statement: Statement) -> Iterator[tuple[NamedNode, NamedNode]]:
    """The three parts of a proposition, as a node holds them."""
    yield t.RDF_SUBJECT, entity_node(statement.subject)
    yield t.RDF_PREDICATE, kg(statement.relation)
    yield t.RDF_OBJECT, entity_node(statement.object)


def edge_quad(edge: Statement, *, inferred: bool = False) -> Quad:
    """The plain edge of a proposition."""
    ends = entity_node(edge.subject), kg(edge.relation), entity_node(edge.object)
    return Quad(*ends, t.INFERRED) if inferred else Quad(*ends)
