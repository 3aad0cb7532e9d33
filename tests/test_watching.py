"""Places looked at again and again: what is new is added once, whatever is stopped and started."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from time import sleep

import pytest
from documents import STORY, page, rss
from typer.testing import CliRunner, Result

from kg.cli import app
from kg.errors import FormatError
from kg.model import Article, Extraction
from kg.reading import ReadFailure, ReadOptions, Settings
from kg.reading.parts import Part, peekable
from kg.volume.watching import Watch, pause, seconds_of

Looks = Callable[..., Result]


def quick(article: Article, tools: object) -> Extraction:
    """Stands for the language pipeline."""
    del tools
    return Extraction(article, (), ())


@pytest.fixture
def looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Looks:
    """Calls the command for some rounds, with something happening between them."""
    monkeypatch.setattr("kg.pipeline.analyze", quick)
    monkeypatch.setattr("kg.pipeline.Tools.load", lambda _name=None: None)

    def call(*places: Path | str, between: Callable[[], object] = lambda: None, rounds: int = 2) -> Result:
        monkeypatch.setattr("kg.volume.watching.pause", lambda _seconds, _stopped: between())
        options = ["--every", "15m", "--rounds", str(rounds)]
        return CliRunner().invoke(app, ["--store", str(tmp_path / "graph.kg"), "watch", *map(str, places), *options])

    return call


def articles(tmp_path: Path) -> int:
    listed = CliRunner().invoke(app, ["--store", str(tmp_path / "graph.kg"), "stats", "--articles", "--json"])
    return len(json.loads(listed.stdout))


def test_what_appears_is_added_once(looks: Looks, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY)
    result = looks(folder, between=lambda: (folder / "b.txt").write_text("They left."), rounds=3)
    assert result.exit_code == 0, result.stderr
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["new", "new"]
    assert articles(tmp_path) == 2
    assert looks(folder).stdout == ""
    assert articles(tmp_path) == 2


def test_a_changed_file_takes_the_place_of_the_old_one(looks: Looks, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    result = looks(path, between=lambda: path.write_text(f"{STORY} They left."))
    assert [line.split()[2] for line in result.stdout.splitlines()] == ["new", "superseded"]
    assert articles(tmp_path) == 1


def test_a_failure_is_said_once_and_ends_nothing(looks: Looks, tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_bytes(b"\0")
    result = looks(tmp_path / "bad.txt", tmp_path / "missing.txt", rounds=3)
    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 2
    assert not (tmp_path / "graph.kg").exists()


def test_a_place_that_holds_nothing_yet_is_no_failure(looks: Looks, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    result = looks(tmp_path / "in", f"{tmp_path}/*.html", between=lambda: (tmp_path / "in" / "a.txt").write_text(STORY))
    assert (result.exit_code, result.stderr.count("kg: note: ")) == (0, 2), result.stderr
    assert articles(tmp_path) == 1


def test_a_graph_that_is_not_one_is_tried_again(looks: Looks, tmp_path: Path) -> None:
    store, path = tmp_path / "graph.kg", tmp_path / "a.txt"
    path.write_text(STORY)
    store.write_text("in the way")
    result = looks(path, between=store.unlink)
    assert "is a file, not a graph" in result.stderr
    assert articles(tmp_path) == 1


FEED = rss("".join(f"<item><title>T{n}</title><link>https://post.example/{n}</link></item>" for n in (1, 2)))


def test_linked_pages_that_are_there_are_not_fetched_again() -> None:
    fetched: list[str] = []

    def fetch(address: str) -> Part:
        fetched.append(address)
        content, kind = (FEED, ".rss") if address.endswith("rss") else (page(f"{STORY} {address}"), ".html")
        return Part(address, address, peekable(io.BytesIO(content.encode())), kind)

    there: set[str] = set()
    settings = Settings(fetch=fetch, follow=fetch)
    first = [i for i in Watch(["https://post.example/rss"], ReadOptions(), settings).items() if isinstance(i, Article)]
    there.update(item.source for item in first)
    assert sorted(there) == ["https://post.example/1", "https://post.example/2"]
    again = Watch(["https://post.example/rss"], ReadOptions(), settings).items(there.__contains__)
    assert not [item for item in again if isinstance(item, (Article, ReadFailure))]
    assert fetched == [
        "https://post.example/rss",
        "https://post.example/1",
        "https://post.example/2",
        "https://post.example/rss",
    ]


def test_linked_pages_of_another_name_are_not_fetched_again_and_again() -> None:
    fetched: list[str] = []

    def fetch(address: str) -> Part:
        fetched.append(address)
        content, kind = (FEED, ".rss") if address.endswith("rss") else (page(f"{STORY} {address}", canonical), ".html")
        return Part(address, address, peekable(io.BytesIO(content.encode())), kind)

    canonical = '<title>A</title><link rel="canonical" href="/elsewhere">'
    watched = Watch(["https://post.example/rss"], ReadOptions(), Settings(fetch=fetch, follow=fetch))
    for _ in range(3):
        list(watched.items())
    assert fetched.count("https://post.example/rss") == 3
    assert fetched.count("https://post.example/1") == 1
    watched.forget()
    list(watched.items())
    assert fetched.count("https://post.example/1") == 2


def test_a_file_that_may_be_read_now_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    watched = Watch([str(path)], ReadOptions(), Settings())
    assert [type(item) for item in watched.items()] == [Article]
    assert list(watched.items()) == []
    sleep(0.05)  # file systems tell times apart that are so far apart
    path.chmod(0o600)
    assert [type(item) for item in watched.items()] == [Article]


@pytest.mark.parametrize("text", ["", "0", "soon", "15 minutes", "-3m", "m"])
def test_lengths_of_time_that_are_none(text: str) -> None:
    with pytest.raises(FormatError, match="write 30s, 15m, 2h or 1d"):
        seconds_of(text)


def test_a_pause_ends_when_it_is_time_to_stop() -> None:
    pause(3600, lambda: True)
