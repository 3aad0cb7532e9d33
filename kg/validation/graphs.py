"""Whether a whole graph is as it should be: the shapes as SPARQL, then what shapes cannot say."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode

from kg.ontology import KG, Ontology
from kg.rdf.quads import Quads
from kg.rdf.terms import DEFAULT, INFERRED, Term, local, text
from kg.resources import resource
from kg.validation.compiled import Below, Check, compiled
from kg.validation.hashes import changed
from kg.validation.integrity import integrity_checks
from kg.validation.shapes import read_shapes
from kg.validation.violations import Violation

__all__ = ["broken", "hierarchy", "validate"]

GRAPHS: Final[list[NamedNode | BlankNode | DefaultGraph]] = [DEFAULT, INFERRED]


def validate(quads: Quads, ontology: Ontology, shapes: Path | None = None) -> Iterator[Violation]:
    """All that is not as it should be, condition by condition; `shapes` replaces the file that ships with kg.

    Raises:
        OntologyError: if the shapes say what kg does not understand.
    """
    below = hierarchy(ontology)
    for shape in read_shapes(shapes or resource("ontology/shapes.ttl")):
        for check in compiled(shape, below):
            yield from sorted(broken(quads, check))
    for check in integrity_checks(ontology):
        yield from sorted(broken(quads, check))
    yield from sorted(changed(quads))


def hierarchy(ontology: Ontology) -> Below:
    """Each class with all that are below it."""
    classes = ontology.classes
    return {f"{KG}{name}": frozenset(f"{KG}{c}" for c in classes if ontology.is_a(c, name)) for name in classes}


def broken(quads: Quads, check: Check) -> Iterator[Violation]:
    """What breaks one condition; what articles assert and what follows from it is one graph here."""
    rows = quads.query(check.query, default_graph=GRAPHS)
    for focus, value in rows:  # type: ignore[union-attr]
        yield Violation(check.shape, check.condition, named(focus), named(value) if value is not None else "")


def named(term: Term) -> str:
    """A term as people read it."""
    return local(term) if isinstance(term, NamedNode) else text(term) or str(term)
