"""Refuses SPARQL that would fetch from the network: the engine follows `SERVICE` without asking."""

from collections.abc import Iterator

from kg.errors import QueryError

__all__ = ["refuse_network"]

REFUSED = "a query may not use SERVICE: nothing is fetched from the network"


def refuse_network(text: str) -> None:
    """Let a query pass unless it calls another endpoint, or might.

    Most queries do not hold the word at all. One that does is parsed, because it may stand in a name or in a quoted text; what
    cannot be parsed, or hides characters by escapes that parsers undo at different times, is refused.

    Raises:
        QueryError: if the query is not let pass.
    """
    if "service" not in text.lower():
        return
    if "\\u" in text.lower() or calls_another(text):
        raise QueryError(REFUSED)


def calls_another(text: str) -> bool:
    """Whether a query calls another endpoint; also true where it cannot be told."""
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        return "ServiceGraphPattern" in names(parseQuery(text))
    except Exception:  # noqa: BLE001 — whatever a parser raises on hostile text, the query is refused
        return True


def names(node: object) -> Iterator[str]:
    """Names of all parts of a parsed query."""
    from pyparsing import ParseResults
    from rdflib.plugins.sparql.parserutils import CompValue

    if isinstance(node, CompValue):
        yield node.name
        for part in node.values():
            yield from names(part)
    elif isinstance(node, (ParseResults, list, tuple)):
        for part in node:
            yield from names(part)
