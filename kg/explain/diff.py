"""What changed in a graph: by one article, since a moment, or against a snapshot; with quotes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from kg.assembly import Change, Status, assemble
from kg.assembly.edges import edge_order
from kg.explain.explaining import Voice, names, voices
from kg.model import Statement
from kg.rdf import GraphView

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Difference", "Turn", "by_article", "since", "since_snapshot"]

Standing: TypeAlias = Mapping[Statement, Status | None]
"""The status of statements, None of those that are not there."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A statement that came, went, or has another status; `names` are those of subject, relation and object.

    `voices` is the evidence that bears on it, of the earlier graph where the statement is gone.
    """

    statement: Statement
    names: tuple[str, str, str]
    before: Status | None
    now: Status | None
    voices: tuple[Voice, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a graph; a statement that came disputed is both gained and newly disputed."""

    added: tuple[str, ...]
    """Ids of articles that came, among those that are there now."""
    removed: tuple[str, ...]
    """Ids of articles that went, among those that were there then."""
    turns: tuple[Turn, ...]

    @property
    def gained(self) -> tuple[Turn, ...]:
        """Statements that were not there."""
        return tuple(t for t in self.turns if t.before is None)

    @property
    def lost(self) -> tuple[Turn, ...]:
        """Statements that are not there any more."""
        return tuple(t for t in self.turns if t.now is None)

    @property
    def disputed(self) -> tuple[Turn, ...]:
        """Statements that were not disputed, or not there."""
        return tuple(t for t in self.turns if t.now is Status.DISPUTED)

    @property
    def turned(self) -> tuple[Turn, ...]:
        """Statements whose status is another, but for those that are newly disputed."""
        return tuple(t for t in self.turns if t.before and t.now and t.now is not Status.DISPUTED)


def by_article(store: "Store", article: str) -> Difference:
    """What a live article makes of the graph: the graph with it, beside the graph without it.

    Raises:
        StoreError: if there is no such article.
    """
    known = [article] if store.view.article(article) else store.view.of_source(article)
    if not known:
        raise store.lacking(article)
    without = assemble(Change(removed=tuple(map(store.view.said, known))), store.view, store.rules)
    before = {s: belief.status if belief else None for s, belief in without.statements.items()}
    return Difference(tuple(known), (), turns(before, store))


def since(store: "Store", moment: str) -> Difference:
    """What changed since a day, month, year or moment (UTC, ISO 8601); quotes of what is gone are gone with it."""
    before: dict[Statement, Status | None] = {}
    came: dict[str, bool] = {}
    for entry in store.history(moment):
        for statement, status in entry.before.items():
            before.setdefault(statement, status)
        for article in (*entry.added, *entry.removed):
            came.setdefault(article, article in entry.added)
    live = set(store.articles())
    return Difference(
        added=tuple(sorted(a for a, was_added in came.items() if was_added and a in live)),
        removed=tuple(sorted(a for a, was_added in came.items() if not was_added and a not in live)),
        turns=turns(before, store),
    )


def since_snapshot(store: "Store", snapshot: "Store") -> Difference:
    """What changed since a snapshot was made, or between any two graphs."""
    then, now = snapshot.view.standings(), store.view.standings()
    before = {s: then.get(s) for s in then.keys() | now.keys() if then.get(s) is not now.get(s)}
    articles, earlier = set(store.articles()), set(snapshot.articles())
    return Difference(
        added=tuple(sorted(articles - earlier)),
        removed=tuple(sorted(earlier - articles)),
        turns=turns(before, store, snapshot.view),
    )


def turns(before: Standing, store: "Store", earlier: GraphView | None = None) -> tuple[Turn, ...]:
    """The statements that have another status than before, sorted."""
    view, ontology = store.view, store.ontology
    found = ((s, was, belief.status if (belief := view.belief(s)) else None) for s, was in before.items())
    ordered = sorted((turn for turn in found if turn[1] is not turn[2]), key=lambda turn: edge_order(turn[0]))
    return tuple(
        Turn(s, names(from_view, s, ontology), was, now, voices(from_view, s))
        for s, was, now in ordered
        for from_view in [view if now or earlier is None else earlier]
    )
