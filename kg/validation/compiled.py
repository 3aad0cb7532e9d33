"""From shapes to SPARQL: each condition becomes a query that gives the nodes that break it.

The queries are made of sets: what is wrong is sought among all values of a property, and only then it is asked whose they
are. A store scans a property ten times as fast as it looks its value up for one node after the other.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.rdf import terms as t
from kg.rdf.terms import Term
from kg.validation.shapes import Constraint, Shape

__all__ = ["Below", "Check", "compiled"]

Below: TypeAlias = Mapping[str, frozenset[str]]
"""IRI of a class -> IRIs of it and of all classes below it."""
Good: TypeAlias = Callable[[Constraint], str]
"""From a condition to the expression that says of `?value` that it keeps it."""


@dataclass(frozen=True, slots=True)
class Check:
    """A query for what breaks a condition: it gives `?focus` and, where there is one, the `?value` that is wrong."""

    shape: str
    condition: str
    query: str


TARGETS: Final = {
    "targetClass": f"?focus {t.TYPE} {{of}}",
    "targetSubjectsOf": "?focus {of} ?any",
    "targetObjectsOf": "?any {of} ?focus",
}
NODE_KINDS: Final = {"IRI": "isIRI", "Literal": "isLiteral", "BlankNode": "isBlank"}


def compiled(shape: Shape, below: Below) -> Iterator[Check]:
    """A query for each condition of a shape; `below` is the hierarchy of classes, which the graph itself does not hold."""
    target = TARGETS[shape.target].format(of=shape.of)
    for c in shape.constraints:
        yield Check(shape.name, described(c), f"SELECT DISTINCT ?focus ?value {{ {breach(target, c, below)} }}")


def breach(target: str, c: Constraint, below: Below) -> str:
    """What the nodes look like that break a condition."""
    if c.path is None:
        return f"{{ SELECT DISTINCT ?focus {{ {target} }} }} MINUS {{ {of_class('?focus', c, below)} }}"
    if c.kind == "minCount":
        return f"{target} MINUS {{ ?focus {c.path} ?some }}"
    return f"{{ SELECT ?focus ?value {{ {wrong(c, below)} }} GROUP BY ?focus ?value }} FILTER EXISTS {{ {target} }}"


def wrong(c: Constraint, below: Below) -> str:
    """Values that break a condition, with the nodes that have them, whatever nodes these are."""
    if c.kind == "lessThan":
        both = f"{{ SELECT * {{ ?focus {c.path} ?value }} }} {{ SELECT * {{ ?focus {c.values[0]} ?limit }} }}"
        return f"{both} FILTER (!COALESCE(?value < ?limit, false))"
    if c.kind == "maxCount":
        several = f"SELECT ?focus {{ ?focus {c.path} ?some }} GROUP BY ?focus HAVING (COUNT(DISTINCT ?some) > 1)"
        # Where no node has two, as nearly always, this counting is all that is done, and takes a quarter of the grouping.
        # HAVING would say the same without FILTER, but not every server knows it where nothing is grouped.
        counted = f"SELECT (COUNT(*) AS ?rows) (COUNT(DISTINCT ?focus) AS ?nodes) {{ ?focus {c.path} ?some }}"
        some = f"SELECT ?rows {{ {{ {counted} }} FILTER (?rows > ?nodes) }}"
        return f"{{ {some} }} {{ {several} }} ?focus {c.path} ?value"
    values = f"{{ SELECT DISTINCT ?value {{ ?any {c.path} ?value }} }}"
    kept = f"MINUS {{ {of_class('?value', c, below)} }}" if c.kind == "class" else f"FILTER (!{GOOD[c.kind](c)})"
    return f"{{ SELECT ?value {{ {values} {kept} }} }} ?focus {c.path} ?value"


def of_class(node: str, c: Constraint, below: Below) -> str:
    """Nodes of one of several classes, or of one below them."""
    found = sorted({iri for v in c.values if isinstance(v, NamedNode) for iri in below.get(v.value, {v.value})})
    return f"VALUES ?type {{ {' '.join(f'<{iri}>' for iri in found)} }} {node} {t.TYPE} ?type"


def described(constraint: Constraint) -> str:
    """A condition in a few words.

    >>> described(Constraint("minCount", NamedNode("https://w3id.org/kg-news/ontology#quote"), (t.whole(1),)))
    'quote: minCount 1'
    """
    shown = [t.local(v).rsplit("#", 1)[-1] if isinstance(v, NamedNode) else t.text(v) for v in constraint.values]
    path = f"{t.local(constraint.path).rsplit('/', 1)[-1].rsplit('#', 1)[-1]}: " if constraint.path else ""
    words = " or ".join(shown) if len(shown) <= 8 else f"one of {len(shown)}"
    return f"{path}{constraint.kind} {words}"


def datatype(c: Constraint) -> str:
    """A literal of a type."""
    return f"COALESCE(isLiteral(?value) && datatype(?value) = {c.values[0]}, false)"


def node_kind(c: Constraint) -> str:
    """An IRI, or a literal."""
    return f"{NODE_KINDS[local_of(c.values[0])]}(?value)"


def one_of(c: Constraint) -> str:
    """One of a list."""
    return f"(?value IN ({', '.join(map(str, c.values))}))"


def pattern(c: Constraint) -> str:
    """Text of a form."""
    return f"REGEX(STR(?value), {c.values[0]})"


def min_length(c: Constraint) -> str:
    """Text that is long enough."""
    return f"(STRLEN(STR(?value)) >= {c.values[0]})"


def compared(sign: str) -> Good:
    """A number on one side of a bound; what cannot be compared is on none."""
    return lambda c: f"COALESCE(?value {sign} {c.values[0]}, false)"


def local_of(term: Term) -> str:
    """The last part of an IRI."""
    return term.value.rsplit("#", 1)[-1] if isinstance(term, NamedNode) else ""


GOOD: Final[Mapping[str, Good]] = {
    "datatype": datatype,
    "nodeKind": node_kind,
    "in": one_of,
    "pattern": pattern,
    "minLength": min_length,
    "minInclusive": compared(">="),
    "maxInclusive": compared("<="),
}
"""What SHACL calls a condition -> the expression that a value makes true which keeps it."""
