"""Which names are one entity: rules bring names together, a guard and people keep them apart.

Pairs are joined one by one, the surest first, and only where nothing keeps any two names of the joined clusters apart: that A is
B and B is C never makes A and C one against a guard or a person. A pure function of descriptions and decisions; the idea is
constrained agglomerative clustering (Davidson and Ravi 2005, doi:10.1007/11564126_11).
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from kg.assembly.entities import (
    Canonical,
    Facts,
    bare_name,
    canonical,
    initials,
    is_acronym,
    last_word,
    name_key,
    short_keys,
)
from kg.assembly.identity import Identity
from kg.assembly.namesakes import Guard, Name, namesakes
from kg.assembly.rulings import Decision, Ruling, Verdict
from kg.model import Entity
from kg.ontology import Ontology

__all__ = ["Resolved", "meant", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Who is who among names that bear on each other."""

    names: tuple[Name, ...]
    denotes: dict[Entity, str]
    entities: dict[str, Canonical]
    rulings: dict[str, Ruling]

    def entity(self, name: Name) -> str:
        """The slug of the entity of a name."""
        return self.denotes[next(iter(name.entities))]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names that a rule brings together; `clash` is why a guard keeps them apart, "" if none does."""

    score: float
    rule: str
    one: Name
    other: Name

    @property
    def order(self) -> tuple[float, str, str, str]:
        """The surest first."""
        return -self.score, self.rule, self.one.slug, self.other.slug

    def ruling(self, verdict: Verdict, entities: frozenset[str]) -> Ruling:
        """What comes of it, where the names now belong to some entities."""
        ends = tuple(sorted((self.one.slug, self.other.slug)))
        return Ruling(verdict, ends, self.rule, self.score, entities, self.one.entities | self.other.entities)


def resolve(
    groups: Iterable[Collection[Entity]], decisions: Iterable[Decision], guard: Guard, facts: Facts
) -> Resolved:  # fmt: skip
    """Who is who: each group holds all descriptions of one name key, all groups whatever may be one with another."""
    names = tuple(sorted((n for g in groups for n in namesakes(g, guard, facts)), key=lambda n: n.slug))
    said = frozenset(decisions)
    clusters = Clusters.of(names, said, guard)
    pairs = sorted((*short_pairs(names, guard), *name_pairs(names, guard)), key=lambda p: p.order)
    taken = [p for p in pairs if p.score >= guard.identity.same and clusters.join(p.one, p.other)]
    slugs = clusters.slugs()
    members: defaultdict[str, set[Name]] = defaultdict(set)
    for name in names:
        members[slugs[name]].add(name)
    entities = {s: united(s, found, guard.ontology, facts) for s, found in members.items()}
    denotes = {entity: slugs[name] for name in names for entity in name.entities}
    rulings = (*joined(names, slugs), *paired(pairs, taken, clusters, slugs), *guarded(names, guard, slugs))
    return Resolved(names, denotes, entities, {ruling.id: ruling for ruling in rulings})


@dataclass(slots=True)
class Clusters:
    """Names joined so far, and what people forbid."""

    guard: Guard
    of_name: dict[Name, frozenset[Name]]
    apart: frozenset[frozenset[Name]]
    decided: list[Pair] = field(default_factory=list)
    """What people joined."""

    @classmethod
    def of(cls, names: Collection[Name], decisions: Collection[Decision], guard: Guard) -> "Clusters":
        """What people have joined, unless others of them say that it is different."""
        apart = {
            frozenset({a, b})
            for d in decisions
            if d.verdict is Verdict.DIFFERENT
            for a, b in product(meant(d.one, names, guard), meant(d.other, names, guard))
            if a != b
        }
        made = cls(guard, {name: frozenset({name}) for name in names}, frozenset(apart))
        for decision in sorted((d for d in decisions if d.verdict is Verdict.SAME), key=lambda d: d.id):
            ends = meant(decision.one, names, guard), meant(decision.other, names, guard)
            # A name that has become several since then: nobody said which of them is meant.
            if all(len(end) == 1 for end in ends) and made.join(ends[0][0], ends[1][0], person=True):
                made.decided.append(Pair(1.0, "person", ends[0][0], ends[1][0]))
        return made

    def join(self, a: Name, b: Name, *, person: bool = False) -> bool:
        """Join the clusters of two names, unless somebody, or a guard that no person overrides, keeps them apart."""
        mine, theirs = self.of_name[a], self.of_name[b]
        if mine is theirs:
            return True
        crossing = list(product(mine, theirs))
        if any(frozenset(pair) in self.apart for pair in crossing):
            return False
        if not person and any(self.guard.clash(x, y) for x, y in crossing):
            return False
        both = mine | theirs
        self.of_name.update(dict.fromkeys(both, both))
        return True

    def forbids(self, a: Name, b: Name) -> bool:
        """Whether a person says that two names are different."""
        return frozenset({a, b}) in self.apart

    def slugs(self) -> dict[Name, str]:
        """The slug of each name's entity: the gazetteer's, else the first of the alphabet."""
        return {name: min(found, key=lambda n: (not n.link, n.slug)).slug for name, found in self.of_name.items()}


def meant(anchor: str, names: Iterable[Name], guard: Guard) -> list[Name]:
    """The names that an anchor may mean: those of its key, whose kind and traits agree as far as they are known."""
    key, *rest = anchor.split(".")
    exact = [name for name in names if name.anchor == anchor]
    if exact or not rest:
        return exact
    kind, traits = rest[0], frozenset(rest[1:])
    ontology = guard.ontology
    return [
        name for name in names
        if not name.link and name.key == key and (ontology.is_a(name.kind, kind) or ontology.is_a(kind, name.kind))
        and (not traits or not name.traits or traits <= frozenset(name.traits))
    ]  # fmt: skip


def short_pairs(names: Collection[Name], guard: Guard) -> Iterator[Pair]:
    """Short names with the longer ones that they may stand for, the likelihood shared among equally good ones."""
    called: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        for key in frozenset[str]().union(*map(short_keys, name.entities)):
            called[key].append(name)
    for short in names:
        if not short.link:
            longer = [n for n in called[short.key] if n.key != short.key and not guard.clash(short, n)]
            ruled = [(n, rule_for(short, n, guard)) for n in longer]
            yield from shared([(n, rule) for n, rule in ruled if rule], short, guard.identity)


def shared(found: Collection[tuple[Name, str]], short: Name, identity: Identity) -> Iterator[Pair]:
    """Pairs with their scores: the likelihood of a rule, divided by how many names are at least as likely."""
    for name, rule in found:
        score = identity.rules[rule]
        rivals = sum(identity.rules[other] >= score for _, other in found)
        yield Pair(round(score / rivals, 4), rule, short, name)


def rule_for(short: Name, long: Name, guard: Guard) -> str:
    """The rule that brings a short name and a longer one together, "" if none does."""
    if any(short.key == name_key(alias) for e in long.entities for alias in e.aliases if is_acronym(alias)):
        return "alias"
    classes, ontology = guard.identity, guard.ontology
    if any(is_acronym(bare_name(e.name)) for e in short.entities):
        initial = any(short.key == name_key(initials(e.name)) for e in long.entities)
        return "acronym" if initial and ontology.within(long.kind, classes.acronyms) else ""
    last = any(short.key == name_key(last_word(e.name)) for e in long.entities)
    if not last or not ontology.within(long.kind, classes.surnames):
        return ""
    return "surname" if common_ground(short, long) else "namesake"


def common_ground(a: Name, b: Name) -> bool:
    """Whether two names share a country or an office."""

    def known(name: Name) -> frozenset[str]:
        offices = (item for e in name.entities for item in e.context if item.startswith("office:"))
        return frozenset({e.stands_for for e in name.entities} - {""} | {*offices})

    return not known(a).isdisjoint(known(b))


def name_pairs(names: Collection[Name], guard: Guard) -> Iterator[Pair]:
    """Namesakes of whom one may be the other: between several, too little is known of it."""
    for name, others in namesakes_of(names):
        possible = [n for n in others if not guard.clash(name, n)]
        for other in possible:
            if name.slug < other.slug:
                rivals = max(2, len(possible))
                yield Pair(round(guard.identity.rules["name"] / rivals, 4), "name", name, other)


def namesakes_of(names: Collection[Name]) -> Iterator[tuple[Name, list[Name]]]:
    """Each name that has namesakes, with them."""
    groups = by_key(names)
    for name in names:
        if others := [n for n in groups[name.key] if n != name]:
            yield name, others


def by_key(names: Iterable[Name]) -> dict[str, list[Name]]:
    """Namesakes together."""
    groups: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        groups[name.key].append(name)
    return groups


def united(slug: str, names: Collection[Name], ontology: Ontology, facts: Facts) -> Canonical:
    """The entity of a cluster, called by the longest of its names unless the gazetteer knows it."""
    one = canonical(slug, [e for name in names for e in name.entities], ontology, facts(slug))
    if facts(slug) or len(names) == 1:
        return one
    label = max(
        (canonical(n.slug, n.entities, ontology, None).label for n in names), key=lambda text: (len(text), text)
    )
    return replace(one, label=label, aliases=frozenset({*one.aliases, one.label} - {label}))


def joined(names: Iterable[Name], slugs: dict[Name, str]) -> Iterator[Ruling]:
    """Rulings that descriptions with one name, or one entry of the gazetteer, are one entity."""
    for name in names:
        if len(name.entities) > 1:
            rule = "gazetteer" if name.link else "name"
            yield Ruling(Verdict.SAME, (name.slug,), rule, 1.0, frozenset({slugs[name]}), name.entities)


def paired(
    pairs: Iterable[Pair], taken: Collection[Pair], clusters: Clusters, slugs: dict[Name, str]
) -> Iterator[Ruling]:
    """Rulings on pairs: joined, or doubtful."""
    for pair in clusters.decided:
        yield pair.ruling(Verdict.SAME, frozenset({slugs[pair.one]}))
    for pair in pairs:
        entities = frozenset({slugs[pair.one], slugs[pair.other]})
        open_question = len(entities) > 1 and not clusters.forbids(pair.one, pair.other)
        if pair in taken:
            yield pair.ruling(Verdict.SAME, entities)
        elif open_question and pair.score >= clusters.guard.identity.doubtful:
            yield pair.ruling(Verdict.DOUBTFUL, entities)


def guarded(names: Collection[Name], guard: Guard, slugs: dict[Name, str]) -> Iterator[Ruling]:
    """Rulings that namesakes are different, one for each name key."""
    for group in by_key(names).values():
        clashes = [(pair, why) for pair in combinations(group, 2) if (why := guard.clash(*pair))]
        kept = {name for pair, _ in clashes if slugs[pair[0]] != slugs[pair[1]] for name in pair}
        if kept:
            rule = "guard/" + "+".join(sorted({why for _, why in clashes}))
            entities, basis = frozenset(slugs[n] for n in kept), frozenset(e for n in kept for e in n.entities)
            yield Ruling(Verdict.DIFFERENT, tuple(sorted(n.slug for n in kept)), rule, 1.0, entities, basis)
