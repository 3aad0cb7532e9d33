"""Writes: updates, and graphs as a whole. Each opens the graph, writes in one atomic step, and closes it again.

So another writer, such as `kg add`, waits for a moment at most.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from email.parser import BytesParser
from email.policy import HTTP
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from pyoxigraph import NamedNode, Quad, parse
from pyoxigraph import Store as Quads

from kg.errors import QueryError
from kg.ontology import KG
from kg.rdf.names import PREFIXES
from kg.rdf.terms import ABOUT, ASSEMBLED_BY, FORMAT_VERSION, META
from kg.rdf.updating import data
from kg.serve.formats import READABLE, MediaError, taken
from kg.serve.frames import Reply
from kg.sparql import Dataset
from kg.sparql.mistakes import as_it_is
from kg.sparql.network import refuse_network
from kg.sparql.tokens import Token, tokens
from kg.store.files import open_files

if TYPE_CHECKING:
    from kg.serve.worker import Desk

__all__ = ["WORK", "with_dataset"]

FORM: Final = "multipart/form-data"


def update(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """Run a SPARQL update."""
    text = body.decode()
    refuse_network(text)
    if isinstance(found := asked.get("dataset"), dict):
        text = with_dataset(text, Dataset(**found))
    run(open_files(desk.path, read_only=False, create=False), text, str(asked["base"]))
    return Reply(204)


def run(quads: Quads, text: str, base: str | None = None, *, ours: bool = True) -> None:
    """Run an update that also keeps what makes these files a graph of ours, whatever else it drops: in one atomic step.

    Where it may have touched `ours`, the graphs that the program writes, what follows from articles is no more known to be
    what stands there: the next article has it worked out anew.

    Raises:
        QueryError: if it is not valid; says the line.
    """
    keep = f"INSERT DATA {{ {data(quads.quads_for_pattern(None, FORMAT_VERSION, None, META))} }}"
    if ours:
        keep = f"DELETE WHERE {{ GRAPH {META} {{ {ABOUT} {ASSEMBLED_BY} ?rules }} }} ;\n{keep}"
    try:
        quads.update(f"{text}\n;\n{keep}", base_iri=base, prefixes=dict(PREFIXES))
    except SyntaxError as error:
        try:  # it may end in a semicolon already
            quads.update(f"{text}\n{keep}", base_iri=base, prefixes=dict(PREFIXES))
        except SyntaxError:
            raise wrong(text, error) from error
    except (RuntimeError, ValueError) as error:
        raise as_it_is(text, error) from error


def wrong(text: str, error: SyntaxError) -> QueryError:
    """What is wrong with an update, by the place where it is wrong in the update alone."""
    try:
        Quads().update(text, prefixes=dict(PREFIXES))
    except (SyntaxError, RuntimeError, ValueError) as alone:
        return as_it_is(text, alone)
    return as_it_is(text, error)


def with_dataset(text: str, dataset: Dataset) -> str:
    """An update whose patterns see the graphs of a dataset, as if it said so by `USING`.

    >>> with_dataset("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", Dataset(("http://a/",)))
    'DELETE { ?s ?p 1 } USING <http://a/> WHERE { ?s ?p 1 }'

    Raises:
        QueryError: if it says itself which graphs it sees, or if the graphs are no IRIs.
    """
    try:
        default, named = ([str(NamedNode(name)) for name in names] for names in (dataset.default, dataset.named))
    except ValueError as error:
        raise QueryError(f"using-graph-uri: {error}") from error
    clause = "".join([*(f"USING {name} " for name in default), *(f"USING NAMED {name} " for name in named)])
    pieces, done = [], 0
    for token in patterns(list(tokens(text))):
        if token.upper != "WHERE":
            raise QueryError(f"using-graph-uri: the update says {token.upper} itself; leave out one of the two")
        pieces += [text[done : token.start], clause]
        done = token.start
    return "".join([*pieces, text[done:]])


def patterns(found: list[Token]) -> Iterator[Token]:
    """The words that begin what an update sees, outside of braces: WHERE, but that of DELETE WHERE, and USING and WITH."""
    depth = 0
    for before, token in pairwise([Token("mark", "", 0), *found]):
        depth += (token.text == "{") - (token.text == "}")
        if depth == 0 and token.kind == "word" and token.upper in {"WHERE", "USING", "WITH"}:
            if token.upper == "WHERE" and before.upper == "DELETE":
                raise QueryError("using-graph-uri: DELETE WHERE sees what it deletes; write DELETE { … } WHERE { … }")
            yield token


def put_graph(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """Replace a graph, or add to it."""
    name, replace = str(asked["graph"]), bool(asked["replace"])
    quads = [
        quad
        for part, media in parts_of(body, str(asked["media"]))
        for quad in read_graph(part, media, name, str(asked["base"]))
    ]
    store = open_files(desk.path, read_only=False, create=False)
    new = bool(name) and not store.contains_named_graph(NamedNode(name))
    where = str(NamedNode(name)) if name else ""
    empty = [f"DROP SILENT GRAPH {where}" if name else "DROP DEFAULT"] if replace else []
    made = [f"CREATE SILENT GRAPH {where}"] if name else []
    run(store, " ;\n".join([*empty, *made, f"INSERT DATA {{ {data(quads)} }}"]), ours=is_ours(name))
    return Reply(201, headers={"Location": as_uri(name)}) if new else Reply(204)


def as_uri(iri: str) -> str:
    """An IRI as headers may hold it (https://www.rfc-editor.org/rfc/rfc3987#section-3.1).

    >>> as_uri("http://a/ü?b=%20#c")
    'http://a/%C3%BC?b=%20#c'
    """
    return quote(iri, safe="%:/?#[]@!$&'()*+,;=~")


def is_ours(name: str) -> bool:
    """Whether the program itself writes a graph: the default graph, "", and those that its own vocabulary names."""
    return not name or name.startswith(KG)


def parts_of(body: bytes, content_type: str) -> list[tuple[bytes, str]]:
    """The files of a form, each with its media type; of another body, itself.

    Raises:
        QueryError: if it is a form without files.
    """
    if taken(content_type)[0] != FORM:
        return [(body, content_type)]
    form = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {content_type}\r\n\r\n".encode() + body)
    contents = ((part.get_payload(decode=True), str(part.get("content-type", ""))) for part in form.iter_parts())
    found = [(data, media) for data, media in contents if isinstance(data, bytes)]
    if not found:
        raise QueryError(f"the body is no {FORM}: no files in it")
    return found


def read_graph(body: bytes, content_type: str, name: str, base: str) -> list[Quad]:
    """The triples of a body, as quads of a graph.

    Raises:
        MediaError: if they are in no format that can be read.
        QueryError: if they cannot be read; says the line.
    """
    media, _ = taken(content_type)
    if media not in READABLE:
        raise MediaError(media, READABLE)
    try:
        found: Iterable[Quad] = list(parse(body, format=READABLE[media], base_iri=base, rename_blank_nodes=True))
    except (SyntaxError, ValueError) as error:
        raise QueryError(f"the body is no {media}: {error}") from error
    return [Quad(q.subject, q.predicate, q.object, NamedNode(name)) if name else Quad(*q.triple) for q in found]


def drop_graph(desk: "Desk", asked: Mapping[str, object], body: bytes) -> Reply:
    """Delete a graph."""
    del body
    name = str(asked["graph"])
    store = open_files(desk.path, read_only=False, create=False)
    if name and not store.contains_named_graph(NamedNode(name)):
        return Reply.refusal(404, f"there is no graph <{name}>")
    run(store, f"DROP GRAPH {NamedNode(name)}" if name else "DROP DEFAULT", ours=is_ours(name))
    return Reply(204)


WORK: Final[Mapping[str, Callable[["Desk", Mapping[str, object], bytes], Reply]]] = {
    "update": update,
    "put_graph": put_graph,
    "drop_graph": drop_graph,
}
"""Name of a job -> what does it."""
