"""SPARQL on a graph: what it sees, what is refused, what is wrong with it, and its answers."""

from kg.sparql.running import (
    Bound,
    Dataset,
    Result,
    completed,
    select,
)

__all__ = [
    "Bound",
    "Dataset",
    "Result",
    "completed",
    "select",
]
