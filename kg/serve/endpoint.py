"""The SPARQL endpoint.

It stands beside the routes of the other paths, without a layer between: most requests come here, and what the layers cost is as
much as the answer to a short query.
"""

import time
from dataclasses import asdict
from typing import TYPE_CHECKING

from starlette.requests import Request

from kg.serve.formats import GRAPHS, HTML, preferred
from kg.serve.frames import Reply
from kg.serve.headers import accepted
from kg.serve.incoming import body_of, check_writer
from kg.serve.lending import SHORT
from kg.serve.protocol import PATH, Asked, ProtocolError, Update, asked
from kg.serve.settings import MOMENT
from kg.serve.site import Site

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["Beside", "Endpoint", "address", "sent"]


class Endpoint:
    """Answers queries and updates of the SPARQL 1.1 Protocol."""

    def __init__(self, site: Site) -> None:
        self.site = site

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request."""
        try:
            reply = await self.reply(Request(scope, receive))
        except ProtocolError as error:
            reply = error.reply
        await sent(reply, send)

    async def reply(self, request: Request) -> Reply:
        """The answer to a request.

        Raises:
            ProtocolError: if it is none of the protocol's, or may not be done.
        """
        method, accept = request.method, accepted(request.headers.raw)
        if method not in {"GET", "HEAD", "POST"}:
            raise ProtocolError(405, "Method Not Allowed")
        body = await body_of(request, self.site.settings.body) if method == "POST" else b""
        content_type = request.headers.get("content-type", "")
        wanted = asked(method, request.scope["query_string"].decode("latin-1"), content_type, body)
        here = address(request)
        match wanted:
            case Asked():
                start = time.monotonic()
                reply = await self.query(wanted, accept, here)
                request.scope["state"][SHORT] = reply.status == 200 and time.monotonic() - start < MOMENT
                return reply
            case Update():
                check_writer(request, self.site.settings)
                job = {"dataset": wanted.dataset and asdict(wanted.dataset), "base": here}
                return await self.site.write("update", job, wanted.text.encode())
            case None:
                return await self.described(accept, here)

    async def query(self, wanted: Asked, accept: str, here: str) -> Reply:
        """The answer to a query."""
        job, how = wanted.job(accept, here), wanted.how(accept, here)
        return (await self.site.query(wanted.text.encode(), job, how)).by_accept()

    async def described(self, accept: str, here: str) -> Reply:
        """What the service says of itself; whoever looks with a browser is led to the editor."""
        if preferred(accept, (*GRAPHS, HTML)) == HTML:
            return Reply(303, headers={"Location": "/query"})
        job = {"endpoint": here, "accept": accept, "update": self.site.settings.write}
        return (await self.site.read("describe", job)).by_accept()


def address(request: Request) -> str:
    """The address that a request came to, as it was written, without its parameters."""
    host = request.headers.get("host") or "{}:{}".format(*request.scope["server"])
    return f"{request.scope['scheme']}://{host}{request.scope['raw_path'].decode('latin-1')}"


async def sent(reply: Reply, send: "Send") -> None:
    """Send a reply as an answer of HTTP."""
    headers = [(b"content-type", reply.media.encode()), (b"content-length", b"%d" % len(reply.body))]
    if reply.status == 204:  # has no body, and must not say of what length
        headers = []
    headers += [(name.lower().encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": headers})
    await send({"type": "http.response.body", "body": reply.body})


class Beside:
    """An application at one path, and another at all others."""

    def __init__(self, endpoint: "ASGIApp", others: "ASGIApp") -> None:
        self.endpoint = endpoint
        self.others = others

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Hand on a request."""
        here = scope["type"] == "http" and scope["path"] == PATH
        await (self.endpoint if here else self.others)(scope, receive, send)
