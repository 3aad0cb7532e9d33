"""Refuses SPARQL that would fetch from the network: the engine follows `SERVICE` and `LOAD` without asking.

Most queries hold none of the words that fetch. One that does is cut into tokens by the lexical rules of SPARQL, because a word
may stand in a name, a quoted text or a comment; wherever else it stands, the query is refused, whatever the words around it.
So a query passes only if no reading of it can fetch. https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NoReturn
from urllib.parse import urljoin

from kg.errors import QueryError
from kg.rdf.names import PREFIXES

__all__ = ["Token", "chooses_graphs", "refuse_network", "tokens"]

FETCHING: Final = re.compile(r"service|load|from", re.IGNORECASE)
ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
"""A character by its number, which parsers undo before they look for words."""
IGNORED: Final = frozenset({"space", "comment"})
NAMING: Final = frozenset({"iri", "string", "variable", "blank", "tag", *IGNORED})
"""Kinds of tokens in which a word is only a word."""

# Possessive throughout: no text makes it try again. A name ends before a dot, since parsers differ on what follows one.
TOKEN: Final = re.compile(
    r"""
      (?P<space>[ \t\r\n]++)
    | (?P<comment>\#[^\r\n]*+)
    | (?P<iri><[^\x00-\x20<>"{}|^`\\]*+>)
    | (?P<string>
          \"\"\"(?:[^"\\]|\\[tbnrf"'\\]|"(?!""))*+\"\"\"
        | '''(?:[^'\\]|\\[tbnrf"'\\]|'(?!''))*+'''
        | "(?:[^"\\\r\n]|\\[tbnrf"'\\])*+"
        | '(?:[^'\\\r\n]|\\[tbnrf"'\\])*+'
      )
    | (?P<variable>[?$]\w++)
    | (?P<blank>_:\w++)
    | (?P<name>(?:[^\W\d_][\w-]*+)?+:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*+)
    | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<word>\w++)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind is the name of a group of `TOKEN`."""

    kind: str
    text: str
    start: int
    """Offset in the query."""


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without white space and comments.

    >>> [t.text for t in tokens("ASK { ?from kg:from 'from' } # from")]
    ['ASK', '{', '?from', 'kg:from', "'from'", '}']
    """
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in IGNORED:
            yield Token(kind, match[0], match.start())


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


def refuse_network(text: str, graphs: Container[object] = ()) -> None:
    """Let a query or an update pass unless it fetches, or might.

    `graphs` are the IRIs of graphs that are here, which `FROM` may choose from.

    Raises:
        QueryError: if it is not let pass; says the word, and the line where it stands.
    """
    plain = unescaped(text)
    if not FETCHING.search(text) and not FETCHING.search(plain) and not ESCAPE.search(plain):
        return
    if plain != text:
        refuse("one of these words, or might, and characters by their number (\\u…); write the characters themselves")
    found = list(tokens(text))
    base, prefixes = prologue(found)
    for place, token in enumerate(found):
        word = FETCHING.search(token.text.partition(":")[0] if token.kind == "name" else token.text)
        if word is None or token.kind in NAMING:
            continue
        if token.text.upper() != "FROM" or graph_of(found[place + 1 : place + 3], base, prefixes) not in graphs:
            refuse(f"{word[0].upper()} in line {text.count(chr(10), 0, token.start) + 1}")


def chooses_graphs(text: str) -> bool:
    """Whether a query says by `FROM` which graphs it sees."""
    return "from" in text.lower() and any(t.kind == "word" and t.text.upper() == "FROM" for t in tokens(text))


def refuse(what: str) -> NoReturn:
    """Say that a query is refused."""
    raise QueryError(
        f"a query may not use SERVICE, LOAD or FROM another place: nothing is fetched from the network; it has {what}"
    )


def graph_of(following: list[Token], base: str, prefixes: Mapping[str, str]) -> str | None:
    """The IRI of the graph that the tokens after a `FROM` name, None if it cannot be told."""
    if following and following[0].text.upper() == "NAMED":
        following = following[1:]
    if not following:
        return None
    token = following[0]
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, colon, name = token.text.partition(":")
    return prefixes[prefix] + name if token.kind == "name" and colon and prefix in prefixes else None


def prologue(found: list[Token]) -> tuple[str, Mapping[str, str]]:
    """The base and the prefixes that a query declares at its head, the common ones among them."""
    base, prefixes, place = "", dict(PREFIXES), 0
    while place < len(found):
        match [(token.kind, token.text) for token in found[place : place + 3]]:
            case [("word", word), ("iri", iri), *_] if word.upper() == "BASE":
                base, place = urljoin(base, iri[1:-1]), place + 2
            case [("word", word), ("name", name), ("iri", iri)] if word.upper() == "PREFIX":
                prefixes[name.removesuffix(":")], place = urljoin(base, iri[1:-1]), place + 3
            case _:
                break
    return base, prefixes
