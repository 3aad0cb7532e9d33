"""SPARQL on a graph: what it sees, what is refused, what is wrong with it, and its answers."""

from kg.sparql.running import (
    INFERRED,
    Bound,
    Dataset,
    Result,
    completed,
    select,
)

__all__ = [
    "INFERRED",
    "Bound",
    "Dataset",
    "Result",
    "completed",
    "select",
]
