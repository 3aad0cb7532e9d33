"""What holds for every request and answer: the names that may call this server, and headers that keep pages to themselves."""

from typing import TYPE_CHECKING, Final

from kg.serve.endpoint import sent
from kg.serve.frames import Reply
from kg.serve.headers import CLOSED, calls_us, headers_of_all
from kg.serve.settings import Settings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["EXPLORER_POLICY", "QUERY_POLICY", "Guard"]

QUERY_POLICY: Final = f"{CLOSED}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'"
"""The editor places its parts by styles of its own."""
EXPLORER_POLICY: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The page brings a stricter one with it, which names its scripts by their hashes."""


class Guard:
    """Turns away requests that call this server by another name, and adds to each answer the headers that it lacks."""

    def __init__(self, app: "ASGIApp", settings: Settings) -> None:
        self.app = app
        self.hosts = frozenset(name.encode() for name in settings.hosts)
        self.headers = headers_of_all(cors=bool(settings.cors))

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand on a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = self.completed(list(message["headers"]))
            await send(message)

        if calls_us(scope["headers"], self.hosts):
            await self.app(scope, receive, guarded)
        else:
            await sent(Reply.refusal(400, "Invalid host header"), guarded)

    def completed(self, headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers of an answer, with those that it lacks."""
        there = {name for name, _ in headers}
        return headers + [header for header in self.headers if header[0] not in there]
