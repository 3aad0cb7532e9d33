"""Cuts SPARQL into tokens by its lexical rules, and reads what a query declares at its head.

Any text can be cut, also one that is no SPARQL: what fits no rule is a mark of one character.
https://www.w3.org/TR/sparql11-query/#sparqlGrammar
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

__all__ = ["Prologue", "Token", "prologue", "token_at", "tokens"]

IGNORED: Final = frozenset({"space", "comment"})

# Possessive throughout: no text makes it try again. A local name ends before a dot, since parsers differ on what follows one.
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
    | (?P<name>(?:[^\W\d_][\w-]*+(?:\.++[\w-]++)*+)?+:(?:[\w:-]|%[0-9A-Fa-f]{2}|\\[-_~.!$&'()*+,;=/?\#@%])*+)
    | (?P<tag>@[A-Za-z]++(?:-[A-Za-z0-9]++)*+)
    | (?P<word>\w++)
    | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query."""

    kind: str
    """The name of a group of `TOKEN`."""
    text: str
    start: int
    """Offset in the query."""

    @property
    def upper(self) -> str:
        """The text as keywords are compared."""
        return self.text.upper()

    @property
    def iri(self) -> str:
        """What stands between the brackets, "" of another kind of token."""
        return self.text[1:-1] if self.kind == "iri" else ""

    @property
    def prefix(self) -> str:
        """What stands before the colon of a name."""
        return self.text.partition(":")[0]

    @property
    def local(self) -> str:
        r"""What stands after the colon of a name, without the backslashes that quote marks in it."""
        return re.sub(r"\\(.)", r"\1", self.text.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Prologue:
    """The base and the prefixes that a query declares at its head."""

    base: str
    prefixes: Mapping[str, str]

    def iri(self, token: Token) -> str | None:
        """The IRI that a token stands for, None if it stands for none."""
        if token.kind == "iri":
            return resolved(self.base, token.iri)
        declared = token.kind == "name" and token.prefix in self.prefixes
        return self.prefixes[token.prefix] + token.local if declared else None


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query, without white space and comments.

    >>> [t.text for t in tokens("ASK { ?from kg:from 'from' } # from")]
    ['ASK', '{', '?from', 'kg:from', "'from'", '}']
    """
    for match in TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind not in IGNORED:
            yield Token(kind, match[0], match.start())


def token_at(text: str, place: int) -> Token | None:
    """The token that begins at a place, None where there is white space, a comment or the end."""
    match = TOKEN.match(text, place)
    kind = (match and match.lastgroup) or "space"
    return Token(kind, match[0], place) if match and kind not in IGNORED else None


def prologue(found: Sequence[Token], prefixes: Mapping[str, str]) -> Prologue:
    """What a query of these tokens declares at its head, on top of prefixes that are known anyway.

    >>> prologue(list(tokens("BASE <http://a/> PREFIX b: <c#> ASK {}")), {})
    Prologue(base='http://a/', prefixes={'b': 'http://a/c#'})
    """
    base, known, place = "", dict(prefixes), 0
    while place < len(found):
        match found[place : place + 3]:
            case [word, iri, *_] if word.upper == "BASE" and iri.kind == "iri":
                base, place = resolved(base, iri.iri), place + 2
            case [word, name, iri] if word.upper == "PREFIX" and (name.kind, iri.kind) == ("name", "iri"):
                known[name.prefix], place = resolved(base, iri.iri), place + 3
            case _:
                break
    return Prologue(base, known)


def resolved(base: str, iri: str) -> str:
    """An IRI as its base completes it; with the mark at its end, which `urljoin` loses where nothing follows it."""
    found, mark = urljoin(base, iri), iri[-1:]
    return found + mark if mark in {"#", "?"} and not found.endswith(mark) else found
