"""A knowledge graph of what the news says, every edge backed by the sentence that says so.

`kg.extract(text)` gives every proposition of a text, `kg.Graph` a graph on disk; what else there is stands in the modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import extract
    from kg.graph import Graph

__all__ = ["Graph", "__version__", "extract"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load `kg.extract` and `kg.Graph` when they are asked for: the command line must answer at once."""
    if name == "extract":  # the package itself, which can be called
        return import_module("kg.extract")
    if name == "Graph":
        return import_module("kg.graph").Graph
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
