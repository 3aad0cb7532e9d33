"""Reads SHACL shapes: the part of the language that ontology/shapes.ttl speaks, and nothing that it would not understand."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from pyoxigraph import Store as Quads

from kg.errors import OntologyError
from kg.rdf.terms import Term, whole

__all__ = ["Constraint", "Shape", "read_shapes"]

SH: Final = "http://www.w3.org/ns/shacl#"
RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
ONE: Final = whole(1)
TARGETS: Final = ("targetClass", "targetSubjectsOf", "targetObjectsOf")
KINDS: Final = (
    "minCount", "maxCount", "datatype", "nodeKind", "class", "in", "pattern", "minLength", "minInclusive", "maxInclusive", "lessThan",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Constraint:
    """One condition on the values of `path`, or on the nodes themselves where that is None; `values` are its parameters."""

    kind: str
    path: NamedNode | None
    values: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """Conditions on all nodes of a class, or at one end of a property."""

    name: str
    target: str
    of: NamedNode
    constraints: tuple[Constraint, ...]


def read_shapes(path: Path) -> tuple[Shape, ...]:
    """All shapes of a file, sorted by name.

    Raises:
        OntologyError: if it is not Turtle, or says what kg does not understand.
    """
    try:
        quads = Quads()
        quads.extend(Quad(t.subject, t.predicate, t.object) for t in parse(path=str(path), format=RdfFormat.TURTLE))
    except SyntaxError as error:
        raise OntologyError(f"{path}, line {error.lineno}: not Turtle: {error.msg}") from error
    nodes = [q.subject for q in quads.quads_for_pattern(None, NamedNode(f"{RDF}type"), NamedNode(f"{SH}NodeShape"))]
    graph = Graph(quads, path)
    found = (graph.shape(node) for node in nodes if isinstance(node, NamedNode))
    return tuple(sorted(found, key=lambda shape: shape.name))


@dataclass(frozen=True, slots=True)
class Graph:
    """The triples of a file of shapes."""

    quads: Quads
    path: Path

    def shape(self, node: NamedNode) -> Shape:
        """The shape of a node."""
        name = node.value.rsplit("#", 1)[-1]
        targets = [(word, value) for word in TARGETS for value in self.values(node, word)]
        if len(targets) != 1 or not isinstance(targets[0][1], NamedNode):
            raise OntologyError(f"{self.path}: {name} needs one target")
        constraints = [c for p in self.values(node, "property") for c in self.property(p, name)]
        constraints += [self.alternatives(head, name) for head in self.values(node, "or")]
        self.understood(node, {*TARGETS, "property", "or"}, name)
        return Shape(name, targets[0][0], targets[0][1], tuple(sorted(constraints, key=str)))

    def property(self, node: Term, name: str) -> Iterator[Constraint]:
        """The conditions of a property shape."""
        self.understood(node, {"path", *KINDS}, name)
        [path] = self.values(node, "path")
        if not isinstance(path, NamedNode):
            raise OntologyError(f"{self.path}: {name}: only a single property can be a path")
        for kind in KINDS:
            for value in self.values(node, kind):
                if kind in ("minCount", "maxCount") and value != ONE:
                    raise OntologyError(f"{self.path}: {name}: sh:{kind} can be 1 alone")
                yield Constraint(kind, path, tuple(self.items(value)) if kind == "in" else (value,))

    def alternatives(self, head: Term, name: str) -> Constraint:
        """The classes, one of which a node must be of."""
        classes = [self.values(item, "class") for item in self.items(head)]
        if any(len(found) != 1 for found in classes):
            raise OntologyError(f"{self.path}: {name}: sh:or may hold classes alone")
        return Constraint("class", None, tuple(found[0] for found in classes))

    def understood(self, node: Term, words: set[str], name: str) -> None:
        """Refuse what would be passed over in silence."""
        known = {f"{SH}{word}" for word in words} | {f"{RDF}type"}
        if isinstance(node, NamedNode | BlankNode):
            for quad in self.quads.quads_for_pattern(node, None, None):
                if quad.predicate.value not in known:
                    raise OntologyError(f"{self.path}: {name}: kg does not know {quad.predicate.value}")

    def values(self, node: Term, word: str) -> list[Term]:
        """What a word of SHACL leads to."""
        return self.objects(node, f"{SH}{word}")

    def objects(self, node: Term, predicate: str) -> list[Term]:
        """What a predicate leads to."""
        if isinstance(node, Literal):
            return []
        return [q.object for q in self.quads.quads_for_pattern(node, NamedNode(predicate), None)]

    def items(self, head: Term) -> Iterator[Term]:
        """The items of an RDF list."""
        while first := self.objects(head, f"{RDF}first"):
            yield first[0]
            [head] = self.objects(head, f"{RDF}rest")
