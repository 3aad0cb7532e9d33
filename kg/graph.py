"""A graph in Python: questions, statements with their evidence, and the same for networkx, rdflib and pandas."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeAlias, overload

import pyoxigraph
from pyoxigraph import NamedNode, QueryBoolean, QuerySolutions, Triple

from kg.assembly.edges import edge_order
from kg.errors import KgError, StoreError
from kg.explain.explaining import find_statement, resolve
from kg.export.rows import StatementRow, inferred_row, inferred_rows, statement_row, statement_rows
from kg.export.tables import STATEMENT_COLUMNS, statement_cells
from kg.export.xml import network
from kg.model import Article, Evidence, Statement
from kg.queries import Query, find, prepare, sandbox
from kg.queries.sandbox import Limits
from kg.rdf.names import PREFIXES, entity, relation
from kg.rdf.readable import plain, readable
from kg.rdf.terms import (
    DEFAULT,
    INFERENCE_CLASS,
    INFERRED,
    RDF_OBJECT,
    RDF_PREDICATE,
    RDF_SUBJECT,
    STATEMENT_CLASS,
    TYPE,
    Term,
    local,
)  # fmt: skip
from kg.rdf.terms import Graph as GraphName
from kg.sparql import completed, select
from kg.sparql.answers import arrangement
from kg.store import Store
from kg.store.files import Place

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import rdflib

    from kg.page import Page

__all__ = ["Graph", "Rows"]

Given: TypeAlias = "Rows | bool | list[Triple]"

SHOWN: Final = 50
"""Rows of a table in a notebook."""
BEST: Final = """
    SELECT ?subject ?relation ?object ?status ?score {
      ?statement a kg:Statement ; rdf:subject ?subject ; rdf:predicate ?relation ; rdf:object ?object ;
        kg:status ?status ; kg:score ?score .
    } ORDER BY DESC(?score) ?subject ?relation ?object LIMIT 10"""
NUMBERS: Final = {"score": float, "evidences": int, "origins": int}
"""Columns of a statement that are numbers."""
HTML: Final = """
<table>
<thead><tr>{% for name in header %}<th>{{ name }}</th>{% endfor %}</tr></thead>
<tbody>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</tbody>
</table>
{% if left %}<p>and {{ left }} more</p>{% endif %}"""


@dataclass(frozen=True, slots=True)
class Rows(Sequence[Mapping[str, Term | None]]):
    """What a SELECT gives: rows by column name; a notebook shows them as a table."""

    columns: tuple[str, ...]
    cells: tuple[tuple[Term | None, ...], ...]

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, index: int) -> Mapping[str, Term | None]: ...

    @overload
    def __getitem__(self, index: slice) -> Self: ...

    def __getitem__(self, index: int | slice) -> Mapping[str, Term | None] | Self:
        if isinstance(index, slice):
            return replace(self, cells=self.cells[index])
        return dict(zip(self.columns, self.cells[index], strict=True))

    def values(self) -> list[tuple[str | float | bool | None, ...]]:
        """The rows as values of Python: numbers and truths as such, all else as text, IRIs in full."""
        return [tuple(map(plain, row)) for row in self.cells]

    def to_pandas(self) -> "pd.DataFrame":
        """The rows as a table of values of Python.

        Raises:
            KgError: if pandas is not installed.
        """
        frame: pd.DataFrame = pandas().DataFrame(self.values(), columns=list(self.columns))
        return frame

    def _repr_html_(self) -> str:
        shown = [list(map(readable, row)) for row in self.cells[:SHOWN]]
        return table(self.columns, shown, left=len(self) - len(shown))


class Graph:
    """A graph to ask; use it in a `with` statement, or close it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        """The store behind it: through one that may write, articles are added and retracted."""

    @classmethod
    def open(cls, path: Place) -> Self:
        """Open a graph, a folder or the address of a SPARQL endpoint, for reading: as it is at this moment.

        Raises:
            StoreError: if it is not there, locked, damaged or of another version.
        """
        return cls(Store.open(path, read_only=True))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.store.__exit__(kind, error, trace)

    def close(self) -> None:
        """Close the store behind it."""
        self.store.close()

    def query(
        self, query: str, *, inferred: bool = True, timeout: float = 0, **parameters: str | int | date | None
    ) -> Given:
        """The answer to a saved query by name, with its parameters, or to SPARQL, of which the pattern is enough.

        A file of a query with parameters may be named, too. Rows for SELECT, a truth for ASK, triples for CONSTRUCT and DESCRIBE.
        `inferred` says whether edges that follow from rules count; after `timeout` seconds (0: never) the query is stopped.

        Raises:
            QueryError: if the query or a parameter is wrong, or it takes too long.
        """
        named = bool(parameters) or re.fullmatch(r"[\w-]+|.+\.rq", query)
        asked = find(query) if named else Query("query", "", "", completed(query))
        values = {name: str(value) for name, value in parameters.items() if value is not None}
        text, _ = prepare(self.store.quads, asked, values)
        if timeout:
            limits = Limits(seconds=timeout)
            return given(sandbox.run(self.store.path, text, inferred=inferred, limits=limits).parsed(), text)
        return given(select(self.store.quads, text, inferred=inferred), text)

    def statements(
        self,
        *,
        subject: str = "",
        relation: str = "",
        object: str = "",  # noqa: A002 — as RDF names it
        inferred: bool = False,
    ) -> list[StatementRow]:
        """The statements with these parts, each with status and score, sorted; `inferred` adds edges that only follow.

        Subject and object are names, such as "Serbia", `ent:Serbia` or IRIs; a relation is named as the ontology does. The ends of
        a symmetric relation stand in one order, and are found by either.

        Raises:
            QueryError: if a name is not known, with the nearest.
        """
        one, other = (entity(self.store.quads, word) if word else None for word in (subject, object))
        parts = {RDF_SUBJECT: one, RDF_OBJECT: other, RDF_PREDICATE: named(relation)}
        turned = parts | {RDF_SUBJECT: other, RDF_OBJECT: one}
        view = self.store.view
        heard = self._with(parts, STATEMENT_CLASS, DEFAULT)
        if one or other:
            heard |= {
                name for name in self._with(turned, STATEMENT_CLASS, DEFAULT) if self._turns(view.statement(name))
            }
        found = [statement_row(self.store, view.statement(name)) for name in heard]
        names = self._with(parts, INFERENCE_CLASS, INFERRED) if inferred else ()
        edges = (view.inference(view.statement(name)) for name in names)
        follow = [inferred_row(self.store, edge) for edge in edges if edge]
        return [*sorted(found, key=in_order), *sorted(follow, key=in_order)]

    def _with(self, parts: Mapping[NamedNode, NamedNode | None], kind: NamedNode, graph: GraphName) -> set[str]:
        """Ids of the things of a kind that have all these parts."""
        wanted = {p: node for p, node in parts.items() if node} or {TYPE: kind}
        each = (self.store.quads.quads_for_pattern(None, p, node, graph) for p, node in wanted.items())
        found = set.intersection(*({local(quad.subject) for quad in quads} for quads in each))
        return {name for name in found if name.startswith(f"{kind_of(kind)}-")}

    def _turns(self, statement: Statement) -> bool:
        """Whether a statement says the same the other way round."""
        relation = self.store.ontology.relations.get(statement.relation)
        return bool(relation and relation.symmetric)

    def evidence(self, statement: StatementRow | Statement | tuple[str, str, str]) -> list[Evidence]:
        """Every place where an article says, denies or doubts a statement, by the articles' dates.

        Raises:
            QueryError: if a name is not known, with the nearest.
        """
        found = [heard for heard, _ in self.store.view.about(self._statement(statement))]
        dates = {e.article: article.published for e in found if (article := self.article(e.article))}
        return sorted(found, key=lambda e: (dates.get(e.article, ""), e.article, e.sentence, e.id))

    def _statement(self, statement: StatementRow | Statement | tuple[str, str, str]) -> Statement:
        """The statement that is meant, as evidence speaks of it."""
        if isinstance(statement, StatementRow):
            statement = statement.statement
        asked = statement if isinstance(statement, Statement) else resolve(self.store, *statement)
        return find_statement(self.store.view, asked, self.store.ontology) or asked

    def article(self, name: str) -> Article | None:
        """The article of an id, such as an evidence has, None if there is none."""
        return self.store.view.article(name)

    def to_networkx(self) -> "nx.MultiDiGraph[str]":
        """Asserted and inferred edges as a multigraph, which has the ids of statements as keys.

        Nodes are slugs of entities with `label`, `type` and, where known, `same_as` (Wikidata). Edges have `relation`, `label`,
        `status`, `score` (0 to 1), `evidences` and `origins` (how many), and `rule` where they are inferred, else "".
        """
        return network(self.store)

    def to_rdflib(self) -> "rdflib.Dataset":
        """A live view for rdflib, for reading: nothing is copied, and what the store is given later is there at once.

        The default graph holds what articles assert, the graph `kg:inferred` what follows.

        Raises:
            StoreError: if the graph is at an endpoint: rdflib's own `SPARQLStore` speaks with one.
        """
        import rdflib
        from oxrdflib import OxigraphStore

        if not isinstance(self.store.quads, pyoxigraph.Store):
            raise StoreError(f"{self.store.path}: rdflib's own SPARQLStore is the view of an endpoint")
        dataset = rdflib.Dataset(store=OxigraphStore(store=self.store.quads))
        for prefix, iri in PREFIXES.items():
            dataset.bind(prefix, iri)
        return dataset

    def to_pandas(self) -> "pd.DataFrame":
        """All statements and inferred edges as a table, with the columns of `kg export --format csv`.

        Raises:
            KgError: if pandas is not installed.
        """
        rows = chain(statement_rows(self.store), inferred_rows(self.store))
        frame: pd.DataFrame = pandas().DataFrame(list(map(statement_cells, rows)), columns=list(STATEMENT_COLUMNS))
        return frame.astype(NUMBERS)

    def page(self, *, title: str = "Who stands with whom", min_score: float = 0.0) -> "Page":
        """The page of `kg view`, which a notebook shows in a sandboxed frame.

        Raises:
            KgError: if there is nothing to show.
        """
        from kg.page import show

        return show(self.store, title=title, min_score=min_score)

    def _repr_html_(self) -> str:
        counts = table(("what", "count"), [(name, str(count)) for name, count in self.store.stats().items()])
        best = self.query(BEST)
        return counts + (best._repr_html_() if isinstance(best, Rows) else "")


def named(word: str) -> NamedNode | None:
    """The relation of a name, None for none."""
    return relation(word) if word else None


def kind_of(kind: NamedNode) -> str:
    """How the ids of a class begin."""
    return local(kind).lower()


def in_order(row: StatementRow) -> tuple[str, str, str]:
    """Sort key of a row."""
    return edge_order(row.statement)


def given(result: QuerySolutions | QueryBoolean | Iterable[Triple], text: str) -> Given:
    """The answer to a query, which needs the store no longer."""
    if isinstance(result, QueryBoolean):
        return bool(result)
    if not isinstance(result, QuerySolutions):
        return list(result)
    columns = [v.value for v in result.variables]
    order = arrangement(text, columns)
    return Rows(tuple(columns[i] for i in order), tuple(tuple(row[i] for i in order) for row in result))


def pandas() -> Any:  # noqa: ANN401 — a module
    """The library.

    Raises:
        KgError: if it is not installed.
    """
    try:
        return import_module("pandas")
    except ImportError as error:
        raise KgError("pandas is not installed; install it with: pip install 'kg-news[pandas]'") from error


def table(header: Iterable[str], rows: Iterable[Sequence[str]], *, left: int = 0) -> str:
    """A table in HTML; whatever its cells hold is text there."""
    from jinja2 import Environment

    return Environment(autoescape=True).from_string(HTML).render(header=list(header), rows=list(rows), left=left)
