"""What the articles of one call do not say of themselves: counted, to be said once."""

from collections import Counter
from dataclasses import dataclass, field

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
READ = ("", "en")
"""Languages that are not remarked on; English is what is read."""


@dataclass(slots=True)
class Tally:
    """How many articles there are, how many of them lack what, and in which other languages they say they are."""

    articles: int = 0
    missing: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    def count(self, draft: Draft) -> None:
        """Take an article in, as complete as options and defaults made it."""
        self.articles += 1
        self.missing.update(name for name in ASKED if not getattr(draft, name))
        self.languages.update([draft.language] if draft.language not in READ else [])

    def add(self, other: "Tally") -> None:
        """Take in what another counted."""
        self.articles += other.articles
        self.missing += other.missing
        self.languages += other.languages

    def lines(self) -> list[str]:
        """What to say.

        >>> tally = Tally()
        >>> tally.count(Draft("They met.", title="News", publisher="Herald", author="A. B.", language="sr"))
        >>> tally.lines()
        ['no published in 1 of 1 articles: relative times in them stay unresolved', 'language sr in 1 of 1 articles: read as English']
        """
        of_all = f"of {self.articles} articles"
        lacking = [
            f"no {name} in {self.missing[name]} {of_all}{f': {then}' * bool(then)}"
            for name, then in ASKED.items()
            if self.missing[name]
        ]
        foreign = [f"language {code} in {n} {of_all}: read as English" for code, n in sorted(self.languages.items())]
        return lacking + foreign
