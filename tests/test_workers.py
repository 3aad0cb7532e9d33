"""Several processes read, one writes: the same graph, whatever dies or is stopped on the way."""

import io
import itertools
import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Timer
from time import sleep

import pytest
from rich.console import Console

from kg.cli.running import interruptible, progress_bar
from kg.model import Article, Extraction
from kg.reading import Item, ReadFailure, ReadNote
from kg.store import Store
from kg.store.reports import Merged
from kg.volume import workers
from kg.volume.adding import add_all
from kg.volume.workers import BATCH, FEW, batches, extractions

NAMES = ("Albania", "Serbia", "Croatia", "Hungary", "Austria", "Poland", "Norway", "Spain")


def articles(count: int) -> Iterator[Article]:
    for i, (a, b) in enumerate(itertools.islice(itertools.cycle(itertools.permutations(NAMES, 2)), count)):
        yield Article(f"{a} condemned {b} on Monday. Note {i}.", f"urn:test:{i % 40}", published="2024-02-24")


def said(given: list[Article], pipeline: str | None) -> list[Extraction | ReadFailure]:
    """Stands for the work of a process."""
    if pipeline == "killed" and any("Note 3." in a.text for a in given):
        os.kill(os.getpid(), signal.SIGKILL)
    return [Extraction(article, (), ()) for article in given]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "work", said)


def never() -> bool:
    return False


@pytest.mark.usefixtures("quick")
def test_order_is_kept_and_what_is_no_article_passes() -> None:
    todo: list[Item] = [*articles(FEW + 30)]
    todo[5:5] = [ReadFailure("x", "bad"), ReadNote("y", "odd")]
    found = list(extractions(todo, pipeline=None, workers=2, stopped=never))
    assert [f.article if isinstance(f, Extraction) else f for f in found] == todo


@pytest.mark.usefixtures("quick")
def test_a_process_that_dies_takes_one_article_along() -> None:
    todo = list(articles(FEW + 10))
    found = list(extractions(todo, pipeline="killed", workers=2, stopped=never))
    failures = [f for f in found if isinstance(f, ReadFailure)]
    assert [f.place for f in failures] == ["urn:test:3"]
    assert "its process died" in failures[0].reason
    assert len(found) == len(todo)


@pytest.mark.usefixtures("quick")
def test_stopping_leaves_the_rest() -> None:
    taken: list[Article] = []

    def endless() -> Iterator[Article]:
        for article in articles(100_000):
            taken.append(article)
            yield article

    stop = Event()
    for done, _ in enumerate(extractions(endless(), pipeline=None, workers=2, stopped=stop.is_set)):
        if done == 5:
            stop.set()
    assert len(taken) < 20 * BATCH


def test_a_process_that_is_told_to_stop_finishes_the_article_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = Event()

    def attempt(article: Article, tools: object) -> Extraction:
        del tools
        if "Note 2." in article.text:
            stop.set()
        return Extraction(article, (), ())

    monkeypatch.setattr(workers, "STOP", [stop])
    monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name: None)
    monkeypatch.setattr("kg.pipeline.attempt", attempt)
    given = list(articles(9))
    assert [e.article for e in workers.work(given, None) if isinstance(e, Extraction)] == given[:3]
    assert workers.work(given, None) == []


def endless(article: list[Article], pipeline: str | None) -> list[Extraction | ReadFailure]:
    """Stands for work that ends only where it is told to."""
    del article, pipeline
    while not any(stop.wait(0.05) for stop in workers.STOP):
        pass
    return []


def test_whoever_waits_for_a_batch_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "work", endless)
    stop = Event()
    Timer(0.5, stop.set).start()
    assert list(extractions(articles(200), pipeline=None, workers=2, stopped=stop.is_set)) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_who_asks_to_stop_is_heard_and_told_in_the_exit_code(number: signal.Signals, code: int) -> None:
    before = [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)]
    with interruptible() as stopped:
        assert not stopped()
        signal.raise_signal(number)
        assert stopped()
        assert stopped.exit_code == code
    assert [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)] == before


@pytest.mark.parametrize("size", [0, 100])
def test_a_narrow_terminal_shows_the_times(size: int) -> None:
    bar = progress_bar(size)
    told = "1,234,567 articles, 12 failures, 12.25 articles/s, 12,345 words/s"
    bar.update(bar.task_ids[0], completed=40, description=told)
    console = Console(file=io.StringIO(), width=80)
    with console.capture() as shown:
        console.print(bar.get_renderable())
    assert re.search(r"\d:\d\d:\d\d left [\d-]:[\d-]{2}:[\d-]{2} " if size else r"\d:\d\d:\d\d ", shown.get())
    assert told[:40] in shown.get()


def holding(said: Connection) -> None:
    """Stands for work: says that it began, and holds on to how it said so."""
    said.send("at work")
    sleep(60)


def writing(said: Connection) -> None:
    """Stands for a process that writes, and has another read."""
    with ProcessPoolExecutor(1, workers.SPAWN, initializer=workers.prepare, initargs=(workers.SPAWN.Event(),)) as pool:
        pool.submit(holding, said).result()


def test_processes_end_with_the_one_that_writes() -> None:
    hears, said = workers.SPAWN.Pipe(duplex=False)
    writer = workers.SPAWN.Process(target=writing, args=(said,))
    writer.start()
    said.close()
    assert hears.recv() == "at work"
    writer.kill()
    assert hears.poll(20), "a process still waits for one that is gone"
    with pytest.raises(EOFError):
        hears.recv()


def stubborn(given: list[Article], pipeline: str | None) -> list[Extraction | ReadFailure]:
    """Stands for an article that takes long."""
    del given, pipeline
    sleep(60)
    return []


def interrupted() -> None:
    """A pool in which nobody wants to wait for what is at hand."""
    with workers.Pool(None, 1, never) as pool:
        pool.task(list(articles(1)))
        raise KeyboardInterrupt


def test_the_second_ctrl_c_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "work", stubborn)
    begin = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert time.monotonic() - begin < 30


@pytest.mark.usefixtures("quick")
def test_reading_waits_for_writing() -> None:
    taken = 0

    def counted() -> Iterator[Article]:
        nonlocal taken
        for article in articles(5_000):
            taken += 1
            yield article

    for done, _ in enumerate(extractions(counted(), pipeline=None, workers=2, stopped=never)):
        assert taken - done <= FEW + BATCH * (workers.AHEAD * 2 + 2)


def test_batches_are_bounded() -> None:
    long = Article("a" * 50_000, "urn:long")
    sizes = [len(batch) for batch in batches(iter([long, *articles(2 * BATCH + 1), long]))]
    assert sizes == [1, BATCH, BATCH, 2, 0]


def test_an_article_that_breaks_the_pipeline_stops_no_other(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def breaks(article: Article, tools: object) -> Extraction:
        del tools
        if "Note 1." in article.text:
            raise IndexError
        return Extraction(article, (), ())

    monkeypatch.setattr("kg.pipeline.analyze", breaks)
    monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name=None: None)
    with Store.open(tmp_path / "graph.kg") as store:
        events = list(add_all(articles(3), store))
    assert [type(event) for event in events] == [Merged, ReadFailure, Merged]
    assert "IndexError" in str(events[1])


@pytest.mark.model
def test_one_process_and_two_make_the_same_graph(tmp_path: Path) -> None:
    graphs = []
    for count in (1, 2):
        with Store.open(tmp_path / f"{count}.kg") as store:
            events = list(add_all(articles(60), store, workers=count))
            graphs.append(list(store.nquads()))
        assert len(events) == 60
    assert graphs[0] == graphs[1]
    assert any("condemns" in line for line in graphs[0])
