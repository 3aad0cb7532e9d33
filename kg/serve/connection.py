"""A connection that gives nobody more time or room than a request needs.

Who sends a head or a body byte by byte, or reads an answer so, is cut off; and where there are as many connections as there may
be, a new one takes the place of the one that has kept the server waiting longest. So a client that sends its request at once is
served, however many others sit there and wait.
"""

import asyncio
import socket
import struct
from collections.abc import Iterable
from contextlib import suppress
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from kg.serve.incoming import BODY_SECONDS
from kg.serve.lending import LENDER, SHORT, Lender

__all__ = ["Connection"]

CONNECTIONS: Final = 512
HEAD_SECONDS: Final = 10.0
"""From the opening of a connection, or the end of the request before, to the end of a head that has begun."""
REST_SECONDS: Final = BODY_SECONDS + 1.0
"""From the end of the head to the end of the body, whether anybody reads it or not; who reads it gives up a bit earlier, and says so."""
HEAD_BYTES: Final = 64 << 10
"""Of the request line with its headers; a query in the address must fit, a longer one goes into a body."""
LOOK_SECONDS: Final = 10.0
SLOWEST: Final = 1 << 10
"""Bytes a second at which an answer must be read."""
NO_LINGER: Final = struct.pack("ii", 1, 0)
REASON: Final = b"the head of the request is too large; send a long query by POST\n"
TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\nContent-Type: text/plain; charset=utf-8\r\n"
    b"Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(REASON), REASON)
)


class Connection(HttpToolsProtocol):
    """A connection as uvicorn handles it, with limits on what a client may take."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 — handed on as they are
        super().__init__(*args, **options)
        self.waits_since: float | None = self.loop.time()
        """Since when the server waits for the client, None while it works on the answer."""
        self._head_bytes = 0
        self._in_head = True
        self._begun = False
        """Whether some of a request is there, but not all."""
        self._lendable = True
        self._lender: Lender | None = self.app_state.get(LENDER)
        self._unread = 0
        """Bytes of the answer that the client had not read when this was last looked at."""
        self._deadline: asyncio.TimerHandle | None = None
        self._look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client has come."""
        room = len(self.connections) < CONNECTIONS or make_room(self.connections)
        super().connection_made(transport)
        if room:
            self._wait(HEAD_SECONDS)
        else:
            cut_off(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """A client has gone."""
        self._stop_waiting()
        self._stop_looking()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        if self._in_head:
            self._head_bytes += len(data)
            if self._deadline is None:
                self._wait(HEAD_SECONDS)
        super().data_received(data)
        # What the parser has taken for the head; a body in the same piece is none of it.
        if self._in_head and self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.transport.write(TOO_LARGE)
            self.transport.close()
        if not self._in_head and self._deadline is None:
            self._wait(REST_SECONDS)

    def on_message_begin(self) -> None:
        """The first byte of a request."""
        self._begun = True
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; what may follow a body in pieces is left out, since nobody here asks for it."""
        if self._in_head:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head of a request is there."""
        self._in_head = False
        self._stop_waiting()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """A request is there; what follows is the head of the next."""
        self._in_head, self._head_bytes, self._begun = True, 0, False
        self.waits_since = None
        self._stop_waiting()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """An answer is on its way."""
        if not self.pipeline and self.waits_since is None:
            self.waits_since = self.loop.time()
        super().on_response_complete()
        if self._may_be_lent():
            self._lend()

    def _may_be_lent(self) -> bool:
        """Whether the client was answered a short query, and nothing is left to read or to write."""
        if self._begun or self.pipeline or not self._lendable or not self.scope["state"].get(SHORT):
            return False
        return self.cycle.keep_alive and not self.transport.is_closing() and not self.transport.get_write_buffer_size()

    def _lend(self) -> None:
        """Have a clerk answer what comes next, if one can."""
        self.flow.pause_reading()
        if self._lender and self._lender.lend(self):
            self._unset_keepalive_if_required()
            self.waits_since = None
        else:
            self.flow.resume_reading()

    def fileno(self) -> int:
        """The descriptor of the connection."""
        found: int = self.transport.get_extra_info("socket").fileno()
        return found

    def taken_back(self, rest: bytes, *, again: bool) -> None:
        """Go on here after a clerk has handed the connection back."""
        self._lendable = again
        if self.transport.is_closing():
            return
        self.waits_since = self.loop.time()
        self.timeout_keep_alive_task = self.loop.call_later(self.timeout_keep_alive, self.timeout_keep_alive_handler)
        self.transport.write(rest)
        self.flow.resume_reading()

    def cut_off(self) -> None:
        """End the connection at once."""
        cut_off(self.transport)

    def timeout_keep_alive_handler(self) -> None:
        """Cut off a client that nothing comes from, unless it is still busy with reading the answer."""
        if self.flow.write_paused:
            self.timeout_keep_alive_task = self.loop.call_later(
                self.timeout_keep_alive, self.timeout_keep_alive_handler
            )
        else:
            cut_off(self.transport)  # `close` would wait for it to read the rest

    def pause_writing(self) -> None:
        """The client does not read as fast as the answer is written."""
        super().pause_writing()
        self._unread = self.transport.get_write_buffer_size()
        self._look = self.loop.call_later(LOOK_SECONDS, self._look_at_reader)

    def resume_writing(self) -> None:
        """The client has read almost all."""
        self._stop_looking()
        super().resume_writing()

    def _look_at_reader(self) -> None:
        """Cut off a client that reads too slowly."""
        before, self._unread = self._unread, self.transport.get_write_buffer_size()
        if before - self._unread < SLOWEST * LOOK_SECONDS:
            cut_off(self.transport)
        else:
            self._look = self.loop.call_later(LOOK_SECONDS, self._look_at_reader)

    def _wait(self, seconds: float) -> None:
        """Cut the client off unless what it has begun is there in time."""
        self._deadline = self.loop.call_later(seconds, cut_off, self.transport)

    def _stop_waiting(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _stop_looking(self) -> None:
        if self._look:
            self._look.cancel()
            self._look = None


def make_room(connections: Iterable[object]) -> bool:
    """Cut off the client that has kept the server waiting longest, if there are too many; say whether there is room then."""
    there = [c for c in connections if isinstance(c, Connection) and not c.transport.is_closing()]
    if len(there) < CONNECTIONS:
        return True
    waiting = [(c.waits_since, place) for place, c in enumerate(there) if c.waits_since is not None]
    if waiting:
        cut_off(there[min(waiting)[1]].transport)
    return bool(waiting)


def cut_off(transport: asyncio.Transport) -> None:
    """End a connection at once; the system too forgets what the client has not read."""
    with suppress(OSError):  # it may have ended by itself
        if found := transport.get_extra_info("socket"):
            found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()
