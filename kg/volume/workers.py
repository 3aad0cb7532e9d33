"""Extraction in this process or in several: articles in, what they say out, in the same order.

Processes take batches of articles and read each by itself, so that what an article says depends on it alone. At most `AHEAD`
batches a process are on their way: whoever writes slower than they read holds them up, and memory stays as it is.
"""

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from itertools import chain, takewhile
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeAlias, TypeVar

from kg import pipeline as way
from kg.model import Article, Extraction
from kg.pipeline import Tools
from kg.reading import Item, ReadFailure, ReadNote
from kg.store.reports import Merged

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

__all__ = ["cores", "extractions", "until"]

FEW: Final = 16
"""Articles that this process reads sooner than others have started."""
BATCH: Final = 16
"""Items of a batch."""
BATCH_CHARACTERS: Final = 30_000
TICK: Final = 0.2
"""Seconds between looks at whether to stop."""
AHEAD: Final = 3
"""Batches a process: one at work, one waiting for it, one waiting to be written."""

SPAWN: Final = multiprocessing.get_context("spawn")
STOP: Final[list["Event"]] = []
"""In a process that extracts: what says that it is to stop."""

T = TypeVar("T")
Todo: TypeAlias = Item | Merged
Found: TypeAlias = Extraction | Merged | ReadFailure | ReadNote


def cores() -> int:
    """How many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def extractions(
    todo: Iterable[Todo], *, pipeline: str | None, workers: int, stopped: Callable[[], bool]
) -> Iterator[Found]:
    """What the articles among some items say, the other items between them as they are; few articles start no processes."""
    items = until(stopped, todo)
    if workers > 1:
        begin, many = first_articles(items, FEW)
        items = chain(begin, items)
        if many:
            yield from in_processes(items, pipeline, workers, stopped)
            return
    for item in items:
        yield way.attempt(item, Tools.load(pipeline)) if isinstance(item, Article) else item


def until(stopped: Callable[[], bool], items: Iterable[T]) -> Iterator[T]:
    """The items up to when it is time to stop."""
    for item in items:
        if stopped():
            return
        yield item


def first_articles(items: Iterator[Todo], count: int) -> tuple[list[Todo], bool]:
    """The items up to some number of articles, and whether there are so many."""
    begin: list[Todo] = []
    while count and (item := next(items, None)) is not None:
        begin.append(item)
        count -= isinstance(item, Article)
    return begin, not count


def batches(items: Iterator[Todo]) -> Iterator[list[Todo]]:
    """Items in batches that take about as long to read."""
    batch: list[Todo] = []
    size = 0
    for item in items:
        batch.append(item)
        size += len(item.text) if isinstance(item, Article) else 0
        if len(batch) == BATCH or size > BATCH_CHARACTERS:
            yield batch
            batch, size = [], 0
    yield batch


@dataclass(frozen=True, slots=True)
class Task:
    """A batch on its way: its items, and what its articles say."""

    items: list[Todo]
    outcome: "Future[list[Extraction | ReadFailure]] | None"

    @property
    def articles(self) -> list[Article]:
        """Those of its items that are to be read."""
        return [item for item in self.items if isinstance(item, Article)]


def in_processes(
    items: Iterator[Todo], pipeline: str | None, workers: int, stopped: Callable[[], bool]
) -> Iterator[Found]:
    """What the articles among some items say, read by several processes."""
    waiting: deque[Task] = deque()
    with Pool(pipeline, workers, stopped) as pool:
        for batch in batches(items):
            waiting.append(pool.task(batch))
            while len(waiting) > AHEAD * workers:
                yield from pool.outcome(waiting.popleft())
        while waiting:
            task = waiting.popleft()
            if not (stopped() and task.outcome and task.outcome.cancel()):
                yield from pool.outcome(task)


@dataclass(slots=True)
class Pool:
    """Processes that extract; use it in a `with` statement. One that dies takes only the article that killed it along."""

    pipeline: str | None
    workers: int
    stopped: Callable[[], bool]
    executor: ProcessPoolExecutor = field(init=False)
    stop: "Event" = field(init=False)
    """Set where the articles that are at hand in the processes are the last."""
    threads: str | None = field(init=False)

    def __enter__(self) -> Self:
        # Each process has one core: libraries that start threads of their own would fight for it.
        self.threads = os.environ.get("OMP_NUM_THREADS")
        os.environ["OMP_NUM_THREADS"] = "1"
        self.stop = SPAWN.Event()
        self.executor = self._fresh(self.workers)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop.set()
        if kind is KeyboardInterrupt:  # the second Ctrl-C: nobody waits for what is at hand
            for process in multiprocessing.active_children():
                process.kill()
        self.executor.shutdown(cancel_futures=True)
        os.environ.pop("OMP_NUM_THREADS")
        os.environ.update({} if self.threads is None else {"OMP_NUM_THREADS": self.threads})

    def task(self, items: list[Todo]) -> Task:
        """Send a batch on its way."""
        articles = Task(items, None).articles
        try:
            return Task(items, self.executor.submit(work, articles, self.pipeline) if articles else None)
        except BrokenProcessPool:
            self._renew()
            return self.task(items)

    def outcome(self, task: Task) -> Iterator[Found]:
        """A batch's items in order, its articles replaced by what they say; up to where its process stopped."""
        found = iter(self._read(task))
        for item in task.items:
            said = next(found, None) if isinstance(item, Article) else item
            if said is None:
                return
            yield said

    def _read(self, task: Task) -> list[Extraction | ReadFailure]:
        try:
            return self._result(task.outcome) if task.outcome else []
        except BrokenProcessPool:
            return list(self._one_by_one(task.articles))

    def _result(self, outcome: "Future[list[Extraction | ReadFailure]]") -> list[Extraction | ReadFailure]:
        """What a batch says; while it is waited for, the processes are told when to stop."""
        while wait([outcome], TICK).not_done:
            if self.stopped():
                self.stop.set()
        return outcome.result()

    def _one_by_one(self, articles: list[Article]) -> Iterator[Extraction | ReadFailure]:
        """Read the articles of a batch whose process died, to find the one that it died of."""
        single = self._fresh(1)
        for article in articles:
            try:
                yield from single.submit(work, [article], self.pipeline).result()
            except BrokenProcessPool:
                yield ReadFailure(article.source, "its process died, perhaps for want of memory; split the article")
                single.shutdown()
                single = self._fresh(1)
        single.shutdown()

    def _renew(self) -> None:
        self.executor.shutdown(cancel_futures=True)
        self.executor = self._fresh(self.workers)

    def _fresh(self, workers: int) -> ProcessPoolExecutor:
        """New processes: a fork would share the open store and its threads."""
        return ProcessPoolExecutor(workers, SPAWN, initializer=prepare, initargs=(self.stop,))


def prepare(stop: "Event") -> None:
    """Leave Ctrl-C to the process that writes, which says when to stop: the article at hand is finished."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    STOP.append(stop)
    Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """End when the process that writes is gone: killed, it cannot say so, and this one would wait for work for ever."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os._exit(1)


def work(articles: list[Article], pipeline: str | None) -> list[Extraction | ReadFailure]:
    """What some articles say; runs in another process, which loads its tools once. Fewer where it is to stop."""
    tools = Tools.load(pipeline)
    going = takewhile(lambda _: not any(stop.is_set() for stop in STOP), articles)
    return [way.attempt(article, tools) for article in going]
