"""Articles, evidence, statements and entities as RDF, and back: the only package that spells provenance terms."""

from kg.rdf.reading import GraphView
from kg.rdf.terms import DECISIONS, INFERRED, META, PREFIXES
from kg.rdf.writing import decision_quads, derived_quads, extraction_quads, tombstone_quads

__all__ = [
    "DECISIONS", "INFERRED", "META", "PREFIXES", "GraphView", "decision_quads", "derived_quads", "extraction_quads", "tombstone_quads",
]  # fmt: skip
