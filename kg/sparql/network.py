"""Refuses SPARQL that would fetch from the network: the engine follows `SERVICE` and `LOAD` without asking.

Most queries hold none of the words that fetch. One that does is cut into tokens by the lexical rules of SPARQL, because a word
may stand in a name, a quoted text or a comment; wherever else it stands, the query is refused, whatever the words around it.
So a query passes only if no reading of it can fetch. https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Container, Sequence
from typing import Final, NoReturn

from kg.errors import QueryError
from kg.rdf.names import PREFIXES
from kg.sparql.tokens import Prologue, Token, prologue, tokens

__all__ = ["chooses_graphs", "refuse_network"]

WORDS: Final = ("service", "load", "from")
FETCHING: Final = re.compile("|".join(WORDS), re.IGNORECASE)
ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
"""A character by its number, which parsers undo before they look for words."""
NAMING: Final = frozenset({"iri", "string", "variable", "blank", "tag"})
"""Kinds of tokens in which a word is only a word."""


def unescaped(text: str) -> str:
    r"""The text with characters in the place of their numbers.

    >>> unescaped(r"\u0053ERVICE")
    'SERVICE'
    """
    return ESCAPE.sub(lambda m: character(m[1] or m[2]), text)


def character(number: str) -> str:
    """The character of a hexadecimal number, a question mark where there is none."""
    code = int(number, 16)
    return chr(code) if code <= 0x10FFFF else "?"


def harmless(text: str) -> bool:
    """Whether a text plainly holds none of the words: what most do, and found out ten times as fast as by looking closely."""
    lower = text.lower()
    return text.isascii() and "\\" not in text and not any(word in lower for word in WORDS)


def refuse_network(text: str, graphs: Container[object] = ()) -> None:
    """Let a query or an update pass unless it fetches, or might.

    `graphs` are the IRIs of graphs that are here, which `FROM` may choose from.

    Raises:
        QueryError: if it is not let pass; says the word, and the line where it stands.
    """
    if harmless(text):
        return
    plain = unescaped(text)
    if not FETCHING.search(text) and not FETCHING.search(plain) and not ESCAPE.search(plain):
        return
    if plain != text:
        refuse("one of these words, or might, and characters by their number (\\u…); write the characters themselves")
    found = list(tokens(text))
    declared = prologue(found, PREFIXES)
    for place, token in enumerate(found):
        word = FETCHING.search(token.prefix if token.kind == "name" else token.text)
        if word is None or token.kind in NAMING:
            continue
        if token.upper != "FROM" or graph_of(found[place + 1 : place + 3], declared) not in graphs:
            refuse(f"{word[0].upper()} in line {text.count(chr(10), 0, token.start) + 1}")


def chooses_graphs(text: str) -> bool:
    """Whether a query says by `FROM` which graphs it sees."""
    return "from" in text.lower() and any(t.kind == "word" and t.upper == "FROM" for t in tokens(text))


def refuse(what: str) -> NoReturn:
    """Say that a query is refused."""
    raise QueryError(
        f"a query may not use SERVICE, LOAD or FROM another place: nothing is fetched from the network; it has {what}"
    )


def graph_of(following: Sequence[Token], declared: Prologue) -> str | None:
    """The IRI of the graph that the tokens after a `FROM` name, None if it cannot be told."""
    if following and following[0].upper == "NAMED":
        following = following[1:]
    return declared.iri(following[0]) if following else None
