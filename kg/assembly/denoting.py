"""Which entity each reference denotes, worked out anew for the names that a change bears on, and for no others."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, Self

from kg.assembly.clusters import Resolved, resolve
from kg.assembly.entities import Canonical, Reference, key_of, short_keys
from kg.assembly.namesakes import Guard
from kg.assembly.rules import Change, Rules
from kg.assembly.rulings import Decision, Ruling
from kg.model import Entity

__all__ = ["Denoted", "NameView", "Names", "denote", "neighbourhood"]


class NameView(Protocol):
    """Names as they were before a change."""

    def described(self, key: str) -> Iterable[Entity]:
        """All descriptions of a name key that live references have."""

    def called(self, key: str) -> Iterable[Entity]:
        """All descriptions of which a name key may be the short form."""

    def bearers(self, entity: Entity) -> Iterable[Reference]:
        """Live references with a description."""

    def meaning(self, entity: Entity) -> str:
        """The slug of the entity that live references with a description denote, "" if there are none."""

    def denoted(self, reference: Reference) -> str:
        """The slug of the entity that a reference denotes, "" if the graph does not know it."""

    def decisions_on(self, key: str) -> Iterable[Decision]:
        """What people decided of names with a key."""


@dataclass(frozen=True, slots=True)
class Denoted:
    """What references that a change touches denote now, and what became of entities and rulings; None where gone."""

    denotes: dict[Reference, str | None] = field(default_factory=dict)
    entities: dict[str, Canonical | None] = field(default_factory=dict)
    rulings: dict[str, Ruling | None] = field(default_factory=dict)
    stood: set[str] = field(default_factory=set)
    """Which of these entities and rulings there were before."""
    described: frozenset[Entity] = frozenset()
    """Descriptions that the change brings and the graph has already."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names before and after a change, looked up by key."""

    view: NameView
    guard: Guard
    came: Mapping[str, frozenset[Reference]]
    went: Mapping[str, frozenset[Reference]]
    change: Change = field(default_factory=Change)
    seen: dict[str, frozenset[Entity]] = field(default_factory=dict)
    meanings: dict[Entity, str] = field(default_factory=dict)
    longer: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Keys of the names that came, by the keys of their short forms."""

    @classmethod
    def of(cls, change: Change, view: NameView, guard: Guard) -> Self:
        """The names that articles bring and take away."""
        added = frozenset(r for x in change.added for r in x.references)
        removed = frozenset(r for x in change.removed for r in x.references) - added
        names = cls(view, guard, by_key(added), by_key(removed), change)
        for entity in {r.entity for r in added}:
            for short in short_keys(entity):
                names.longer[short].add(key_of(entity))
        return names

    def before(self, key: str) -> frozenset[Entity]:
        """All descriptions of a key before the change."""
        if key not in self.seen:
            self.seen[key] = frozenset(self.view.described(key))
        return self.seen[key]

    def after(self, key: str) -> frozenset[Entity]:
        """All descriptions of a key after the change."""
        gone = self.went.get(key, frozenset())
        stayed = (e for e in self.before(key) if not gone or outlives(e, gone, self.view))
        return frozenset({*stayed, *(r.entity for r in self.came.get(key, ()))})

    def known(self, key: str) -> bool:
        """Whether all that comes with a key is described as something is already: then nothing changes about the name."""
        return all(self.meaning(r.entity) for r in self.came[key])

    def meaning(self, entity: Entity) -> str:
        """What references with a description denote, "" if there were none before the change."""
        if entity not in self.meanings:
            self.meanings[entity] = self.view.meaning(entity)
        return self.meanings[entity]

    def decided(self, keys: Iterable[str]) -> tuple[frozenset[Decision], frozenset[Decision]]:
        """What people had decided of names with some keys, and what they decide of them now."""
        wanted = frozenset(keys)
        old = frozenset(d for key in wanted for d in self.view.decisions_on(key))
        fresh = frozenset(d for d in self.change.decided if d.keys & wanted)
        return old, (old - frozenset(self.change.undone)) | fresh

    def near(self, key: str) -> Iterator[str]:
        """Keys of names that bear on those of a key: their long and short forms, and what people tie to them."""
        both = self.before(key) | self.after(key)
        yield from (short for e in both for short in short_keys(e) if self._borne(short))
        if any(not e.link for e in both):
            yield from map(key_of, self.view.called(key))
            yield from self.longer.get(key, ())
        for decision in frozenset[Decision]().union(*self.decided([key])):
            yield from decision.keys

    def _borne(self, key: str) -> bool:
        """Whether anything has a name of this key, that no gazetteer knows."""
        return any(not e.link for e in self.before(key) | self.after(key))


def denote(change: Change, view: NameView, rules: Rules) -> Denoted:
    """What references denote now that the change adds, or whose entity it changes."""
    names = Names.of(change, view, Guard(rules.ontology, rules.identity))
    decided = frozenset(key for d in (*change.decided, *change.undone) for key in d.keys)
    found = Denoted(dict.fromkeys(r for group in names.went.values() for r in group))
    done: set[str] = set()
    still = frozenset(key for key in names.came if key not in names.went and key not in decided and names.known(key))
    for key in sorted({*names.came, *names.went, *decided} - still):
        if key not in done:
            keys = neighbourhood(key, names)
            settle(keys, names, rules, found)
            done |= keys
    # Names bear on each other mutually: what no changed name bears on denotes what it did.
    found.denotes.update({r: names.meaning(r.entity) for key in still - done for r in names.came[key]})
    gone = {r.entity for group in names.went.values() for r in group}
    return replace(found, described=frozenset(e for e, slug in names.meanings.items() if slug and e not in gone))


def neighbourhood(key: str, names: Names) -> frozenset[str]:
    """The keys of all names whose entities can depend on those of a key."""
    found, queue = {key}, [key]
    while queue:
        fresh = set(names.near(queue.pop())) - found
        found |= fresh
        queue.extend(fresh)
    return frozenset(found)


def settle(keys: frozenset[str], names: Names, rules: Rules, found: Denoted) -> None:
    """Work out who is who among names that bear on each other, before and now, and note the difference."""
    old, new = ({key: side(key) for key in sorted(keys)} for side in (names.before, names.after))
    decided, decides = names.decided(keys)
    now = resolve(new.values(), decides, names.guard, rules.facts)
    same = old == new and decided == decides
    before = now if same else resolve(old.values(), decided, names.guard, rules.facts)
    came = (r for key in keys for r in names.came.get(key, ()))
    removed = {r for key in keys for r in names.went.get(key, ())}
    moved = (r for e in moving(before, now) for r in names.view.bearers(e) if r not in removed)
    found.denotes.update({r: now.denotes[r.entity] for r in (*came, *moved)})
    if not same:
        found.entities.update(dict.fromkeys(before.entities) | now.entities)
        found.rulings.update(dict.fromkeys(before.rulings) | now.rulings)
        found.stood.update(before.entities, before.rulings)


def moving(before: Resolved, now: Resolved) -> Iterator[Entity]:
    """Descriptions that denoted another entity before."""
    return (e for e, slug in now.denotes.items() if before.denotes.get(e, slug) != slug)


def by_key(references: Iterable[Reference]) -> dict[str, frozenset[Reference]]:
    """References by the key of their names."""
    keyed: defaultdict[str, set[Reference]] = defaultdict(set)
    for reference in references:
        keyed[key_of(reference.entity)].add(reference)
    return {key: frozenset(found) for key, found in keyed.items()}


def outlives(entity: Entity, removed: frozenset[Reference], view: NameView) -> bool:
    """Whether a description is still borne when some references are gone."""
    return all(r.entity != entity for r in removed) or any(r not in removed for r in view.bearers(entity))
