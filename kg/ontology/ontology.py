"""Turtle -> classes, relations, domain and range, logic: what may be said of whom, and what follows from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cache, cached_property
from pathlib import Path
from typing import Self

from kg.errors import OntologyError
from kg.model import Entity, Modality, Polarity
from kg.ontology.rules import Implication, implications
from kg.ontology.turtle import KG, OWL, RDFS, SKOS, Described, read
from kg.resources import resource

__all__ = ["ENT", "KG", "Chain", "Ontology", "OntologyClass", "Relation", "describe"]

ENT = "https://w3id.org/kg-news/entity/"
FILES = ("core.ttl", "chains.ttl")
NOT_YET = frozenset({Modality.FUTURE, Modality.POSSIBLE, Modality.CONDITIONAL})


@dataclass(frozen=True, slots=True)
class OntologyClass:
    """A kind of entity; `parents` are the classes right above it."""

    name: str
    label: str
    definition: str
    parents: tuple[str, ...] = ()
    example: str = ""
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """What one entity may be said to be or do to another; `domain` and `range` hold alternatives.

    A `structural` relation takes an event apart for inference; lists of what is said between actors leave it out.
    `parents` are the relations right above it, `chains` the sequences of relations that it follows from. Of what is
    `functional` there is one object at a time, of what is `inverse_functional` one subject; `one_holder` lists the offices of
    which that is so.
    """

    name: str
    label: str
    definition: str
    domain: frozenset[str]
    range: frozenset[str]
    parents: tuple[str, ...] = ()
    symmetric: bool = False
    transitive: bool = False
    functional: bool = False
    inverse_functional: bool = False
    one_holder: tuple[str, ...] = ()
    structural: bool = False
    inverses: tuple[str, ...] = ()
    disjoint: tuple[str, ...] = ()
    chains: tuple[tuple[str, ...], ...] = ()
    plover: tuple[str, ...] = ()
    plover_intended: tuple[str, ...] = ()
    plover_refused: tuple[str, ...] = ()
    cameo: tuple[str, ...] = ()
    example: str = ""
    note: str = ""
    matches: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Chain:
    """Who is tied to another by the relations of `steps`, one after the other, is tied to it by `result`."""

    result: str
    steps: tuple[str, ...]


@dataclass(frozen=True)
class Ontology:
    """All classes and relations by local name; consistent once it is loaded."""

    classes: Mapping[str, OntologyClass]
    relations: Mapping[str, Relation]
    above: Mapping[str, frozenset[str]] = field(repr=False)
    """Of a class or relation: all that is above it."""
    sources: tuple[Path, ...] = field(repr=False)
    """The files of Turtle that it was read from."""
    rules: Path = field(repr=False)
    """The folder of the rules by which edges follow from others."""

    @classmethod
    @cache
    def load(cls, path: Path | None = None) -> Self:
        """Read the ontology that ships with kg, or another: a folder with core.ttl, or one file.

        Raises:
            OntologyError: if a file is not Turtle or the ontology contradicts itself; says where and why.
        """
        sources = files(path)
        terms = read(sources)
        classes = {name: as_class(term) for name, term in terms.items() if term.has("Class", OWL)}
        relations = {name: as_relation(term) for name, term in terms.items() if term.has("ObjectProperty", OWL)}
        check(terms, classes, relations)
        above = closure(terms, [*classes.values(), *relations.values()])
        return cls(classes, relations, above, tuple(sources), rules_folder(path))

    def relation(self, name: str) -> Relation:
        """The relation of that name.

        Raises:
            OntologyError: if there is none; names the nearest.
        """
        found = self.relations.get(name)
        if found is None:
            hint = nearest(name, self.relations) or "; kg ontology lists them"
            raise OntologyError(f"unknown relation {name!r}{hint}")
        return found

    def ancestors(self, name: str) -> frozenset[str]:
        """All classes above a class, itself not among them; empty for an unknown one."""
        return self.above.get(name, frozenset())

    def is_a(self, name: str, cls: str) -> bool:
        """Whether a class is another one or below it."""
        return name == cls or cls in self.ancestors(name)

    def within(self, name: str, classes: Iterable[str]) -> bool:
        """Whether a class is one of several, or below one of them."""
        return any(self.is_a(name, cls) for cls in classes)

    def misfits(self, relation: Relation, subject: Entity, target: Entity) -> Iterator[str]:
        """Why a relation cannot hold between two; nothing where it can."""
        for end, entity, allowed in (("from", subject, relation.domain), ("to", target, relation.range)):
            if not self.within(entity.type, allowed):
                yield f"{relation.name} goes {end} {' or '.join(sorted(allowed))}, and {entity.name} is of type {entity.type}"

    def excludes(self, relation: str) -> frozenset[str]:
        """Relations that cannot hold between two at the same time as this one, itself or by one above either."""
        mine = {relation, *self.above.get(relation, ())}
        declared = {(name, other) for name, r in self.relations.items() for other in r.disjoint}
        against = {b for a, b in declared if a in mine} | {a for a, b in declared if b in mine}
        return frozenset(r for r in self.relations if not against.isdisjoint({r, *self.above.get(r, ())}))

    def plover(
        self, relation: str, polarity: Polarity = Polarity.AFFIRMED, modality: Modality = Modality.ACTUAL
    ) -> tuple[str, ...]:
        """Roots of the PLOVER event ontology for a relation, sorted; empty where it is no event.

        What is not done yet, or refused, may be coded as such too: to promise aid is to agree, to say that one may attack to
        threaten.
        """
        found = self.relation(relation)
        intended = found.plover_intended if modality in NOT_YET else ()
        refused = found.plover_refused if polarity is Polarity.NEGATED else ()
        return tuple(sorted({*found.plover, *intended, *refused}))

    @property
    def implications(self) -> tuple[Implication, ...]:
        """Which relations follow from which, by the rules of its folder, sorted."""
        return implications(self.rules, self.sources, frozenset(self.relations))

    @cached_property
    def chains(self) -> tuple[Chain, ...]:
        """All property chains, sorted."""
        return tuple(sorted(Chain(r.name, steps) for r in self.relations.values() for steps in r.chains))


def files(path: Path | None) -> list[Path]:
    """The files of an ontology: a folder's, or the file itself."""
    place = path or resource("ontology")
    return [place / name for name in FILES if (place / name).exists()] if place.is_dir() else [place]


def rules_folder(path: Path | None) -> Path:
    """The folder of rules: that of an ontology which has one, else the one that ships with kg."""
    from kg.resources import resource

    return path / "rules" if path and (path / "rules").is_dir() else resource("ontology/rules")


def as_class(term: Described) -> OntologyClass:
    """The class that a block of Turtle describes."""
    return OntologyClass(
        name=term.name,
        label=term.required("label", RDFS),
        definition=term.required("definition", SKOS),
        parents=term.names("subClassOf", RDFS),
        example=term.text("example", SKOS),
        matches=term.iris("closeMatch", SKOS),
    )


def as_relation(term: Described) -> Relation:
    """The relation that a block of Turtle describes."""
    return Relation(
        name=term.name,
        label=term.required("label", RDFS),
        definition=term.required("definition", SKOS),
        domain=term.union("domain", RDFS),
        range=term.union("range", RDFS),
        parents=term.names("subPropertyOf", RDFS),
        symmetric=term.has("SymmetricProperty", OWL),
        transitive=term.has("TransitiveProperty", OWL),
        functional=term.has("FunctionalProperty", OWL),
        inverse_functional=term.has("InverseFunctionalProperty", OWL),
        one_holder=term.texts("oneHolder", KG),
        structural=term.text("structural", KG) == "true",
        inverses=term.names("inverseOf", OWL),
        disjoint=term.names("propertyDisjointWith", OWL),
        chains=term.lists("propertyChainAxiom", OWL),
        plover=term.texts("plover", KG),
        plover_intended=term.texts("ploverIntended", KG),
        plover_refused=term.texts("ploverRefused", KG),
        cameo=term.texts("cameo", KG),
        example=term.text("example", SKOS),
        note=term.text("scopeNote", SKOS),
        matches=tuple(sorted((*term.iris("closeMatch", SKOS), *term.iris("relatedMatch", SKOS)))),
    )


def check(
    terms: Mapping[str, Described], classes: Mapping[str, OntologyClass], relations: Mapping[str, Relation]
) -> None:
    """Refuse an ontology that names what it does not declare, or contradicts itself."""
    for term in terms.values():
        if (term.union("domain", RDFS) or term.union("range", RDFS)) and term.name not in relations:
            term.fail("has a domain or range but is no owl:ObjectProperty")
    for cls in classes.values():
        known(terms[cls.name], "class", cls.parents, classes)
    for relation in relations.values():
        term = terms[relation.name]
        known(term, "class", relation.domain | relation.range, classes)
        used = (*relation.parents, *relation.inverses, *relation.disjoint, *(s for c in relation.chains for s in c))
        known(term, "relation", used, relations)
        check_logic(term, relation)


def known(term: Described, kind: str, names: Iterable[str], declared: Mapping[str, object]) -> None:
    """Refuse names that are not declared."""
    for name in sorted(set(names) - declared.keys()):
        term.fail(f"names the {kind} kg:{name}, which is not declared{nearest(name, declared)}")


def check_logic(term: Described, relation: Relation) -> None:
    """Refuse a relation whose parts do not go together."""
    if not relation.domain or not relation.range:
        term.fail("needs rdfs:domain and rdfs:range")
    if relation.symmetric and relation.domain != relation.range:
        term.fail("is symmetric, so its domain and range must be the same")
    if any(len(steps) != 2 for steps in relation.chains):
        term.fail("has a property chain that is not of two steps; write a longer one as several")
    if relation.name in relation.disjoint:
        term.fail("is declared disjoint with itself")


def closure(terms: Mapping[str, Described], declared: Iterable[OntologyClass | Relation]) -> dict[str, frozenset[str]]:
    """All that is above each class and relation.

    Raises:
        OntologyError: if one is above itself.
    """
    parents = {item.name: item.parents for item in declared}
    above: dict[str, frozenset[str]] = {}

    def climb(name: str, path: tuple[str, ...]) -> frozenset[str]:
        if name in path:
            terms[name].fail(f"is above itself: {' → '.join((*path[path.index(name) :], name))}")
        if name not in above:
            above[name] = frozenset(parents[name]).union(*(climb(parent, (*path, name)) for parent in parents[name]))
        return above[name]

    for name in parents:
        climb(name, ())
    return above


def nearest(name: str, names: Iterable[str]) -> str:
    """A hint at what was meant, empty if nothing is near.

    >>> nearest("condems", ["condemns", "leads"])
    '; did you mean condemns?'
    """
    found = get_close_matches(name, sorted(names), n=3, cutoff=0.6)
    return f"; did you mean {' or '.join(found)}?" if found else ""


def describe(ontology: Ontology) -> dict[str, list[dict[str, object]]]:
    """Classes and relations as plain data, sorted by name: what `kg ontology` prints and JSON can hold."""
    return {
        "classes": [plain(ontology.classes[name]) for name in sorted(ontology.classes)],
        "relations": [plain(ontology.relations[name]) for name in sorted(ontology.relations)],
    }


def plain(item: OntologyClass | Relation) -> dict[str, object]:
    """One class or relation as plain data."""
    values = ((name, getattr(item, name)) for name in item.__slots__)
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values}
