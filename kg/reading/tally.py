"""What the articles of one call do not say of themselves: counted, to be said once."""

from collections import Counter
from dataclasses import dataclass, field
from typing import BinaryIO

from kg.reading.draft import Draft

__all__ = ["Tally"]

ASKED = {
    "published": "relative times in them stay unresolved",
    "publisher": "",
    "title": "",
    "author": "",
    "language": "read as English",
}
"""What is counted where it is missing, and what follows from that."""


@dataclass(slots=True)
class Tally:
    """How many articles there are, how many of them lack what, and how much is read."""

    articles: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    read_bytes: int = 0
    """Of the files that are done."""
    file: BinaryIO | None = None
    """The file that is being read."""

    def position(self) -> int:
        """Bytes up to now."""
        return self.read_bytes + (self.file.tell() if self.file and not self.file.closed else 0)

    def done(self, size: int) -> None:
        """Take leave of a file."""
        self.read_bytes += size
        self.file = None

    def count(self, draft: Draft) -> None:
        """Take an article in, as complete as options and defaults made it."""
        self.articles += 1
        self.missing.update(name for name in ASKED if not getattr(draft, name))

    def add(self, other: "Tally") -> None:
        """Take in what another counted."""
        self.articles += other.articles
        self.missing += other.missing

    def line(self) -> str:
        """What to say, "" if nothing is missing.

        >>> tally = Tally()
        >>> tally.count(Draft("They met.", title="News", publisher="Herald", author="A. B.", language="en"))
        >>> tally.line()
        'of 1 articles: published 1 (relative times in them stay unresolved)'
        """
        lacking = [
            f"{name} {self.missing[name]}{f' ({then})' * bool(then)}"
            for name, then in ASKED.items()
            if self.missing[name]
        ]
        return f"of {self.articles:,} articles: {', '.join(lacking)}" if lacking else ""
