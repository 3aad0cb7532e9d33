"""Clerks: whoever asks again on one connection is answered as on the first, whatever is asked and whatever happens to the clerk."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import parse_headers
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from graphs import Writer
from timing import within

from benchmarks.server import WRITER, served
from kg.model import Entity
from kg.serve.ledger import Ledger
from kg.serve.metrics import Metrics
from kg.serve.times import SLOTS, observe
from kg.serve.wire import received
from kg.store import Store

ENDLESS = "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(8)) + " }"
DEEP = "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }"
LARGE = "SELECT * { VALUES ?a { " + "1 " * 200 + "} VALUES ?b { " + "2 " * 200 + '} BIND ("' + "x" * 200 + '" AS ?c) }'
HOST = b"Host: 127.0.0.1\r\n"


class Client:
    """Asks on one connection, in whatever pieces."""

    def __init__(self, url: str) -> None:
        self.url = url
        place = urlsplit(url)
        self.socket = socket.create_connection((place.hostname, place.port), 60)
        self.file = self.socket.makefile("rb")

    def send(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.socket.sendall(piece)
            time.sleep(0.05 if len(pieces) > 1 else 0)

    def answer(self) -> tuple[int, dict[str, str], bytes]:
        """Status, headers but the date, and body of the next answer."""
        line = self.file.readline()
        if not line:
            raise ConnectionResetError
        status, found = int(line.split()[1]), parse_headers(self.file)
        if status == 100:
            return self.answer()
        headers = {name.lower(): value for name, value in found.items() if name.lower() != "date"}
        return status, headers, self.file.read(int(headers["content-length"]))

    def ask(self, query: str) -> tuple[int, dict[str, str], bytes]:
        self.send(get(query))
        return self.answer()


def get(query: str) -> bytes:
    return b"GET /sparql?query=" + quote(query).encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n"


def post(body: bytes, media: bytes = b"application/sparql-query", more: bytes = b"") -> bytes:
    length = b"%d" % len(body)
    head = b"POST /sparql HTTP/1.1\r\n" + HOST + more + b"Content-Type: " + media + b"\r\nContent-Length: " + length
    return head + b"\r\n\r\n" + body


def metric(url: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", httpx.get(f"{url}/metrics").text, re.MULTILINE)
    assert found, name
    return float(found[1])


def lent(url: str) -> float:
    return metric(url, "kg_connections_lent")


def answered(url: str) -> float:
    return metric(url, 'kg_http_requests_total{kind="query",status="200"}')


def with_clerk(url: str) -> Client:
    """A client whose connection a clerk has."""
    client, before, deadline = Client(url), lent(url), time.monotonic() + 30
    while lent(url) == before:
        assert time.monotonic() < deadline, "no clerk takes the connection"
        assert client.ask("ASK {}")[0] == 200
        time.sleep(0.05)
    return client


def clerks(graph: Path) -> list[int]:
    """The processes of the clerks of a graph."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"kg.serve.clerk" in words and any(str(graph).encode() in word for word in words):
            found.append(int(place.name))
    return found


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("graph") / "clerks.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(Entity("Ruritania", "State"), "supports", Entity("Syldavia", "State")).done())
    return path


@pytest.fixture(scope="module")
def url(graph: Path) -> Iterator[str]:
    with served(graph, "--timeout", "2", "--workers", "1", "--cache", "0") as found:
        yield found


def test_a_clerk_answers_as_the_server_does(url: str) -> None:
    client = with_clerk(url)
    before = answered(url)
    for query in ("ASK {}", "SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o", "CONSTRUCT WHERE { ?s kg:supports ?o }"):
        assert client.ask(query) == Client(url).ask(query)
    assert (answered(url) - before, lent(url)) == (6, 1)
    client.socket.close()


QUERY = b"SELECT (7 AS ?n) {}"
REQUESTS: dict[str, Sequence[bytes]] = {
    "a query that is wrong": [get("SELECT {")],
    "a query that would fetch": [get("SELECT * { SERVICE <http://127.0.0.1:9/> {} }")],
    "a graph that is not there": [get("ASK {}").replace(b"?", b"?default-graph-uri=a:b&", 1)],
    "a dataset": [get("ASK {}").replace(b"?", b"?default-graph-uri=https://w3id.org/kg-news/ontology%23inferred&", 1)],
    "no query": [b"GET /sparql HTTP/1.1\r\n" + HOST + b"\r\n"],
    "a format": [get("SELECT (1 AS ?x) {}").replace(HOST, HOST + b"Accept: text/csv\r\n")],
    "formats in two headers": [
        get("SELECT (1 AS ?x) {}").replace(HOST, HOST + b"Accept: image/png\r\nAccept: text/csv\r\n")
    ],
    "a packed body": [post(b"ASK {}", more=b"Content-Encoding: gzip\r\n")],
    "a format that there is not": [get("ASK {}").replace(HOST, HOST + b"Accept: image/png\r\n")],
    "another name": [get("ASK {}").replace(HOST, b"Host: rebound.example\r\n")],
    "two names": [get("ASK {}").replace(HOST, HOST + HOST)],
    "no name": [get("ASK {}").replace(HOST, b"")],
    "another path": [b"GET /healthz HTTP/1.1\r\n" + HOST + b"\r\n"],
    "a path that begins alike": [get("ASK {}").replace(b"/sparql", b"/sparql/")],
    "another method": [get("ASK {}").replace(b"GET", b"PUT")],
    "an old version": [get("ASK {}").replace(b"HTTP/1.1", b"HTTP/1.0")],
    "the last request": [get("ASK {}").replace(HOST, HOST + b"Connection: close\r\n")],
    "no HTTP": [b"\x00\xff\r\n\r\n"],
    "a query as body": [post(QUERY)],
    "a query as form": [post(b"query=" + quote(QUERY).encode(), b"application/x-www-form-urlencoded")],
    "a body of another kind": [post(QUERY, b"text/x")],
    "a body that is expected": [post(QUERY, more=b"Expect: 100-continue\r\n")],
    "an update": [post(b"DROP ALL", b"application/sparql-update")],
    "a head in pieces": [get("ASK {}")[:20], get("ASK {}")[20:]],
    "a body in pieces": [post(QUERY)[:-5], post(QUERY)[-5:]],
    "a body in chunks": [
        post(QUERY).partition(b"Content-Length")[0] + b"Transfer-Encoding: chunked\r\n\r\n13\r\n" + QUERY + b"\r\n0\r\n\r\n"
    ],
    "a large head": [get("ASK {}").replace(HOST, HOST + b"X: " + b"x" * 70_000 + b"\r\n")],
    "a large query": [post(b"ASK {} #" + b"x" * 200_000)],
    "a large answer": [get(LARGE)],
    "a query that ends its process": [get(DEEP)],
}  # fmt: skip
"""What is asked -> the pieces that it comes in."""


@pytest.mark.parametrize("pieces", REQUESTS.values(), ids=REQUESTS)
def test_whatever_is_asked_the_answer_is_the_same(url: str, pieces: Sequence[bytes]) -> None:
    first, again = Client(url), with_clerk(url)
    for client in (first, again):
        client.send(*pieces)
    expected = first.answer()
    assert again.answer() == expected
    if expected[0] == 200 and not pieces[0].partition(b"Connection: close")[1] and b"HTTP/1.0" not in pieces[0]:
        assert again.ask("ASK {}")[0] == 200


def test_requests_that_come_at_once_are_answered_in_turn(url: str) -> None:
    client = with_clerk(url)
    client.send(b"".join(get(f"SELECT ({n} AS ?n) {{}}") for n in range(5)) + get("ASK {}")[:30])
    assert [b'"%d"' % n in client.answer()[2] for n in range(5)] == [True] * 5
    client.send(get("ASK {}")[30:])
    assert client.answer()[0] == 200


def test_who_reads_slowly_gets_all_of_an_answer(url: str) -> None:
    client = with_clerk(url)
    client.send(get(LARGE))
    time.sleep(1)
    status, headers, body = client.answer()
    assert (status, len(body)) == (200, int(headers["content-length"]))
    assert len(body) > 8 << 20  # more than the system's buffers take


def test_a_long_query_is_stopped_and_holds_up_nobody(url: str) -> None:
    long, short = with_clerk(url), with_clerk(url)
    waits, start = [], time.monotonic()
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(long.ask, ENDLESS)
        while not answer.done():
            begin = time.monotonic()
            assert short.ask("ASK {}")[0] == 200
            waits.append(time.monotonic() - begin)
            time.sleep(0.01)
    status, _, body = answer.result()
    assert (status, b"took longer than 2 s" in body) == (504, True)
    assert time.monotonic() - start < within(2 + 1)
    assert max(waits) < within(1)
    assert long.ask("ASK {}")[0] == short.ask("ASK {}")[0] == 200


def test_who_is_idle_is_handed_back_and_who_is_slow_cut_off(graph: Path) -> None:
    with served(graph) as url:
        idle, slow = with_clerk(url), with_clerk(url)
        slow.send(get("ASK {}")[:-1])  # all but the last byte
        begin = time.monotonic()
        slow.socket.settimeout(30)
        while lent(url):
            assert time.monotonic() - begin < within(9)
            time.sleep(0.2)
        assert idle.ask("ASK {}")[0] == 200
        with pytest.raises(ConnectionResetError):
            slow.socket.recv(1)
        assert 5 < time.monotonic() - begin < within(25)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="tells processes by /proc")
def test_a_clerk_may_die_at_any_moment(graph: Path) -> None:
    with served(graph, "--workers", "2", "--cache", "0") as url:
        with_clerk(url).socket.close()
        before, killed, stop = answered(url), 0, time.monotonic() + 4
        with ThreadPoolExecutor(4) as pool:
            sums = [pool.submit(asked_until, url, stop) for _ in range(4)]
            while time.monotonic() < stop:
                time.sleep(0.4)
                for process in clerks(graph)[:1]:
                    os.kill(process, signal.SIGKILL)
                    killed += 1
            asked = sum(done.result() for done in sums)
        assert killed > 1
        assert answered(url) - before >= asked - killed  # one may have been given, and not yet noted
        assert asked > 100


def asked_until(url: str, stop: float) -> int:
    """How many queries were answered rightly until a time, of those whose connection stayed."""
    client, number = Client(url), 0
    while time.monotonic() < stop:
        number += 1
        try:
            assert b'"%d"' % number in client.ask(f"SELECT ({number} AS ?n) {{}}")[2]
        except ConnectionError:  # its clerk was killed while it gave the answer
            client, number = Client(url), number - 1
    return number


def test_all_sorts_of_queries_at_once_are_told_apart(graph: Path) -> None:
    sorts = {"SELECT (%d AS ?n) {}": 200, "SELECT (%d AS ?n) { ?x": 400, f"{ENDLESS} # %d": 504}
    with served(graph, "--timeout", "0.5", "--workers", "2") as url:
        stop = time.monotonic() + 6

        def client(first: int) -> None:
            connection, number = Client(url), first * 1_000_000
            while time.monotonic() < stop:
                number += 1
                query, status = list(sorts.items())[0 if number % 50 else number // 50 % 3]
                found = connection.ask(query % number)
                assert found[0] in {status, 503}
                assert status != 200 or b'"%d"' % number in found[2]

        with ThreadPoolExecutor(8) as pool:
            assert list(pool.map(client, range(8))) == [None] * 8


@pytest.mark.parametrize("cache", ["0", "32"])
def test_what_is_written_is_seen_by_the_next_query(tmp_path: Path, cache: str) -> None:
    with served(tmp_path / "new.kg", "--write", "--cache", cache) as url:
        client, query = with_clerk(url), "SELECT (COUNT(*) AS ?n) { ?s <a:p> ?o }"
        for number in range(5):
            assert b'"%d"' % number in client.ask(query)[2]
            assert lent(url) == 1
            update = {"update": f"INSERT DATA {{ <a:s> <a:p> {number} }}"}
            assert httpx.post(f"{url}/sparql", data=update, headers=WRITER).status_code == 204
        assert client.ask(query) == client.ask(query)
        assert (metric(url, "kg_answers_kept_total") > 0) == (cache != "0")


def test_a_page_of_another_origin_is_seen_to_by_the_server(graph: Path) -> None:
    origin = b"Origin: https://friend.example\r\n"
    with served(graph, "--cors", "https://friend.example") as url:
        client = with_clerk(url)
        client.send(get("ASK {}").replace(HOST, HOST + origin))
        assert client.answer()[1]["access-control-allow-origin"] == "https://friend.example"


def test_no_more_connections_are_lent_than_requests_may_wait(graph: Path) -> None:
    with served(graph, "--workers", "1", "--queue", "2") as url:
        there = [with_clerk(url) for _ in range(2)]
        more = Client(url)
        for _ in range(20):
            assert more.ask("ASK {}")[0] == 200
        assert lent(url) == len(there)


@pytest.mark.parametrize("end", range(1, len(post(QUERY))))
def test_a_request_that_is_not_all_there_is_none(end: int) -> None:
    whole = post(QUERY)
    assert received(memoryview(whole[:end])) is None
    assert received(memoryview(whole + whole[:end])) is None


def test_a_request_is_read() -> None:
    found = received(memoryview(post(QUERY)))
    assert found
    method, request = found
    assert (method, request.target, request.body) == ("POST", b"/sparql", QUERY)
    assert (request.header(b"host"), request.header(b"accept")) == ("127.0.0.1", "")


GIVES = """
import sys, time
from kg.serve.ledger import Ledger
ledger = Ledger(int(sys.argv[1]))
for seconds in (1.0, 0.0):
    with ledger.giving():
        time.sleep(seconds)
        if not seconds:
            ledger.find()
    time.sleep(1)
"""


def test_a_clerk_gives_no_answer_once_the_server_has_the_lock() -> None:
    ledger = Ledger.new()
    with subprocess.Popen((sys.executable, "-c", GIVES, str(ledger.file)), pass_fds=(ledger.file,)) as clerk:
        wait_for(lambda: ledger.sending)
        assert not ledger.claim()
        wait_for(lambda: not ledger.sending)
        assert ledger.claim()
        with pytest.raises(subprocess.TimeoutExpired):
            clerk.wait(2)
        assert ledger.kept == 0
        clerk.kill()


def wait_for(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_counts_of_a_clerk_outlive_it() -> None:
    ledger = Ledger.new()

    class Busy:
        jobs, lent = 1, 2
        ledgers: Sequence[Ledger] = (ledger,)

    busy = Busy()
    metrics = Metrics(busy)
    metrics.count("query", 200, 0.3)
    observe(ledger.times, 0.002)
    ledger.find()
    during = metrics.text()
    assert b'kg_http_requests_total{kind="query",status="200"} 2.0' in during
    assert b'kg_http_request_seconds_bucket{kind="query",le="0.0025"} 1.0' in during
    assert b'kg_http_request_seconds_bucket{kind="query",le="+Inf"} 2.0' in during
    assert b"kg_answers_kept_total 1.0" in during
    busy.ledgers = ()
    metrics.absorb(ledger)
    assert metrics.text() == during
    assert len(ledger.times) == SLOTS
