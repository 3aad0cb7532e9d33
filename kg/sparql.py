"""Runs SPARQL on a graph: what it sees by default, and what is refused."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Variable,
)

from kg.errors import QueryError
from kg.names import PREFIXES
from kg.network import refuse_network
from kg.ontology import KG

__all__ = ["INFERRED", "Bound", "Result", "select"]

INFERRED = NamedNode(f"{KG}inferred")

Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples
Bound: TypeAlias = Mapping[str, NamedNode | Literal]


def select(quads: Store, text: str, *, inferred: bool = True, substitutions: Bound | None = None) -> Result:
    """Run any SPARQL query on what articles assert and, unless told otherwise, what follows from it.

    `substitutions` bind variables that the query projects.

    Raises:
        QueryError: if the query is not valid; says the line. Also if it would fetch from the network.
    """
    refuse_network(text)
    graphs: list[NamedNode | BlankNode | DefaultGraph] = [DefaultGraph(), INFERRED] if inferred else [DefaultGraph()]
    bound = {Variable(name): term for name, term in (substitutions or {}).items()}
    try:
        return quads.query(text, prefixes=PREFIXES, default_graph=graphs, substitutions=bound)  # type: ignore[arg-type]
    except (SyntaxError, RuntimeError, ValueError) as error:
        raise invalid(error) from error


def invalid(error: Exception) -> QueryError:
    """What to say of a query that is not valid: where, where that is known."""
    place = re.search(r"(\d+):(\d+): ", str(error))
    if place is None:
        return QueryError(f"query: {error}")
    expected = str(error)[place.end() :].split("\n", 1)[0]
    expected = expected if len(expected) < 80 else "not valid SPARQL"
    return QueryError(f"query, line {place[1]}, column {place[2]}: {expected}")
