"""Errors that a user can act on: each message says what, where, and what to do."""

__all__ = ["FormatError", "KgError", "LimitError", "OntologyError", "QueryError", "ResourceError", "StoreError"]


class KgError(Exception):
    """Base of all errors that kg raises on purpose; the command line prints it as one line."""


class FormatError(KgError):
    """An article or another input could not be read."""


class OntologyError(KgError):
    """The ontology, the lexicon or the gazetteer contradicts itself."""


class QueryError(KgError):
    """A query is not known, not valid, or lacks a parameter."""


class LimitError(QueryError):
    """A query takes longer, gives more or needs more memory than allowed."""


class ResourceError(KgError):
    """A file that belongs to the installation is missing."""


class StoreError(KgError):
    """The store cannot be opened, is locked, damaged, or of another version."""
