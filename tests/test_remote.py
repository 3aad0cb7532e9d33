"""A graph at an endpoint is the same graph: byte for byte, whatever the server's default graph is, and whoever else writes."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pyoxigraph
import pytest
from endpoints import OXIGRAPH, PASSWORD, TOKEN, USER, Digest, Stingy, Tabular, odd, oxigraph, page
from graphs import ALAND, BERN, CARLA, DELTA, Writer, rules, says
from pyoxigraph import Literal, Quad
from typer.testing import CliRunner, Result

from kg.assembly import Rules
from kg.cli import app
from kg.errors import ChangedError, KgError, QueryError, StoreError
from kg.model import Extraction, Polarity
from kg.queries import sandbox
from kg.rdf import updating
from kg.rdf.terms import DECISIONS, INFERRED, LABEL, META, entity_node, kg
from kg.remote.endpoint import Endpoint
from kg.remote.quads import RECENT_WRITE, REMEMBERED, RemoteQuads
from kg.store import Outcome, Store

needs_oxigraph = pytest.mark.skipif(OXIGRAPH is None, reason="no oxigraph server; pip install oxigraph")

ARTICLES = [
    says("urn:1", ALAND, "twins", BERN),
    says("urn:2", BERN, "inside", DELTA, speaker=CARLA, factive=True),
    Writer("urn:3").say(ALAND, "twins", BERN, polarity=Polarity.NEGATED, quote='Aland\'s "twin" \\ Bern?\n').done(),
    says("urn:2", BERN, "around", DELTA),
]


@pytest.fixture
def small(tmp_path: Path) -> Rules:
    return rules(tmp_path)


@contextmanager
def with_token() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch, odd() as address:
        patch.setenv("KG_TOKEN", TOKEN)
        yield address


SERVERS = {
    "oxigraph": oxigraph,
    "oxigraph, one default graph of all": lambda: oxigraph("--union-default-graph"),
    "all in one address, with a token": with_token,
}


@pytest.fixture(params=SERVERS)
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """Queries of a server without any data."""
    if "oxigraph" in request.param and OXIGRAPH is None:
        pytest.skip("no oxigraph server; pip install oxigraph")
    server: AbstractContextManager[str] = SERVERS[request.param]()
    with server as found:
        yield found


def dump(store: Store) -> str:
    return "".join(store.nquads())


def test_the_same_articles_give_the_same_graph(address: str, small: Rules, tmp_path: Path) -> None:
    with Store.open(address, rules=small) as there, Store.open(tmp_path / "graph.kg", rules=small) as here:
        for article in ARTICLES:
            assert there.add(article) == here.add(article)
        assert dump(there) == dump(here)
        assert there.add(ARTICLES[0]) == here.add(ARTICLES[0])
        assert there.retract(source="urn:1") == here.retract(source="urn:1")
        assert there.stats() == here.stats()
        assert dump(there) == dump(here)
        assert there.view.statements() == here.view.statements()
    with (
        Store.open(address, read_only=True, rules=small) as again,
        Store.open(tmp_path / "graph.kg", rules=small) as here,
    ):
        assert dump(again) == dump(here)


def test_queries_see_what_they_see_in_a_folder(address: str, small: Rules, tmp_path: Path) -> None:
    for place in (address, tmp_path / "graph.kg"):
        with Store.open(place, rules=small) as store:
            for article in ARTICLES:
                store.add(article)
    for text in (
        "SELECT ?s ?o { ?s kg:pals ?o } ORDER BY ?s ?o",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a kg:Inference } } GROUP BY ?g",
        "ASK { ?s kg:pals ?o }",
        "CONSTRUCT { ?s kg:pals ?o } WHERE { ?s kg:pals ?o }",
        "PREFIX kg: <https://w3id.org/kg-news/ontology#>\nSELECT (COUNT(*) AS ?n) { ?s kg:quote ?o }",
    ):
        for inferred in (True, False):
            there, here = (sandbox.run(p, text, inferred=inferred) for p in (address, tmp_path / "graph.kg"))
            assert there.kind == here.kind
            assert sorted(there.data.splitlines()) == sorted(here.data.splitlines())


def test_errors_are_those_of_a_folder(address: str, small: Rules) -> None:
    with Store.open(address, rules=small) as store:
        with pytest.raises(QueryError, match="line 2, column 1"):
            store.query("SELECT *\n} ?s ?p")
        with pytest.raises(QueryError, match="SERVICE"):
            store.query("SELECT * { SERVICE <http://127.0.0.1:8/> { ?s ?p ?o } }")
        with pytest.raises(KgError, match="a query only reads it"):
            store.query("DROP ALL")


def test_what_somebody_else_writes_in_between_is_not_lost(address: str, small: Rules, tmp_path: Path) -> None:
    with Store.open(address, rules=small) as one, Store.open(address, rules=small) as other:
        one.add(ARTICLES[0])
        assert other.view.articles() == [ARTICLES[0].article.id]
        one.add(ARTICLES[1])
        other.add(ARTICLES[2])
        with Store.open(tmp_path / "graph.kg", rules=small) as here:
            for article in ARTICLES[:3]:
                here.add(article)
            with Store.open(address, read_only=True, rules=small) as again:
                assert dump(again) == dump(here)


def test_a_write_that_comes_too_late_writes_nothing(address: str, small: Rules) -> None:
    with Store.open(address, rules=small) as one, Store.open(address, rules=small) as other:
        stale = other.quads
        assert isinstance(stale, RemoteQuads)
        assert not list(stale.quads_for_pattern(None, None, None, INFERRED))
        one.add(ARTICLES[0])
        before = dump(one)
        with pytest.raises(ChangedError, match="somebody else"):
            stale.exchange([*one.quads.quads_for_pattern(None, None, None, META)], [])
        with Store.open(address, read_only=True, rules=small) as again:
            assert dump(again) == before
            assert again.stats() == one.stats()


def test_a_write_is_known_though_others_followed(
    address: str, small: Rules, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = Endpoint.update
    behind = iter(ARTICLES[1:])

    def followed(endpoint: Endpoint, text: str) -> None:
        update(endpoint, text)
        for article in behind:
            with Store.open(address, rules=small) as other:
                other.add(article)

    with Store.open(address, rules=small) as one, Store.open(tmp_path / "g", rules=small) as here:
        monkeypatch.setattr(Endpoint, "update", followed)
        assert one.add(ARTICLES[0]).outcome is Outcome.NEW
        for article in ARTICLES:
            here.add(article)
        assert dump(one) == dump(here)


def test_few_tokens_are_kept(address: str, small: Rules) -> None:
    with Store.open(address, rules=small) as store:
        for _ in range(REMEMBERED + 3):
            store.quads.add(Quad(entity_node("Aland"), LABEL, Literal("Aland"), META))
        tokens = [q.object for q in store.quads.quads_for_pattern(None, RECENT_WRITE, None, META)]
    assert len(tokens) == REMEMBERED


@needs_oxigraph
def test_many_write_at_once(small: Rules, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    articles = [says(f"urn:{i}", ALAND, "twins", BERN, quote=f"Aland twins Bern {i}") for i in range(24)]
    with oxigraph() as address:

        def add(article: Extraction) -> Outcome:
            with Store.open(address, rules=small) as store:
                return store.add(article).outcome

        with ThreadPoolExecutor(4) as pool:
            assert set(pool.map(add, articles)) == {Outcome.NEW}
        with Store.open(address, read_only=True, rules=small) as there, Store.open(tmp_path / "g", rules=small) as here:
            for article in articles:
                here.add(article)
            assert dump(there) == dump(here)


def test_who_never_comes_first_is_told(address: str, small: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    """The others write each time before it does; it gives up in the end, and the graph has theirs alone."""
    update = Endpoint.update
    others = (says(f"urn:other-{i}", ALAND, "twins", BERN) for i in range(99))

    def preceded(endpoint: Endpoint, text: str) -> None:
        with monkeypatch.context() as patch:
            patch.setattr(Endpoint, "update", update)
            with Store.open(address, rules=small) as other:
                other.add(next(others))
        update(endpoint, text)

    with Store.open(address, rules=small) as store, monkeypatch.context() as patch:
        patch.setattr(Endpoint, "update", preceded)
        patch.setattr(updating, "PATIENCE", 0.2)
        with pytest.raises(ChangedError, match="nothing was written"):
            store.add(says("urn:mine", ALAND, "twins", BERN))
    with Store.open(address, read_only=True, rules=small) as again:
        assert len(again.view.articles()) == 99 - len(list(others))
        assert not again.known(says("urn:mine", ALAND, "twins", BERN).article)


@needs_oxigraph
def test_a_graph_in_the_default_graph_can_be_read_and_moved(small: Rules, tmp_path: Path) -> None:
    with Store.open(tmp_path / "graph.kg", rules=small) as here, oxigraph() as address:
        for article in ARTICLES[:2]:
            here.add(article)
        loaded = "\n".join(
            f"{q.subject} {q.predicate} {q.object} ." if q.graph_name not in {INFERRED, META, DECISIONS}
            else f"GRAPH {q.graph_name} {{ {q.subject} {q.predicate} {q.object} }}"
            for q in here.quads.quads_for_pattern(None, None, None, None)
        )  # fmt: skip
        endpoint = Endpoint(address)
        endpoint.update(f"INSERT DATA {{ {loaded} }}")
        with Store.open(address, rules=small) as there:
            assert dump(there) == dump(here)
            assert there.view.statements() == here.view.statements()
            assert bool(there.query("ASK { ?s kg:twins ?o }"))
            with pytest.raises(StoreError, match="MOVE DEFAULT TO"):
                there.add(ARTICLES[2])
        endpoint.update("MOVE DEFAULT TO <https://w3id.org/kg-news/ontology#asserted>")
        with Store.open(address, rules=small) as there:
            assert there.add(ARTICLES[2]) == here.add(ARTICLES[2])
            assert dump(there) == dump(here)


def test_who_asks_is_said_by_the_environment(small: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    with odd() as address:
        with pytest.raises(StoreError, match="401; put KG_TOKEN, or KG_USER and KG_PASSWORD"):
            Store.open(address, rules=small)
        monkeypatch.setenv("KG_USER", USER)
        with pytest.raises(StoreError, match="give both"):
            Store.open(address, rules=small)
        monkeypatch.setenv("KG_PASSWORD", PASSWORD)
        Store.open(address, rules=small).close()


def test_a_server_may_want_a_digest_of_the_password(small: Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_USER", USER)
    with odd(kind=Digest) as address:
        monkeypatch.setenv("KG_PASSWORD", "wrong")
        with pytest.raises(StoreError, match="401"):
            Store.open(address, rules=small)
        monkeypatch.setenv("KG_PASSWORD", PASSWORD)
        with Store.open(address, rules=small) as there:
            there.add(ARTICLES[0])
            assert len(there.articles()) == 1


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_TOKEN", TOKEN)


@pytest.fixture
def full() -> pyoxigraph.Store:
    """What an endpoint may hold of a graph."""
    store, graph = pyoxigraph.Store(), kg("asserted")
    store.extend(Quad(entity_node(f"Actor_{i}"), LABEL, Literal(str(i)), graph) for i in range(5))
    return store


@pytest.mark.usefixtures("token")
def test_a_server_that_leaves_something_out_is_not_believed(full: pyoxigraph.Store) -> None:
    with odd(full, Stingy) as address:
        there = RemoteQuads(Endpoint(address))
        with pytest.raises(StoreError, match="gives 3 of 5 triples"):
            list(there.quads_for_pattern(None, None, None, None))
        with pytest.raises(StoreError, match="gives no more than 3 rows"):
            there.query("SELECT * { ?s ?p ?o }")
        assert len(list(there.query("SELECT * { ?s ?p '1' }"))) == 1  # type: ignore[arg-type]


@pytest.mark.usefixtures("token")
def test_rows_are_no_triples_but_may_be_the_truth(full: pyoxigraph.Store) -> None:
    with odd(full, Tabular) as address:
        there = RemoteQuads(Endpoint(address))
        with pytest.raises(StoreError, match="rows where triples were asked for"):
            list(there.quads_for_pattern(None, None, None, None))
        assert there.query("ASK {}")
        assert isinstance(there.query("ASK {}"), pyoxigraph.QueryBoolean)
        assert not there.query("ASK { ?s ?p 'none' }")


def test_what_is_no_endpoint(small: Rules) -> None:
    with pytest.raises(StoreError, match="cannot be reached"):
        Store.open("http://127.0.0.1:1/sparql", rules=small)
    with page() as address, pytest.raises(StoreError, match=r"no SPARQL endpoint for queries; tried .*/wiki"):
        Store.open(address, rules=small)


class TestCommands:
    """The commands, with the ontology that ships with kg."""

    @pytest.fixture
    def kg(self, address: str) -> Callable[..., Result]:
        with Store.open(address) as store:
            store.add(says("urn:1", ALAND, "condemns", BERN))
            store.add(says("urn:2", ALAND, "condemns", BERN, polarity=Polarity.NEGATED))

        def call(*arguments: str) -> Result:
            return CliRunner().invoke(app, ["--store", address, *arguments])

        return call

    def test_each_works(self, kg: Callable[..., Result], tmp_path: Path) -> None:
        for arguments, expected in (
            (("query", "neighbours", "--actor", "Bern"), "beyond"),
            (("query", "disputed"), "Aland"),
            (("ask", "?s kg:condemns ?o"), "Bern"),
            (("ask", "?s kg:condemns ?o", "--explain"), "1 × ?s kg:condemns ?o"),
            (("stats",), "articles"),
            (("stats", "--articles"), "urn:2"),
            (("explain", "Aland", "condemns", "Bern"), "disputed"),
            (("export", "--format", "csv"), "condemns"),
            (("view", "-o", str(tmp_path / "graph.html")), ""),
            (("retract", "urn:2"), "1 restored"),
        ):
            result = kg(*arguments)
            assert result.exit_code == 0, result.stderr
            assert expected in result.stdout
        assert "Aland" in (tmp_path / "graph.html").read_text(encoding="utf-8")

    def test_what_needs_files_says_so(self, kg: Callable[..., Result], tmp_path: Path) -> None:
        result = kg("snapshot", str(tmp_path / "s"))
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "works on a graph's folder" in result.stderr

    def test_an_empty_endpoint_is_no_graph_yet(self, address: str) -> None:
        result = CliRunner().invoke(app, ["--store", address, "stats"])
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "no graph there yet" in result.stderr
