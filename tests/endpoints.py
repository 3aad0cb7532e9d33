"""SPARQL servers for tests: oxigraph's own, and one that can be as odd as servers are."""

import base64
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Final
from urllib.error import URLError
from urllib.parse import parse_qs
from urllib.request import urlopen

from pyoxigraph import NamedNode, QueryResultsFormat, QueryTriples, RdfFormat, Store, serialize

BESIDE = Path(sys.executable).with_name("oxigraph")
OXIGRAPH = str(BESIDE) if BESIDE.exists() else shutil.which("oxigraph")
TOKEN, USER, PASSWORD = "a token", "somebody", "pass:word"


@contextmanager
def oxigraph(*options: str) -> Iterator[str]:
    """The address of queries of an oxigraph server with an empty store in memory."""
    assert OXIGRAPH
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    with subprocess.Popen(
        [OXIGRAPH, "serve", "-b", f"127.0.0.1:{port}", *options], stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            yield f"http://127.0.0.1:{port}/query"
        finally:
            server.kill()


def wait_for(address: str) -> None:
    """Wait until somebody answers."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            with urlopen(address):  # noqa: S310 — our own server
                return
        except (URLError, ConnectionError):
            time.sleep(0.05)
    raise TimeoutError(address)


class Odd(BaseHTTPRequestHandler):
    """Everything at one address, no Graph Store Protocol, and whoever asks shows a token or a password."""

    store: Store

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.strange():
            self.reply(401, "text/plain", b"who are you?", self.challenge())
        elif self.headers["content-type"] == "application/sparql-update":
            self.update(body)
        else:
            self.ask(parse_qs(body))

    def strange(self) -> bool:
        """Whether somebody else asks."""
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return self.headers.get("authorization") not in {f"Bearer {TOKEN}", f"Basic {basic}"}

    def challenge(self) -> dict[str, str]:
        """What says how to show who one is."""
        return {}

    def do_GET(self) -> None:
        self.reply(404, "text/plain", b"nothing here")

    def update(self, text: str) -> None:
        self.store.update(text)
        self.reply(204, "text/plain", b"")

    def ask(self, fields: dict[str, list[str]]) -> None:
        default, named = (list(map(NamedNode, fields.get(f"{kind}-graph-uri", ()))) for kind in ("default", "named"))
        try:
            found = self.store.query(
                fields["query"][0], default_graph=[*default] or None, named_graphs=[*named] or None,
                use_default_graph_as_union=not default,
            )  # fmt: skip
        except SyntaxError as error:
            self.reply(400, "text/plain", str(error).encode())
            return
        if isinstance(found, QueryTriples):
            self.reply(200, "application/n-triples", serialize(found, format=RdfFormat.N_TRIPLES) or b"")
        else:
            data = found.serialize(format=QueryResultsFormat.XML) or b""
            self.reply(200, "application/sparql-results+xml; charset=utf-8", data)

    def reply(self, code: int, kind: str, data: bytes, more: Mapping[str, str] | None = None) -> None:
        self.send_response(code)
        for name, value in (more or {}).items():
            self.send_header(name, value)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def digest(text: str) -> str:
    return md5(text.encode()).hexdigest()  # noqa: S324 — what the protocol asks for


class Digest(Odd):
    """Takes no password but as a digest (RFC 7616), and says so only to whoever shows nothing, as Virtuoso does."""

    def strange(self) -> bool:
        shown = dict(re.findall(r'(\w+)="?([^",]*)', self.headers.get("authorization", "")))
        nonces = [shown.get(name, "") for name in ("nonce", "nc", "cnonce", "qop")]
        parts = [digest(f"{USER}:kg:{PASSWORD}"), *nonces, digest(f"POST:{self.path}")]
        return shown.get("response") != digest(":".join(parts))

    def challenge(self) -> dict[str, str]:
        known = "authorization" in self.headers
        return {} if known else {"www-authenticate": 'Digest realm="kg", nonce="once", qop="auth", algorithm=MD5'}


class Stingy(Odd):
    """Gives no more than some rows or triples, and of triples does not say so."""

    most = 3

    def ask(self, fields: dict[str, list[str]]) -> None:
        found = self.store.query(fields["query"][0], use_default_graph_as_union=True)
        if isinstance(found, QueryTriples):
            some = islice(found, self.most)
            self.reply(200, "application/n-triples", serialize(some, format=RdfFormat.N_TRIPLES) or b"")
            return
        rows = (found.serialize(format=QueryResultsFormat.CSV) or b"").splitlines(keepends=True)
        cut = {"x-sparql-maxrows": str(self.most)} if len(rows) > self.most + 1 else {}
        found = self.store.query(fields["query"][0], use_default_graph_as_union=True)
        data = found.serialize(format=QueryResultsFormat.JSON) or b""  # type: ignore[arg-type]
        self.reply(200, "application/sparql-results+json", data, cut)


class Tabular(Odd):
    """Gives triples and truth as rows, as Virtuoso does."""

    def reply(self, code: int, kind: str, data: bytes, more: Mapping[str, str] | None = None) -> None:
        rows = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"1"}}]}}'
        other = kind == "application/n-triples" or b"<boolean>true" in data
        super().reply(code, "application/sparql-results+json" if other else kind, rows if other else data, more)


class Terse(Odd):
    """Refuses an update of much text, unless it only inserts data, as Virtuoso does; remembers the lengths of the others."""

    most = 4_000
    lengths: Final[list[int]] = []

    def update(self, text: str) -> None:
        if not text.startswith("INSERT DATA"):
            if len(text) > self.most:
                self.reply(400, "text/plain", b"too long")
                return
            self.lengths.append(len(text))
        super().update(text)


class Page(BaseHTTPRequestHandler):
    """A page of the web, whatever is asked."""

    def do_POST(self) -> None:
        self.send_response(200)
        self.send_header("content-type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>Hello")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(handler: type[BaseHTTPRequestHandler], path: str) -> Iterator[str]:
    """The address of a server on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{path}"
    finally:
        server.shutdown()
        server.server_close()


def odd(store: Store | None = None, kind: type[Odd] = Odd) -> AbstractContextManager[str]:
    """The address of a server whose default graph are all graphs at once."""
    return serving(type("Handler", (kind,), {"store": Store() if store is None else store}), "/repositories/news")


def page() -> AbstractContextManager[str]:
    """The address of what is no endpoint."""
    return serving(Page, "/wiki")
