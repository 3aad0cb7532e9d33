"""What holds for every answer: headers that keep pages to themselves, and one line for whatever goes wrong."""

from typing import TYPE_CHECKING, Final

from starlette.datastructures import MutableHeaders

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["EXPLORER_POLICY", "QUERY_POLICY", "Guard"]

CLOSED: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY: Final = f"{CLOSED}; style-src 'self'; img-src 'self' data:"
QUERY_POLICY: Final = f"{CLOSED}; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'"
"""The editor places its parts by styles of its own."""
EXPLORER_POLICY: Final = "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""The page brings a stricter one with it, which names its scripts by their hashes."""

HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Security-Policy": PAGE_POLICY,
}


class Guard:
    """Adds to each answer the headers that it lacks."""

    def __init__(self, app: "ASGIApp", *, shared: bool) -> None:
        self.app = app
        self.headers = {k: v for k, v in HEADERS.items() if not (shared and k == "Cross-Origin-Resource-Policy")}

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand on a request."""

        async def guarded(message: "Message") -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, guarded if scope["type"] == "http" else send)
