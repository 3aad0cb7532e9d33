"""robots.txt (RFC 9309): what a host lets programs fetch. The standard library's parser knows no `*` and lets the first rule decide."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote

__all__ = ["Robots"]

LINE = re.compile(r"\s*(user-agent|allow|disallow)\s*:\s*([^#]*)", re.IGNORECASE)
PRODUCT = re.compile(r"[A-Za-z_-]+|\*")
ANYBODY = "*"


@dataclass(frozen=True, slots=True)
class Robots:
    """What holds for one program: patterns of paths, and whether it may fetch what they match."""

    rules: tuple[tuple[str, bool], ...] = ()

    @classmethod
    def parse(cls, text: str, product: str) -> Self:
        """The rules of all groups that name a program, else of those for anybody."""
        found = [*groups(text)]
        named = [rule for names, rule in found if product.lower() in names]
        rules = named or [rule for names, rule in found if ANYBODY in names]
        return cls(tuple(rule for rule in rules if rule[0]))

    def allow(self, path: str) -> bool:
        """Whether a path may be fetched: the longest pattern decides, the friendlier one of two; one without a rule may.

        >>> robots = Robots((("/news", False), ("/news/*.html$", True)))
        >>> robots.allow("/news/a.html"), robots.allow("/news/a.html?print=1"), robots.allow("/")
        (True, False, True)
        """
        found = [(len(pattern), allowed) for pattern, allowed in self.rules if matches(unquote(pattern), unquote(path))]
        return max(found, default=(0, True))[1]


def groups(text: str) -> Iterator[tuple[frozenset[str], tuple[str, bool]]]:
    """Each rule with the programs that it holds for, in lower case."""
    names: frozenset[str] = frozenset()
    has_rules = True
    for line in filter(None, map(LINE.match, text.splitlines())):
        key, value = line[1].lower(), line[2].strip()
        if key == "user-agent":
            product = PRODUCT.match(value)
            names = (frozenset() if has_rules else names) | ({product[0].lower()} if product else frozenset())
            has_rules = False
        else:
            yield names, (value, key == "allow")
            has_rules = True


def matches(pattern: str, path: str) -> bool:
    """Whether a path begins like a pattern, in which `*` stands for anything and a last `$` for the end; linear in the path."""
    first, *others = pattern.removesuffix("$").split("*")
    last = others.pop() if others and pattern.endswith("$") else None
    if not path.startswith(first) or (pattern.endswith("$") and last is None and path != first):
        return False
    at = len(first)
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return last is None or (path.endswith(last) and len(path) - len(last) >= at)
