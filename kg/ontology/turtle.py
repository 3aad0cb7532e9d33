"""Reads the Turtle of an ontology into blocks: what each term of it is said to be."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg.errors import OntologyError

__all__ = ["KG", "OWL", "RDF", "RDFS", "SKOS", "Described", "read"]

KG = "https://w3id.org/kg-news/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"

Term: TypeAlias = NamedNode | BlankNode | Literal | Triple
Index: TypeAlias = Mapping[tuple[Term, str], list[Term]]


@dataclass(frozen=True, slots=True)
class Described:
    """A term of the ontology with all that the files say of it; `file` is where it is first described."""

    name: str
    file: Path
    node: NamedNode
    index: Index

    def fail(self, reason: str) -> NoReturn:
        """Refuse the ontology because of this term."""
        raise OntologyError(f"{self.file}: kg:{self.name} {reason}")

    def objects(self, local: str, space: str) -> list[Term]:
        """What the predicate leads to."""
        return self.index.get((self.node, space + local), [])

    def has(self, kind: str, space: str) -> bool:
        """Whether the term is of this type."""
        return NamedNode(space + kind) in self.objects("type", RDF)

    def texts(self, local: str, space: str) -> tuple[str, ...]:
        """All literals of a predicate, sorted."""
        return tuple(sorted(o.value for o in self.objects(local, space) if isinstance(o, Literal)))

    def text(self, local: str, space: str) -> str:
        """The literals of a predicate as one text."""
        return " ".join(self.texts(local, space))

    def required(self, local: str, space: str) -> str:
        """The one literal of a predicate.

        Raises:
            OntologyError: if there is none, or more than one.
        """
        found = self.texts(local, space)
        if len(found) != 1:
            self.fail(f"needs one {local}, has {len(found)}")
        return found[0]

    def iris(self, local: str, space: str) -> tuple[str, ...]:
        """All IRIs of a predicate, sorted."""
        return tuple(sorted(o.value for o in self.objects(local, space) if isinstance(o, NamedNode)))

    def names(self, local: str, space: str) -> tuple[str, ...]:
        """Local names of a predicate's IRIs, sorted."""
        return tuple(self.local(iri) for iri in self.iris(local, space))

    def union(self, local: str, space: str) -> frozenset[str]:
        """The class of a predicate, or the classes that an owl:unionOf joins."""
        unions = [u for o in self.objects(local, space) for u in self.index.get((o, OWL + "unionOf"), [])]
        listed = (self.local(item.value) for u in unions for item in self.items(u) if isinstance(item, NamedNode))
        return frozenset([*self.names(local, space), *listed])

    def lists(self, local: str, space: str) -> tuple[tuple[str, ...], ...]:
        """Local names in the RDF lists of a predicate."""
        found = (self.items(o) for o in self.objects(local, space))
        return tuple(sorted(tuple(self.local(i.value) for i in items if isinstance(i, NamedNode)) for items in found))

    def items(self, head: Term) -> list[Term]:
        """The items of an RDF list."""
        items: list[Term] = []
        while first := self.index.get((head, RDF + "first")):
            items.append(first[0])
            head = self.index[head, RDF + "rest"][0]
        return items

    def local(self, iri: str) -> str:
        """The local name of a term of the ontology.

        Raises:
            OntologyError: if the term belongs to another namespace.
        """
        if not iri.startswith(KG):
            self.fail(f"names <{iri}>, which is no term of the kg: namespace")
        return iri.removeprefix(KG)


def read(files: Iterable[Path]) -> dict[str, Described]:
    """All terms of the kg: namespace that the files describe, by local name, sorted.

    Raises:
        OntologyError: if a file is missing or is not Turtle; says which, and the line.
    """
    index: defaultdict[tuple[Term, str], list[Term]] = defaultdict(list)
    subjects: dict[NamedNode, Path] = {}
    for file in files:
        for triple in triples(file):
            index[triple.subject, triple.predicate.value].append(triple.object)
            if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(KG):
                subjects.setdefault(triple.subject, file)
    described = (Described(s.value.removeprefix(KG), file, s, index) for s, file in subjects.items())
    return {term.name: term for term in sorted(described, key=lambda term: term.name)}


def triples(file: Path) -> list[Triple]:
    """The triples of one Turtle file."""
    try:
        # Blank nodes of two files must not meet.
        return [quad.triple for quad in parse(path=file, format=RdfFormat.TURTLE, rename_blank_nodes=True)]
    except OSError as error:
        raise OntologyError(f"{file}: cannot be read: {error.strerror or error}") from error
    except SyntaxError as error:
        raise OntologyError(f"{file}, line {error.lineno}: not Turtle: {error.msg}") from error
