"""SPARQL servers for tests: oxigraph's own, and one that can be as odd as servers are."""

import base64
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
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
        basic = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        if self.headers.get("authorization") not in {f"Bearer {TOKEN}", f"Basic {basic}"}:
            self.reply(401, "text/plain", b"who are you?")
        elif self.headers["content-type"] == "application/sparql-update":
            self.update(body)
        else:
            self.ask(parse_qs(body))

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

    def reply(self, code: int, kind: str, data: bytes) -> None:
        self.send_response(code)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


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


def odd() -> AbstractContextManager[str]:
    """The address of a server whose default graph are all graphs at once."""
    return serving(type("Handler", (Odd,), {"store": Store()}), "/repositories/news")


def page() -> AbstractContextManager[str]:
    """The address of what is no endpoint."""
    return serving(Page, "/wiki")
