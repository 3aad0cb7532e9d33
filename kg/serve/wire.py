"""A request that is all there, and an answer, as the bytes of HTTP: for a clerk, which neither waits nor does anything else."""

import time
from collections.abc import Sequence
from email.utils import formatdate
from functools import lru_cache
from typing import Final

import httptools

from kg.serve.frames import Reply

__all__ = ["Request", "received", "response"]

Headers = Sequence[tuple[bytes, bytes]]

UNUSUAL: Final = frozenset({b"content-encoding", b"expect", b"transfer-encoding", b"upgrade"})
"""Headers of a request that more goes with than one answer, or that is not what it seems."""


class Request:
    """A request of HTTP/1.1 after which the connection stays, filled in by the parser."""

    __slots__ = ("body", "ended", "headers", "target", "unusual")

    def __init__(self) -> None:
        self.target = b""
        self.headers: list[tuple[bytes, bytes]] = []
        self.body = b""
        self.ended = False
        self.unusual = False

    def on_message_begin(self) -> None:
        """Of two requests at once, the second must wait for the first."""
        self.unusual = self.unusual or self.ended

    def on_url(self, target: bytes) -> None:
        """A piece of the address."""
        self.target += target

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        name = name.lower()
        self.unusual = self.unusual or name in UNUSUAL or (name == b"connection" and value.lower() != b"keep-alive")
        self.headers.append((name, value))

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self.body += body

    def on_message_complete(self) -> None:
        """All of it is there."""
        self.ended = True

    def header(self, name: bytes) -> str:
        """The first header of a name, "" where there is none."""
        return next((value.decode("latin-1") for known, value in self.headers if known == name), "")


def received(data: memoryview) -> tuple[str, Request] | None:
    """The method and the rest of the one request that some bytes hold, None unless they hold just that."""
    request = Request()
    parser = httptools.HttpRequestParser(request)
    try:
        parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        return None
    usual = request.ended and not request.unusual and parser.get_http_version() == "1.1"
    return (parser.get_method().decode(), request) if usual else None


def response(reply: Reply, headers: Headers) -> bytes:
    """An answer with status 200, with these headers besides its own."""
    own = [
        (b"date", now(int(time.time()))),
        (b"content-type", reply.media.encode()),
        (b"content-length", b"%d" % len(reply.body)),
        *((name.lower().encode(), value.encode()) for name, value in reply.headers.items()),
        *headers,
    ]
    return b"HTTP/1.1 200 OK\r\n%b\r\n%b" % (b"".join([b"%b: %b\r\n" % header for header in own]), reply.body)


@lru_cache(maxsize=1)
def now(seconds: int) -> bytes:
    """A time as HTTP writes it."""
    return formatdate(seconds, usegmt=True).encode()
