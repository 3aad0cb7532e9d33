"""The terms of the graph: namespaces, predicates, and how ids and values become terms and come back."""

from enum import StrEnum
from functools import lru_cache
from typing import Final, TypeAlias, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Triple

from kg.ontology import ENT, KG
from kg.rdf.names import PREFIXES

__all__ = [
    "ABOUT",
    "DECISIONS",
    "DEFAULT",
    "ENT",
    "INFERRED",
    "KG",
    "KGID",
    "META",
    "PREFIXES",
    "Graph",
    "Term",
    "entity_node",
    "id_node",
    "kg",
    "local",
    "number",
    "of_value",
    "text",
    "truth",
    "value_node",
    "whole",
]  # fmt: skip

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Graph: TypeAlias = NamedNode | DefaultGraph
Value = TypeVar("Value", bound=StrEnum)

cached: Final = lru_cache(maxsize=4096)
"""One change names the same few things again and again."""

KGID: Final = PREFIXES["kgid"]
"""Articles, references, evidence, statements: apart from the ontology, so that no id can clash with a term of it."""


@cached
def kg(name: str) -> NamedNode:
    """A term of the ontology."""
    return NamedNode(KG + name)


def common(prefix: str, name: str) -> NamedNode:
    """A term of another vocabulary."""
    return NamedNode(PREFIXES[prefix] + name)


DEFAULT: Final = DefaultGraph()
INFERRED: Final = kg("inferred")
DECISIONS: Final = kg("decisions")
META: Final = kg("meta")

TYPE: Final = common("rdf", "type")
RDF_SUBJECT: Final = common("rdf", "subject")
RDF_PREDICATE: Final = common("rdf", "predicate")
RDF_OBJECT: Final = common("rdf", "object")
LABEL: Final = common("rdfs", "label")
ALT_LABEL: Final = common("skos", "altLabel")
SAME_AS: Final = common("owl", "sameAs")
DECIMAL: Final = common("xsd", "decimal")
INTEGER: Final = common("xsd", "integer")
BOOLEAN: Final = common("xsd", "boolean")

ARTICLE_FIELDS: Final = {
    "title": common("dcterms", "title"),
    "publisher": common("dcterms", "publisher"),
    "author": common("dcterms", "creator"),
    "published": common("dcterms", "issued"),
    "source": common("dcterms", "source"),
    "language": common("dcterms", "language"),
    "retrieved": kg("retrieved"),
    "text": common("schema", "text"),
}
"""Field of `model.Article` -> predicate; an empty field is not stored."""

ARTICLE_CLASS: Final = kg("Article")
DESCRIPTION_CLASS: Final = kg("Description")
REFERENCE_CLASS: Final = kg("Reference")
EVIDENCE_CLASS: Final = kg("Evidence")
STATEMENT_CLASS: Final = kg("Statement")
INFERENCE_CLASS: Final = kg("Inference")
TOMBSTONE_CLASS: Final = kg("Tombstone")
IDENTITY_CLASS: Final = kg("IdentityDecision")
REFUSED_CLASS: Final = kg("Refused")
RUN_CLASS: Final = kg("Run")
CHANGE_CLASS: Final = kg("Change")

ARTICLE: Final = kg("article")
SUBJECT: Final = kg("subject")
RELATION: Final = kg("relation")
OBJECT: Final = kg("object")
QUOTE: Final = kg("quote")
RULE: Final = kg("rule")
CONFIDENCE: Final = kg("confidence")
POLARITY: Final = kg("polarity")
MODALITY: Final = kg("modality")
WHEN: Final = kg("when")
SPEAKER: Final = kg("speaker")
FACTIVE: Final = kg("factive")
SPANS: Final = {
    "sentence": (kg("start"), kg("end")),
    "subject_span": (kg("subjectStart"), kg("subjectEnd")),
    "cue_span": (kg("cueStart"), kg("cueEnd")),
    "object_span": (kg("objectStart"), kg("objectEnd")),
    "speaker": (kg("speakerCueStart"), kg("speakerCueEnd")),
}
"""Field of `model.Evidence` -> predicates of its first and last offset; "speaker" is the cue of `model.Speaker`."""

DESCRIBED_AS: Final = kg("describedAs")
NAME: Final = kg("name")
ENTITY_TYPE: Final = kg("entityType")
ALIAS: Final = kg("alias")
LINK: Final = kg("link")
STANDS_FOR: Final = kg("standsFor")
MENTIONS: Final = kg("mentions")

CONTEXT: Final = kg("context")

NAME_KEY: Final = kg("nameKey")
SHORT_KEY: Final = kg("shortKey")
DENOTES: Final = kg("denotes")
ORIGIN: Final = kg("origin")
BAND: Final = kg("band")
TALLY: Final = kg("tally")
SUPPORTS: Final = kg("evidenceFor")
SCORE: Final = kg("score")
STATUS: Final = kg("status")
EVIDENCE_COUNT: Final = kg("evidenceCount")
ORIGIN_COUNT: Final = kg("originCount")
PREMISE: Final = kg("premise")
DEPTH: Final = kg("depth")

VERDICT: Final = kg("verdict")
BETWEEN: Final = kg("between")
CONCERNS: Final = kg("concerns")
BASIS: Final = kg("basis")

CONTRADICTION_CLASS: Final = kg("Contradiction")
KIND: Final = kg("kind")
SPOKEN: Final = kg("spoken")
SIDE: Final = kg("side")
SIDE_CLASS: Final = kg("Side")
STATEMENT: Final = kg("statement")
EVIDENCE: Final = kg("evidence")

DECIDED_BY: Final = kg("decidedBy")
DECIDED_AT: Final = kg("decidedAt")
REASON: Final = kg("reason")
TEXT_HASH: Final = kg("textHash")
REVISION: Final = kg("revision")

FORMAT_VERSION: Final = kg("formatVersion")
ASSEMBLED_BY: Final = kg("assembledBy")
COUNTS: Final = kg("counts")
CHANGED_AT: Final = kg("changedAt")
CHANGED: Final = kg("changed")

GENERATED_BY: Final = common("prov", "wasGeneratedBy")
RUN_FIELDS: Final = {
    "program": kg("program"),
    "model": kg("languageModel"),
    "lexicon": kg("lexicon"),
    "ontology": kg("ontologyVersion"),
}
"""Field of `model.Run` -> predicate."""


@cached
def entity_node(slug: str) -> NamedNode:
    """The IRI of a canonical entity."""
    return NamedNode(ENT + slug)


@cached
def id_node(name: str) -> NamedNode:
    """The IRI of an id that the model computes, such as ``article-0c1f…``."""
    return NamedNode(KGID + name)


def local(term: Term) -> str:
    """What an IRI is called within its namespace, the inverse of `kg`, `entity_node` and `id_node`."""
    iri = term.value if isinstance(term, NamedNode) else ""
    for space in (KGID, KG, ENT):
        if iri.startswith(space):
            return iri[len(space) :]
    return iri


@cached
def value_node(value: StrEnum) -> NamedNode:
    """The individual of the ontology for a value of an enumeration: ``affirmed`` -> ``kg:Affirmed``."""
    return kg(value.value.capitalize())


def of_value(kind: type[Value], term: Term) -> Value:
    """The value that an individual stands for, the inverse of `value_node`.

    Raises:
        ValueError: if it stands for none of these.
    """
    return kind(value_name(term))


@cached
def value_name(term: Term) -> str:
    """How an enumeration spells an individual of the ontology: ``kg:Affirmed`` -> ``affirmed``."""
    return local(term).lower()


@cached
def whole(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), datatype=INTEGER)


@cached
def number(value: float) -> Literal:
    """A decimal with four digits at most, as ids hold it: more would tell runs apart that say the same.

    Without zeros at its end, as the engine gives it back: other servers keep a number as it was written.
    """
    return Literal(f"{value:.4f}".rstrip("0").rstrip("."), datatype=DECIMAL)


def truth(value: bool) -> Literal:  # noqa: FBT001 — the value itself, not an option
    """A truth value."""
    return Literal(str(value).lower(), datatype=BOOLEAN)


def text(term: Term) -> str:
    """The characters of a literal."""
    return term.value if isinstance(term, Literal) else ""


ABOUT: Final = id_node("store")
"""What the store knows of itself is said of this node."""
