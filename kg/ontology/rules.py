"""The rules of `ontology/rules/*.rq`: what each of them makes of the relations of an ontology.

A rule is a SPARQL query that constructs edges from edges and from what the graph `kg:ontology` says of their relations. Run over a
whole graph after each change it would take longer the more there is. So it is run once, on a graph that holds each relation twice, to a
node and on from it: what it constructs there shows which relations, one or two in a row, lead to which.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, QueryTriples, RdfFormat, Store

from kg.errors import OntologyError
from kg.ontology.turtle import KG

__all__ = ["Implication", "implications"]

HEADER: Final = ("id", "title", "description", "weight")
ONTOLOGY: Final = NamedNode(f"{KG}ontology")
MIDDLE: Final = NamedNode("urn:kg:middle")
BEFORE, AFTER = "urn:kg:before:", "urn:kg:after:"


@dataclass(frozen=True, slots=True, order=True)
class Implication:
    """Who is tied to another by `steps`, one after the other, is tied to it by `head`; `turned`: it to them.

    `rule` is the id of the rule that says so, `weight` the constant of `ontology/scoring.toml` that says how sure it is.
    """

    rule: str
    steps: tuple[str, ...]
    head: str
    turned: bool
    weight: str


@lru_cache(maxsize=8)
def implications(rules: Path, ontology: tuple[Path, ...], relations: frozenset[str]) -> tuple[Implication, ...]:
    """All that the rules of a folder make of the relations that some files of Turtle describe, sorted.

    Raises:
        OntologyError: if a rule is no SPARQL, lacks a part of its header, or constructs what no path of one or two edges leads to.
    """
    store = Store()
    for file in ontology:
        store.bulk_load(path=file, format=RdfFormat.TURTLE, to_graph=ONTOLOGY)
    store.extend(chain.from_iterable(map(probe, sorted(relations))))
    return tuple(sorted(chain.from_iterable(implied(file, store, relations) for file in sorted(rules.glob("*.rq")))))


def probe(relation: str) -> Iterator[Quad]:
    """A relation to the middle, and one on from there."""
    yield Quad(NamedNode(BEFORE + relation), NamedNode(KG + relation), MIDDLE)
    yield Quad(MIDDLE, NamedNode(KG + relation), NamedNode(AFTER + relation))


def implied(file: Path, store: Store, relations: frozenset[str]) -> Iterator[Implication]:
    """What one rule makes of the relations."""
    text = file.read_text(encoding="utf-8")
    head = header(file, text)
    for subject, relation, obj in constructed(file, text, store):
        if relation not in relations:
            raise OntologyError(f"{file}: constructs kg:{relation}, which is no relation of the ontology")
        steps, turned = path(subject, obj), False
        if steps is None:
            steps, turned = path(obj, subject), True
        if steps is None:
            raise OntologyError(f"{file}: constructs an edge between what no path of one or two edges ties together")
        if steps and (steps, turned) != ((relation,), False):
            yield Implication(head["id"], steps, relation, turned, head["weight"])


def header(file: Path, text: str) -> dict[str, str]:
    """The comments at the head of a rule."""
    found = dict(re.findall(r"^# (\w+): (.+)$", text, re.MULTILINE))
    if missing := [name for name in HEADER if not found.get(name)]:
        raise OntologyError(f"{file}: its header lacks {', '.join(missing)}")
    return found


def constructed(file: Path, text: str, store: Store) -> Iterable[tuple[str, str, str]]:
    """The edges that a rule constructs."""
    try:
        found = store.query(text)
    except SyntaxError as error:
        raise OntologyError(f"{file}: no SPARQL: {error}") from error
    if not isinstance(found, QueryTriples):
        raise OntologyError(f"{file}: a rule is a CONSTRUCT")
    return {(iri(t.subject), iri(t.predicate).removeprefix(KG), iri(t.object)) for t in found}


def iri(term: object) -> str:
    """The IRI of a node, "" of what has none."""
    return term.value if isinstance(term, NamedNode) else ""


def path(start: str, end: str) -> tuple[str, ...] | None:
    """The relations that lead from one node of the probes to another, none for the second half of one; None if none lead."""
    before, after = start.removeprefix(BEFORE), end.removeprefix(AFTER)
    first, last = before != start, after != end
    if first and last:
        return before, after
    if first and end == MIDDLE.value:
        return (before,)
    return () if start == MIDDLE.value and last else None
