"""From shapes to SPARQL: each condition becomes a query that gives the nodes that break it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from pyoxigraph import NamedNode

from kg.rdf import terms as t
from kg.rdf.terms import Term
from kg.validation.shapes import Constraint, Shape

__all__ = ["Below", "Check", "compiled", "counted", "tallied"]

Below: TypeAlias = Mapping[str, frozenset[str]]
"""IRI of a class -> IRIs of it and of all classes below it."""
Good: TypeAlias = Callable[[str, Constraint, Below], str]
"""From a variable and a condition to the expression that says that it is kept."""


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
        yield Check(shape.name, described(c), f"SELECT DISTINCT ?focus ?value {{ {target} {breach(c, below)} }}")


def breach(c: Constraint, below: Below) -> str:
    """What a node that breaks a condition looks like."""
    if c.path is None:
        return f"FILTER (!{of_class('?focus', c, below)})"
    if c.kind == "minCount":
        return f"FILTER NOT EXISTS {{ ?focus {c.path} ?some }}"
    if c.kind == "maxCount":
        return f"?focus {c.path} ?value , ?other . FILTER (?value != ?other)"
    return f"?focus {c.path} ?value . FILTER (!{GOOD[c.kind]('?value', c, below)})"


def tallied(shape: Shape, below: Below) -> str:
    """A query whose `?good`, `?nodes` and `?rows` are equal where a shape is kept by all its nodes: one pass for all conditions.

    A node that lacks something gives no row, one that has something twice gives several, one with a wrong value no good one.
    """
    target = TARGETS[shape.target].format(of=shape.of)
    rows, good = [], []
    for number, path in enumerate(dict.fromkeys(c.path for c in shape.constraints)):
        value = f"?v{number}" if path else "?focus"
        mine = [c for c in shape.constraints if c.path == path]
        needed = any(c.kind == "minCount" for c in mine)
        pattern = f"?focus {path} {value} ." if path else ""
        rows.append(pattern if needed or not path else f"OPTIONAL {{ {pattern} }}")
        holds = [GOOD[c.kind](value, c, below) for c in mine if c.kind in GOOD]
        if holds:
            good.append(
                f"({' && '.join(holds)})" if needed or not path else f"(!BOUND({value}) || ({' && '.join(holds)}))"
            )
    return f"""SELECT (COUNT(?focus) AS ?rows) (COUNT(DISTINCT ?focus) AS ?nodes) (SUM(IF({" && ".join(good) or "true"}, 1, 0)) AS ?good)
        {{ {target} {" ".join(sorted(rows, key=lambda row: row.startswith("OPTIONAL")))} }}"""


def counted(shape: Shape) -> str:
    """A query for how many nodes a shape is about."""
    return f"SELECT (COUNT(DISTINCT ?focus) AS ?nodes) {{ {TARGETS[shape.target].format(of=shape.of)} }}"


def described(constraint: Constraint) -> str:
    """A condition in a few words.

    >>> described(Constraint("minCount", NamedNode("https://w3id.org/kg-news/ontology#quote"), (t.whole(1),)))
    'quote: minCount 1'
    """
    shown = [t.local(v).rsplit("#", 1)[-1] if isinstance(v, NamedNode) else t.text(v) for v in constraint.values]
    path = f"{t.local(constraint.path).rsplit('/', 1)[-1].rsplit('#', 1)[-1]}: " if constraint.path else ""
    words = " or ".join(shown) if len(shown) <= 8 else f"one of {len(shown)}"
    return f"{path}{constraint.kind} {words}"


def datatype(value: str, c: Constraint, _: Below) -> str:
    """A literal of a type."""
    return f"COALESCE(isLiteral({value}) && datatype({value}) = {c.values[0]}, false)"


def node_kind(value: str, c: Constraint, _: Below) -> str:
    """An IRI, or a literal."""
    return f"{NODE_KINDS[local_of(c.values[0])]}({value})"


def of_class(value: str, c: Constraint, below: Below) -> str:
    """A node of one of several classes, or of one below them."""
    found = sorted({iri for v in c.values if isinstance(v, NamedNode) for iri in below.get(v.value, {v.value})})
    if len(found) == 1:
        return f"EXISTS {{ {value} {t.TYPE} <{found[0]}> }}"
    return f"EXISTS {{ {value} {t.TYPE} ?type . FILTER (?type IN ({', '.join(f'<{iri}>' for iri in found)})) }}"


def one_of(value: str, c: Constraint, _: Below) -> str:
    """One of a list."""
    return f"({value} IN ({', '.join(map(str, c.values))}))"


def pattern(value: str, c: Constraint, _: Below) -> str:
    """Text of a form."""
    return f"REGEX(STR({value}), {c.values[0]})"


def min_length(value: str, c: Constraint, _: Below) -> str:
    """Text that is long enough."""
    return f"(STRLEN(STR({value})) >= {c.values[0]})"


def compared(sign: str) -> Good:
    """A number on one side of a bound; what cannot be compared is on none."""
    return lambda value, c, _: f"COALESCE({value} {sign} {c.values[0]}, false)"


def less_than(value: str, c: Constraint, _: Below) -> str:
    """A number less than each of another property."""
    return f"NOT EXISTS {{ ?focus {c.values[0]} ?limit . FILTER (!COALESCE({value} < ?limit, false)) }}"


def local_of(term: Term) -> str:
    """The last part of an IRI."""
    return term.value.rsplit("#", 1)[-1] if isinstance(term, NamedNode) else ""


GOOD: Final[Mapping[str, Good]] = {
    "datatype": datatype,
    "nodeKind": node_kind,
    "class": of_class,
    "in": one_of,
    "pattern": pattern,
    "minLength": min_length,
    "minInclusive": compared(">="),
    "maxInclusive": compared("<="),
    "lessThan": less_than,
}
"""What SHACL calls a condition -> the expression that a value makes true which keeps it."""
