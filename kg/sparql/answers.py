"""What a query answers, as bytes that pass from process to process: SPARQL TSV, where a row is a line, or N-Triples."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from itertools import dropwhile, islice
from typing import TypeAlias

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
    serialize,
)

from kg.errors import LimitError
from kg.sparql.tokens import Token, tokens

__all__ = ["Answer", "Kind", "Parsed", "answer", "arrangement"]

Parsed: TypeAlias = QuerySolutions | QueryBoolean | Iterable[Triple]


class Kind(StrEnum):
    """What a form of query gives."""

    ROWS = "rows"
    """SELECT."""
    TRUTH = "truth"
    """ASK."""
    TRIPLES = "triples"
    """CONSTRUCT and DESCRIBE."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer."""

    kind: Kind
    data: bytes

    def parsed(self) -> Parsed:
        """The answer as pyoxigraph gives it."""
        if self.kind is Kind.TRIPLES:
            return (quad.triple for quad in parse(self.data, format=RdfFormat.N_TRIPLES))
        return parse_query_results(self.data, format=QueryResultsFormat.TSV)

    def arranged(self, text: str) -> "Answer":
        """Of ``SELECT *``, the columns in the order in which the query speaks of them; the engine has them by the alphabet."""
        if self.kind is not Kind.ROWS:
            return self
        header, _, _ = self.data.partition(b"\n")
        order = arrangement(text, [name.removeprefix("?") for name in header.decode().split("\t")])
        if order == sorted(order):
            return self
        rows = (line.split(b"\t") for line in self.data.removesuffix(b"\n").split(b"\n"))
        return Answer(self.kind, b"".join(b"\t".join(row[i] for i in order) + b"\n" for row in rows))


def arrangement(text: str, columns: Sequence[str]) -> list[int]:
    """Which column stands where, so that those of ``SELECT *`` stand in the order in which the query speaks of them.

    >>> arrangement("SELECT * { ?z ?a ?b }", ["a", "b", "z"]), arrangement("SELECT ?b ?a { ?a ?a ?b }", ["b", "a"])
    ([2, 0, 1], [0, 1])
    """
    found, every = list(tokens(text)), range(len(columns))
    if not asks_for_all(found):
        return list(every)
    named = [token.text[1:] for token in found if token.kind == "variable"]
    return sorted(every, key=lambda i: named.index(columns[i]) if columns[i] in named else len(named))


def asks_for_all(found: Iterable[Token]) -> bool:
    """Whether a query asks for all its variables."""
    after = dropwhile(lambda token: token.upper != "SELECT", found)
    words = (token for token in islice(after, 1, None) if token.upper not in {"DISTINCT", "REDUCED"})
    return next((token.text == "*" for token in words), False)


def answer(result: Parsed, *, rows: int = 0, size: int = 0) -> Answer:
    """The whole result of a query, of at most `rows` rows or triples and `size` bytes; 0 is no limit.

    Raises:
        LimitError: if it is larger.
    """
    if not isinstance(result, QuerySolutions | QueryBoolean):
        file = Capped(rows, size, header=0)
        serialize(result, file, format=RdfFormat.N_TRIPLES)
        return Answer(Kind.TRIPLES, file.getvalue())
    file = Capped(rows, size)
    result.serialize(file, format=QueryResultsFormat.TSV)
    return Answer(Kind.TRUTH if isinstance(result, QueryBoolean) else Kind.ROWS, file.getvalue())


class Capped(BytesIO):
    """A file in memory that refuses to grow beyond its limits, so that an answer is stopped while it is written."""

    def __init__(self, rows: int, size: int, *, row_end: bytes = b"\n", header: int = 1) -> None:
        super().__init__()
        self.rows, self.size, self.row_end = rows, size, row_end
        self.ends = -header
        """How many rows have ended: `header` is how many ends stand before the end of the first."""
        self.counted = 0
        """Up to where they were counted."""

    def write(self, data: bytes) -> int:  # type: ignore[override]
        """Write, and count.

        Raises:
            LimitError: if it is too much.
        """
        written = super().write(data)
        if self.rows and self.tell() > self.rows * len(self.row_end):  # before that, there cannot be too many
            self._count()
        if self.size and self.tell() > self.size:
            raise LimitError(f"the answer has more than {self.size} bytes; add LIMIT, or ask for less")
        return written

    def _count(self) -> None:
        """Count the rows that have ended since the last time; an end may have been written in two pieces."""
        since = max(0, self.counted - len(self.row_end) + 1)
        self.ends += bytes(self.getbuffer()[since:]).count(self.row_end)
        self.counted = self.tell()
        if self.ends > self.rows:
            raise LimitError(f"the answer has more than {self.rows} rows; add LIMIT, or ask for less")
