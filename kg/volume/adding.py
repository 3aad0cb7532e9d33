"""Articles into a graph: what is new is read, by one process or several, and written in order."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from kg.model import Article, Extraction
from kg.reading import Item, ReadFailure, ReadNote
from kg.store.reports import Merged
from kg.volume.workers import extractions

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["add_all"]


def add_all(  # noqa: PLR0913  options by keyword
    items: Iterable[Item],
    store: "Store",
    *,
    pipeline: str | None = None,
    force: bool = False,
    workers: int = 1,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Merged | ReadFailure | ReadNote]:
    """Add articles to a graph, each whole and in order; what is there already, or was taken out, is not read again.

    `force` brings back what was taken out. `workers` processes extract, this one writes; the graph is the same, byte for byte,
    however many they are. Once `stopped` says so, what is at hand is finished and the rest left.
    """
    todo = (settled(item, store, force=force) for item in items)
    for found in extractions(todo, pipeline=pipeline, workers=workers, stopped=stopped):
        yield Merged(found.article, store.add(found, force=force)) if isinstance(found, Extraction) else found


def settled(item: Item, store: "Store", *, force: bool) -> Item | Merged:
    """What became of an article that needs no reading; anything else as it is."""
    report = store.settled(item) if isinstance(item, Article) and not force else None
    return Merged(item, report) if isinstance(item, Article) and report else item
