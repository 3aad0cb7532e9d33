"""Ids are hashes of what they hold: whatever was changed since it was written no longer fits its id.

Everything of one kind is read by one query, because there are hundreds of thousands.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from pyoxigraph import QuerySolution

from kg.assembly import Reference
from kg.model import Article, Entity, Evidence, Modality, Polarity, Span, Speaker, Statement
from kg.rdf import terms as t
from kg.rdf.quads import Quads
from kg.rdf.terms import Term, local, of_value, text
from kg.rdf.writing import description_id

__all__ = ["changed"]

FITS: Final = "the id is the hash of what it holds"
SPANS: Final = ("sentence", "subject_span", "cue_span", "object_span")


def changed(quads: Quads) -> Iterator[tuple[str, str]]:
    """Names of nodes that do not fit their ids, each with the condition."""
    for name in (*articles(quads), *statements(quads)):
        yield name, FITS
    described = dict(descriptions(quads))
    for name, entity in described.items():
        if description_id(entity) != name:
            yield name, FITS
    references = dict(referring(quads, described))
    for name, reference in references.items():
        if reference.id != name:
            yield name, FITS
    for name in evidences(quads, references):
        yield name, FITS


def rows(quads: Quads, query: str) -> Iterator[QuerySolution]:
    """The rows of a query."""
    yield from quads.query(query)  # type: ignore[misc]


def articles(quads: Quads) -> Iterator[str]:
    """Articles that do not fit their ids."""
    optional = " ".join(f"OPTIONAL {{ ?node {predicate} ?{name} }}" for name, predicate in t.ARTICLE_FIELDS.items())
    for row in rows(quads, f"SELECT * {{ ?node {t.TYPE} {t.ARTICLE_CLASS} . {optional} }}"):
        article = Article(**{name: said(row[name]) for name in t.ARTICLE_FIELDS})
        if article.id != local(row["node"]):
            yield local(row["node"])


def statements(quads: Quads) -> Iterator[str]:
    """Statements that do not fit their ids."""
    parts = f"{t.RDF_SUBJECT} ?s ; {t.RDF_PREDICATE} ?p ; {t.RDF_OBJECT} ?o"
    for row in rows(quads, f"SELECT * {{ ?node {t.TYPE} {t.STATEMENT_CLASS} ; {parts} }}"):
        if Statement(*(local(row[part]) for part in "spo")).id != local(row["node"]):
            yield local(row["node"])


def descriptions(quads: Quads) -> Iterator[tuple[str, Entity]]:
    """All descriptions by id."""
    several: dict[str, defaultdict[str, set[str]]] = {}
    for name, predicate in (("alias", t.ALIAS), ("context", t.CONTEXT)):
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in rows(quads, f"SELECT ?node ?value {{ ?node {predicate} ?value }}"):
            found[local(row["node"])].add(text(row["value"]))
        several[name] = found
    query = f"""SELECT * {{ ?node {t.NAME} ?name ; {t.ENTITY_TYPE} ?type .
        OPTIONAL {{ ?node {t.LINK} ?link }} OPTIONAL {{ ?node {t.STANDS_FOR} ?stands_for }} }}"""
    for row in rows(quads, query):
        node = local(row["node"])
        aliases, context = (frozenset(found.get(node, ())) for found in several.values())
        names = said(row["name"]), local(row["type"]), said(row["link"]), said(row["stands_for"])
        yield node, Entity(*names, aliases, context)


def referring(quads: Quads, described: dict[str, Entity]) -> Iterator[tuple[str, Reference]]:
    """All references by id; those without a description are left to the shapes."""
    for row in rows(quads, f"SELECT * {{ ?node {t.DESCRIBED_AS} ?description ; {t.ARTICLE} ?article }}"):
        if entity := described.get(local(row["description"])):
            yield local(row["node"]), Reference(local(row["article"]), entity)


def evidences(quads: Quads, references: dict[str, Reference]) -> Iterator[str]:
    """Evidence that does not fit its id; what lacks something is left to the shapes."""
    spans = " ; ".join(f"{p} ?{name}{n}" for name in SPANS for n, p in enumerate(t.SPANS[name]))
    spoken = " ; ".join(f"{p} ?speaker{n}" for n, p in enumerate(t.SPANS["speaker"]))
    query = f"""SELECT * {{
        ?node {t.ARTICLE} ?article ; {t.SUBJECT} ?subject ; {t.RELATION} ?relation ; {t.OBJECT} ?object ; {t.QUOTE} ?quote ;
          {t.RULE} ?rule ; {t.CONFIDENCE} ?confidence ; {t.POLARITY} ?polarity ; {t.MODALITY} ?modality ; {spans} .
        OPTIONAL {{ ?node {t.WHEN} ?when }}
        OPTIONAL {{ ?node {t.FACTIVE} ?factive ; {spoken} . OPTIONAL {{ ?node {t.SPEAKER} ?by }} }} }}"""
    for row in rows(quads, query):
        try:
            fits = evidence(row, references).id == local(row["node"])
        except (KeyError, ValueError):  # what it leads to is not there, or a number is none
            fits = False
        if not fits:
            yield local(row["node"])


def evidence(row: QuerySolution, references: dict[str, Reference]) -> Evidence:
    """The evidence of a row."""
    by = references[local(row["by"])].entity if row["by"] else None
    spans = {name: span(row, name) for name in SPANS}
    return Evidence(
        article=local(row["article"]),
        subject=references[local(row["subject"])].entity,
        relation=local(row["relation"]),
        object=references[local(row["object"])].entity,
        quote=text(row["quote"]),
        rule=text(row["rule"]),
        confidence=float(text(row["confidence"])),
        polarity=of_value(Polarity, row["polarity"]),
        modality=of_value(Modality, row["modality"]),
        when=said(row["when"]),
        speaker=Speaker(by, span(row, "speaker"), said(row["factive"]) == "true") if row["factive"] else None,
        **spans,
    )


def span(row: QuerySolution, name: str) -> Span:
    """A span of two columns."""
    return Span(int(text(row[f"{name}0"])), int(text(row[f"{name}1"])))


def said(term: Term | None) -> str:
    """The characters of a literal, "" where there is none."""
    return text(term) if term else ""
