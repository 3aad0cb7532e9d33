"""What a request of the SPARQL 1.1 Protocol asks (https://www.w3.org/TR/sparql11-protocol/)."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final
from urllib.parse import parse_qsl

from kg.serve.formats import taken
from kg.serve.frames import Reply
from kg.sparql import Dataset

__all__ = ["PATH", "Asked", "ProtocolError", "Update", "asked"]

PATH: Final = "/sparql"
FORM: Final = "application/x-www-form-urlencoded"
QUERY: Final = "application/sparql-query"
UPDATE: Final = "application/sparql-update"
MAX_PARAMETERS: Final = 1000

Parameters = Mapping[str, Sequence[str]]


class ProtocolError(Exception):
    """A request that is none of the protocol's."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status

    @property
    def reply(self) -> Reply:
        """What to answer."""
        headers = {401: {"WWW_Authenticate": "Bearer"}, 405: {"Allow": "GET, HEAD, POST"}}
        return Reply.refusal(self.status, str(self), **headers.get(self.status, {}))


@dataclass(frozen=True, slots=True)
class Asked:
    """A query."""

    text: str
    dataset: Dataset | None = None
    """None is the one that the query names, else the usual one."""
    inferred: bool = True

    def job(self, accept: str, base: str) -> dict[str, object]:
        """What a worker is told of it."""
        dataset = self.dataset and asdict(self.dataset)
        return {"accept": accept, "inferred": self.inferred, "dataset": dataset, "base": base}

    def how(self, accept: str, base: str) -> Hashable:
        """What its answer depends on besides the text."""
        return accept, self.inferred, self.dataset, base


@dataclass(frozen=True, slots=True)
class Update:
    """An update; the dataset is what its patterns see."""

    text: str
    dataset: Dataset | None = None


def asked(method: str, query_string: str, content_type: str, body: bytes) -> Asked | Update | None:
    """The query or update of a request, None of one that has none: it asks what the service is.

    Raises:
        ProtocolError: if it has several, or not in the way of the protocol.
    """
    url = parameters(query_string)
    if method != "POST":
        if "query" in url:
            return query(url)
        refuse(url, ("update",), "is sent by POST")
        refuse(url, ("default-graph-uri", "named-graph-uri"), "needs a query=")
        return None
    media, charset = taken(content_type)
    if charset not in {"utf-8", "utf8"}:
        raise ProtocolError(415, f"charset={charset}: write UTF-8")
    text = decoded(body)
    if media == FORM:
        sent = parameters(text)
        form = {name: [*url.get(name, ()), *sent.get(name, ())] for name in {**url, **sent}}
        if ("query" in form) == ("update" in form):
            raise ProtocolError(400, "give either query= or update=")
        return query(form) if "query" in form else update(form)
    if media not in {QUERY, UPDATE}:
        raise ProtocolError(415, f"Content-Type: write {QUERY}, {UPDATE} or {FORM}")
    if "query" in url or "update" in url:
        raise ProtocolError(400, "give the text either in the address or in the body")
    return query(url | {"query": [text]}) if media == QUERY else update(url | {"update": [text]})


def decoded(body: bytes) -> str:
    """The text of a body.

    Raises:
        ProtocolError: if it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ProtocolError(400, f"the body is not UTF-8: byte {error.start}") from error


def parameters(text: str) -> dict[str, list[str]]:
    """Names and values of parameters.

    Raises:
        ProtocolError: if they are too many or not UTF-8.
    """
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MAX_PARAMETERS)
    except ValueError as error:
        raise ProtocolError(400, f"parameters: {error}") from error
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def query(given: Parameters) -> Asked:
    """The query that parameters hold."""
    refuse(given, ("update", "using-graph-uri", "using-named-graph-uri"), "goes with updates")
    wanted = one(given, "inferred", "true")
    if wanted not in {"true", "false"}:
        raise ProtocolError(400, f"inferred={wanted}: write true or false")
    return Asked(one(given, "query"), dataset(given, "default-graph-uri", "named-graph-uri"), wanted == "true")


def update(given: Parameters) -> Update:
    """The update that parameters hold."""
    refuse(given, ("query", "default-graph-uri", "named-graph-uri"), "goes with queries")
    return Update(one(given, "update"), dataset(given, "using-graph-uri", "using-named-graph-uri"))


def refuse(given: Parameters, names: Sequence[str], why: str) -> None:
    """Refuse parameters that have no meaning here."""
    for name in names:
        if name in given:
            raise ProtocolError(400, f"{name}= {why}")


def one(given: Parameters, name: str, default: str = "") -> str:
    """The only value of a parameter."""
    values = given.get(name, [default])
    if len(values) > 1:
        raise ProtocolError(400, f"{name}= stands there {len(values)} times; give one")
    return values[0]


def dataset(given: Parameters, default: str, named: str) -> Dataset | None:
    """The graphs that parameters name, None where they name none."""
    found = Dataset(tuple(given.get(default, ())), tuple(given.get(named, ())))
    return found if found.default or found.named else None
