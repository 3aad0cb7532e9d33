"""Which of several versions of a source stays where graphs meet.

A version is a text of a source. It ranks by how many versions it came after in the graph that it was added to, then by the day it was
published, then by its hash. The one that ranks highest stays; where somebody retracted it, none does. A graph keeps the highest rank that it
ever saw of a source: on the article, or on the tombstone of what was retracted. So a version that has lost once loses ever after, and
nothing is missed of what was dropped: ranks and retractions of graphs are joined, in whatever order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

from kg.model import Article
from kg.rdf import GraphView
from kg.rdf.writing import Tombstone, superseded

__all__ = ["Ranked", "Settled", "Source", "buried", "live", "next_revision", "ranked", "sources"]

Source: TypeAlias = tuple[str, str]
"""Where versions come from; beside it the id of an article that comes from nowhere, of which there is one version."""
Rank: TypeAlias = tuple[int, str, str]
"""Revision, published, hash of the text."""
KNOWN: Final = ("title", "publisher", "author")


@dataclass(frozen=True, slots=True)
class Ranked:
    """A live article, and how many versions of its source it came after."""

    article: Article
    revision: int

    @property
    def rank(self) -> Rank:
        """Sort key: of versions the greatest stays."""
        return self.revision, self.article.published, self.article.text_hash

    @property
    def richness(self) -> tuple[object, ...]:
        """Sort key: of articles with one text the greatest stays, of which more is known, and the earlier retrieved."""
        earlier = tuple(-ord(c) for c in self.article.retrieved)
        return (
            sum(bool(getattr(self.article, name)) for name in KNOWN),
            (*earlier, 0) if earlier else (),
            self.article.id,
        )


@dataclass(frozen=True, slots=True)
class Settled:
    """What becomes of a source."""

    winner: Article | None
    """What stays; None where it was retracted."""
    first: str = ""
    """Id of the article that ranks highest, live or retracted."""
    text_hash: str = ""

    @classmethod
    def of(cls, live: Iterable[Ranked], stones: Iterable[Tombstone]) -> Self:
        """Settle what is live and what was taken out, in all graphs that meet."""
        live, retracted = tuple(live), [stone for stone in stones if not stone.by_newer]
        dead = [((s.revision, s.published, s.text_hash), s.article) for s in retracted]
        ranks = [*dead, *((one.rank, one.article.id) for one in live)]
        if not ranks:
            return cls(None)
        rank, first = max(ranks)
        *_, text_hash = rank
        if any(stone.text_hash == text_hash for stone in retracted):
            return cls(None, first, text_hash)
        winner = max((one for one in live if one.rank == rank), key=lambda one: one.richness).article
        return cls(winner, winner.id, text_hash)

    def against(self, loser: Ranked, stones: Iterable[Tombstone]) -> Tombstone:
        """Why a live article does not stay: one of the tombstones that keep it out, else what ranks higher."""
        stone = next(iter(stones), None) or superseded(loser.article, self.first, self.text_hash)
        return stone.on(loser.article, loser.revision)


def sources(view: GraphView) -> list[Source]:
    """All sources of a graph, of live articles and of those that were taken out, sorted."""
    articles = [(name, view.source(name)) for name in view.articles()]
    stones = [(stone.article, stone.source) for stone in view.stones()]
    return sorted({(source, "" if source else name) for name, source in (*articles, *stones)})


def live(view: GraphView, source: Source) -> list[str]:
    """Ids of the live articles of a source, sorted."""
    address, name = source
    return view.of_source(address) if address else [name] * bool(view.article(name))


def buried(view: GraphView, source: Source) -> list[Tombstone]:
    """The tombstones of a source, sorted by article."""
    address, name = source
    return view.stones_of(address) if address else [stone for stone in (view.tombstone(name),) if stone]


def ranked(view: GraphView, names: Iterable[str]) -> list[Ranked]:
    """Live articles with their ranks."""
    return [Ranked(article, view.revision(name)) for name in names if (article := view.article(name))]


def next_revision(view: GraphView, article: Article) -> int:
    """How many versions of its source a graph saw before an article that is added to it now."""
    before = [one.revision + 1 for one in ranked(view, view.of_source(article.source))]
    retracted = [stone for stone in view.stones_of(article.source) if not stone.by_newer]
    before += [stone.revision + (stone.text_hash != article.text_hash) for stone in retracted]
    return max(before, default=0)
