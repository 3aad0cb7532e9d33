"""The server as its clients see it: `kg serve` in a process of its own, asked over HTTP."""

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import unquote

import httpx
import pytest
from graphs import Writer
from pyoxigraph import RdfFormat, parse
from timing import within

from benchmarks.server import WRITER, served
from kg.model import Entity, Modality, Polarity
from kg.ontology import ENT
from kg.queries.sandbox import Limits
from kg.serve import adding
from kg.serve.worker import Desk
from kg.store import Store
from kg.validation import validate

SERBIA, RUSSIA = (Entity(name, "State", link=name) for name in ("Serbia", "Russia"))
NATO = Entity("NATO", "Alliance", link="NATO")
ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(8)) + " }"
FORGERY = "INSERT DATA { ent:Serbia kg:invades ent:Russia . kgid:statement-x a kg:Statement }"
EVERY_EDGE = "SELECT * { ?s ?p ?o }"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "test.kg"
    first = Writer("one").say(SERBIA, "proxy_of", RUSSIA).say(RUSSIA, "threatens", SERBIA, modality=Modality.POSSIBLE)
    second = Writer("two").say(SERBIA, "proxy_of", RUSSIA, polarity=Polarity.NEGATED).say(SERBIA, "opposes", NATO)
    with Store.open(path) as store:
        for writer in (first, second):
            store.add(writer.done())
    return path


@pytest.fixture(scope="module")
def client(graph: Path) -> Iterator[httpx.Client]:
    with (
        served(graph, "--timeout", "3", "--rows", "1000", "--workers", "2") as url,
        httpx.Client(base_url=url) as found,
    ):
        yield found


@pytest.fixture(scope="module")
def writer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    path = tmp_path_factory.mktemp("written") / "new.kg"
    with served(path, "--write") as url, httpx.Client(base_url=url, timeout=60) as found:
        yield found


def ask(client: httpx.Client, query: str, **parameters: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query, **parameters}, timeout=30)


def count(client: httpx.Client, query: str = EVERY_EDGE, **parameters: str) -> int:
    return len(ask(client, query, **parameters).json()["results"]["bindings"])


@pytest.mark.parametrize(
    "request_",
    [
        {"method": "GET", "params": {"query": "ASK {}"}},
        {"method": "POST", "data": {"query": "ASK {}"}},
        {"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "application/sparql-query"}},
        {"method": "POST", "content": "ASK {}", "headers": {"Content-Type": "application/sparql-query; charset=UTF-8"}},
        {"method": "POST", "content": "\ufeffASK {}", "headers": {"Content-Type": "application/sparql-query"}},
    ],
)
def test_a_query_comes_in_three_ways(client: httpx.Client, request_: dict[str, object]) -> None:
    answer = client.request(url="/sparql", **request_)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["boolean"]) == (200, True)


@pytest.mark.parametrize(
    ("query", "accept", "media"),
    [
        ("SELECT * {} LIMIT 1", "*/*", "application/sparql-results+json"),
        ("SELECT * {} LIMIT 1", "", "application/sparql-results+json"),
        ("SELECT * {} LIMIT 1", "text/csv", "text/csv; charset=utf-8"),
        ("SELECT * {} LIMIT 1", "application/sparql-results+xml;q=.9, text/*;q=.1", "application/sparql-results+xml"),
        ("ASK {}", "application/json", "application/json"),
        ("DESCRIBE <a:a>", "*/*", "text/turtle; charset=utf-8"),
        ("CONSTRUCT WHERE {}", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT WHERE {}", "application/rdf+xml, text/turtle;q=0.5", "application/rdf+xml"),
    ],
)
def test_content_is_negotiated(client: httpx.Client, query: str, accept: str, media: str) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"], answer.headers["vary"]) == (200, media, "Accept")


def test_what_is_taken_may_be_said_in_several_headers(client: httpx.Client) -> None:
    headers = [("Accept", "image/png"), ("Accept", "text/csv;q=.5"), ("Accept", "text/tab-separated-values;q=.6")]
    answer = client.get("/sparql", params={"query": "SELECT * {}"}, headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/tab-separated-values; charset=utf-8")
    page = client.get("/entity/Serbia", headers=[("Accept", "image/png"), ("Accept", "text/turtle")])
    assert page.headers["content-type"] == "text/turtle; charset=utf-8"


@pytest.mark.parametrize(
    ("request_", "status", "message"),
    [
        ({"method": "GET", "params": {"query": "SELECT *\n{ ?x "}}, 400, "line 2"),
        ({"method": "GET", "params": [("query", "ASK {}"), ("query", "ASK {}")]}, 400, "2 times"),
        ({"method": "GET", "params": {"update": "DROP ALL"}}, 400, "update= is sent by POST"),
        ({"method": "GET", "params": {"query": "ASK {}", "update": "DROP ALL"}}, 400, "update= goes with updates"),
        ({"method": "POST", "data": {"query": "ASK {}", "update": "DROP ALL"}}, 400, "either query= or update="),
        ({"method": "POST", "content": "ASK {}"}, 415, "Content-Type: write application/sparql-query"),
        (
            {"method": "POST", "content": b"\xff", "headers": {"Content-Type": "application/sparql-query"}},
            400,
            "not UTF-8: byte 0",
        ),
        (
            {"method": "POST", "content": "A", "headers": {"Content-Type": "application/sparql-query; charset=utf-16"}},
            415,
            "write UTF-8",
        ),
        ({"method": "POST", "content": b"x" * (9 << 20)}, 413, "larger than"),
        (
            {
                "method": "POST",
                "content": "ASK {}",
                "headers": {"Content-Type": "application/sparql-query", "Content-Encoding": "gzip"},
            },
            415,
            "Content-Encoding: gzip",
        ),
        ({"method": "GET", "params": {"query": "ASK {}"}, "headers": {"Accept": "image/png"}}, 406, "formats for them"),
        ({"method": "GET", "params": {"query": "ASK {}", "default-graph-uri": "a:b"}}, 400, "no graph <a:b> here"),
        ({"method": "GET", "params": {"query": "ASK {}", "named-graph-uri": "nonsense"}}, 400, "no graph <nonsense>"),
        ({"method": "GET", "params": {"query": "ASK FROM <http://127.0.0.1:9/> {}"}}, 400, "may not use SERVICE"),
        (
            {"method": "GET", "params": {"query": "ASK { SERVICE <http://127.0.0.1:9/> {} }"}},
            400,
            "may not use SERVICE",
        ),
        ({"method": "GET", "params": {"query": EVERY_EDGE + "{ ?a ?b ?c }"}}, 400, "line 1"),
        ({"method": "POST", "data": {"update": "DROP ALL"}}, 403, "read-only; start it with kg serve --write"),
        ({"method": "PUT"}, 405, "Method Not Allowed"),
    ],
)
def test_what_is_wrong_is_said_on_one_line(
    client: httpx.Client, request_: dict[str, object], status: int, message: str
) -> None:
    answer = client.request(url="/sparql", **request_)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert message in answer.text
    assert len(answer.text.splitlines()) == 1


def test_the_dataset_is_chosen_by_the_request(client: httpx.Client) -> None:
    inferred = {"default-graph-uri": "https://w3id.org/kg-news/ontology#inferred"}
    everything, asserted = count(client), count(client, inferred="false")
    assert everything == asserted + count(client, **inferred)
    named = {"named-graph-uri": inferred["default-graph-uri"]}
    assert count(client, **named) == 0
    assert count(client, "SELECT * { GRAPH ?g { ?s ?p ?o } }", **named) == everything - asserted
    assert count(client, "SELECT * FROM kg:inferred { ?s ?p ?o }") == everything - asserted


def test_the_service_describes_itself(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/turtle"})
    found = {
        (q.predicate.value.partition("#")[2], str(q.object)) for q in parse(answer.content, format=RdfFormat.TURTLE)
    }
    languages = {value for name, value in found if name == "supportedLanguage"}
    assert languages == {"<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>"}
    assert ("endpoint", f"<{client.base_url}/sparql>".replace("//sparql", "/sparql")) in found
    assert ("name", "<https://w3id.org/kg-news/ontology#inferred>") in found
    assert client.get("/sparql", headers={"Accept": "text/html"}).headers["location"] == "/query"


def test_a_runaway_query_is_gone_within_its_limit_and_a_second(client: httpx.Client) -> None:
    start = time.monotonic()
    answer = ask(client, ENDLESS)
    assert (answer.status_code, "took longer than 3 s" in answer.text) == (504, True)
    assert time.monotonic() - start < within(4)
    start = time.monotonic()
    assert ask(client, "ASK {}").json()["boolean"]
    assert time.monotonic() - start < within(1)


def thousand(head: str, last: int = 10) -> str:
    """A query for 1000 rows or triples, or for more."""
    values = [" ".join(map(str, range(1, count + 1))) for count in (10, 10, last)]
    slots = " ".join(f"VALUES ?{name} {{ {some} }}" for name, some in zip("abc", values, strict=True))
    return f'{head} {{ {slots} BIND (CONCAT(STR(?a), ",", STR(?b), "-", STR(?c)) AS ?x) }}'


@pytest.mark.parametrize(
    ("head", "media"),
    [
        ("SELECT ?a ?b ?c", "application/json"),
        ("SELECT *", "application/sparql-results+xml"),
        ("SELECT *", "text/csv"),
        ("SELECT *", "text/tab-separated-values"),
        ("CONSTRUCT { <a:a> <a:b> ?x } WHERE", "text/turtle"),
        ("CONSTRUCT { <a:a> <a:b> ?x } WHERE", "application/n-triples"),
    ],
)
def test_no_answer_is_cut_short(client: httpx.Client, head: str, media: str) -> None:
    asked = [{"params": {"query": thousand(head, last)}, "headers": {"Accept": media}} for last in (10, 11)]
    assert client.get("/sparql", **asked[0]).status_code == 200  # type: ignore[arg-type]
    more = client.get("/sparql", **asked[1])  # type: ignore[arg-type]
    assert (more.status_code, "the answer has more than 1000" in more.text) == (400, True)


def test_a_query_that_needs_too_much_memory_hurts_nobody(graph: Path) -> None:
    with served(graph, "--memory", "1024", "--timeout", "4") as url, httpx.Client(base_url=url) as found:
        long = (
            'SELECT (GROUP_CONCAT(?x; separator="") AS ?y) { ?s ?p ?o . ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 BIND("'
            + "x" * 9000
            + '" AS ?x) }'
        )
        answer = found.post("/sparql", data={"query": long}, timeout=30)
        assert answer.status_code in {400, 504}
        assert ask(found, "ASK {}").status_code == 200


@contextmanager
def flooded(url: str, count: int) -> Iterator[list["Future[httpx.Response]"]]:
    """A server that several ask something endless; their answers to come."""
    with ThreadPoolExecutor(count) as pool:
        yield [pool.submit(httpx.get, f"{url}/sparql", params={"query": ENDLESS}, timeout=60) for _ in range(count)]


def test_long_queries_do_not_hold_up_short_ones(graph: Path) -> None:
    waits = []
    with served(graph, "--timeout", "2") as url, flooded(url, 8) as answers, httpx.Client(base_url=url) as found:
        while not all(answer.done() for answer in answers):
            start = time.monotonic()
            assert ask(found, "ASK {}").status_code == 200
            waits.append(time.monotonic() - start)
            time.sleep(0.1)
    assert median(waits) < within(1)  # a busy machine may keep one of them longer
    assert {answer.result().status_code for answer in answers} == {504}


def test_past_the_queue_one_is_told_to_come_again(graph: Path) -> None:
    with served(graph, "--workers", "1", "--queue", "1", "--timeout", "2") as url:
        with flooded(url, 8) as answers:
            pass
        refused = [answer.result() for answer in answers if answer.result().status_code == 503]
        assert {answer.headers["retry-after"] for answer in refused} == {"2"}
        assert httpx.get(f"{url}/healthz").text == "ok\n"


def test_pages_are_at_the_paths_of_their_iris(client: httpx.Client) -> None:
    page = client.get("/entity/Serbia", headers={"Accept": "text/html"})
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    links = re.findall(r'href="(/id/statement-[0-9a-f]+)"', page.text)
    statement = client.get(links[0], headers={"Accept": "text/html"}).text
    assert "<mark>" in statement
    article = re.findall(r'href="(/id/article-[0-9a-f]+)"', statement)[0]
    assert "What it says" in client.get(article, headers={"Accept": "text/html"}).text
    for inference in re.findall(r'href="(/id/inference-[0-9a-f]+)"', page.text)[:1]:
        assert "It also follows" in client.get(inference, headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    "media", ["text/turtle", "application/ld+json", "application/rdf+xml", "application/n-triples"]
)
def test_an_entity_is_described_in_rdf(client: httpx.Client, media: str) -> None:
    answer = client.get("/entity/Serbia", headers={"Accept": media})
    found = RdfFormat.from_media_type(answer.headers["content-type"])
    assert found
    subjects = {str(quad.subject) for quad in parse(answer.content, format=found)}
    assert f"<{ENT}Serbia>" in subjects
    assert any("/id/statement-" in subject for subject in subjects)


def test_an_article_is_not_said_to_affirm_what_it_denies_fears_or_reports(tmp_path: Path) -> None:
    path, writer = tmp_path / "test.kg", Writer("one").say(SERBIA, "condemns", RUSSIA)
    writer.say(SERBIA, "joins", NATO, polarity=Polarity.NEGATED).say(
        RUSSIA, "threatens", NATO, modality=Modality.FUTURE
    )
    writer.say(RUSSIA, "supports", SERBIA, polarity=Polarity.NEGATED, speaker=NATO)
    writer.say(RUSSIA, "arms", SERBIA).say(RUSSIA, "arms", SERBIA, polarity=Polarity.NEGATED)
    with Store.open(path) as store:
        name = store.add(writer.done()).article
    with served(path) as url:
        page = httpx.get(f"{url}/id/{name}", headers={"Accept": "text/html"}).text
    assert set(re.findall(r"<li><a [^>]*>(.*?)</a>(.*?)</li>", page)) == {
        ("Serbia condemns Russia", ""),
        ("Serbia joins NATO", " — negated"),
        ("Russia threatens NATO", " — affirmed, future"),
        ("Russia supports Serbia", " — negated, claimed by a speaker"),
        ("Russia arms Serbia", " — affirmed; negated"),
    }


def test_pages_stand_what_an_update_has_left_incomplete(tmp_path: Path) -> None:
    with Store.open(tmp_path / "test.kg") as store:
        store.add(Writer("one").say(SERBIA, "condemns", RUSSIA).done())
    with served(tmp_path / "test.kg", "--write") as url, httpx.Client(base_url=url, headers=WRITER) as found:
        update(found, "INSERT DATA { kgid:statement-x a kg:Statement . kgid:article-x a kg:Article }")
        update(
            found, "INSERT DATA { [] rdf:subject ent:Serbia ; rdf:predicate kg:arms ; rdf:object ent:X ; kg:score 1 }"
        )
        for end, score in (("'text'", "1"), ("ent:X", "'high'"), ("[]", "1")):
            edge = f"rdf:subject ent:Serbia ; rdf:predicate kg:arms ; rdf:object {end} ; kg:score {score}"
            update(found, f"INSERT DATA {{ kgid:statement-y {edge} }}")
        for path in ("/id/statement-x", "/id/statement-y", "/id/article-x", "/entity/Serbia", "/articles", "/"):
            assert found.get(path, headers={"Accept": "text/html"}).status_code == 200, path


def test_what_is_not_there_is_not_found(client: httpx.Client) -> None:
    for path in ("/entity/Atlantis", "/id/article-0", "/entity/a%20b", "/nothing", "/static/../app.py", "/static/none"):
        assert client.get(path).status_code == 404
    for name in ("alies", "README.md", "..%2FREADME.md", "%2Fetc%2Fpasswd"):
        assert client.get(f"/queries/{name}").status_code == 404


def test_articles_are_listed(client: httpx.Client) -> None:
    listed = client.get("/articles", headers={"Accept": "application/json"}).json()
    assert (listed["total"], len(listed["articles"])) == (2, 2)
    page = client.get("/articles", params={"offset": 1, "limit": 1}, headers={"Accept": "application/json"}).json()
    assert page["articles"] == listed["articles"][1:]
    assert client.get("/articles", params={"limit": "many"}).status_code == 400


def test_saved_queries_are_filled_in_as_terms(client: httpx.Client) -> None:
    known = {query["name"]: query for query in client.get("/queries").json()}
    assert known["allies"]["parameters"][0]["name"] == "country"
    text = client.get("/queries/allies", params={"country": "Serbia"}).text
    assert f"VALUES ?country {{ <{ENT}Serbia> }}" in text
    attack = client.get("/queries/allies", params={"country": "x> } DROP ALL #"})
    assert attack.status_code == 400
    assert "VALUES ?country { UNDEF }" in client.get("/queries/allies").text


def test_defaults_of_saved_queries_are_filled_in(client: httpx.Client) -> None:
    for parameters in ({}, {"limit": "7"}):
        text = client.get("/queries/recent", params=parameters).text
        assert re.search(r'VALUES \?since \{ "\d{4}-\d\d" \}', text)
        assert ask(client, text).status_code == 200


def test_health_and_metrics(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
    lines = client.get("/metrics").text.splitlines()
    assert any(line.startswith('kg_http_requests_total{kind="query",status="200"}') for line in lines)
    assert "# TYPE kg_http_request_seconds histogram" in lines


def test_the_explorer_is_the_page_of_kg_view(client: httpx.Client) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert "Serbia" in answer.text


def test_pages_are_kept_to_themselves(client: httpx.Client) -> None:
    for path in ("/", "/query", "/articles", "/sparql", "/entity/Serbia", "/nothing"):
        headers = client.get(path, headers={"Origin": "http://other.example", "Accept": "text/html"}).headers
        assert "access-control-allow-origin" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_other_names_for_loopback_are_refused(client: httpx.Client) -> None:
    assert client.get("/healthz", headers={"Host": "rebound.example"}).status_code == 400


def test_cors_is_for_those_who_are_named(graph: Path) -> None:
    with served(graph, "--cors", "https://friend.example") as url:
        for origin, allowed in (("https://friend.example", "https://friend.example"), ("https://other.example", None)):
            answer = httpx.get(f"{url}/sparql", params={"query": "ASK {}"}, headers={"Origin": origin})
            assert answer.headers.get("access-control-allow-origin") == allowed


def test_a_write_needs_the_token(writer: httpx.Client) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": WRITER["Authorization"].replace("Bearer", "Basic")},
    ):
        for method, path in (
            ("POST", "/sparql"),
            ("PUT", "/store?default"),
            ("DELETE", "/store?default"),
            ("POST", "/articles"),
        ):
            body = {"data": {"update": "DROP ALL"}} if path == "/sparql" else {}
            answer = writer.request(method, path, headers=headers, **body)  # type: ignore[arg-type]
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_no_server_takes_writes_without_a_token(tmp_path: Path) -> None:
    command = (sys.executable, "-m", "kg", "--store", str(tmp_path / "new.kg"), "serve", "--write")
    done = subprocess.run(
        command, env={"PATH": "", "PYTHONPATH": ":".join(sys.path)}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert re.fullmatch(r"kg: error: --write: .* export KG_TOKEN=.*\n", done.stderr)
    assert not (tmp_path / "new.kg").exists()


def update(writer: httpx.Client, text: str, **parameters: str) -> httpx.Response:
    return writer.post("/sparql", data={"update": text, **parameters}, headers=WRITER)


def test_updates_are_seen_by_the_next_query(writer: httpx.Client) -> None:
    for number in range(5):
        assert update(writer, f"INSERT DATA {{ GRAPH <a:seen> {{ <a:s> <a:p> {number} }} }} ;").status_code == 204
        assert count(writer, "SELECT * { GRAPH <a:seen> { ?s ?p ?o } }") == number + 1
    assert "may not use" in update(writer, "LOAD <http://127.0.0.1:9/>").text
    assert update(writer, "INSERT DATA {").text.startswith("query, line 1")


def test_an_update_sees_the_graphs_that_it_is_given(writer: httpx.Client) -> None:
    update(writer, "INSERT DATA { GRAPH <a:one> { <a:s> <a:p> 1 } GRAPH <a:two> { <a:s> <a:p> 2 } }")
    move = "INSERT { GRAPH <a:to> { ?s ?p ?o } } WHERE { ?s ?p ?o }"
    assert update(writer, move, **{"using-graph-uri": "a:two"}).status_code == 204
    assert count(writer, "SELECT * { GRAPH <a:to> { ?s ?p 2 } }") == 1
    assert count(writer, "SELECT * { GRAPH <a:to> { ?s ?p ?o } }") == 1
    conflict = "INSERT { <a:s> <a:p> 3 } USING <a:one> WHERE { ?s ?p ?o }"
    assert update(writer, conflict, **{"using-graph-uri": "a:two"}).status_code == 400


def test_whatever_is_dropped_the_graph_stays_one(writer: httpx.Client) -> None:
    for text in ("DROP ALL", "CLEAR ALL ; # comment", "DELETE WHERE { GRAPH ?g { ?s ?p ?o } } ;"):
        assert update(writer, text).status_code == 204
        assert writer.get("/healthz").text == "ok\n"
        assert update(writer, "INSERT DATA { <a:s> <a:p> 1 }").status_code == 204


def test_graphs_as_a_whole(writer: httpx.Client) -> None:
    turtle, place = {"Content-Type": "text/turtle", **WRITER}, {"graph": "http://graphs.example/g"}
    assert writer.head("/store", params=place).status_code == 404
    assert writer.put("/store", params=place, content="<s> <p> 1, 2 .", headers=turtle).status_code == 201
    assert writer.put("/store", params=place, content="<s> <p> 3 .", headers=turtle).status_code == 204
    assert writer.post("/store", params=place, content="<s> <p> 4 .", headers=turtle).status_code == 204
    got = writer.get("/store", params=place, headers={"Accept": "application/n-triples"})
    base = "http://graphs.example/"
    assert sorted(got.text.splitlines()) == [
        f'<{base}s> <{base}p> "{n}"^^<http://www.w3.org/2001/XMLSchema#integer> .' for n in (3, 4)
    ]
    wrong = writer.put("/store", params=place, content="<s> <p> .", headers=turtle)
    assert (wrong.status_code, "no text/turtle" in wrong.text) == (400, True)
    assert writer.get("/store", params=place, headers={"Accept": "application/n-triples"}).text == got.text
    assert writer.delete("/store", params=place, headers=WRITER).status_code == 204
    assert writer.delete("/store", params=place, headers=WRITER).status_code == 404
    assert writer.get("/store").status_code == 400


@pytest.mark.parametrize("name", ["http://graphs.example/\u65e5\u672c", "http://graphs.example/%20#x", "urn:a:b"])
def test_a_graph_may_bear_any_iri(writer: httpx.Client, name: str) -> None:
    turtle, place = {"Content-Type": "text/turtle", **WRITER}, {"graph": name}
    made = writer.put("/store", params=place, content="<a:s> <a:p> 1 .", headers=turtle)
    assert (made.status_code, unquote(made.headers["location"])) == (201, unquote(name))
    assert writer.get("/store", params=place).status_code == 200
    assert writer.delete("/store", params=place, headers=WRITER).status_code == 204


@pytest.mark.parametrize("path", ["/store/a%20b", "/store/%C3%A9", "/store/a/%3Cb%3E"])
def test_a_graph_is_named_by_its_path_as_it_was_written(writer: httpx.Client, path: str) -> None:
    turtle, name = {"Content-Type": "text/turtle", **WRITER}, f"{writer.base_url}{path}"
    made = writer.put(path, content="<#s> <a:p> 1 .", headers=turtle)
    assert (made.status_code, made.headers["location"]) == (201, name)
    assert count(writer, f"SELECT * {{ GRAPH <{name}> {{ <{name}#s> ?p ?o }} }}") == 1
    assert writer.delete(path, headers=WRITER).status_code == 204


@pytest.mark.parametrize("name", ["", "relative", "http://graphs.example/a b", "_:b", "<http://graphs.example/>"])
def test_a_graph_is_named_by_an_iri(writer: httpx.Client, name: str) -> None:
    for method in ("GET", "PUT", "POST", "DELETE"):
        answer = writer.request(
            method, "/store", params={"graph": name}, headers={"Content-Type": "text/turtle", **WRITER}
        )
        assert (answer.status_code, "is no IRI" in answer.text) == (400, True)


def test_a_graph_without_a_name_is_given_one(writer: httpx.Client) -> None:
    turtle = {"Content-Type": "text/turtle", **WRITER}
    made = writer.post("/store", content="<a:s> <a:p> 'new' .", headers=turtle)
    assert made.status_code == 201
    for address in (made.headers["location"], f"/store?graph={made.headers['location']}"):
        assert writer.get(address, headers={"Accept": "application/n-triples"}).text == '<a:s> <a:p> "new" .\n'
    assert writer.post("/store", content="<a:s> <a:p> 'new' .", headers=turtle).status_code == 204
    assert writer.put("/store", content="<a:s> <a:p> 'new' .", headers=turtle).status_code == 400


def test_the_files_of_a_form_are_added_together(writer: httpx.Client) -> None:
    place = {"graph": "http://graphs.example/form"}
    files = {
        "one": ("one.ttl", "<a:s> <a:p> 'é' .", "text/turtle"),
        "two": ("two.nt", "<a:s> <a:p> <a:o> .", "application/n-triples"),
    }
    assert writer.post("/store", params=place, files=files, headers=WRITER).status_code == 201
    got = writer.get("/store", params=place, headers={"Accept": "application/n-triples"}).text
    assert sorted(got.splitlines()) == ['<a:s> <a:p> "é" .', "<a:s> <a:p> <a:o> ."]
    wrong = {"one": ("one.png", b"x", "image/png")}
    assert writer.post("/store", params=place, files=wrong, headers=WRITER).status_code == 415
    empty = {"Content-Type": "multipart/form-data; boundary=x", **WRITER}
    assert writer.put("/store", params=place, content="--y--", headers=empty).status_code == 400
    assert writer.get("/store", params=place, headers={"Accept": "application/n-triples"}).text == got


@pytest.mark.parametrize("query", ["SELECT * { ?s <a:kept> ?o }", "SELECT (RAND() AS ?r) { }"])
def test_a_kept_answer_is_that_of_the_graph_as_it_is(writer: httpx.Client, query: str) -> None:
    update(writer, "DELETE WHERE { ?s <a:kept> ?o }")
    for number in range(3):
        update(writer, f"INSERT DATA {{ <a:s> <a:kept> {number} }}")
        answers = {ask(writer, query).text for _ in range(3)}
        if "RAND" in query:
            assert len(answers) == 3
        else:
            assert len(answers) == 1
            assert len(json.loads(answers.pop())["results"]["bindings"]) == number + 1
    media = {
        ask(writer, query).headers["content-type"],
        writer.get("/sparql", params={"query": query}, headers={"Accept": "text/csv"}).headers["content-type"],
    }
    assert media == {"application/sparql-results+json", "text/csv; charset=utf-8"}


@pytest.mark.model
@pytest.mark.parametrize(
    ("request_", "articles"),
    [
        ({"method": "DELETE", "url": "/store?default"}, 1),
        (
            {
                "method": "PUT",
                "url": "/store?default",
                "content": "<a:s> <a:p> 1 .",
                "headers": {"Content-Type": "text/turtle", **WRITER},
            },
            1,
        ),
        ({"method": "POST", "url": "/sparql", "data": {"update": "DROP ALL"}}, 1),
        ({"method": "POST", "url": "/sparql", "data": {"update": FORGERY}}, 2),
        ({"method": "POST", "url": "/sparql", "data": {"update": "DELETE WHERE { ?e kg:polarity ?p ; ?q ?o }"}}, 2),
    ],
)
def test_what_follows_is_worked_out_anew_after_an_update(
    tmp_path: Path, request_: dict[str, object], articles: int
) -> None:
    path = tmp_path / "test.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(SERBIA, "supports", RUSSIA).done())
    plain = {"Content-Type": "text/plain", **WRITER}
    with served(path, "--write") as url, httpx.Client(base_url=url, timeout=60, headers=WRITER) as found:
        assert found.request(**request_).status_code == 204  # type: ignore[arg-type]
        added = found.post("/articles?source=urn:x", content="Serbia condemned Albania.", headers=plain)
        assert added.status_code == 201
    with Store.open(path, read_only=True) as store:
        assert store.stats()["articles"] == articles
        assert list(validate(store.quads, store.ontology)) == []


@pytest.mark.model
def test_an_article_is_added(writer: httpx.Client) -> None:
    text = "Friends\n\nSerbia condemned Russia. Montenegro supports Serbia.\n"
    options = {"params": {"published": "2023-11-20", "publisher": "Test", "source": "https://paper.example/1"}}
    plain = {"Content-Type": "text/plain; charset=utf-8", **WRITER}
    first = writer.post("/articles", content=text, headers=plain, **options)  # type: ignore[arg-type]
    assert (first.status_code, first.json()[0]["outcome"]) == (201, "new")
    assert "Friends" in writer.get(first.headers["location"], headers={"Accept": "text/html"}).text
    assert ask(writer, "ASK { ent:Serbia kg:condemns ent:Russia }").json()["boolean"]
    again = writer.post("/articles", content=text, headers=plain, **options)  # type: ignore[arg-type]
    assert (again.status_code, again.json()[0]["outcome"]) == (200, "unchanged")
    assert writer.post("/articles", content="x", headers={"Content-Type": "image/png", **WRITER}).status_code == 415
    assert writer.post("/articles", content="", headers=plain).status_code == 400
    assert "colour= is not known" in writer.post("/articles", params={"colour": "red"}, headers=plain).text
    assert writer.post("/articles", params={"force": "yes"}, content=text, headers=plain).status_code == 400


LINES = """
{"text": "Albania condemned Belarus.", "title": "One", "source": "https://paper.example/one"}
{"text": "cut off
{"text": ""}
{"title": "No text"}
{"text": "Albania condemned Belarus.", "title": "One", "source": "https://paper.example/one"}
{"text": "Albania condemned Belarus.", "published": "soon"}
{"text": "Die Regierung ist nicht der Meinung, dass sie es tun sollte, und das hat sie auch gesagt."}
{"body": "Belarus condemned Albania.", "source": "https://paper.example/two"}
"""


@pytest.mark.model
def test_what_fails_takes_nothing_along_and_is_said(writer: httpx.Client) -> None:
    lines = {"Content-Type": "application/jsonl", **WRITER}
    answer = writer.post("/articles", content=LINES, headers=lines)
    told = answer.json()
    assert answer.status_code == 207
    assert [each["outcome"] for each in told] == [
        "new", "failed", "failed", "failed", "unchanged", "failed", "skipped", "new",
    ]  # fmt: skip
    assert [each["place"] for each in told if each["outcome"] == "failed"] == [
        f"the body, line {number}" for number in (3, 4, 5, 7)
    ]
    assert all(each["reason"] for each in told if each["outcome"] in {"failed", "skipped"})
    assert (told[0]["title"], told[0]["source"]) == ("One", "https://paper.example/one")
    assert ask(writer, "ASK { ent:Albania kg:condemns ent:Belarus . ent:Belarus kg:condemns ent:Albania }").json()[
        "boolean"
    ]
    assert "force=true" in told[6]["reason"]


@pytest.mark.model
def test_columns_are_said_and_what_is_all_bad_is_refused(writer: httpx.Client) -> None:
    lines = {"Content-Type": "application/jsonl", **WRITER}
    row = '{"story": "Cuba condemned Chad.", "source": "https://paper.example/three"}'
    bad = writer.post("/articles", content=row, headers=lines)
    assert (bad.status_code, bad.json()[0]["outcome"]) == (400, "failed")
    good = writer.post("/articles", params={"map": "text=story"}, content=row, headers=lines)
    assert (good.status_code, good.json()[0]["statements"]) == (201, 1)
    german = '{"text": "Die Regierung ist nicht der Meinung, dass sie es tun sollte, und das hat sie auch gesagt."}'
    assert writer.post("/articles", content=german, headers=lines).json()[0]["outcome"] == "skipped"
    assert writer.post("/articles", params={"force": "true"}, content=german, headers=lines).status_code == 201


def test_what_there_is_no_time_for_is_left_and_said(tmp_path: Path) -> None:
    Store.open(tmp_path / "test.kg").close()
    desk = Desk(tmp_path / "test.kg", Limits())
    signal.setitimer(signal.ITIMER_REAL, adding.RESERVE / 2)
    try:
        reply = adding.add(desk, {"media": "text/plain"}, b"Serbia condemned Russia.")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    assert (reply.status, [each["outcome"] for each in json.loads(reply.body)]) == (207, ["left"])


def test_what_another_process_writes_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "test.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(SERBIA, "supports", RUSSIA).done())
    with served(path) as url, httpx.Client(base_url=url) as found:
        before = count(found)
        with Store.open(path) as store:
            store.add(Writer("two").say(RUSSIA, "supports", SERBIA).done())
        time.sleep(0.6)
        assert count(found) > before


def test_an_address_in_use_is_said(client: httpx.Client, graph: Path) -> None:
    command = (sys.executable, "-m", "kg", "--store", str(graph), "serve", "--port", str(client.base_url.port))
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert re.fullmatch(r"kg: error: 127\.0\.0\.1:\d+: Address already in use; choose another .*\n", done.stderr)


def test_an_empty_graph_has_pages(writer: httpx.Client, tmp_path: Path) -> None:
    Store.open(tmp_path / "empty.kg").close()
    with served(tmp_path / "empty.kg") as url:
        assert "The graph is empty" in httpx.get(f"{url}/").text
        assert json.loads(httpx.get(f"{url}/articles", headers={"Accept": "application/json"}).text)["total"] == 0
    assert writer.get("/healthz").text == "ok\n"
