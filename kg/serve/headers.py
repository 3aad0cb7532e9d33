"""The names that may call this server, and the headers that keep its answers to themselves."""

import re
from collections.abc import Container, Iterable
from typing import Final

__all__ = ["CLOSED", "accepted", "calls_us", "headers_of_all"]

CLOSED: Final = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
PAGE_POLICY: Final = f"{CLOSED}; style-src 'self'; img-src 'self' data:"

SAME_ORIGIN: Final = b"cross-origin-resource-policy"
HEADERS: Final = {
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    SAME_ORIGIN: b"same-origin",
    b"content-security-policy": PAGE_POLICY.encode(),
}
HOST: Final = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::[0-9]*)?", re.ASCII)
"""A name or an address, and a port: https://www.rfc-editor.org/rfc/rfc9110#field.host"""


def headers_of_all(*, cors: bool) -> tuple[tuple[bytes, bytes], ...]:
    """What every answer has, unless it has something else in its place; with `cors`, other origins may read it."""
    return tuple((name, value) for name, value in HEADERS.items() if not (cors and name == SAME_ORIGIN))


def calls_us(headers: Iterable[tuple[bytes, bytes]], hosts: Container[bytes]) -> bool:
    """Whether a request calls this server by its own name, once; where any will do, by what can be one, if at all."""
    match [HOST.fullmatch(value) for name, value in headers if name == b"host"]:
        case [found] if found:
            return b"*" in hosts or found[1].lower() in hosts
        case []:
            return b"*" in hosts
    return False


def accepted(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """What a client takes, "" where it does not say; it may say so in several headers.

    >>> accepted([(b"accept", b"text/csv;q=.5"), (b"host", b"localhost"), (b"accept", b"text/turtle")])
    'text/csv;q=.5, text/turtle'
    """
    return ", ".join(value.decode("latin-1") for name, value in headers if name == b"accept")
