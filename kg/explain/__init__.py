"""Why the graph says what it says, what contradicts it, and what changed."""

from kg.explain.explaining import (
    Explanation,
    Inference,
    Voice,
    explain,
    explain_statement,
    find_statement,
    name,
    names,
    resolve,
    voices,
)

__all__ = [
    "Explanation",
    "Inference",
    "Voice",
    "explain",
    "explain_statement",
    "find_statement",
    "name",
    "names",
    "resolve",
    "voices",
]
