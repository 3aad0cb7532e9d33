"""Merges another graph of kg into one: the same as adding everything to one graph, in whatever order.

Articles, tombstones and decisions are united as sets. Of several versions of one source the one that nobody superseded wins, else the
one published last; a retraction on either side holds on both. Where both have an article, but read by different tools, what the later
tools read stays. So merging is commutative, associative and idempotent.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import pyoxigraph

from kg.errors import FormatError
from kg.model import Article, Extraction
from kg.rdf import GraphView, extraction_quads
from kg.rdf import terms as t
from kg.rdf.terms import id_node, local
from kg.rdf.writing import Tombstone, superseded
from kg.store.reports import AddReport, Merged, Outcome

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Failure", "merge", "opened"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that could not be merged, and why; the graph does without it."""

    article: str
    reason: str

    def __str__(self) -> str:
        return self.reason


@contextmanager
def opened(path: Path) -> Iterator[GraphView]:
    """Another graph: the folder of a store, or a file that `kg export` wrote.

    Raises:
        StoreError: if it is no store that can be read.
        FormatError: if it is no RDF, or holds no article of kg.
    """
    from kg.store import Store

    if path.is_dir():
        with Store.open(path, read_only=True) as store:
            yield store.view
        return
    view = GraphView(loaded(path))
    if not view.articles():
        raise FormatError(
            f"{path}: no export of kg; take it as an article's statements with: kg merge {path} --as-article"
        )
    yield view


def loaded(path: Path) -> pyoxigraph.Store:
    """The quads of a file, in memory.

    Raises:
        FormatError: if the format is not known, or the file is not of it; says the line.
    """
    form = pyoxigraph.RdfFormat.from_extension(path.suffix.removeprefix("."))
    if form is None:
        raise FormatError(
            f"{path}: {path.suffix or 'no suffix'}: no known format of RDF; known: nq, trig, ttl, nt, jsonld, rdf"
        )
    quads = pyoxigraph.Store()
    try:
        quads.bulk_load(path=str(path), format=form)
    except SyntaxError as error:
        where = f", line {error.lineno}" if error.lineno else ""
        raise FormatError(f"{path}{where}: not {form.name}: {error.msg}") from error
    except (ValueError, RuntimeError) as error:
        raise FormatError(f"{path}: not {form.name}: {error}") from error
    return quads


def merge(store: "Store", theirs: GraphView) -> Iterator[Merged | Failure]:
    """Add all that another graph holds; each article is added whole or not at all, and merging again changes nothing.

    Raises:
        StoreError: if it cannot be written; what was merged before stays.
    """
    stones: defaultdict[str, list[Tombstone]] = defaultdict(list)
    for stone in theirs.stones():
        stones[stone.source or stone.article].append(stone)
    articles: defaultdict[str, list[str]] = defaultdict(list)
    for name in theirs.articles():
        article = theirs.article(name)
        articles[article.source if article and article.source else name].append(name)
    better: list[Extraction] = []
    for source in sorted({*stones, *articles}):
        yield from merge_source(store, theirs, articles[source], stones[source], better)
    if better:
        store.rebuild(better)
    for decision in theirs.decisions():
        known = store.view.decision(decision.id)
        agreed = min(filter(None, (known, decision)), key=astuple)
        if agreed != known:
            store.decide(agreed)


def merge_source(
    store: "Store", theirs: GraphView, names: Iterable[str], stones: Iterable[Tombstone], better: list[Extraction]
) -> Iterator[Merged | Failure]:  # fmt: skip
    """Merge all versions of one source; `better` takes in what later tools read in the very article that is here."""
    live = {name: article for name in names if (article := theirs.article(name))}
    contest = Contest.of(store.view, theirs, live.values(), stones)
    for stone in stones:
        if not (stone.by_newer and contest.winner and stone.keeps_out(contest.winner)):
            store.bury(stone)
    for name, article in live.items():
        try:
            said = intact(theirs, name)
        except FormatError as error:
            yield Failure(name, str(error))
            continue
        report = taken(store, said, contest.winner)
        if report.outcome is Outcome.REREAD:
            better.append(said)
        yield Merged(article, report)


def taken(store: "Store", said: Extraction, winner: Article | None) -> AddReport:
    """What becomes of another graph's article here, where a version of its source is to stay."""
    article = said.article
    if winner and winner.id == article.id:
        ours = store.view.extraction(article.id)
        better = ours is not None and rank(ours) < rank(said)
        return AddReport(article.id, Outcome.REREAD) if better else store.add(said, force=True)
    if winner and not store.view.tombstones(article):
        store.bury(superseded(article, winner))
    return store.settled(article) or AddReport(article.id, Outcome.KEPT_OUT, reason="retracted")


def rank(reading: Extraction) -> tuple[object, ...]:
    """Sort key: of two readings of one article the greater stays."""
    return astuple(reading.run) if reading.run else (), sorted(map(str, extraction_quads(reading)))


def intact(view: GraphView, name: str) -> Extraction:
    """All that an article says, if it is as kg wrote it: ids are hashes of what they hold.

    Raises:
        FormatError: if something lacks, is malformed, or does not fit its id.
    """
    try:
        said = view.extraction(name)
    except (KeyError, IndexError, TypeError, ValueError) as error:
        raise FormatError(f"{name}: not as kg writes it ({error}); export the graph anew") from error
    parts = map(local, (q.subject for q in view.quads.quads_for_pattern(None, t.ARTICLE, id_node(name), t.DEFAULT)))
    evidences = {part for part in parts if part.startswith("evidence-")}
    if said is None or said.article.id != name or {e.id for e in said.evidences} != evidences:
        raise FormatError(f"{name}: it is not what its id was made of, something changed it; export the graph anew")
    return said


@dataclass(frozen=True, slots=True)
class Contest:
    """Which of several versions of a source stays; None where all are retracted."""

    winner: Article | None

    @classmethod
    def of(
        cls, ours: GraphView, theirs: GraphView, live: Iterable[Article], stones: Iterable[Tombstone]
    ) -> Self:  # fmt: skip
        """The contest between the versions that are live here and there."""
        sources = {a.source for a in live} | {s.source for s in stones}
        here = [a for source in sources for name in ours.of_source(source) if (a := ours.article(name))]
        same = [a for article in live if (a := ours.article(article.id))]
        versions = {a.id: a for a in (*here, *same, *live)}
        against = {name: [*ours.tombstones(a), *theirs.tombstones(a)] for name, a in versions.items()}
        standing = [a for name, a in versions.items() if all(stone.by_newer for stone in against[name])]
        richest = [a for a in standing if not any(a.id != b.id and a.adds_nothing_to(b) for b in standing)]
        current = [a for a in richest if not against[a.id]] or richest
        return cls(max(current, key=lambda a: (a.published, a.id), default=None))
