"""From shapes to SPARQL: each condition becomes a query that gives the nodes that break it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.rdf import terms as t
from kg.rdf.terms import Term
from kg.validation.shapes import Constraint, Shape

__all__ = ["Check", "compiled"]

Below: TypeAlias = Mapping[str, frozenset[str]]
"""IRI of a class -> IRIs of it and of all classes below it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A query for what breaks a condition: it gives `?focus` and, where there is one, the `?value` that is wrong."""

    shape: str
    condition: str
    query: str


TARGETS: Final = {
    "targetClass": f"?focus {t.TYPE} {{of}} .",
    "targetSubjectsOf": "?focus {of} ?any .",
    "targetObjectsOf": "?any {of} ?focus .",
}
NODE_KINDS: Final = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}


def compiled(shape: Shape, below: Below) -> Iterator[Check]:
    """A query for each condition of a shape; `below` is the hierarchy of classes, which the graph itself does not hold."""
    target = TARGETS[shape.target].format(of=shape.of)
    for c in shape.constraints:
        pattern = node_class(c, below) if c.path is None else PATTERNS[c.kind](c, below)
        yield Check(shape.name, described(c), f"SELECT DISTINCT ?focus ?value {{ {target} {pattern} }}")


def described(constraint: Constraint) -> str:
    """A condition in a few words.

    >>> described(Constraint("minCount", NamedNode("https://w3id.org/kg-news/ontology#quote"), (t.whole(1),)))
    'quote: minCount 1'
    """
    shown = [t.local(v).rsplit("#", 1)[-1] if isinstance(v, NamedNode) else t.text(v) for v in constraint.values]
    path = f"{t.local(constraint.path).rsplit('/', 1)[-1].rsplit('#', 1)[-1]}: " if constraint.path else ""
    words = " or ".join(shown) if len(shown) <= 8 else f"one of {len(shown)}"
    return f"{path}{constraint.kind} {words}"


def minimum(c: Constraint, _: Below) -> str:
    """At least one value; of more nothing has been needed."""
    return f"FILTER NOT EXISTS {{ ?focus {c.path} ?some }}"


def maximum(c: Constraint, _: Below) -> str:
    """At most one value."""
    return f"?focus {c.path} ?value , ?other . FILTER (?value != ?other)"


def datatype(c: Constraint, _: Below) -> str:
    """Literals of one type."""
    return f"?focus {c.path} ?value . FILTER (!isLiteral(?value) || datatype(?value) != {c.values[0]})"


def node_kind(c: Constraint, _: Below) -> str:
    """IRIs, or literals."""
    return f"?focus {c.path} ?value . FILTER (!{NODE_KINDS[local_of(c.values[0])]}(?value))"


def value_class(c: Constraint, below: Below) -> str:
    """Nodes of a class, or of one below it."""
    return f"?focus {c.path} ?value . FILTER NOT EXISTS {{ {of_class('?value', c, below)} }}"


def node_class(c: Constraint, below: Below) -> str:
    """The focus itself is of one of several classes, or of one below them."""
    return f"FILTER NOT EXISTS {{ {of_class('?focus', c, below)} }}"


def of_class(variable: str, c: Constraint, below: Below) -> str:
    """That a node has one of the types that will do."""
    found = sorted({iri for v in c.values if isinstance(v, NamedNode) for iri in below.get(v.value, {v.value})})
    if len(found) == 1:
        return f"{variable} {t.TYPE} <{found[0]}>"
    return f"{variable} {t.TYPE} ?type . FILTER (?type IN ({', '.join(f'<{iri}>' for iri in found)}))"


def one_of(c: Constraint, _: Below) -> str:
    """One of a list."""
    return f"?focus {c.path} ?value . FILTER (?value NOT IN ({', '.join(map(str, c.values))}))"


def pattern(c: Constraint, _: Below) -> str:
    """Text of a form."""
    return f"?focus {c.path} ?value . FILTER (!REGEX(STR(?value), {c.values[0]}))"


def min_length(c: Constraint, _: Below) -> str:
    """Text that is long enough."""
    return f"?focus {c.path} ?value . FILTER (STRLEN(STR(?value)) < {c.values[0]})"


def compared(sign: str) -> Callable[[Constraint, Below], str]:
    """Numbers on one side of a bound; what cannot be compared breaks it as well."""
    return lambda c, _: f"?focus {c.path} ?value . FILTER (!COALESCE(?value {sign} {c.values[0]}, false))"


def less_than(c: Constraint, _: Below) -> str:
    """Numbers less than that of another property."""
    return f"?focus {c.path} ?value ; {c.values[0]} ?limit . FILTER (!COALESCE(?value < ?limit, false))"


def local_of(term: Term) -> str:
    """The last part of an IRI."""
    return term.value.rsplit("#", 1)[-1] if isinstance(term, NamedNode) else ""


PATTERNS: Final[Mapping[str, Callable[[Constraint, Below], str]]] = {
    "minCount": minimum,
    "maxCount": maximum,
    "datatype": datatype,
    "nodeKind": node_kind,
    "class": value_class,
    "in": one_of,
    "pattern": pattern,
    "minLength": min_length,
    "minInclusive": compared(">="),
    "maxInclusive": compared("<="),
    "lessThan": less_than,
}
"""What SHACL calls a condition -> what a node that breaks it looks like."""
