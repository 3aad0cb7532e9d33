"""A connection that gives nobody more time or room for the head of a request than it needs."""

import asyncio
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

__all__ = ["Connection"]

HEAD_SECONDS: Final = 10.0
"""From the opening of a connection, or the end of the request before, to the end of a head that has begun."""
HEAD_BYTES: Final = 64 << 10
"""Of the request line with its headers; a query in the address must fit, a longer one goes into a body."""
REASON: Final = b"the head of the request is too large; send a long query by POST\n"
TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(REASON), REASON)
)


class Connection(HttpToolsProtocol):
    """A connection as uvicorn handles it, with limits on the head of a request."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 — handed on as they are
        super().__init__(*args, **options)
        self._head_bytes = 0
        self._in_head = True
        self._head_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        super().connection_made(transport)
        self._head_timer = self.loop.call_later(HEAD_SECONDS, transport.close)

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone."""
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_timer is None:
                self._head_timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)
        super().data_received(data)
        # What the parser has taken for the head; a body in the same piece is none of it.
        if self._in_head and self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()

    def on_headers_complete(self) -> None:
        """The head of a request is there."""
        self._in_head = False
        self._stop_timer()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is there; what follows is the head of the next."""
        self._in_head, self._head_bytes = True, 0
        super().on_message_complete()

    def _stop_timer(self) -> None:
        if self._head_timer:
            self._head_timer.cancel()
            self._head_timer = None
