"""Errors that a user can act on: each message says what, where, and what to do."""

__all__ = [
    "CallError",
    "ChangedError",
    "FormatError",
    "KgError",
    "LimitError",
    "OntologyError",
    "QueryError",
    "QueryTextError",
    "RefusedError",
    "ResourceError",
    "StoreError",
]


class KgError(Exception):
    """Base of all errors that kg raises on purpose; the command line prints it as one line."""


class CallError(KgError):
    """The call itself is wrong: an option's value, or options that do not go together; the command line ends with 2."""


class FormatError(KgError):
    """An article or another input could not be read; `offset` is the byte where it ceases to be readable, if there is one."""

    def __init__(self, message: str, offset: int | None = None) -> None:
        super().__init__(message)
        self.offset = offset


class OntologyError(KgError):
    """The ontology, the lexicon or the gazetteer contradicts itself."""


class QueryError(KgError):
    """A query is not known, not valid, or lacks a parameter."""


class LimitError(QueryError):
    """A query takes longer, gives more or needs more memory than allowed."""


class QueryTextError(QueryError):
    """A query's text is wrong at one place: `line` and `column` count from 1, `excerpt` is the line with a caret below."""

    def __init__(self, message: str, line: int = 0, column: int = 0, excerpt: str = "") -> None:
        super().__init__(message, line, column, excerpt)
        self.line, self.column, self.excerpt = line, column, excerpt

    def __str__(self) -> str:
        return str(self.args[0])


class ResourceError(KgError):
    """A file that belongs to the installation is missing."""


class StoreError(KgError):
    """The store cannot be opened, is locked, damaged, or of another version."""


class ChangedError(StoreError):
    """Somebody else wrote to the graph between reading and writing; nothing was written, and trying again may help."""


class RefusedError(StoreError):
    """A server refuses what it was sent."""
