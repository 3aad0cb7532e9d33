"""A knowledge graph of what the news says, every edge backed by the sentence that says so."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.graph import Graph

__all__ = ["Graph", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load `kg.Graph` when it is asked for: the command line must answer at once."""
    if name != "Graph":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg.graph import Graph

    return Graph
