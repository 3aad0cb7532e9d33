"""The quads of a graph at an endpoint, with as much of pyoxigraph's `Store` as a graph needs.

The default graph of an endpoint may be one of its own, or all graphs at once: SPARQL 1.1 leaves that open. So what stands in a
store's default graph stands in the named graph `kg:asserted` there, and each query names the graphs that it is about. An endpoint
with a graph of kg in its default graph can be read, too: `kg serve` is one, and one into which somebody loaded an export.

What was read is kept until something is written. A write is one update that happens only if nobody else wrote since the first
read: each leaves a token of its own, and the next must find it as the last. Whether it happened, its own token tells, which stays
for some writes more: others may follow before this one has looked.
"""

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeAlias

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
    Variable,
)

from kg.errors import ChangedError, QueryError, StoreError
from kg.rdf.quads import Result
from kg.rdf.terms import ABOUT, ARTICLE_CLASS, DEFAULT, META, Term, kg
from kg.remote.endpoint import Endpoint
from kg.remote.graphs import ASSERTED, GRAPHS, asserted, data, here, there, within, within_default
from kg.remote.staging import Updates
from kg.sparql.tokens import prologue, tokens

__all__ = ["RemoteQuads", "open_remote"]

Key: TypeAlias = tuple[Term | None, NamedNode | None, Term | None]

LAST_WRITE: Final = kg("lastWrite")
"""The token of the last write."""
RECENT_WRITE: Final = kg("recentWrite")
"""The tokens of the last writes, each begun with its number."""
REMEMBERED: Final = 32
"""How many of them are kept."""
DIGITS: Final = 12
"""Of the number of a write."""
MOVE: Final = (
    "the graph stands in the endpoint's default graph, where it can only be read; to write, move it with this update: "
    f"MOVE DEFAULT TO {ASSERTED}"
)
SUBSTITUTED: Final = "an endpoint takes no substitutions; write the terms into the query"


class RemoteQuads:
    """Reads by patterns and queries, writes by exchanging quads.

    Raises:
        StoreError: from any of its methods, if the server cannot be reached, refuses, or does not speak SPARQL.
    """

    def __init__(self, endpoint: Endpoint, *, plain: bool = False) -> None:
        self._endpoint = endpoint
        self._updates = Updates(endpoint)
        self._within = within_default if plain else within
        self._plain = plain
        self._pages: dict[Key, list[Quad]] = {}
        self._all: list[Quad] | None = None
        self._revision: str | None = None

    # Reading

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: Term | None,  # noqa: A002 — as pyoxigraph names it
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """All quads of a pattern, where None stands for anything."""
        asked = subject, predicate, object, graph_name
        return (quad for quad in self._page(subject, predicate, object) if fits(quad, asked))

    def __contains__(self, quad: Quad) -> bool:
        return any(True for _ in self.quads_for_pattern(*parts(quad.triple), quad.graph_name))

    def __len__(self) -> int:
        count = self._count(self._within("?s ?p ?o"))
        self._check_revision()
        return count

    def query(
        self,
        query: str,
        *,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        substitutions: dict[Variable, Term] | None = None,
    ) -> Result:
        """The answer to a query; its default graph are the graphs given, merged.

        Raises:
            QueryError: if the server refuses it.
            SyntaxError: if it is not valid.
        """
        if substitutions:
            raise QueryError(SUBSTITUTED)
        # The engine at hand says better than most servers what is wrong; and an update is refused here.
        expected = type(pyoxigraph.Store().query(query, prefixes=prefixes))
        triples = expected is QueryTriples
        declared = prologue(list(tokens(query)), {}).prefixes
        added = "".join(f"PREFIX {p}: <{iri}> " for p, iri in (prefixes or {}).items() if p not in declared)
        # Only where the query asks for them: Virtuoso counts what stands in both kinds of graphs again for each.
        named = [graph.value for graph in GRAPHS] if names_graphs(query) else []
        if self._plain:  # its default graph has no name by which one could ask for it
            return as_expected(self._endpoint.query(added + query, triples=triples), expected)
        default = [there(graph).value for graph in default_graph or [DEFAULT]]
        found = self._endpoint.query(added + query, default=default, named=named, triples=triples)
        return as_expected(found, expected)

    def _page(self, subject: Term | None, predicate: NamedNode | None, obj: Term | None) -> Iterable[Quad]:
        """At least the quads of a pattern: those of the whole subject, where it is known."""
        if self._all is not None:
            return self._all
        if subject is predicate is obj is None:
            return self._everything()
        key = (subject, None, None) if subject is not None else (None, predicate, obj)
        if key not in self._pages:
            self._note_revision()
            self._pages[key] = self._fetched(*key)
            if subject is None and predicate is not None and obj is not None:
                self._note_subjects(self._pages[key])
        return self._pages[key]

    def _fetched(self, subject: Term | None, predicate: NamedNode | None, obj: Term | None) -> list[Quad]:
        """The quads of a pattern, and all others of the subjects that one with predicate and object finds."""
        terms = [
            str(term) if term is not None else f"?{name}"
            for name, term in zip("spo", (subject, predicate, obj), strict=True)
        ]
        if subject is None and predicate is not None and obj is not None:
            found = f"{self._within(' '.join(terms), 'h')} {self._within('?s ?p ?o')}"
            terms = ["?s", "?p", "?o"]
        else:
            found = self._within(" ".join(terms))
        free = [term for term in terms if term.startswith("?")]
        rows = self._rows(f"SELECT ?g {' '.join(free)} {{ {found} }}")
        return [
            self._quad(dict(zip(["?g", *free], row, strict=True)), (subject, predicate, obj), terms) for row in rows
        ]

    @staticmethod
    def _quad(row: Mapping[str, Term | None], given: Key, terms: Sequence[str]) -> Quad:
        """One row as a quad."""
        subject, predicate, obj = (row.get(name, term) for name, term in zip(terms, given, strict=True))
        return Quad(subject, predicate, obj, here(row["?g"]))  # type: ignore[arg-type]

    def _note_subjects(self, quads: Iterable[Quad]) -> None:
        """Keep each subject's quads apart, to be found when it is asked for."""
        for quad in quads:
            self._pages.setdefault((quad.subject, None, None), [])
        for quad in quads:
            page = self._pages[quad.subject, None, None]
            if quad not in page:
                page.append(quad)

    def _everything(self) -> list[Quad]:
        """All quads of the graph."""
        if self._all is None:
            self._note_revision()
            found = [(graph, self._triples(graph)) for graph in GRAPHS]
            self._all = [Quad(*parts(triple), here(graph)) for graph, triples in found for triple in triples]
        return self._all

    def _triples(self, graph: NamedNode) -> Iterable[Triple]:
        """All triples of a graph; counted, because a server with a limit may leave some out and not say so."""
        unnamed = self._plain and graph == ASSERTED
        pattern = asserted("?s ?p ?o") if unnamed else f"GRAPH {graph} {{ ?s ?p ?o }}"
        construct = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {pattern} }}"
        found = self._endpoint.triples(construct) if unnamed else self._endpoint.graph(graph.value)
        if len(found) < (count := self._count(pattern)):
            self._check_revision()
            raise StoreError(
                f"{self._endpoint.address}: the server gives {len(found)} of {count} triples; raise its limit of rows"
            )
        return found

    def _count(self, pattern: str) -> int:
        rows = self._rows(f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
        return next(int(row[0].value) for row in rows if isinstance(row[0], Literal))

    def _rows(self, text: str) -> list[list[Term | None]]:
        found = self._endpoint.query(text)
        return [list(row) for row in found] if isinstance(found, QuerySolutions) else []

    # Writing

    def add(self, quad: Quad) -> None:
        """Write one quad."""
        self.exchange((), [quad])

    def exchange(self, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
        """Take quads away and put others in their place, all or nothing.

        Raises:
            ChangedError: if somebody else wrote since the first read; nothing was written.
        """
        if self._plain:
            raise StoreError(f"{self._endpoint.address}: {MOVE}")
        self._note_revision()
        recent = sorted(self._tokens(RECENT_WRITE))
        token = f"{number(recent[-1]) + 1 if recent else 1:0{DIGITS}}-{uuid.uuid4().hex}"
        old = [Quad(ABOUT, LAST_WRITE, Literal(self._revision), META)] if self._revision else []
        outdated = [Quad(ABOUT, RECENT_WRITE, Literal(text), META) for text in recent[: 1 - REMEMBERED]]
        new = [Quad(ABOUT, of, Literal(token), META) for of in (LAST_WRITE, RECENT_WRITE)]
        guard = data(old) if old else f"FILTER NOT EXISTS {{ GRAPH {META} {{ {ABOUT} {LAST_WRITE} ?any }} }}"
        self._updates.exchange([*dead, *old, *outdated], [*fresh, *new], guard, token)
        self._forget()
        if token not in self._tokens(RECENT_WRITE):
            raise ChangedError(
                f"{self._endpoint.address}: somebody else wrote to the graph in between; nothing was written"
            )

    def update(self, update: str) -> None:
        """Run an update on the endpoint as it stands."""
        self._endpoint.update(update)
        self._forget()

    def flush(self) -> None:
        """Nothing waits to be written."""

    def _forget(self) -> None:
        """What was read may have changed."""
        self._pages, self._all, self._revision = {}, None, None

    def _note_revision(self) -> None:
        """Note which write was the last before the first read."""
        if self._revision is None:
            self._revision = self._current()

    def _check_revision(self) -> None:
        """What is read now must go with what was read before.

        Raises:
            ChangedError: if somebody wrote in between.
        """
        if self._revision is not None and self._current() != self._revision:
            self._forget()
            raise ChangedError(f"{self._endpoint.address}: somebody else wrote to the graph while it was read")

    def _current(self) -> str:
        """The token of the last write, "" if there was none."""
        return "".join(sorted(self._tokens(LAST_WRITE)))

    def _tokens(self, which: NamedNode) -> set[str]:
        """The tokens of writes."""
        rows = self._rows(f"SELECT ?token {{ GRAPH {META} {{ {ABOUT} {which} ?token }} }}")
        return {row[0].value for row in rows if isinstance(row[0], Literal)}


def as_expected(found: Result, expected: type[Result]) -> Result:
    """An answer of the kind that a query has: to ASK, Virtuoso gives a row with a number."""
    if expected is not QueryBoolean or not isinstance(found, QuerySolutions):
        return found
    truth = any(isinstance(row[0], Literal) and row[0].value in {"1", "true"} for row in found)
    said = b'{"head":{},"boolean":%b}' % str(truth).lower().encode()
    return pyoxigraph.parse_query_results(said, format=pyoxigraph.QueryResultsFormat.JSON)


def names_graphs(query: str) -> bool:
    """Whether a query may ask for graphs by name."""
    return any(token.kind == "word" and token.upper == "GRAPH" for token in tokens(query))


def open_remote(address: str, *, create: bool) -> RemoteQuads:
    """The graph at an endpoint; an empty one if there is none, where one may be made.

    Raises:
        StoreError: if the endpoint cannot be used, or has no graph and none may be made.
    """
    endpoint = Endpoint(address)
    named, default = (
        f"ASK {{ {pattern} }}" for pattern in (f"GRAPH {ASSERTED} {{ ?s ?p ?o }}", f"?s a {ARTICLE_CLASS}")
    )
    plain = not endpoint.query(named) and bool(endpoint.query(default))
    quads = RemoteQuads(endpoint, plain=plain)
    if not create and not len(quads):
        raise StoreError(f"{address}: no graph there yet; make one with: kg --store {address} add FILE")
    return quads


def number(token: str) -> int:
    """The number of a write, 0 if it is none of ours."""
    before, _, _ = token.partition("-")
    return int(before) if len(before) <= DIGITS and before.isascii() and before.isdigit() else 0


def fits(quad: Quad, asked: Sequence[object]) -> bool:
    """Whether a quad has all terms that a pattern names."""
    found = (quad.subject, quad.predicate, quad.object, quad.graph_name)
    return all(wanted is None or wanted == term for wanted, term in zip(asked, found, strict=True))


def parts(triple: Triple) -> tuple[NamedNode | BlankNode | Triple, NamedNode, Term]:
    """Subject, predicate and object."""
    return triple.subject, triple.predicate, triple.object
