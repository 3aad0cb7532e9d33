"""Whether a graph, or what an article is about to bring, is as it should be: shapes, offsets, hashes, nothing left over."""

from kg.validation.articles import checked
from kg.validation.graphs import validate
from kg.validation.violations import Violation

__all__ = ["Violation", "checked", "validate"]
