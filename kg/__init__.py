"""A knowledge graph of what the news says, every edge backed by the sentence that says so.

`kg.extract(text)` gives every proposition of a text; what else there is stands in the modules.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.api import extract as extract

__all__ = ["extract"]

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load `extract` when it is first asked for: all that it needs would keep `kg --help` waiting."""
    if name == "extract":
        return import_module("kg.extract")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
