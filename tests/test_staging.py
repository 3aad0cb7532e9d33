"""What a server refuses as one long update comes to it part by part, and still all at once or not at all."""

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph
import pytest
from endpoints import TOKEN, Terse, odd
from graphs import ALAND, BERN, CARLA, DELTA, Writer, rules, says
from pyoxigraph import Literal, NamedNode, Quad

from kg.assembly import Rules
from kg.errors import RefusedError, StoreError
from kg.model import Extraction
from kg.rdf.terms import common, kg
from kg.remote import staging
from kg.remote.endpoint import Endpoint
from kg.remote.graphs import GRAPHS
from kg.remote.staging import Updates
from kg.store import Store

ARTICLES = [
    says("urn:1", ALAND, "twins", BERN),
    says("urn:2", BERN, "inside", DELTA, speaker=CARLA, factive=True),
    Writer("urn:3").say(ALAND, "sways", BERN).say(BERN, "pals", CARLA, quote='Bern\'s "pal" \\ Carla\n').done(),
    says("urn:2", BERN, "around", DELTA),
]
OLD, NEW = (Quad(kg("a"), kg("says"), Literal(word), kg("asserted")) for word in ("old", "new"))
ALWAYS = "FILTER (true)"


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TOKEN", TOKEN)
    monkeypatch.setattr(staging, "PART", 20)
    monkeypatch.setattr(Terse, "most", 4_000)


@pytest.fixture
def quads() -> pyoxigraph.Store:
    return pyoxigraph.Store()


@pytest.fixture
def address(quads: pyoxigraph.Store) -> Iterator[str]:
    with odd(quads, Terse) as found:
        yield found


def many(word: str) -> list[Quad]:
    return [Quad(kg(f"a{i}"), kg("says"), Literal(word), graph) for i in range(50) for graph in GRAPHS[:2]]


def names(quads: pyoxigraph.Store) -> set[NamedNode]:
    return {name for name in quads.named_graphs() if isinstance(name, NamedNode)}


def added(place: Path | str, small: Rules, articles: list[Extraction]) -> list[str]:
    with Store.open(place, rules=small) as store:
        for article in articles:
            store.add(article)
        store.retract(source="urn:1")
        return list(store.nquads())


def test_the_graph_is_the_same(address: str, quads: pyoxigraph.Store, tmp_path: Path) -> None:
    small = rules(tmp_path)
    assert added(address, small, ARTICLES) == added(tmp_path / "graph.kg", small, ARTICLES)
    assert names(quads) <= set(GRAPHS)


def test_what_goes_and_what_comes_changes_at_once(address: str, quads: pyoxigraph.Store) -> None:
    updates = Updates(Endpoint(address))
    updates.exchange([], [OLD, *many("old")], ALWAYS, "1")
    assert set(quads) == {OLD, *many("old")}
    updates.exchange([OLD, *many("old")], [NEW, *many("new")], ALWAYS, "2")
    assert set(quads) == {NEW, *many("new")}


def test_nothing_happens_where_the_pattern_finds_nothing(address: str, quads: pyoxigraph.Store) -> None:
    updates = Updates(Endpoint(address))
    updates.exchange([], [OLD, *many("old")], ALWAYS, "1")
    updates.exchange([OLD], many("new"), "FILTER (false)", "2")
    assert set(quads) == {OLD, *many("old")}


def test_what_was_too_long_once_is_not_tried_again(
    address: str, quads: pyoxigraph.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    update = Endpoint.update

    def noted(self: Endpoint, text: str) -> None:
        sent.append(text)
        update(self, text)

    monkeypatch.setattr(Endpoint, "update", noted)
    updates = Updates(Endpoint(address))
    for n in range(2):
        sent.clear()
        updates.exchange([], [OLD, *many(str(n))], ALWAYS, str(n))
        assert sum(len(text) > Terse.most for text in sent) == 1 - n
    updates.exchange([OLD], [NEW], ALWAYS, "3")
    assert NEW in quads
    assert OLD not in quads


def test_a_short_update_that_is_refused_is_refused(address: str, quads: pyoxigraph.Store) -> None:
    with pytest.raises(RefusedError, match="too long"):
        Updates(Endpoint(address)).exchange([], [OLD], ALWAYS + " " * Terse.most, "1")
    assert not set(quads)


@pytest.mark.parametrize("at", range(2, 9))
def test_a_server_that_stops_in_the_middle(
    at: int, address: str, quads: pyoxigraph.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing or all of it is there; what was staged goes when somebody stages again, a day later."""
    update = Endpoint.update
    left = iter(range(at))

    def stopping(self: Endpoint, text: str) -> None:
        if next(left, None) is None:
            raise StoreError("stopped")
        update(self, text)

    with monkeypatch.context() as patch:
        patch.setattr(Endpoint, "update", stopping)
        with pytest.raises(StoreError, match="stopped"):
            Updates(Endpoint(address)).exchange([], many("old"), ALWAYS, "1")
    assert not any(quad.graph_name in GRAPHS for quad in quads)
    assert names(quads)
    long_ago(quads)
    Updates(Endpoint(address)).exchange([], many("new"), ALWAYS, "2")
    assert set(quads) == set(many("new"))


def long_ago(quads: pyoxigraph.Store) -> None:
    """Let every list be one of a time long gone."""
    for quad in list(quads.quads_for_pattern(None, staging.STAGED_AT, None)):
        quads.remove(quad)
        then = Literal("2020-01-01T00:00:00Z", datatype=common("xsd", "dateTime"))
        quads.add(Quad(quad.subject, quad.predicate, then, quad.graph_name))


def test_what_somebody_tidied_away_is_not_half_moved(
    address: str, quads: pyoxigraph.Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Endpoint.update

    def tidied(self: Endpoint, text: str) -> None:
        if text.startswith("DELETE") and len(text) < Terse.most:
            quads.update("DROP GRAPH <https://w3id.org/kg-news/ontology#staged-1>")
        update(self, text)

    monkeypatch.setattr(Endpoint, "update", tidied)
    Updates(Endpoint(address)).exchange([], many("new"), ALWAYS, "1")
    assert not set(quads)


def test_what_another_has_just_staged_stays(address: str, quads: pyoxigraph.Store) -> None:
    listed = kg("staged-other")
    now = Literal("2999-01-01T00:00:00Z", datatype=common("xsd", "dateTime"))
    quads.add(Quad(listed, staging.STAGED_AT, now, listed))
    quads.add(Quad(listed, staging.HOLDS, kg("staged-other-new-0"), listed))
    Updates(Endpoint(address)).exchange([], many("new"), ALWAYS, "1")
    assert listed in names(quads)
