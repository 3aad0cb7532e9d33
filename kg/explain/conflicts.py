"""What cannot all be so: statements both affirmed and denied, relations that exclude each other, several values of one.

Nothing is decided and nothing deleted: each conflict shows both sides with their quotes. Where a speaker stands on a side, it is a
conflict between voices and none about the world; those are told apart.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce
from itertools import combinations, product
from typing import TYPE_CHECKING, TypeAlias

from kg.assembly.edges import edge_order
from kg.assembly.scores import is_claim
from kg.edtf import Stretch
from kg.explain import Voice, name, names, voices
from kg.model import Modality, Polarity, Statement, digest
from kg.ontology import Ontology, Relation
from kg.rdf import GraphView
from kg.rdf import terms as t
from kg.rdf.terms import kg, local, value_node

if TYPE_CHECKING:
    from kg.entities.posts import Post
    from kg.store import Store

__all__ = ["Conflict", "Kind", "Side", "conflicts"]

Alike: TypeAlias = tuple[Statement, ...]
"""Statements that say the same: that somebody holds an office, under any of its names."""
Groups: TypeAlias = defaultdict[tuple[str, str], defaultdict[str, list[Statement]]]

BOTH_SIGNS = f"""
    SELECT DISTINCT ?statement {{
      ?no {t.POLARITY} {value_node(Polarity.NEGATED)} ; {t.MODALITY} {value_node(Modality.ACTUAL)} ; {t.SUPPORTS} ?statement .
      ?yes {t.SUPPORTS} ?statement ; {t.POLARITY} {value_node(Polarity.AFFIRMED)} ; {t.MODALITY} {value_node(Modality.ACTUAL)} .
    }}"""
"""Statements that somebody affirms and somebody denies."""


class Kind(StrEnum):
    """Why two sides cannot both be right."""

    POLARITY = "polarity"
    DISJOINT = "disjoint"
    """Their relations exclude each other."""
    SINGLE = "single-valued"
    """Their relation has one value at a time."""


@dataclass(frozen=True, slots=True)
class Side:
    """A statement, affirmed or denied, with all who say so; `names` are those of subject, relation and object."""

    statement: Statement
    names: tuple[str, str, str]
    polarity: Polarity
    voices: tuple[Voice, ...]

    @property
    def own(self) -> tuple[Voice, ...]:
        """What articles themselves stand behind."""
        return tuple(v for v in self.voices if not is_claim(v.evidence))


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sides that cannot both be right; `spoken` where only speakers make it one."""

    kind: Kind
    sides: tuple[Side, Side]
    spoken: bool

    @property
    def id(self) -> str:
        """The same conflict is the same node, whoever else joins in."""
        return f"conflict-{digest(self.kind, *(part for side in self.sides for part in (side.statement.id, side.polarity)))}"

    @property
    def order(self) -> tuple[bool, str, tuple[str, ...]]:
        """Sort key: what is about the world first."""
        one, other = (edge_order(side.statement) for side in self.sides)
        return self.spoken, self.kind, (*one, *other)


def conflicts(store: "Store", about: str = "") -> list[Conflict]:
    """All conflicts of a graph, sorted; `about` (an entity's slug) leaves out those of which it is no part."""
    from kg.entities.gazetteer import Gazetteer
    from kg.entities.posts import post

    gazetteer = Gazetteer.load()
    search = Search(store.view, store.ontology, lambda name: post(name, gazetteer))
    found = (conflict for conflict in search.all() if not about or about in ends(conflict))
    return sorted(found, key=lambda c: c.order)


def ends(conflict: Conflict) -> set[str]:
    """All entities that a conflict is about."""
    return {slug for side in conflict.sides for slug in (side.statement.subject, side.statement.object)}


@dataclass(frozen=True, slots=True)
class Search:
    """Looks for conflicts in a graph; `post` knows which office of what a phrase names."""

    view: GraphView
    ontology: Ontology
    post: "Callable[[str], Post | None]"

    def all(self) -> Iterator[Conflict]:
        """Every conflict once."""
        for statement in self._statements(BOTH_SIGNS):
            yes, no = (self.side(statement, polarity=polarity) for polarity in Polarity)
            yield from opposed(Kind.POLARITY, yes, no, at_once)
        for one, other in self.excluding():
            yield from opposed(Kind.DISJOINT, self.side(one), self.side(other), at_once)
        for mine, theirs in self.rivals():
            yield from opposed(Kind.SINGLE, self.side(*mine), self.side(*theirs), meanwhile)

    def side(self, statement: Statement, *alike: Statement, polarity: Polarity = Polarity.AFFIRMED) -> Side:
        """All who affirm, or deny, that a statement is so, or one that says the same."""
        said = (v for s in (statement, *alike) for v in voices(self.view, s))
        heard = (v for v in said if v.evidence.modality is Modality.ACTUAL)
        sayers = tuple(v for v in heard if v.evidence.polarity is polarity)
        return Side(statement, names(self.view, statement, self.ontology), polarity, sayers)

    def excluding(self) -> Iterator[tuple[Statement, Statement]]:
        """Statements of the same two entities by relations that exclude each other."""
        for one in sorted(self.ontology.relations):
            for other in sorted(o for o in self.ontology.excludes(one) if one < o):
                turned = self.ontology.relation(one).symmetric or self.ontology.relation(other).symmetric
                for ways in ("?x ?y", "?y ?x")[: 1 + turned]:
                    yield from self._pairs(one, other, *ways.split())

    def _pairs(self, one: str, other: str, start: str, end: str) -> Iterator[tuple[Statement, Statement]]:
        rows = self.view.quads.query(f"""
            SELECT ?one ?other {{
              ?one {t.RDF_PREDICATE} {kg(one)} ; {t.RDF_SUBJECT} ?x ; {t.RDF_OBJECT} ?y .
              ?other {t.RDF_SUBJECT} {start} ; {t.RDF_OBJECT} {end} ; {t.RDF_PREDICATE} {kg(other)} ; a {t.STATEMENT_CLASS} .
            }}""")
        for row in rows:  # type: ignore[union-attr]
            yield self.view.statement(local(row["one"])), self.view.statement(local(row["other"]))

    def rivals(self) -> Iterator[tuple[Alike, Alike]]:
        """Statements of one relation that say of two what can be said of one only at a time."""
        for relation in self.ontology.relations.values():
            for group in self._groups(relation).values():
                yield from combinations((tuple(alike) for _, alike in sorted(group.items())), 2)

    def _groups(self, relation: Relation) -> Groups:
        """Statements by what can have one value at a time, and by the values that they give it."""
        groups: Groups = defaultdict(lambda: defaultdict(list))
        if not (relation.functional or relation.inverse_functional or relation.one_holder):
            return groups
        query = f"SELECT ?statement {{ ?statement {t.RDF_PREDICATE} {kg(relation.name)} ; a {t.STATEMENT_CLASS} }}"
        for statement in sorted(self._statements(query), key=edge_order):
            if relation.functional:
                groups["object of", statement.subject][statement.object].append(statement)
            if relation.inverse_functional:
                groups["subject of", statement.object][statement.subject].append(statement)
            post = self.post(name(self.view, statement.object)) if relation.one_holder else None
            if post and post.office in relation.one_holder:
                groups[post][statement.subject].append(statement)
        return groups

    def _statements(self, query: str) -> Iterator[Statement]:
        found = [local(row[0]) for row in self.view.quads.query(query)]  # type: ignore[union-attr]
        return (self.view.statement(name) for name in sorted(found))


def opposed(
    kind: Kind, one: Side, other: Side, when: Callable[[Iterable[Voice], Iterable[Voice]], bool]
) -> Iterator[Conflict]:  # fmt: skip
    """The conflict of two sides, if they are heard at one time: about the world where articles stand behind both."""
    for spoken, mine, theirs in ((False, one.own, other.own), (True, one.voices, other.voices)):
        if mine and theirs and when(mine, theirs):
            yield Conflict(kind, (one, other), spoken)
            return


def at_once(mine: Iterable[Voice], theirs: Iterable[Voice]) -> bool:
    """Whether something is said on both sides of overlapping times; what the text gives no time of may be any time."""
    pairs = product(mine, theirs)
    return any(Stretch.of(a.evidence.when).overlaps(Stretch.of(b.evidence.when)) for a, b in pairs)


def meanwhile(mine: Iterable[Voice], theirs: Iterable[Voice]) -> bool:
    """Whether the one holds while the other does, each from the first to the last time that it is spoken of.

    What the text gives no time of is taken to hold when its article was published: offices change hands.
    """
    one, other = (reduce(Stretch.hull, map(spoken_of, side)) for side in (mine, theirs))
    return one.overlaps(other)


def spoken_of(voice: Voice) -> Stretch:
    """The time that a text gives, else that of its article."""
    return Stretch.of(voice.evidence.when or voice.article.published)
