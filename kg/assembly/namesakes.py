"""Who bears a name: one for each entry of the gazetteer, else one for each kind of thing, apart where a guard says so.

It depends on the descriptions with one name key alone, never on other names: `kg.assembly.clusters` joins those.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from kg.assembly.entities import Facts, bare_name, key_of, name_key, precise, readable
from kg.assembly.identity import Identity
from kg.model import Entity, slug
from kg.ontology import Ontology

__all__ = ["Guard", "Name", "namesakes"]

OFFICE, DECADE = "office:", "decade:"

Traits: TypeAlias = Callable[[Entity], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Name:
    """Descriptions that one name joins; `slug` is that of its entity unless a rule or a person joins it with others.

    `traits` are what a guard tells it from its namesakes by; `link` is the gazetteer's slug or "".
    """

    slug: str
    key: str
    kind: str
    entities: frozenset[Entity]
    link: str = ""
    traits: tuple[str, ...] = ()

    @property
    def anchor(self) -> str:
        """What a person's decision calls it: it stays the same when namesakes come and go."""
        return self.link or ".".join((self.key, self.kind, *self.traits))


@dataclass(frozen=True, slots=True)
class Guard:
    """Tells homonyms apart by types, countries, offices and dates."""

    ontology: Ontology
    identity: Identity

    def clash(self, a: Name, b: Name) -> str:
        """Why two names cannot be one entity: "gazetteer", "types", "countries", "offices", "dates"; "" if they can."""
        if a.link and b.link and a.link != b.link:
            return "gazetteer"
        if not (self.ontology.is_a(a.kind, b.kind) or self.ontology.is_a(b.kind, a.kind)):
            return "types"
        for reason, traits in (("countries", countries), ("offices", self.careers)):
            mine, theirs = union(a.entities, traits), union(b.entities, traits)
            if mine and theirs and mine.isdisjoint(theirs):
                return reason
        return "dates" if self.ages(a, b) else ""

    def ages(self, a: Name, b: Name) -> bool:
        """Whether two names are spoken of at times too far apart."""
        mine, theirs = union(a.entities, self.decades), union(b.entities, self.decades)
        return (
            bool(mine and theirs) and min(abs(int(x) - int(y)) for x in mine for y in theirs) >= self.identity.lifetime
        )

    def careers(self, entity: Entity) -> frozenset[str]:
        """What careers its offices belong to."""
        levels = (item.removeprefix(OFFICE).partition("/")[0] for item in entity.context if item.startswith(OFFICE))
        return frozenset(self.identity.careers[level] for level in levels if level in self.identity.careers)

    def decades(self, entity: Entity) -> frozenset[str]:
        """When it acts, if it is mortal."""
        if not self.ontology.within(entity.type, self.identity.mortal):
            return frozenset()
        return frozenset(item.removeprefix(DECADE) for item in entity.context if item.startswith(DECADE))

    def split(self, group: frozenset[Entity]) -> dict[tuple[str, ...], frozenset[Entity]]:
        """Namesakes of one kind apart, by what tells them apart; `()` are those of whom too little is known."""
        parts: dict[tuple[str, ...], frozenset[Entity]] = {(): group}
        steps: tuple[tuple[Traits, Callable[[Collection[frozenset[str]]], dict[str, str]]], ...] = (
            (countries, bridged), (self.careers, bridged), (self.decades, self._eras),
        )  # fmt: skip
        for traits, label in steps:
            parts = {
                (*path, *([name] if name else [])): part
                for path, members in parts.items()
                for name, part in apart(members, traits, label).items()
            }
        return parts

    def _eras(self, found: Collection[frozenset[str]]) -> dict[str, str]:
        """The first decade of the era that each decade belongs to: one era ends where nothing is heard for a lifetime."""
        decades = sorted(frozenset[str]().union(*found))
        era = dict(zip(decades[:1], decades, strict=False))
        for before, now in pairwise(decades):
            era[now] = era[before] if int(now) - int(before) < self.identity.lifetime else now
        return {decade: f"{first}s" for decade, first in era.items()}


def countries(entity: Entity) -> frozenset[str]:
    """The country that it acts for."""
    return frozenset({slug(entity.stands_for)} if entity.stands_for else ())


def union(group: Iterable[Entity], traits: Traits) -> frozenset[str]:
    """All traits of several descriptions."""
    return frozenset[str]().union(*map(traits, group))


def apart(
    group: frozenset[Entity], traits: Traits, label: Callable[[Collection[frozenset[str]]], dict[str, str]]
) -> dict[str, frozenset[Entity]]:
    """Descriptions by a trait; without it they belong to the only ones that have it, and stand alone between several."""
    known = {entity: traits(entity) for entity in group}
    labels = label([found for found in known.values() if found])
    if len(set(labels.values())) < 2:
        return {"": group}
    parts: defaultdict[str, set[Entity]] = defaultdict(set)
    for entity, found in known.items():
        parts[labels[min(found)] if found else ""].add(entity)
    return {name: frozenset(part) for name, part in parts.items()}


def bridged(found: Collection[frozenset[str]]) -> dict[str, str]:
    """The first of all values that belong together with each: those that one description has at once do."""
    label = {value: value for values in found for value in values}
    for values in found:
        joined = {label[value] for value in values}
        label = {value: min(joined) if old in joined else old for value, old in label.items()}
    return label


def namesakes(group: Iterable[Entity], guard: Guard, facts: Facts) -> tuple[Name, ...]:
    """Who bears a name; `group` must hold all descriptions of one name key."""
    members = frozenset(group)
    free = frozenset(e for e in members if not e.link)
    linked: defaultdict[str, set[Entity]] = defaultdict(set)
    for entity in members - free:
        linked[entity.link].add(entity)
    known = [
        Name(link, name_key(link), min(precise({e.type for e in found}, guard.ontology)), frozenset(found), link)
        for link, found in sorted(linked.items())
    ]
    clusters = by_kind(free, guard.ontology)
    plain = min((slug(bare_name(e.name)) for e in free), key=readable, default="")
    taken = bool(linked) or facts(plain) is not None or len(clusters) > 1
    for kind, cluster in sorted(clusters.items()):
        parts = guard.split(cluster)
        for traits, part in sorted(parts.items()):
            # A dot never stands in a slug, so what carries its type or a trait cannot clash with another name.
            typed = taken or (len(parts) > 1 and not traits)
            name = ".".join((plain, *([kind] if typed else []), *traits))
            known.append(Name(name, key_of(min(part, key=lambda e: e.name)), kind, part, traits=traits))
    return tuple(known)


def by_kind(group: Iterable[Entity], ontology: Ontology) -> dict[str, frozenset[Entity]]:
    """Namesakes apart by type: a vaguer type joins the only more precise one, and stands alone between several."""
    members = frozenset(group)
    sharp = precise({e.type for e in members}, ontology)
    clusters: defaultdict[str, set[Entity]] = defaultdict(set)
    for entity in members:
        kinds = [p for p in sharp if ontology.is_a(p, entity.type)]
        clusters[kinds[0] if len(kinds) == 1 else entity.type].add(entity)
    return {kind: frozenset(cluster) for kind, cluster in clusters.items()}
