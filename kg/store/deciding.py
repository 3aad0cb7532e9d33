"""What people decide of names: which are one entity and which are not; a decision wins over every rule."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kg.assembly import Decision, Ruling, Verdict, name_key
from kg.assembly.clusters import Resolved, meant, resolve
from kg.assembly.denoting import Names, neighbourhood
from kg.assembly.namesakes import Guard, Name
from kg.assembly.rules import Change
from kg.errors import QueryError, StoreError
from kg.rdf.names import as_node, entity
from kg.rdf.terms import local

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Cluster", "Overview", "decide", "idle", "named", "overview"]


@dataclass(frozen=True, slots=True)
class Cluster:
    """An entity that several names or descriptions were taken for: all its names, and by which rules."""

    entity: str
    names: tuple[str, ...]
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Who was taken for whom: clusters by entity, doubtful pairs the surest first, namesakes kept apart, decisions."""

    clusters: tuple[Cluster, ...]
    doubtful: tuple[Ruling, ...]
    different: tuple[Ruling, ...]
    decisions: tuple[Decision, ...]
    idle: Mapping[str, str]
    """Why decisions have no effect as things stand, by id; those that have one are not in it."""


def overview(store: "Store") -> Overview:
    """Who was taken for whom in the whole graph."""
    by_verdict: defaultdict[Verdict, list[Ruling]] = defaultdict(list)
    for ruling in store.view.rulings():
        by_verdict[ruling.verdict].append(ruling)
    decisions = tuple(store.view.decisions())
    return Overview(
        tuple(clusters(by_verdict[Verdict.SAME])),
        tuple(sorted(by_verdict[Verdict.DOUBTFUL], key=lambda r: (-r.score, r.names, r.rule))),
        tuple(sorted(by_verdict[Verdict.DIFFERENT], key=lambda r: r.names)),
        decisions,
        {decision.id: why for decision in decisions if (why := idle(store, decision))},
    )


def clusters(rulings: list[Ruling]) -> list[Cluster]:
    """Entities with the rulings that made them, sorted."""
    made: defaultdict[str, list[Ruling]] = defaultdict(list)
    for ruling in rulings:
        for slug in ruling.entities:
            made[slug].append(ruling)
    return [
        Cluster(slug, said_names(found), tuple(sorted({r.rule for r in found}))) for slug, found in sorted(made.items())
    ]


def said_names(rulings: list[Ruling]) -> tuple[str, ...]:
    """All names that articles use in what rulings rest on."""
    return tuple(sorted({name for r in rulings for e in r.basis for name in (e.name, *e.aliases)}))


def decide(store: "Store", wanted: Decision) -> Decision:
    """Record that two names, as a user spells them, are the same entity or different ones; gives the decision as it is kept.

    Raises:
        QueryError: if the graph does not know a name, or one of them names several entities.
        StoreError: if nothing tells the two apart, or somebody has decided the opposite.
    """
    one, other = named(store, wanted.one), named(store, wanted.other)
    if one == other:
        raise StoreError(
            f"{wanted.one} and {wanted.other} are one name of one kind, {one.slug}: nothing tells them apart"
        )
    ends = sorted((one.anchor, other.anchor))
    made = replace(wanted, one=ends[0], other=ends[1])
    for opposite in store.view.decisions_on(one.key):
        if {opposite.one, opposite.other} == {*ends} and opposite.verdict is not made.verdict:
            raise StoreError(
                f"{opposite.id} says that they are {opposite.verdict}; undo it first: kg entities undo {opposite.id}"
            )
    known = store.view.decision(made.id)
    if known is None:
        store.decide(made)
    return known or made


def idle(store: "Store", decision: Decision) -> str:
    """Why a decision has no effect as things stand, "" if it has: articles come and go, and others decide too."""
    who, guard = around(store, *decision.keys), Guard(store.ontology, store.rules.identity)
    ends = {anchor: meant(anchor, who.names, guard) for anchor in (decision.one, decision.other)}
    if lost := [anchor for anchor, names in ends.items() if not names]:
        return f"no article names {' or '.join(lost)}"
    if decision.verdict is not Verdict.SAME:
        return ""
    for anchor, names in ends.items():
        if len(names) > 1:
            return f"{anchor} has become several: {', '.join(name.slug for name in names)}"
    (one,), (other,) = ends.values()
    together = who.entity(one) == who.entity(other)
    return "" if together else "another decision says that they, or others that are one with them, are different"


def named(store: "Store", word: str) -> Name:
    """The name that a user's word stands for: as articles have it, or as the end of an entity's IRI.

    Raises:
        QueryError: if the graph does not know it, or if it names several.
    """
    node = as_node(word, "ent")
    spelled = local(node) if node else word.strip()
    who = around(store, name_key(spelled.partition(".")[0]))
    exact = [name for name in who.names if name.slug == spelled]
    found = exact or [name for name in who.names if name.key == name_key(spelled)]
    if len(found) > 1:
        raise QueryError(f"{word!r} names {len(found)} entities: {', '.join(name.slug for name in found)}; say which")
    return found[0] if found else head(store, local(entity(store.quads, word)))


def head(store: "Store", slug: str) -> Name:
    """The name that gives an entity its IRI."""
    names = around(store, name_key(slug.partition(".")[0])).names
    found = next((name for name in names if name.slug == slug), None)
    if found is None:
        raise QueryError(f"no article names ent:{slug}")
    return found


def around(store: "Store", *wanted: str) -> Resolved:
    """Who is who among all names that bear on those of some keys."""
    names = Names.of(Change(), store.view, Guard(store.ontology, store.rules.identity))
    keys = sorted(frozenset[str]().union(*(neighbourhood(key, names) for key in wanted)))
    return resolve([names.before(k) for k in keys], names.decided(keys)[0], names.guard, store.rules.facts)
