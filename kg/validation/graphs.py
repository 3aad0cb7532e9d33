"""Whether a whole graph is as it should be: the shapes as SPARQL, then what shapes cannot say."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
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
ABREAST: Final = min(4, os.cpu_count() or 1)
"""How many checks run at a time: each holds what it reads of one kind in memory."""


def validate(quads: Quads, ontology: Ontology, shapes: Path | None = None) -> Iterator[Violation]:
    """All that is not as it should be, condition by condition; `shapes` replaces the file that ships with kg.

    Raises:
        OntologyError: if the shapes say what kg does not understand.
    """
    below = hierarchy(ontology)
    kept = read_shapes(shapes or resource("ontology/shapes.ttl"))
    checks = (*(check for shape in kept for check in compiled(shape, below)), *integrity_checks(ontology))
    # Queries leave the interpreter free, and hashing works on while they run; what takes longest begins first.
    with ThreadPoolExecutor(ABREAST) as pool:
        hashes = pool.submit(collected, partial(changed, quads))
        for found in pool.map(lambda check: collected(partial(broken, quads, check)), checks):
            yield from found
        yield from hashes.result()


def collected(work: Callable[[], Iterable[Violation]]) -> list[Violation]:
    """What is found, sorted; an error takes nothing of the engine along, which no other thread may let go of."""
    try:
        return sorted(work())
    except Exception as error:
        link: BaseException | None = error
        while link:
            link.__traceback__, link = None, link.__cause__ or link.__context__
        raise


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
