"""Which articles are one origin: copies of a text, edited or not, are not independent witnesses.

Copies are found as Broder found them (1997, doi:10.1109/SEQUEN.1997.666900): MinHash bands of word shingles give candidates,
the Jaccard index of the shingles themselves decides. An origin is a connected component of articles that are alike, so it
depends on the set of live articles alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol, Self

from kg.model import Article, digest

__all__ = ["OriginView", "Wording", "algorithm", "components", "origins"]

SHINGLE: Final = 3
"""Words in a shingle."""
FEWEST: Final = 10
"""Shingles below which a text is too short for a likeness to mean anything: then only the same words are a copy."""
BANDS: Final = 32
ROWS: Final = 4
"""Texts with a Jaccard index j share a band with probability 1 − (1 − j^ROWS)^BANDS: .87 at .5, .9998 at .7, 5e-6 at .02."""
SEED: Final = 1


@dataclass(frozen=True, slots=True)
class Wording:
    """What of a text is compared with others: its `words`, without case, accents, punctuation and layout.

    `exact` is the id of all texts with the same words; texts that are alike are likely to share one of the `bands`.
    """

    words: str
    exact: str
    bands: frozenset[str]

    @classmethod
    def of(cls, article: Article) -> Self:
        r"""The wording of an article's text.

        >>> one, other = Wording.of(Article("Talks end.\n", "a")), Wording.of(Article("TALKS  END", "b"))
        >>> one == other, other.words
        (True, 'talks end')
        """
        plain = unicodedata.normalize("NFKD", article.text).casefold()
        words = " ".join(re.findall(r"[^\W_]+", plain))
        exact = f"origin-{digest(words)}"
        return cls(words, exact, frozenset({exact, *bands(shingles(words))}))

    def alike(self, other: "Wording", near_copy: float) -> bool:
        """Whether one is a copy of the other: shares a band, and at least `near_copy` of all shingles."""
        if self.exact == other.exact:
            return True
        if self.bands.isdisjoint(other.bands):
            return False
        mine, theirs = shingles(self.words), shingles(other.words)
        return len(mine & theirs) >= near_copy * len(mine | theirs)


def shingles(words: str) -> frozenset[str]:
    """All runs of `SHINGLE` words."""
    split = words.split()
    return frozenset(" ".join(split[i : i + SHINGLE]) for i in range(len(split) - SHINGLE + 1))


def bands(runs: Collection[str]) -> frozenset[str]:
    """The keys that texts with many shingles in common are likely to share, none of a very short text."""
    if len(runs) < FEWEST:
        return frozenset()
    from rensa import RMinHash

    sketch = RMinHash(num_perm=BANDS * ROWS, seed=SEED)
    sketch.update(sorted(runs))
    least = list(map(str, sketch.digest()))
    return frozenset(digest(str(b), *least[b * ROWS : (b + 1) * ROWS], size=12) for b in range(BANDS))


def algorithm() -> str:
    """Names the way bands are made: what another way made is not comparable."""
    from rensa import RMinHash

    return f"rensa {RMinHash.ALGORITHM_VERSION}, {SHINGLE}, {FEWEST}, {BANDS}, {ROWS}, {SEED}"


class OriginView(Protocol):
    """The origins as they were before a change."""

    def origin(self, article: str) -> str:
        """The origin of a live article, "" of others."""

    def copies(self, origin: str) -> Iterable[str]:
        """The live articles of an origin."""

    def sharing(self, band: str) -> Iterable[str]:
        """The live articles with a band."""

    def wording(self, article: str) -> Wording:
        """The wording of a live article."""


def origins(
    added: Mapping[str, Wording], removed: Collection[str], view: OriginView, near_copy: float
) -> dict[str, str]:
    """The origins of articles that are added, and of those whose origin the change may have moved.

    An origin that loses an article may fall apart, so all of its articles are compared anew; one that only gains is kept as
    one piece, and compared article by article only where a band says that it may be worth it.
    """
    broken = {view.origin(a) for a in removed}
    loose = {a: view.wording(a) for o in sorted(broken) for a in view.copies(o) if a not in removed} | dict(added)
    ties: defaultdict[str, set[str]] = defaultdict(set)
    sharing: defaultdict[str, set[str]] = defaultdict(set)
    for article in sorted(loose):
        wording = loose[article]
        known = {n for b in wording.bands for n in sharing[b] if wording.alike(loose[n], near_copy)}
        ties[article] |= known | whole_origins(wording, {*removed, *loose}, view, near_copy)
        for band in wording.bands:
            sharing[band].add(article)
    found: dict[str, str] = {}
    for group in components(ties):
        name = min(loose[node].exact if node in loose else node for node in group)
        kept = [a for node in group if node not in loose and node != name for a in view.copies(node)]
        found |= dict.fromkeys([*(node for node in group if node in loose), *kept], name)
    return found


def whole_origins(wording: Wording, apart: Collection[str], view: OriginView, near_copy: float) -> set[str]:
    """The origins, as they are, that hold a copy of a text; articles that stand `apart` do not count."""
    found: set[str] = set()
    near = {a for band in wording.bands for a in view.sharing(band)}
    for article in sorted(near.difference(apart)):
        origin = view.origin(article)
        if origin not in found and wording.alike(view.wording(article), near_copy):
            found.add(origin)
    return found


def components(ties: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """The connected components of nodes by what they are tied to, each sorted.

    >>> components({"a": ["b"], "c": [], "d": ["b"]})
    [['a', 'b', 'd'], ['c']]
    """
    both: defaultdict[str, set[str]] = defaultdict(set)
    for node, others in ties.items():
        both[node].update(others)
        for other in others:
            both[other].add(node)
    left, groups = set(both), []
    for start in sorted(both):
        group: set[str] = set()
        reached = {start} & left
        while reached:
            group |= reached
            reached = {other for node in reached for other in both[node]} - group
        left -= group
        if group:
            groups.append(sorted(group))
    return groups
