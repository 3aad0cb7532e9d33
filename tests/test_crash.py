"""What is left when processes are killed, run at once, or have no room: every acknowledged article, whole, and nothing else."""

import ctypes
import errno
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from time import sleep

import pytest
from graphs import ALAND, BERN, CARLA, DELTA, Writer, small
from test_store import built, dump

from kg.errors import StoreError
from kg.model import Extraction, Polarity
from kg.store import Store

ARTICLES = 200
KILLS = 30

# Every process begins with what the server of forks has imported already, so that 30 of them take no longer than one.
FORKS = get_context("forkserver")
FORKS.set_forkserver_preload([__name__])


@cache
def invented() -> tuple[Extraction, ...]:
    """Articles that confirm and deny each other, analysed already: the language pipeline has no part in this."""
    chance, ends = random.Random(4), (ALAND, BERN, CARLA, DELTA)  # noqa: S311
    return tuple(article(number, chance, ends) for number in range(ARTICLES))


@cache
def wanted() -> dict[str, set[str]]:
    """Ids of the evidence of each of them, by article."""
    return {x.article.id: {e.id for e in x.evidences} for x in invented()}


def article(number: int, chance: random.Random, ends: tuple[object, ...]) -> Extraction:
    writer = Writer(f"https://example.org/{number}", f"News {number}")
    for _ in range(chance.randint(1, 4)):
        subject, obj = chance.sample(ends, 2)
        polarity = Polarity.NEGATED if chance.random() < 0.2 else Polarity.AFFIRMED
        relation = chance.choice(("pals", "twins", "inside"))
        writer.say(subject, relation, obj, polarity=polarity, confidence=chance.choice((0.6, 0.9)))  # type: ignore[arg-type]
    return writer.done()


def add(place: Path, first: int, last: int, told: Connection) -> None:
    """Add some of the articles, and tell of each that is in the graph; at the end of what went wrong."""
    try:
        with Store.open(place, rules=small()) as store:
            told.send("open")
            for extraction in invented()[first:last]:
                told.send(store.add(extraction).article)
    except StoreError as error:
        told.send(str(error))


@contextmanager
def adding(place: Path, first: int = 0, last: int = ARTICLES) -> Iterator[tuple[ForkServerProcess, Iterator[str]]]:
    """A process that adds some of the articles, and what it tells until it ends."""
    receiver, sender = FORKS.Pipe(duplex=False)
    process = FORKS.Process(target=add, args=(place, first, last, sender))
    process.start()
    sender.close()
    yield process, lines(receiver)
    process.kill()
    process.join()
    process.close()


def lines(receiver: Connection) -> Iterator[str]:
    """What comes through a pipe until its other end is closed."""
    with suppress(EOFError):
        while True:
            yield receiver.recv()


def whole(store: Store, name: str) -> bool:
    """Whether all that an article says is there, and nothing besides."""
    found = store.view.extraction(name)
    return found is not None and {e.id for e in found.evidences} == wanted()[name]


def test_kills_at_any_moment_lose_nothing_and_leave_nothing_partial(tmp_path: Path) -> None:
    chance, place = random.Random(5), tmp_path / "g"  # noqa: S311
    acknowledged: set[str] = set()
    for _ in range(KILLS):
        with adding(place) as (process, told):
            # Some die while they open the store, some between two articles, most in the midst of one.
            seen = list(islice(told, len(acknowledged) + chance.randint(0, 5)))
            sleep(chance.random() / 100)
            process.kill()
            acknowledged |= {line for line in (*seen, *told) if line.startswith("article-")}
        if acknowledged:
            with Store.open(place, read_only=True) as store:
                there = set(store.articles())
                assert acknowledged <= there
                assert all(whole(store, name) for name in there)
    assert 20 < len(acknowledged) < ARTICLES
    with adding(place) as (_, told):
        assert len(list(told)) == ARTICLES + 1
    with Store.open(place, rules=small()) as store:
        clean = built(invented())
        assert dump(store, decisions=True) == dump(clean, decisions=True)
        assert store.stats() == clean.stats()


def test_two_that_add_at_once_lose_nothing_and_who_must_wait_too_long_is_told_for_whom(tmp_path: Path) -> None:
    place = tmp_path / "g"
    with adding(place, 0, 60) as (one, told):
        assert next(told) == "open"
        with adding(place, 30, 90) as (_, other):
            answers = list(other)
        assert len(list(told)) == 60
        if answers[0] != "open":
            assert f"process {one.pid} is writing to it" in answers[0]
            with adding(place, 30, 90) as (_, again):
                answers = list(again)
    assert len(answers) == 61
    with Store.open(place, rules=small()) as store:
        assert dump(store) == dump(built(invented()[:90]))


def test_who_reads_while_another_writes_sees_whole_articles(tmp_path: Path) -> None:
    place, acknowledged = tmp_path / "g", set[str]()
    with adding(place, 0, 60) as (_, told):
        while batch := list(islice(told, 6)):
            acknowledged |= {line for line in batch if line.startswith("article-")}
            with Store.open(place, read_only=True) as store:
                there = store.articles()
                assert acknowledged <= set(there)
                assert all(whole(store, name) for name in there)
                assert store.stats()["articles"] == len(there)
    assert len(acknowledged) == 60


@pytest.fixture
def tiny(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MB."""
    system = ctypes.CDLL(None, use_errno=True)
    place = tmp_path / "disk"
    place.mkdir()
    if system.mount(b"kg", os.fsencode(place), b"tmpfs", 0, b"size=4m"):
        pytest.skip(f"this user may mount no disk: {errno.errorcode[ctypes.get_errno()]}")
    yield place
    system.umount2(os.fsencode(place), 2)


def test_a_full_disk_is_told_and_takes_nothing_along(tiny: Path) -> None:
    added: list[Extraction] = []
    padding = "word " * 40_000

    def fill() -> None:
        with Store.open(tiny / "g", rules=small()) as store:
            for number in range(100):
                writer = Writer(f"https://example.org/{number}").say(ALAND, "inside", BERN)
                writer.text += f"{number} {padding}"
                store.add(writer.done())
                added.append(writer.done())

    with pytest.raises(StoreError, match=r"nothing was written.*[Nn]o space"):
        fill()
    assert 0 < len(added) < 100
    with Store.open(tiny / "g", read_only=True) as store:
        assert {x.article.id for x in added} == set(store.articles())
        assert dump(store) == dump(built(added))
