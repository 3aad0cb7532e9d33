"""Runs SPARQL on a graph: what it sees by default, and what is refused."""

import re
from collections.abc import Mapping
from typing import TypeAlias

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Variable,
)

from kg.mistakes import wrong
from kg.names import PREFIXES
from kg.network import refuse_network
from kg.ontology import KG
from kg.quads import Quads, Result

__all__ = ["INFERRED", "Bound", "Result", "completed", "select"]

INFERRED = NamedNode(f"{KG}inferred")

Bound: TypeAlias = Mapping[str, NamedNode | Literal]


def select(quads: Quads, text: str, *, inferred: bool = True, substitutions: Bound | None = None) -> Result:
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
        raise wrong(text, error) from error


def completed(text: str) -> str:
    """A query of which only the pattern may be written: all its variables are asked for.

    >>> completed("?who ?how ent:Serbia")
    'SELECT * WHERE { ?who ?how ent:Serbia }'
    >>> completed("ASK { ?who ?how ent:Serbia }")
    'ASK { ?who ?how ent:Serbia }'
    """
    begun = re.match(
        r"\s*(?:#[^\n]*\n\s*)*(?:BASE|PREFIX|VERSION|SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?!:)", text, re.IGNORECASE
    )
    return text if begun else f"SELECT * WHERE {{ {text} }}"
