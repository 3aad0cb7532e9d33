"""Speaks the SPARQL 1.1 protocols with one endpoint: Query, Update and, where it is offered, Graph Store.

Only the address of queries is given. Servers put updates and graphs in different places near it; the usual ones are tried, on the
same host alone. Who may do so is said by the environment: KG_TOKEN, or KG_USER and KG_PASSWORD.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from typing import Final, TypeAlias
from urllib.parse import urlsplit, urlunsplit

import httpx
from pyoxigraph import QueryBoolean, QueryResultsFormat, QuerySolutions, RdfFormat, Triple, parse, parse_query_results

from kg.errors import QueryError, RefusedError, StoreError
from kg.rdf.terms import META

__all__ = ["Endpoint"]

Answer: TypeAlias = QuerySolutions | QueryBoolean | list[Triple]

TOKEN: Final = "KG_TOKEN"  # noqa: S105 — the name of the variable, not its value
USER, PASSWORD = "KG_USER", "KG_PASSWORD"

ROWS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
TRIPLES: Final = "application/n-triples, text/turtle;q=0.9"
"""What is accepted of a query; never both, since Virtuoso gives triples as rows where it may."""
RESULTS: Final = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
}
GRAPHS: Final = {"application/n-triples": RdfFormat.N_TRIPLES, "text/turtle": RdfFormat.TURTLE}

QUERIES: Final = ("", "/query", "/sparql")
"""What is tried after the address, for queries."""
UPDATES: Final = ("", "../update", "/update", "/statements", "../sparql-auth")
"""For updates: the address itself, oxigraph and Fuseki, those below a dataset, RDF4J and GraphDB, Virtuoso."""
STORES: Final = ("../store", "../data", "/store", "/data", "/rdf-graphs/service", "../sparql-graph-crud")
"""For whole graphs, likewise."""
CUT_OFF: Final = "x-sparql-maxrows"
"""The header by which Virtuoso says that it has left rows out."""
SECONDS: Final = httpx.Timeout(600.0, connect=10.0)


class Endpoint:
    """One endpoint; keeps its connection.

    Raises:
        StoreError: from any of its methods, if the server cannot be reached, refuses, or does not speak SPARQL.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._client = httpx.Client(auth=credentials(), timeout=SECONDS, headers={"user-agent": "kg"})
        self._query_url = self._update_url = ""
        self._store_url: str | None = ""

    def query(
        self, text: str, *, default: Iterable[str] = (), named: Iterable[str] = (), triples: bool = False
    ) -> Answer:
        """The answer to a query, on the endpoint's own dataset or on the graphs that are named; `triples` says what it gives.

        Raises:
            QueryError: if the server refuses the query.
        """
        fields = {"query": text, "default-graph-uri": list(default), "named-graph-uri": list(named)}
        self._query_url = self._query_url or self._found(QUERIES, self._answers, "queries")
        accept = {"accept": TRIPLES if triples else ROWS}
        response = self._request("POST", self._query_url, data={k: v for k, v in fields.items() if v}, headers=accept)
        if response.status_code == httpx.codes.BAD_REQUEST:
            raise QueryError(f"{self.address} refuses the query: {said(response)}")
        return read(self._checked(response), self.address)

    def update(self, text: str) -> None:
        """Run an update; one that is refused has changed nothing.

        Raises:
            RefusedError: if the server refuses it.
        """
        self._update_url = self._update_url or self._found(UPDATES, self._updates, "updates")
        self._checked(self._send(self._update_url, text))

    def graph(self, name: str) -> list[Triple]:
        """All triples of a named graph, by the Graph Store Protocol where there is one, else by a query."""
        if self._store_url == "":
            self._store_url = next(filter(self._stores, self._near(STORES)), None)
        if self._store_url is None:
            return self.triples(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}")
        response = self._request("GET", self._store_url, params={"graph": name}, headers={"accept": TRIPLES})
        if response.status_code == httpx.codes.NOT_FOUND:  # the protocol's way to say that a graph is empty
            return []
        return triples_of(read(self._checked(response), self.address), self.address)

    def triples(self, text: str) -> list[Triple]:
        """The triples that a query constructs."""
        return triples_of(self.query(text, triples=True), self.address)

    def _answers(self, url: str) -> bool:
        response = self._request("POST", url, data={"query": "ASK {}"}, headers={"accept": ROWS})
        self._refuse_strangers(response)
        return response.is_success and media_type(response) in RESULTS

    def _updates(self, url: str) -> bool:
        response = self._send(url, "INSERT DATA {}")
        self._refuse_strangers(response)
        return response.is_success

    def _stores(self, url: str) -> bool:
        # A graph that is there, if any of kg's is: of one that nobody has, a server may say 404, as others of an address that they lack.
        response = self._request("GET", url, params={"graph": META.value}, headers={"accept": TRIPLES})
        return response.is_success and media_type(response) in GRAPHS

    def _found(self, tails: Iterable[str], fits: Callable[[str], bool], what: str) -> str:
        """The first of the usual addresses that fits."""
        found = next(filter(fits, self._near(tails)), None)
        if found is None:
            tried = ", ".join(self._near(tails))
            raise StoreError(f"{self.address}: no SPARQL endpoint for {what}; tried {tried}")
        return found

    def _near(self, tails: Iterable[str]) -> Iterator[str]:
        """Addresses near this one; ".." takes the place of the last part of its path."""
        scheme, host, path, query, _ = urlsplit(self.address)
        for tail in tails:
            start = path.rstrip("/").rpartition("/")[0] if tail.startswith("..") else path.rstrip("/")
            yield urlunsplit((scheme, host, start + tail.removeprefix("..") if tail else path, query, ""))

    def _send(self, url: str, update: str) -> httpx.Response:
        return self._request(
            "POST", url, content=update.encode(), headers={"content-type": "application/sparql-update"}
        )

    def _request(self, method: str, url: str, **how: object) -> httpx.Response:
        try:
            return self._client.request(method, url, **how)  # type: ignore[arg-type]
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise StoreError(f"{self.address}: cannot be reached: {error or type(error).__name__}") from error

    def _checked(self, response: httpx.Response) -> httpx.Response:
        """The response if it is a success."""
        self._refuse_strangers(response)
        if response.is_redirect:
            raise StoreError(f"{self.address}: is elsewhere now: {response.headers.get('location')}; name that address")
        if not response.is_success:
            raise RefusedError(f"{self.address}: the server says {response.status_code}: {said(response)}")
        if most := response.headers.get(CUT_OFF):
            raise StoreError(f"{self.address}: the server gives no more than {most} rows; raise its ResultSetMaxRows")
        return response

    def _refuse_strangers(self, response: httpx.Response) -> None:
        """Complain where the server wants to know who asks."""
        if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
            raise StoreError(
                f"{self.address}: the server says {response.status_code}; put {TOKEN}, or {USER} and {PASSWORD}, into the"
                " environment"
            )


def credentials() -> httpx.Auth | None:
    """Who asks, as the environment says; None where it says nothing.

    Raises:
        StoreError: if it says only half.
    """
    token, user, password = (os.environ.get(name, "") for name in (TOKEN, USER, PASSWORD))
    if token:
        return Bearer(token)
    if bool(user) != bool(password):
        raise StoreError(f"{USER} and {PASSWORD}: give both, or none")
    return Password(user, password) if user else None


class Password(httpx.Auth):
    """Shows a name and a password, or a digest of them to a server that refuses both, as Virtuoso does."""

    def __init__(self, user: str, password: str) -> None:
        self._basic = httpx.BasicAuth(user, password)
        self._digest = httpx.DigestAuth(user, password)
        self._refused = False

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Add them."""
        if not self._refused:
            response = yield next(self._basic.auth_flow(request))
            self._refused = response.status_code == httpx.codes.UNAUTHORIZED
            if not self._refused:
                return
            del request.headers["authorization"]
        yield from self._digest.auth_flow(request)


class Bearer(httpx.Auth):
    """Shows a token with each request."""

    def __init__(self, token: str) -> None:
        self.token = token

    def auth_flow(self, request: httpx.Request) -> Iterator[httpx.Request]:  # type: ignore[override]
        """Add the token."""
        request.headers["authorization"] = f"Bearer {self.token}"
        yield request


def read(response: httpx.Response, address: str) -> Answer:
    """What a response holds."""
    kind = media_type(response)
    try:
        if kind in RESULTS:
            return parse_query_results(response.content, format=RESULTS[kind])
        if kind in GRAPHS:
            return [quad.triple for quad in parse(response.content, format=GRAPHS[kind])]
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{address}: the answer is damaged: {error}") from error
    raise StoreError(f"{address}: answers with {kind or 'something without a type'}, which is no format of SPARQL")


def triples_of(found: Answer, address: str) -> list[Triple]:
    """An answer that must be triples."""
    if not isinstance(found, list):
        raise StoreError(f"{address}: answers with rows where triples were asked for")
    return found


def media_type(response: httpx.Response) -> str:
    """The media type of a response, without its parameters."""
    kind: str = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind


def said(response: httpx.Response) -> str:
    """The first line of what a server says went wrong."""
    lines = [line.strip() for line in response.text[:2000].splitlines() if line.strip()]
    return lines[0][:300] if lines else response.reason_phrase
