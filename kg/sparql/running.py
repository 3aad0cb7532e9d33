"""Runs SPARQL on a graph: what it sees by default, and what is refused."""

import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypedDict

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Store,
    Variable,
)

from kg.errors import QueryError
from kg.rdf.names import PREFIXES
from kg.rdf.quads import Quads, Result, is_damage
from kg.rdf.terms import INFERRED
from kg.sparql.mistakes import wrong
from kg.sparql.network import chooses_graphs, refuse_network

__all__ = ["Bound", "Dataset", "Result", "completed", "select"]

Bound: TypeAlias = Mapping[str, NamedNode | Literal]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The IRIs of the graphs that a query sees: those that make up its default graph, and those that it may name."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


class Scope(TypedDict, total=False):
    """How pyoxigraph is told the dataset and the base of a query."""

    base_iri: str
    default_graph: list[NamedNode | BlankNode | DefaultGraph]
    named_graphs: list[NamedNode | BlankNode]


class GraphNames(Container[object]):
    """The named graphs of a store; of an endpoint those that hold anything."""

    def __init__(self, quads: Quads) -> None:
        self.quads = quads

    def __contains__(self, name: object) -> bool:
        try:
            graph = NamedNode(name) if isinstance(name, str) else None
        except ValueError:  # no IRI
            return False
        if isinstance(self.quads, Store):
            return graph is not None and self.quads.contains_named_graph(graph)
        return graph is not None and any(self.quads.quads_for_pattern(None, None, None, graph))


def select(  # noqa: PLR0913  options by keyword
    quads: Quads,
    text: str,
    *,
    inferred: bool = True,
    substitutions: Bound | None = None,
    dataset: Dataset | None = None,
    base: str = "",
    mistaken: Callable[[str, Exception], QueryError] = wrong,
) -> Result:
    """Run any SPARQL query on what articles assert and, unless told otherwise, what follows from it.

    `substitutions` bind variables that the query projects; `dataset` wins over what the query says by `FROM`; relative
    IRIs are resolved against `base`; `mistaken` says what is wrong with a query that the engine refused.

    Raises:
        QueryError: if the query is not valid; says the line. Also if it would fetch from the network, or names a graph that
            is not there.
    """
    graphs = GraphNames(quads)
    refuse_network(text, graphs)
    bound = {Variable(name): term for name, term in (substitutions or {}).items()}
    scope: Scope = scope_of(dataset, graphs) if dataset else {} if chooses_graphs(text) else usual(inferred=inferred)
    if base:
        scope["base_iri"] = base
    try:
        return quads.query(text, prefixes=PREFIXES, substitutions=bound, **scope)  # type: ignore[arg-type,misc]
    except (SyntaxError, RuntimeError, ValueError) as error:
        if is_damage(error):  # nothing is wrong with the query
            raise
        raise mistaken(text, error) from error


def usual(*, inferred: bool) -> Scope:
    """What a query sees that names no graphs."""
    return Scope(default_graph=[DefaultGraph(), INFERRED] if inferred else [DefaultGraph()])


def scope_of(dataset: Dataset, graphs: GraphNames) -> Scope:
    """The graphs of a dataset.

    Raises:
        QueryError: if one is not there.
    """
    for name in (*dataset.default, *dataset.named):
        if name not in graphs:
            raise QueryError(f"there is no graph <{name}> here, and nothing is fetched from the network")
    return Scope(
        default_graph=[NamedNode(name) for name in dataset.default],
        named_graphs=[NamedNode(name) for name in dataset.named],
    )


def completed(text: str) -> str:
    """A query of which only the pattern may be written: all its variables are asked for. An update stays what it is, to be refused.

    >>> completed("?who ?how ent:Serbia")
    'SELECT * WHERE { ?who ?how ent:Serbia }'
    >>> completed("ASK { ?who ?how ent:Serbia }")
    'ASK { ?who ?how ent:Serbia }'
    >>> completed("DELETE WHERE { ?who ?how ent:Serbia }")
    'DELETE WHERE { ?who ?how ent:Serbia }'
    """
    begun = re.match(
        r"\s*(?:#[^\n]*\n\s*)*(?:(?:BASE|PREFIX|VERSION|SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!:)"
        r"|(?:INSERT|DELETE)\s*(?:(?:DATA|WHERE)\s*)?\{)",
        text,
        re.IGNORECASE,
    )
    return text if begun else f"SELECT * WHERE {{ {text} }}"
