"""The application: which path leads to what."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.queries import load_queries
from kg.serve.formats import GRAPHS, HTML, preferred
from kg.serve.frames import Job, Reply
from kg.serve.guard import EXPLORER_POLICY, QUERY_POLICY, Guard
from kg.serve.metrics import Metrics
from kg.serve.pages import SPACES
from kg.serve.pool import Busy, Pool
from kg.serve.protocol import Asked, ProtocolError, Update, asked, one, parameters
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot

__all__ = ["Site", "application"]

HERE: Final = Path(__file__).parent
BODY_SECONDS: Final = 15.0
ARTICLE_FIELDS: Final = ("title", "publisher", "author", "published", "source")
MOST_ARTICLES: Final = 1000


class Site:
    """One graph and those who work on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.snapshot = Snapshot(settings.store)
        self.pool = Pool(settings)
        self.writer = Pool(settings, writes=True)
        self.metrics = Metrics(lambda: self.pool.admitted + self.writer.admitted)
        self._drawing: tuple[str, asyncio.Task[Reply]] | None = None

    @asynccontextmanager
    async def running(self, app: Starlette) -> AsyncIterator[None]:
        """Workers for as long as the application runs."""
        del app
        await self.pool.open()
        try:
            yield
        finally:
            self.pool.close()
            self.writer.close()

    async def read(self, kind: str, asked: Mapping[str, object], body: bytes = b"", seconds: float = 0) -> Reply:
        """Have something read from the graph as it is now."""
        limit = seconds or self.settings.limits.seconds
        return await self.done(self.pool, Job(kind, asked, body, limit, self.snapshot.version()))

    async def write(self, kind: str, asked: Mapping[str, object], body: bytes) -> Reply:
        """Have something written into the graph; who reads next sees it."""
        try:
            return await self.done(self.writer, Job(kind, asked, body, self.settings.page_seconds))
        finally:
            self.snapshot.changed()

    async def done(self, pool: Pool, job: Job) -> Reply:
        """The reply to a job; counted."""
        start = time.monotonic()
        try:
            reply = await pool.do(job)
        except Busy:
            reply = Reply.refusal(503, "too many ask at once; ask again in a moment", Retry_After="2")
        self.metrics.count(job.kind, reply.status, time.monotonic() - start)
        return reply

    async def explorer(self) -> Reply:
        """The explorer, drawn once a version of the graph, whoever asks for it meanwhile."""
        version = self.snapshot.version()
        if self._drawing is None or self._drawing[0] != version:
            drawing = self.read("explorer", {}, seconds=self.settings.page_seconds)
            self._drawing = (version, asyncio.create_task(drawing))
        reply = await asyncio.shield(self._drawing[1])
        if reply.status != 200:
            self._drawing = None
        return reply


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    found: Site = request.app.state.site
    return found


def response(reply: Reply, **headers: str) -> Response:
    """A reply as an answer of HTTP."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(reply.body, reply.status, {**reply.headers, **more, "Content-Type": reply.media})


async def body_of(request: Request) -> bytes:
    """The body of a request.

    Raises:
        ProtocolError: if it is too large or takes too long.
    """
    most, found = site_of(request).settings.body, bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            async for piece in request.stream():
                found += piece
                if len(found) > most:
                    raise ProtocolError(413, f"the body is larger than {most} bytes")
    except TimeoutError:
        raise ProtocolError(408, f"the body took longer than {BODY_SECONDS:g} s") from None
    except ClientDisconnect:
        raise ProtocolError(400, "the body ended early") from None
    return bytes(found)


def check_writer(request: Request) -> None:
    """Let a request pass that may write.

    Raises:
        ProtocolError: if this server is read-only, or the request shows no token, or another.
    """
    settings = site_of(request).settings
    if not settings.write:
        raise ProtocolError(403, "this server is read-only; start it with kg serve --write")
    scheme, _, shown = request.headers.get("authorization", "").partition(" ")
    known = settings.token.strip().encode()
    if scheme.lower() != "bearer" or not hmac.compare_digest(shown.strip().encode(), known):
        raise ProtocolError(401, "show the token of this server: Authorization: Bearer …")


async def sparql(request: Request) -> Response:
    """The SPARQL endpoint."""
    site, accept = site_of(request), request.headers.get("accept", "")
    body = await body_of(request) if request.method == "POST" else b""
    content_type, here = request.headers.get("content-type", ""), str(request.url.replace(query=""))
    wanted = asked(request.method, request.scope["query_string"].decode("latin-1"), content_type, body)
    match wanted:
        case Asked():
            job = {
                "accept": accept,
                "inferred": wanted.inferred,
                "dataset": wanted.dataset and asdict(wanted.dataset),
                "base": here,
            }
            return response(await site.read("query", job, wanted.text.encode()), Vary="Accept")
        case Update():
            check_writer(request)
            dataset = wanted.dataset and asdict(wanted.dataset)
            return response(await site.write("update", {"dataset": dataset, "base": here}, wanted.text.encode()))
        case None if preferred(accept, (*GRAPHS, HTML)) == HTML:
            return RedirectResponse("/query", 303)
        case None:
            described = {"endpoint": here, "accept": accept, "update": site.settings.write}
            return response(await site.read("describe", described), Vary="Accept")


async def store(request: Request) -> Response:
    """Graphs as a whole, by the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""
    site = site_of(request)
    name, base = graph_of(request)
    if request.method in {"GET", "HEAD"}:
        return response(
            await site.read("graph", {"graph": name, "accept": request.headers.get("accept", "")}), Vary="Accept"
        )
    check_writer(request)
    if request.method == "DELETE":
        return response(await site.write("drop_graph", {"graph": name}, b""))
    media, body = request.headers.get("content-type", ""), await body_of(request)
    job = {"graph": name, "base": base, "media": media, "replace": request.method == "PUT"}
    return response(await site.write("put_graph", job, body))


def graph_of(request: Request) -> tuple[str, str]:
    """The graph that a request is about, "" for the default graph, and the base of IRIs in its body.

    Raises:
        ProtocolError: if it names none, or several.
    """
    given = parameters(request.scope["query_string"].decode("latin-1"))
    if path := request.path_params.get("path", ""):
        url = str(request.url.replace(query=""))
        if given or not path:
            raise ProtocolError(400, "a graph is named either by the path or by graph=")
        return url, url
    if ("graph" in given) == ("default" in given):
        raise ProtocolError(400, "name a graph: graph=IRI, or default for the default graph")
    name = one(given, "graph", "")
    if "graph" in given and not name:
        raise ProtocolError(400, "graph= is empty")
    return name, name or str(request.url.replace(query=""))


async def explorer(request: Request) -> Response:
    """The graph as a page."""
    return response(await site_of(request).explorer(), Content_Security_Policy=EXPLORER_POLICY)


async def query_page(request: Request) -> Response:
    """The page of the editor."""
    del request
    page = (HERE / "static" / "query.html").read_bytes()
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": QUERY_POLICY})


async def queries(request: Request) -> Response:
    """The saved queries, with what they take."""
    del request
    known = [asdict(query) | {"file": None} for query in load_queries().values()]
    return Response(
        dumps([{k: v for k, v in q.items() if k not in {"file", "text"}} for q in known]), media_type="application/json"
    )


async def saved_query(request: Request) -> Response:
    """A saved query with the parameters of the address filled in."""
    values = {name: values[0] for name, values in parameters(request.scope["query_string"].decode("latin-1")).items()}
    return response(await site_of(request).read("saved", {"name": request.path_params["name"], "values": values}))


async def resource(request: Request) -> Response:
    """The page or the description of an entity, statement or article."""
    named = {"space": request.scope["route"].name, "name": request.path_params["name"]}
    return response(await site_of(request).read("resource", named | {"accept": request.headers.get("accept", HTML)}))


async def articles(request: Request) -> Response:
    """The list of articles, or one more of them."""
    site, given = site_of(request), parameters(request.scope["query_string"].decode("latin-1"))
    if request.method == "POST":
        check_writer(request)
        fields = {name: one(given, name) for name in given}
        if unknown := fields.keys() - set(ARTICLE_FIELDS):
            raise ProtocolError(400, f"{min(unknown)}= is not known; known: {', '.join(ARTICLE_FIELDS)}")
        media = request.headers.get("content-type", "")
        return response(await site.write("add", fields | {"media": media}, await body_of(request)))
    page = {name: whole(one(given, name, default)) for name, default in (("offset", "0"), ("limit", "100"))}
    page["limit"] = min(page["limit"], MOST_ARTICLES)
    return response(await site.read("articles", page | {"accept": request.headers.get("accept", HTML)}))


def whole(text: str) -> int:
    """A whole number of a parameter."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ProtocolError(400, f"{text!r} is no whole number")
    return int(text)


async def health(request: Request) -> Response:
    """Whether queries are answered."""
    reply = await site_of(request).read("query", {"accept": "*/*"}, b"ASK {}", 1.0)
    return PlainTextResponse("ok\n") if reply.status == 200 else response(reply)


async def metrics(request: Request) -> Response:
    """Counts for Prometheus."""
    return Response(site_of(request).metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")


async def refused(request: Request, error: Exception) -> Response:
    """One line for a request that cannot be served."""
    del request
    status = getattr(error, "status", getattr(error, "status_code", 400))
    message = error.detail if isinstance(error, HTTPException) else str(error)
    headers = {"WWW-Authenticate": "Bearer"} if status == 401 else dict(getattr(error, "headers", None) or {})
    return PlainTextResponse(f"{message}\n", status, headers)


ROUTES: Final = (
    Route("/", explorer),
    Route("/sparql", sparql, methods=["GET", "POST"]),
    Route("/store", store, methods=["GET", "PUT", "POST", "DELETE"]),
    Route("/store/{path:path}", store, methods=["GET", "PUT", "POST", "DELETE"]),
    Route("/query", query_page),
    Route("/queries", queries),
    Route("/queries/{name}", saved_query),
    *(Route(f"/{space}/{{name:path}}", resource, name=space) for space in SPACES),
    Route("/articles", articles, methods=["GET", "POST"]),
    Route("/healthz", health),
    Route("/metrics", metrics),
    Mount("/static", StaticFiles(directory=HERE / "static")),
)


def application(settings: Settings) -> Starlette:
    """The application that serves a graph."""
    site = Site(settings)
    around = [
        Middleware(Guard, shared=bool(settings.cors)),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False),
    ]
    if settings.cors:
        around.append(Middleware(CORSMiddleware, allow_origins=list(settings.cors), allow_methods=["GET", "POST"]))
    handlers = {ProtocolError: refused, HTTPException: refused}
    app = Starlette(routes=ROUTES, middleware=around, exception_handlers=handlers, lifespan=site.running)
    app.state.site = site
    return app
