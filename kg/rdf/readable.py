"""Terms as people read them."""

from itertools import chain
from typing import Final

from pyoxigraph import Literal, NamedNode

from kg.ontology import ENT, KG
from kg.rdf.names import PREFIXES
from kg.rdf.terms import Term

__all__ = ["plain", "readable"]

FLOATS: Final = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("decimal", "double", "float"))
INTEGER: Final = f"{PREFIXES['xsd']}integer"
BOOLEAN: Final = f"{PREFIXES['xsd']}boolean"


def readable(term: Term | None) -> str:
    """A term in a few characters: a literal's value, the local name of an entity or relation, else a short IRI."""
    if term is None:
        return ""
    if isinstance(term, Literal):
        return decimal(term.value) if term.datatype.value in FLOATS else term.value
    if isinstance(term, NamedNode):
        return short(term.value)
    return str(term)


def plain(term: Term | None) -> str | float | bool | None:
    """A term as a value of Python: numbers and truths as such, all else as text, an IRI in full."""
    if term is None:
        return None
    if not isinstance(term, Literal):
        return term.value if isinstance(term, NamedNode) else str(term)
    kind = term.datatype.value
    try:
        return int(term.value) if kind == INTEGER else float(term.value) if kind in FLOATS else truth(kind, term.value)
    except ValueError:  # RDF lets a literal be of a type and not of its form
        return term.value


def truth(kind: str, value: str) -> str | bool:
    """A truth value, or the text that it is not."""
    return {"true": True, "1": True, "false": False, "0": False}.get(value, value) if kind == BOOLEAN else value


def decimal(value: str) -> str:
    """A number without the digits that nobody reads; what is no number stays as it is.

    >>> decimal("0.920000"), decimal("3"), decimal("INF"), decimal("one")
    ('0.92', '3', 'inf', 'one')
    """
    try:
        number = f"{float(value):.3f}"
    except ValueError:  # RDF lets a literal be of a type and not of its form
        return value
    return number.rstrip("0").rstrip(".") if "." in number else number


def short(iri: str) -> str:
    """The readable part of an IRI.

    >>> short("https://w3id.org/kg-news/entity/North_Macedonia")
    'North Macedonia'
    """
    for space in (ENT, KG):
        if iri.startswith(space):
            return iri.removeprefix(space).replace("_", " ") if space == ENT else iri.removeprefix(space)
    known = (f"{prefix}:{iri.removeprefix(space)}" for prefix, space in PREFIXES.items() if iri.startswith(space))
    return next(chain(known, [iri]))
