"""Two hundred hostile requests: none makes the server fetch anything, and a plain query is answered all the while."""

import select
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from urllib.parse import quote

import httpx
import pytest
from graphs import Writer
from timing import within

from benchmarks.server import WRITER, served
from kg.model import Entity
from kg.store import Store

QUERIES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service silent <URL> { ?s ?p ?o } }",
    "SELECT * {SERVICESILENT<URL>{?s ?p ?o}}",
    "SELECT * { ?s ?p ?o . OPTIONAL { SERVICE ?s { ?a ?b ?c } } VALUES ?s { <URL> } }",
    "SELECT * { { SELECT * { SERVICE<URL>{ ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { FILTER(1<2)SERVICE<URL>{?s ?p ?o}}",
    "SELECT * # \r{ SERVICE <URL> {} }",
    "PREFIX : <URL> SELECT * { SERVICE: { ?s ?p 1 } }",
    "BASE <URL> SELECT * { SERVICE <x> { ?s ?p 1 } }",
    r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
    r"SELECT * { S\U00000045RVICE <URL> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\\u0022 . SERVICE <URL> { ?s ?p "" } }',
    "SELECT * FROM <URL> { ?s ?p ?o }",
    "SELECT * FROM NAMED <URL> { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    "DESCRIBE <URL> FROM <URL>",
    "SELECT * { GRAPH <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
]
UPDATES = [
    "LOAD <URL>",
    "LOAD SILENT <URL> INTO GRAPH <a:g>",
    "LOADSILENT<URL>",
    r"\u004cOAD <URL>",
    "LOAD <file:///etc/passwd> INTO GRAPH <a:g>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "INSERT DATA { <a:a> <a:b> 1 } ; LOAD <URL>",
    "INSERT { ?s ?p 1 } USING <URL> WHERE { ?s ?p ?o }",
]
BOMBS = [
    "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(9)) + " }",
    "SELECT * { " + "{ " * 5000 + "}" * 5000 + " }",
    "SELECT * { FILTER(" + "(" * 5000 + "1" + ")" * 5000 + ") }",
    "SELECT * { ?s (!<a:a>|^!<a:b>)*/(!<a:c>)*/(!<a:d>|!<a:e>)* ?o }",
    'SELECT * { ?s ?p ?o FILTER REGEX(CONCAT(STR(?o), "'
    + "a" * 5000
    + '!"), "^(a|a|aa)+$") ?s2 ?p2 ?o2 . ?s3 ?p3 ?o3 }',
    "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?c ?f ?i ?l",
    'SELECT (GROUP_CONCAT(?c; separator="' + "x" * 2000 + '") AS ?all) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }',
    "SELECT * { " + " UNION ".join(["{ ?s ?p ?o }"] * 500) + " }",
]
PATHS = [
    "/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/app.py", "/static/..%2f..%2fapp.py", "/entity/../../etc/passwd",
    "/entity/%2e%2e%2f%2e%2e", "/id/%00", "/entity/%0d%0aX-Evil:%201", "/queries/..%2f..%2fREADME.md", "/queries/%2fetc%2fpasswd",
    "/store?graph=file:///etc/passwd", "/entity/<script>", "/entity/%3E%20%7D%20DROP%20ALL", "/articles?offset=99999999999999999999",
]  # fmt: skip
RAW = [
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Big: " + b"a" * 200_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    b"GET /healthz HTTP/1.1\r\n" + b"X: y\r\n" * 20_000,
    b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 99999999999\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"\x00\xff" * 1000,
    b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n",  # and then nothing
]

HOST = b"Host: 127.0.0.1\r\n"
POST = b"POST /sparql HTTP/1.1\r\n" + HOST + b"Content-Type: application/sparql-query\r\n"
GET = b"GET /sparql?query=ASK%20%7B%7D HTTP/1.1\r\n" + HOST
LONG = quote("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 20000")
SLOW = {
    "a request line": (b"GET /", b"a"),
    "a header": (b"GET / HTTP/1.1\r\n" + HOST + b"X: ", b"a"),
    "headers": (b"GET / HTTP/1.1\r\n" + HOST, b"X: y\r\n"),
    "the head of a second request": (GET + b"\r\nGET /", b"a"),
    "a body": (POST + b"Content-Length: 1000\r\n\r\n", b"A"),
    "a body in pieces": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nA\r\n"),
    "what follows a body": (POST + b"Transfer-Encoding: chunked\r\n\r\n6\r\nASK {}\r\n0\r\n", b"X: y\r\n"),
    "a body that nobody asked for": (GET + b"Content-Length: 1000\r\n\r\n", b"A"),
    "a body that is refused": (b"PUT /store?default HTTP/1.1\r\n" + HOST + b"Content-Length: 1000\r\n\r\n", b"A"),
}
"""What comes slowly -> how a connection begins, and what is sent again and again."""


class Listener(BaseHTTPRequestHandler):
    """Counts who comes."""

    hits: list[str] = []  # noqa: RUF012 — one list for all requests is the point

    def do_GET(self) -> None:
        self.hits.append(self.path)
        self.send_error(404)

    do_POST = do_HEAD = do_GET  # noqa: N815 — as the base class calls them

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def trap() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Listener)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/trap"
    server.shutdown()


def send_raw(url: str, data: bytes) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.settimeout(1)
        try:
            connection.sendall(data)
            connection.recv(1000)
        except OSError:
            pass


def cut_off(url: str, begin: bytes, piece: bytes) -> float:
    """Seconds after which the server cuts off who begins so and goes on byte by byte."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(begin)
        connection.settimeout(0.2)
        start = time.monotonic()
        while time.monotonic() - start < 40:
            with suppress(TimeoutError):
                try:
                    if not connection.recv(1 << 16):
                        break
                    connection.sendall(piece)
                except TimeoutError:
                    connection.sendall(piece)
                except OSError:
                    break
    return time.monotonic() - start


def left_unread(url: str, begin: bytes) -> float:
    """Seconds after which the server cuts off who asks and does not read the answer."""
    host, _, port = url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), 5) as connection:
        connection.sendall(begin)
        start, gone = time.monotonic(), select.poll()
        gone.register(connection, 0)  # that it was cut off is told without asking for it
        gone.poll(60_000)
    return time.monotonic() - start


def hostile(trap: str) -> Iterator[tuple[str, object]]:
    """Two hundred requests; what each is, and how it is sent."""
    for text in QUERIES:
        query = text.replace("URL", trap)
        yield "get", {"params": {"query": query}}
        yield "post", {"data": {"query": query}}
        yield "post", {"content": query, "headers": {"Content-Type": "application/sparql-query"}}
    for text in UPDATES:
        update = text.replace("URL", trap)
        yield "post", {"data": {"update": update}, "headers": WRITER}
        yield "post", {"data": {"update": update, "using-graph-uri": trap}, "headers": WRITER}
        yield "post", {"data": {"query": update}}
    for name in ("default-graph-uri", "named-graph-uri"):
        yield "get", {"params": {"query": "ASK {}", name: trap}}
    for bomb in BOMBS * 4:
        yield "post", {"data": {"query": bomb}}
    for bomb in BOMBS:
        yield "get", {"params": {"query": bomb}}
    for path in PATHS * 2:
        yield "path", path
    for data in RAW * 2:
        yield "raw", data
    for count in range(40):
        yield (
            "post",
            {
                "content": b"x" * (9 << 20) if count % 20 == 0 else b"\xff" * count,
                "headers": {"Content-Type": "text/x"},
            },
        )


@contextmanager
def attacker(url: str, known: "Queue[httpx.Client] | None") -> Iterator[httpx.Client]:
    """Who attacks: somebody new, or somebody who has asked something harmless before, on the same connection."""
    if known is None:
        with httpx.Client(base_url=url, timeout=60) as client:
            yield client
        return
    client = known.get()
    try:
        client.get("/sparql", params={"query": "ASK {}"})
        yield client
    finally:
        known.put(client)


def send(url: str, known: "Queue[httpx.Client] | None", kind: str, what: object) -> int:
    if kind == "raw":
        assert isinstance(what, bytes)
        send_raw(url, what)
        return 400
    with attacker(url, known) as client:
        if kind == "path":
            return client.get(str(what)).status_code
        return client.request(kind, "/sparql", **what).status_code  # type: ignore[arg-type]


@pytest.mark.parametrize("known", [False, True], ids=["by strangers", "by those who have asked before"])
def test_two_hundred_attacks(tmp_path: Path, trap: str, *, known: bool) -> None:
    Listener.hits.clear()
    path = tmp_path / "test.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(Entity("Ruritania", "State"), "supports", Entity("Syldavia", "State")).done())
    waits = []
    with served(path, "--write", "--timeout", "1") as url:
        attacks = list(hostile(trap))
        assert len(attacks) >= 200
        with ThreadPoolExecutor(8) as pool, ExitStack() as stack:
            client = stack.enter_context(httpx.Client(base_url=url))
            attackers: Queue[httpx.Client] = Queue()
            for _ in range(8):
                attackers.put(stack.enter_context(httpx.Client(base_url=url, timeout=60)))
            sent = [pool.submit(send, url, attackers if known else None, kind, what) for kind, what in attacks]
            while not all(answer.done() for answer in sent):
                start = time.monotonic()
                assert client.get("/sparql", params={"query": "ASK {}"}, timeout=30).status_code == 200
                waits.append(time.monotonic() - start)
                time.sleep(0.1)
            statuses = [answer.result() for answer in sent]
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).elapsed.total_seconds() < within(1)
    assert Listener.hits == []
    assert 500 not in statuses
    assert sorted(waits)[len(waits) * 19 // 20] < within(1)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = tmp_path_factory.mktemp("graph") / "test.kg"
    with Store.open(path) as store:
        store.add(Writer("one").say(Entity("Ruritania", "State"), "supports", Entity("Syldavia", "State")).done())
    with served(path, "--write") as found:
        yield found


def test_who_is_slow_is_cut_off(url: str) -> None:
    unread = b"GET /sparql?query=" + LONG.encode() + b" HTTP/1.1\r\n" + HOST + b"\r\n"
    with ThreadPoolExecutor(len(SLOW) + 3) as pool:
        slow = {name: pool.submit(cut_off, url, *how) for name, how in SLOW.items()}
        slow["an answer"] = pool.submit(left_unread, url, unread)
        slow["the last answer"] = pool.submit(left_unread, url, unread.replace(HOST, HOST + b"Connection: close\r\n"))
        slow["an answer before the next"] = pool.submit(
            left_unread, url, unread.replace(b"\r\n\r\n", b"\r\n\r\n" + unread)
        )
        while not all(answer.done() for answer in slow.values()):
            assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).elapsed.total_seconds() < within(1)
            time.sleep(0.5)
    taken = {name: answer.result() for name, answer in slow.items()}
    assert {name: seconds for name, seconds in taken.items() if not 5 < seconds < within(30)} == {}


def test_those_who_wait_do_not_shut_out_those_who_ask(url: str) -> None:
    host, _, port = url.removeprefix("http://").partition(":")
    with ExitStack() as stack:
        there = []
        for number in range(700):
            connection = stack.enter_context(socket.create_connection((host, int(port)), 5))
            connection.sendall(b"GET / HTTP/1.1\r\n" if number % 2 else POST + b"Content-Length: 9\r\n\r\n")
            there.append(connection)
        assert httpx.get(f"{url}/sparql", params={"query": "ASK {}"}).elapsed.total_seconds() < within(1)
        there[0].settimeout(1)
        with pytest.raises(ConnectionResetError):  # the first had waited longest
            there[0].recv(1)
