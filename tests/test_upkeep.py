"""Snapshots, damage, a full disk, stores of other formats, and several processes at once."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from graphs import ALAND, BERN, CARLA, DELTA, Writer, graphs, says
from hypothesis import given, settings
from pyoxigraph import NamedNode, Quad
from test_store import built, dump, small

from kg.assembly import Status
from kg.errors import StoreError
from kg.model import Extraction, Polarity, Statement
from kg.queries import sandbox
from kg.rdf import META
from kg.rdf.terms import ABOUT, BAND, CHANGED_AT, COUNTS, FORMAT_VERSION, TALLY, whole
from kg.rdf.updating import exchange
from kg.store import Store
from kg.store.bulk import build
from kg.store.files import FORMAT
from kg.store.upkeep import migrate, restore, snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

ONE = says("https://example.org/1", ALAND, "twins", BERN)
TWO = Writer("https://example.org/2").say(BERN, "inside", DELTA).say(CARLA, "inside", DELTA).done()


def stored(place: Path, *articles: object) -> list[str]:
    with Store.open(place, rules=small()) as store:
        for article in articles:
            store.add(article)  # type: ignore[arg-type]
        return dump(store)


def read(place: Path) -> list[str]:
    with Store.open(place, read_only=True) as store:
        return dump(store)


def damage(place: Path, *, silent: bool = False) -> None:
    """Flip bits all over the files that hold the quads; or `silent` ones, which nobody sees before they are asked for."""
    files = sorted(place.glob("*.sst"), key=lambda file: file.stat().st_size)
    assert len(files) > 1
    for file in files[silent:]:  # the smallest is read when the files are opened
        with file.open("r+b") as data:
            content = bytearray(data.read())
            end = 32 if silent else len(content) // 2
            content[:end] = bytes(b ^ 0xFF for b in content[:end])
            data.seek(0)
            data.write(content)


def test_a_snapshot_is_the_graph_as_it_was(tmp_path: Path) -> None:
    before = stored(tmp_path / "g", ONE)
    with Store.open(tmp_path / "g", read_only=True) as reader:
        snapshot(tmp_path / "g", tmp_path / "s")
        assert dump(reader) == before
    stored(tmp_path / "g", TWO)
    assert read(tmp_path / "s") == before
    assert read(tmp_path / "g") != before


def test_a_snapshot_needs_a_graph_and_a_free_place(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no graph there yet"):
        snapshot(tmp_path / "g", tmp_path / "s")
    assert not (tmp_path / "g").exists()
    stored(tmp_path / "g", ONE)
    (tmp_path / "s").mkdir()
    with pytest.raises(StoreError, match="is there already"):
        snapshot(tmp_path / "g", tmp_path / "s")
    with pytest.raises(StoreError, match="no such folder"):
        snapshot(tmp_path / "g", tmp_path / "nowhere" / "s")
    (tmp_path / "link").symlink_to("g")
    for inside in (tmp_path / "g" / "s", tmp_path / "link" / "s"):
        with pytest.raises(StoreError, match="lies in the graph that it is to be a copy of"):
            snapshot(tmp_path / "g", inside)


@pytest.mark.parametrize("silent", [False, True])
def test_a_damaged_graph_is_told_and_a_snapshot_brings_it_back(tmp_path: Path, *, silent: bool) -> None:
    before = stored(tmp_path / "g", ONE, TWO)
    snapshot(tmp_path / "g", tmp_path / "s")
    damage(tmp_path / "g", silent=silent)
    with pytest.raises(StoreError, match=r"may be damaged .* kg snapshot DIR --restore"):
        stored(tmp_path / "g", TWO)
    with pytest.raises(StoreError, match="may be damaged"):
        read(tmp_path / "g")
    with pytest.raises(StoreError, match="may be damaged"):
        sandbox.run(tmp_path / "g", "SELECT * { ?s ?p ?o }")
    assert restore(tmp_path / "g", tmp_path / "s") == tmp_path / "g.replaced-1"
    assert read(tmp_path / "g") == before
    assert read(tmp_path / "s") == before


def test_restoring_takes_only_a_graph_and_only_where_nobody_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.store.files.PATIENCE", 0.0)
    before = stored(tmp_path / "g", ONE)
    with pytest.raises(StoreError, match="no graph there yet"):
        restore(tmp_path / "g", tmp_path / "s")
    snapshot(tmp_path / "g", tmp_path / "s")
    with Store.open(tmp_path / "g", rules=small()), pytest.raises(StoreError, match="is writing to it"):
        restore(tmp_path / "g", tmp_path / "s")
    assert restore(tmp_path / "h", tmp_path / "s") is None
    assert read(tmp_path / "h") == before


@settings(max_examples=20, deadline=None)
@given(graphs())
def test_building_at_once_gives_the_bytes_of_adding_one_by_one(articles: list[Extraction]) -> None:
    with TemporaryDirectory() as folder:
        build(Path(folder) / "g", articles, small())
        with Store.open(Path(folder) / "g", rules=small()) as store:
            one_by_one = built(articles)
            assert dump(store) == dump(one_by_one)
            assert store.stats() == one_by_one.stats()
            assert [e.added for e in store.history()] == [tuple(sorted(one_by_one.articles()))]
            for extraction in articles:
                store.retract(extraction.article.id)
            assert dump(store) == []


def test_nothing_is_built_of_two_articles_of_one_source(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="two articles"):
        build(tmp_path / "g", [ONE, ONE], small())
    assert list(tmp_path.iterdir()) == []


def aged(place: Path, *lacking: NamedNode) -> None:
    """Take from a store what an earlier format did not have."""
    with Store.open(place, rules=small()) as store:
        extra = [q for p in lacking for q in store.quads.quads_for_pattern(None, p, None, META)]
        old = [*extra, Quad(ABOUT, FORMAT_VERSION, whole(FORMAT), META)]
        exchange(store.quads, old, [Quad(ABOUT, FORMAT_VERSION, whole(1), META)])


def test_a_graph_of_the_first_format_is_refused_until_it_is_migrated(tmp_path: Path) -> None:
    before = stored(tmp_path / "g", ONE, TWO)
    aged(tmp_path / "g", BAND, TALLY, COUNTS, CHANGED_AT)
    for read_only in (True, False):
        with pytest.raises(StoreError, match=r"format 1 is older .* kg --store \S+g migrate"):
            Store.open(tmp_path / "g", read_only=read_only)
    assert migrate(tmp_path / "g", small()) == tmp_path / "g.replaced-1"
    assert migrate(tmp_path / "g", small()) is None
    assert read(tmp_path / "g") == before
    with Store.open(tmp_path / "g", rules=small()) as store:
        assert store.stats() == built([ONE, TWO]).stats()
        store.retract(TWO.article.id)
        assert dump(store) == dump(built([ONE]))


def test_migrating_keeps_what_is_remembered_of_changes_and_articles_from_nowhere(tmp_path: Path) -> None:
    nowhere = [says("", ALAND, "twins", entity) for entity in (CARLA, DELTA)]
    before = stored(tmp_path / "g", ONE, *nowhere)
    with Store.open(tmp_path / "g", rules=small()) as store:
        store.retract(ONE.article.id)
        history = store.history()
    aged(tmp_path / "g", BAND, TALLY, COUNTS)
    assert migrate(tmp_path / "g", small())
    with Store.open(tmp_path / "g", rules=small()) as store:
        assert store.history() == history
        store.add(ONE, force=True)
        assert store.history()[:-1] == history
        assert dump(store) == before


def test_migrating_remembers_what_other_rules_make_of_statements(tmp_path: Path) -> None:
    denial = says("https://example.org/3", ALAND, "twins", BERN, polarity=Polarity.NEGATED, confidence=0.8)
    stored(tmp_path / "g", ONE, denial)
    aged(tmp_path / "g", BAND, TALLY, COUNTS)
    calm = replace(small(), scoring=replace(small().scoring, strong=1.0, claim_weight=0.1))
    migrate(tmp_path / "g", calm)
    with Store.open(tmp_path / "g", rules=calm) as store:
        twins = Statement("Aland", "twins", "Bern")
        belief = store.view.belief(twins)
        *earlier, last = store.history()
        assert len(earlier) == 2
        assert belief
        assert (last.added, last.removed, last.before) == ((), (), {twins: Status.DISPUTED})
        assert belief.status is not Status.DISPUTED


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    before = stored(tmp_path / "disk" / "g", ONE)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "disk" / "g")
    snapshot(link, tmp_path / "s")
    stored(link, TWO)
    assert restore(link, tmp_path / "s") == tmp_path / "disk" / "g.replaced-1"
    assert link.is_symlink()
    assert read(link) == read(tmp_path / "disk" / "g") == before
    aged(link, BAND, TALLY, COUNTS)
    assert migrate(link, small()) == tmp_path / "disk" / "g.replaced-2"
    assert link.is_symlink()
    assert read(link) == before


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "g").symlink_to(tmp_path / "gone")
    with pytest.raises(StoreError, match=r"g: is a link to \S+gone, where nothing is"):
        Store.open(tmp_path / "g")


def test_a_graph_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    stored(tmp_path / "g", ONE)
    with Store.open(tmp_path / "g", rules=small()) as store:
        old, new = (Quad(ABOUT, FORMAT_VERSION, whole(version), META) for version in (FORMAT, FORMAT + 1))
        exchange(store.quads, [old], [new])
    actions: list[Callable[[], object]] = [
        lambda: Store.open(tmp_path / "g"),
        lambda: Store.open(tmp_path / "g", read_only=True),
        lambda: migrate(tmp_path / "g"),
    ]
    for action in actions:
        with pytest.raises(StoreError, match=f"format {FORMAT + 1} is newer"):
            action()
