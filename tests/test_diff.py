"""What changed: by one article, since a moment, against a snapshot."""

from collections.abc import Callable
from pathlib import Path

import pytest
from graphs import ALAND, BERN, CARLA, DELTA, Writer, says, small
from test_store import built
from typer.testing import CliRunner

from kg.assembly import Status
from kg.cli import app
from kg.errors import StoreError
from kg.explain.diff import Difference, Turn, by_article, since, since_snapshot
from kg.model import Polarity
from kg.store import Store
from kg.store.upkeep import snapshot

ONE = Writer("https://example.org/1").say(ALAND, "inside", BERN).say(CARLA, "inside", DELTA).done()
DENIAL = says("https://example.org/2", ALAND, "inside", BERN, polarity=Polarity.NEGATED)
AGAIN = says("https://example.org/3", CARLA, "inside", DELTA, confidence=0.8)


def told(turns: tuple[Turn, ...]) -> list[tuple[str, list[str]]]:
    return [(turn.names[0], [v.evidence.quote for v in turn.voices]) for turn in turns]


def test_an_article_changed_what_would_be_otherwise_without_it() -> None:
    store = built([ONE, DENIAL, AGAIN])
    first = by_article(store, ONE.article.id)
    assert first.added == (ONE.article.id,)
    assert [(t.statement.subject, t.before, t.now) for t in first.turns] == [
        ("Aland", Status.DENIED, Status.DISPUTED),
    ]
    (disputed,) = by_article(store, "https://example.org/2").disputed
    assert {v.evidence.quote for v in disputed.voices} == {"Aland inside Bern.", "Aland inside Bern not."}
    assert by_article(store, AGAIN.article.id).turns == ()
    assert told(by_article(built([ONE]), ONE.article.id).gained) == [
        ("Aland", ["Aland inside Bern."]), ("Carla Moss", ["Carla Moss inside Delta Union."]),
    ]  # fmt: skip


def test_an_article_that_is_not_there_changed_nothing() -> None:
    with pytest.raises(StoreError, match="no such article"):
        by_article(built([ONE]), "https://example.org/9")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the day of the changes that follow."""
    return lambda day: monkeypatch.setattr("kg.store.store.moment", lambda: f"{day}T12:00:00Z")


def test_since_a_day_only_what_became_of_it_counts(clock: Callable[[str], None]) -> None:
    clock("2024-01-01")
    store = built([ONE])
    clock("2024-02-01")
    store.add(DENIAL)
    store.add(AGAIN)
    disputed = since(store, "2024-02")
    assert (set(disputed.added), disputed.removed) == ({DENIAL.article.id, AGAIN.article.id}, ())
    assert [name for name, _ in told(disputed.disputed)] == ["Aland"]
    assert not disputed.gained
    clock("2024-03-01")
    store.retract(DENIAL.article.id)
    assert since(store, "2024-02") == Difference((AGAIN.article.id,), (), ())
    restored = since(store, "2024-03-01")
    assert [(t.before, t.now) for t in restored.turned] == [(Status.DISPUTED, Status.ASSERTED)]
    assert since(store, "2024-03-02") == Difference((), (), ())
    assert len(since(store, "2023").gained) == 2


def test_against_a_snapshot_what_is_lost_keeps_its_quotes(tmp_path: Path) -> None:
    with Store.open(tmp_path / "g", rules=small()) as store:
        store.add(ONE)
    snapshot(tmp_path / "g", tmp_path / "s")
    with Store.open(tmp_path / "g", rules=small()) as store, Store.open(tmp_path / "s", read_only=True) as then:
        store.retract(ONE.article.id, reason="a hoax")
        store.add(DENIAL)
        found = since_snapshot(store, then)
        assert (found.added, found.removed) == ((DENIAL.article.id,), (ONE.article.id,))
        assert told(found.lost) == [("Carla Moss", ["Carla Moss inside Delta Union."])]
        assert told(found.turned) == [("Aland", ["Aland inside Bern not."])]


class TestCommand:
    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        with Store.open(tmp_path / "g", rules=small()) as store:
            store.add(ONE)
            store.add(DENIAL)
        return tmp_path / "g"

    def run(self, place: Path, *arguments: str) -> tuple[int, str]:
        result = CliRunner().invoke(app, ["--store", str(place), "diff", *arguments])
        return result.exit_code, result.output

    def test_shows_statements_with_quotes(self, place: Path) -> None:
        code, shown = self.run(place, "--since", "2020-01-01")
        assert code == 0
        assert shown.startswith("2 articles added, 0 removed\ngained    Aland")
        assert "disputed  Aland" in shown
        assert "− “Aland inside Bern not.”" in shown

    def test_what_was_removed_says_by_whom(self, tmp_path: Path, clock: Callable[[str], None]) -> None:
        with Store.open(tmp_path / "g", rules=small()) as store:
            clock("2024-01-01")
            store.add(ONE)
            clock("2024-02-01")
            store.retract(ONE.article.id, by="Ann", at="2024", reason="a  hoax")
        shown = self.run(tmp_path / "g", "--since", "2024-02")[1]
        assert "\nremoved   https://example.org/1: retracted by Ann on 2024: a hoax\n" in shown

    @pytest.mark.parametrize(
        ("moment", "added"),
        [
            ("2024-03-01T12:00:00Z", 1),
            ("2024-03-01T13:59:00+02:00", 1),
            ("2024-03-01T14:01:00+02:00", 0),
            ("2024-03-01T12:01", 0),
            ("2024-03-01T11", 1),
        ],
    )
    def test_a_moment_may_be_of_any_zone(
        self, tmp_path: Path, clock: Callable[[str], None], moment: str, added: int
    ) -> None:
        clock("2024-03-01")
        with Store.open(tmp_path / "g", rules=small()) as store:
            store.add(ONE)
        assert self.run(tmp_path / "g", "--since", moment)[1].startswith(f"{added} article")

    @pytest.mark.parametrize(
        ("arguments", "code", "message"),
        [
            ((), 2, "name an article"),
            (("--since", "yesterday"), 2, "neither a date"),
            (("--since", "2024-01-01garbage"), 2, "neither a date"),
            (("urn:9",), 1, "no such article"),
            (("urn:9", "--since", "2020"), 2, "name an article"),
        ],
    )
    def test_a_wrong_call_is_one_line(self, place: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
        ended, shown = self.run(place, *arguments)
        assert (ended, shown.count("\n")) == (code, 1)
        assert message in shown
