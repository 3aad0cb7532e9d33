"""What may be said of whom, and what follows from it: the ontology, read from Turtle."""

from kg.ontology.ontology import (
    ENT,
    KG,
    Chain,
    Ontology,
    OntologyClass,
    Relation,
    describe,
    nearest,
)
from kg.ontology.rules import Implication

__all__ = [
    "ENT",
    "KG",
    "Chain",
    "Implication",
    "Ontology",
    "OntologyClass",
    "Relation",
    "describe",
    "nearest",
]
