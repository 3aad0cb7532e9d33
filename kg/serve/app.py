"""The application: which path leads to what."""

from dataclasses import asdict
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pyoxigraph import NamedNode
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.model import digest
from kg.queries import load_queries
from kg.serve.endpoint import Beside, Endpoint, address
from kg.serve.frames import Reply
from kg.serve.guard import EXPLORER_POLICY, QUERY_POLICY, Guard
from kg.serve.headers import accepted
from kg.serve.incoming import body_of, check_writer
from kg.serve.pages import SPACES
from kg.serve.protocol import ProtocolError, one, parameters
from kg.serve.settings import Settings
from kg.serve.site import Site

if TYPE_CHECKING:
    from starlette.types import ASGIApp

__all__ = ["application"]

HERE: Final = Path(__file__).parent
ARTICLE_FIELDS: Final = ("title", "publisher", "author", "published", "source", "language", "retrieved", "map", "force")
MOST_ARTICLES: Final = 1000


def site_of(request: Request) -> Site:
    """The site that a request is for."""
    found: Site = request.app.state.site
    return found


def response(reply: Reply, **headers: str) -> Response:
    """A reply as an answer of HTTP."""
    more = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(reply.body, reply.status, {**reply.headers, **more, "Content-Type": reply.media})


async def store(request: Request) -> Response:
    """Graphs as a whole, by the Graph Store Protocol (https://www.w3.org/TR/sparql11-http-rdf-update/)."""
    site = site_of(request)
    name, base = graph_of(request)
    if request.method in {"GET", "HEAD"}:
        return response(
            await site.read("graph", {"graph": name, "accept": accepted(request.headers.raw)}), Vary="Accept"
        )
    check_writer(request, site.settings)
    if request.method == "DELETE":
        return response(await site.write("drop_graph", {"graph": name}, b""))
    media, body = request.headers.get("content-type", ""), await body_of(request, site.settings.body)
    if name is None:  # by its content, so that the same triples are not there twice
        name = base = f"{base}/{digest(body.decode('latin-1'))}"
    job = {"graph": name, "base": base, "media": media, "replace": request.method == "PUT"}
    return response(await site.write("put_graph", job, body))


def graph_of(request: Request) -> tuple[str | None, str]:
    """The graph that a request is about, "" for the default graph, None for a new one, and the base of IRIs in its body.

    Raises:
        ProtocolError: if it names none, or several.
    """
    given, here = parameters(request.scope["query_string"].decode("latin-1")), address(request)
    if request.path_params.get("path", ""):
        if given:
            raise ProtocolError(400, "a graph is named either by the path or by graph=")
        return here, here
    if request.method == "POST" and not request.scope["query_string"]:
        return None, here
    if ("graph" in given) == ("default" in given):
        raise ProtocolError(400, "name a graph: graph=IRI, or default for the default graph")
    if "default" in given:
        return "", here
    name = one(given, "graph")
    try:
        return name, NamedNode(name).value
    except ValueError as error:
        raise ProtocolError(400, f"graph={name} is no IRI: {error}") from error


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
    return response(await site_of(request).read("resource", named | {"accept": accepted(request.headers.raw)}))


async def articles(request: Request) -> Response:
    """The list of articles, or one more of them."""
    site, given = site_of(request), parameters(request.scope["query_string"].decode("latin-1"))
    if request.method == "POST":
        check_writer(request, site.settings)
        fields = {name: one(given, name) for name in given}
        if unknown := fields.keys() - set(ARTICLE_FIELDS):
            raise ProtocolError(400, f"{min(unknown)}= is not known; known: {', '.join(ARTICLE_FIELDS)}")
        if (force := fields.get("force", "false")) not in {"true", "false"}:
            raise ProtocolError(400, f"force={force}: write true or false")
        media = request.headers.get("content-type", "")
        return response(await site.write("add", fields | {"media": media}, await body_of(request, site.settings.body)))
    page = {name: whole(one(given, name, default)) for name, default in (("offset", "0"), ("limit", "100"))}
    page["limit"] = min(page["limit"], MOST_ARTICLES)
    return response(await site.read("articles", page | {"accept": accepted(request.headers.raw)}))


def whole(text: str) -> int:
    """A whole number of a parameter."""
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise ProtocolError(400, f"{text!r} is no whole number of at most nine digits")
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
    if isinstance(error, ProtocolError):
        return response(error.reply)
    if isinstance(error, HTTPException):
        return PlainTextResponse(f"{error.detail}\n", error.status_code, error.headers)
    raise error


ROUTES: Final = (
    Route("/", explorer),
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


def application(settings: Settings) -> "ASGIApp":
    """The application that serves a graph."""
    site = Site(settings)
    handlers = {ProtocolError: refused, HTTPException: refused}
    pages = Starlette(routes=ROUTES, exception_handlers=handlers, lifespan=site.running)
    pages.state.site = site
    found: ASGIApp = Beside(Endpoint(site), pages)
    if settings.cors:
        found = CORSMiddleware(found, allow_origins=list(settings.cors), allow_methods=["GET", "POST"])
    return Guard(found, settings)
