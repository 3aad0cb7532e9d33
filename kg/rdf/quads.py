"""What a graph needs of the place where its quads are: `pyoxigraph.Store` has it, and so has an endpoint."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeAlias, runtime_checkable

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

__all__ = ["Exchanging", "Quads", "Result", "is_damage"]

Result: TypeAlias = QuerySolutions | QueryBoolean | QueryTriples | list[Triple]
"""What a query gives; an endpoint lists its triples."""


class Quads(Protocol):
    """Quads that can be read."""

    def quads_for_pattern(
        self,
        subject: NamedNode | BlankNode | Triple | None,
        predicate: NamedNode | None,
        object: NamedNode | BlankNode | Literal | Triple | None,  # noqa: A002 — as pyoxigraph names it
        graph_name: NamedNode | BlankNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """All quads of a pattern, where None stands for anything."""

    def query(
        self,
        query: str,
        *,
        prefixes: dict[str, str] | None = None,
        default_graph: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        substitutions: dict[Variable, NamedNode | BlankNode | Literal | Triple] | None = None,
    ) -> Result:
        """The answer to a SPARQL query."""

    def update(self, update: str) -> None:
        """Run a SPARQL update, whole or not at all."""

    def add(self, quad: Quad) -> None:
        """Write one quad."""

    def flush(self) -> None:
        """See to it that what was written stays."""

    def __len__(self) -> int: ...

    def __contains__(self, quad: Quad) -> bool: ...


@runtime_checkable
class Exchanging(Protocol):
    """Quads that are written by others too."""

    def exchange(self, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
        """Take quads away and put others in their place, all or nothing, unless somebody else wrote in between."""


def is_damage(error: BaseException) -> bool:
    """Whether an error of the engine means that its files do not hold what was written."""
    return isinstance(error, OSError | RuntimeError) and "Corruption" in str(error)
