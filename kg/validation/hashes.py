"""Ids are hashes of what they hold, and offsets lead to the quotes: whatever was changed since it was written fits no longer.

Everything of one kind is read by one query, because there are hundreds of thousands.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from pyoxigraph import NamedNode, QuerySolution

from kg.assembly import Reference
from kg.model import Article, Entity, Evidence, Modality, Polarity, Span, Speaker, Statement
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import Term, local, of_value, text
from kg.rdf.writing import description_id
from kg.validation.violations import Violation

__all__ = ["changed"]

FITS: Final = "the id is the hash of what it holds"
QUOTED: Final = "the text from start to end is the quote"
WITHIN: Final = "subject, cue and object end within the text"
SPANS: Final = ("sentence", "subject_span", "cue_span", "object_span")
FIELDS: Final = {
    "article": t.ARTICLE,
    "subject": t.SUBJECT,
    "relation": t.RELATION,
    "object": t.OBJECT,
    "quote": t.QUOTE,
    "rule": t.RULE,
    "confidence": t.CONFIDENCE,
    "polarity": t.POLARITY,
    "modality": t.MODALITY,
    **{f"{name}{n}": predicate for name in SPANS for n, predicate in enumerate(t.SPANS[name])},
}
"""What every evidence has."""
SPOKEN: Final = {"factive": t.FACTIVE, **{f"speaker{n}": predicate for n, predicate in enumerate(t.SPANS["speaker"])}}
"""What evidence has that is left to a speaker."""


def changed(quads: Quads) -> Iterator[Violation]:
    """Nodes that do not fit their ids, and evidence that does not fit the text of its article."""
    texts: dict[str, str] = {}
    for name, article in articles(quads):
        texts[name] = article.text
        yield from misfit(name, article.id)
    for name, statement in statements(quads):
        yield from misfit(name, statement.id)
    described = dict(descriptions(quads))
    for name, entity in described.items():
        yield from misfit(name, description_id(entity))
    references = dict(referring(quads, described))
    for name, reference in references.items():
        yield from misfit(name, reference.id)
    for name, found in evidences(quads, references):
        yield from misfit(name, found.id if found else "")
        yield from misplaced(name, found, texts.get(found.article, "")) if found else ()


def misfit(name: str, wanted: str) -> Iterator[Violation]:
    """A violation if a name is not the one that it should be."""
    if name != wanted:
        yield Violation("Hashes", FITS, name)


def misplaced(name: str, evidence: Evidence, article: str) -> Iterator[Violation]:
    """Whether offsets do not lead to where they should in the text of an article."""
    e = evidence
    if article[slice(*e.sentence)] != e.quote:
        yield Violation("Offsets", QUOTED, name, e.quote)
    if max(e.subject_span.end, e.cue_span.end, e.object_span.end) > len(article):
        yield Violation("Offsets", WITHIN, name)


def rows(quads: Quads, query: str) -> Iterator[QuerySolution]:
    """The rows of a query."""
    yield from quads.query(query)  # type: ignore[misc]


def columns(found: Mapping[str, NamedNode]) -> str:
    """A pattern for nodes that have some properties, each read as a whole: nodes are not looked up one after the other."""
    return " ".join(f"{{ SELECT ?node ?{name} {{ ?node {predicate} ?{name} }} }}" for name, predicate in found.items())


def optional(found: Mapping[str, NamedNode]) -> str:
    """The same for properties that each node may lack."""
    return " ".join(f"OPTIONAL {{ {columns({name: predicate})} }}" for name, predicate in found.items())


def articles(quads: Quads) -> Iterator[tuple[str, Article]]:
    """All articles by id."""
    for row in rows(quads, f"SELECT * {{ ?node {t.TYPE} {t.ARTICLE_CLASS} . {optional(t.ARTICLE_FIELDS)} }}"):
        yield local(row["node"]), Article(**{name: said(row[name]) for name in t.ARTICLE_FIELDS})


def statements(quads: Quads) -> Iterator[tuple[str, Statement]]:
    """All statements by id."""
    ends = {"subject": t.RDF_SUBJECT, "relation": t.RDF_PREDICATE, "object": t.RDF_OBJECT}
    for row in rows(quads, f"SELECT * {{ {columns(ends)} ?node {t.TYPE} {t.STATEMENT_CLASS} }}"):
        yield local(row["node"]), Statement(*(local(row[name]) for name in ends))


def descriptions(quads: Quads) -> Iterator[tuple[str, Entity]]:
    """All descriptions by id."""
    several: dict[str, defaultdict[str, set[str]]] = {}
    for name, predicate in (("alias", t.ALIAS), ("context", t.CONTEXT)):
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows(quads, f"SELECT ?node ?value {{ ?node {predicate} ?value }}"):
            found[local(row["node"])].add(text(row["value"]))
        several[name] = found
    given, may = {"name": t.NAME, "type": t.ENTITY_TYPE}, {"link": t.LINK, "stands_for": t.STANDS_FOR}
    for row in rows(quads, f"SELECT * {{ {columns(given)} {optional(may)} }}"):
        node = local(row["node"])
        aliases, context = (frozenset(found.get(node, ())) for found in several.values())
        names = said(row["name"]), local(row["type"]), said(row["link"]), said(row["stands_for"])
        yield node, Entity(*names, aliases, context)


def referring(quads: Quads, described: dict[str, Entity]) -> Iterator[tuple[str, Reference]]:
    """All references by id; those without a description are left to the shapes."""
    for row in rows(quads, f"SELECT * {{ {columns({'description': t.DESCRIBED_AS, 'article': t.ARTICLE})} }}"):
        if entity := described.get(local(row["description"])):
            yield local(row["node"]), Reference(local(row["article"]), entity)


def evidences(quads: Quads, references: dict[str, Reference]) -> Iterator[tuple[str, Evidence | None]]:
    """All evidence by id, None where what it leads to is not there, or a number is none.

    What lacks something, or has it twice, is left to the shapes.
    """
    spoken = f"OPTIONAL {{ {columns(SPOKEN)} {optional({'by': t.SPEAKER})} }}"
    wanted = " ".join(f"?{name}" for name in ("node", *FIELDS, "when", *SPOKEN, "by"))
    for row in rows(quads, f"SELECT {wanted} {{ {columns(FIELDS)} {optional({'when': t.WHEN})} {spoken} }}"):
        # All at once: each value that is asked for by its name costs as much as the whole row.
        node, *values = row
        try:
            yield local(node), evidence(values, references)
        except (KeyError, ValueError):
            yield local(node), None


def evidence(values: Sequence[Term], references: dict[str, Reference]) -> Evidence:
    """The evidence of a row, of which the values are those of `FIELDS`, the time and what is left to a speaker."""
    article, subject, relation, obj, quote, rule, confidence, polarity, modality, *rest = values
    *places, when, factive, start, end, by = rest
    offsets = [int(text(place)) for place in places]
    return Evidence(
        article=local(article),
        subject=references[local(subject)].entity,
        relation=local(relation),
        object=references[local(obj)].entity,
        sentence=Span(*offsets[:2]),
        subject_span=Span(*offsets[2:4]),
        cue_span=Span(*offsets[4:6]),
        object_span=Span(*offsets[6:]),
        quote=text(quote),
        rule=text(rule),
        confidence=float(text(confidence)),
        polarity=of_value(Polarity, polarity),
        modality=of_value(Modality, modality),
        speaker=speaker(factive, (start, end), by, references) if factive else None,
        when=said(when),
    )


def speaker(factive: Term, cue: tuple[Term, Term], by: Term | None, references: dict[str, Reference]) -> Speaker:
    """To whom an evidence is attributed."""
    entity = references[local(by)].entity if by else None
    return Speaker(entity, Span(*(int(text(place)) for place in cue)), text(factive) == "true")


def said(term: Term | None) -> str:
    """The characters of a literal, "" where there is none."""
    return text(term) if term else ""
