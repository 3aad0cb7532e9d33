"""The graph over HTTP: a SPARQL endpoint, the explorer, a query page, pages of entities, and what is added by others."""

from kg.serve.settings import Settings

__all__ = ["Settings"]
