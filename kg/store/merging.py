"""Merges another graph of kg into one: the same as adding everything to one graph, in whatever order.

Articles, tombstones and decisions are united as sets. Of several versions of one source one stays (`kg.store.versions`); a retraction on
either side holds on both. Where both have an article, but read by different tools, what the later tools read stays. So merging is
commutative, associative and idempotent.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph

from kg.assembly import Decision
from kg.assembly.edges import edge_order
from kg.errors import FormatError
from kg.model import Article, Extraction, Statement
from kg.rdf import GraphView, extraction_quads, parsing
from kg.rdf import terms as t
from kg.rdf.terms import id_node, local
from kg.rdf.writing import Tombstone
from kg.store.deciding import idle
from kg.store.reports import AddReport, Agreed, Merged, Outcome
from kg.store.versions import Ranked, Settled, Source, buried, live, ranked, sources

if TYPE_CHECKING:
    from kg.store import Store

__all__ = ["Failure", "merge", "opened"]


@dataclass(frozen=True, slots=True)
class Failure:
    """An article or decision that could not be merged, and why; the graph does without it."""

    name: str
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


def merge(store: "Store", theirs: GraphView) -> Iterator[Merged | Agreed | Failure]:
    """Add all that another graph holds; each article is added whole or not at all, and merging again changes nothing.

    Raises:
        StoreError: if it cannot be written; what was merged before stays.
    """
    better: list[Extraction] = []
    for source in sources(theirs):
        yield from merge_source(store, theirs, source, better)
    if better:
        store.rebuild(better)
    fresh: list[Decision] = []
    for said in decisions(theirs):
        if isinstance(said, Failure):
            yield said
            continue
        known = store.view.decision(said.id)
        agreed = min(filter(None, (known, said)), key=astuple)
        if agreed != known:
            store.decide(agreed)
        if known is None:
            fresh.append(agreed)
    # Only now: what one does may hang on another.
    yield from (Agreed(decision, idle(store, decision)) for decision in fresh)


def decisions(view: GraphView) -> Iterator[Decision | Failure]:
    """What people decided, sorted by id; or why it is not as kg writes it."""
    for node in sorted(
        (q.subject for q in view.quads.quads_for_pattern(None, t.TYPE, t.IDENTITY_CLASS, t.DECISIONS)), key=str
    ):
        try:
            said = parsing.decision(view.quads, node)
        except (KeyError, IndexError, ValueError) as error:
            yield Failure(local(node), f"{local(node)}: not as kg writes it ({error}); export the graph anew")
            continue
        tampered = said.id != local(node)
        yield Failure(local(node), changed(local(node))) if tampered else said


def changed(name: str) -> str:
    """Why something whose id is no hash of what it holds is left out."""
    return f"{name}: it is not what its id was made of, something changed it; export the graph anew"


def merge_source(
    store: "Store", theirs: GraphView, source: Source, better: list[Extraction]
) -> Iterator[Merged | Failure]:  # fmt: skip
    """Merge all versions of one source; `better` takes in what later tools read in the very article that is here."""
    said, failures = sound(theirs, live(theirs, source))
    yield from failures
    here = ranked(store.view, live(store.view, source))
    there = [Ranked(one.article, theirs.revision(name)) for name, one in said.items()]
    stones = buried(theirs, source)
    settled = Settled.of([*here, *there], [*buried(store.view, source), *stones])
    stones = [s for s in stones if not (s.by_newer and settled.winner and s.keeps_out(settled.winner))]
    for one in there:
        if one.article == settled.winner:
            yield Merged(one.article, stayed(store, said[one.article.id], one.revision, better, stones))
    lost: list[Statement] = []
    for stone in stones:
        lost += store.bury(stone)
    for one in (*here, *there):
        if one.article != settled.winner:
            lost += store.bury(settled.against(one, store.view.tombstones(one.article)))
    if settled.winner is None:
        yield from (Merged(one.article, taken_out(store.view, one.article, lost)) for one in here)
    for one in there:
        if one.article != settled.winner:
            kept_out = AddReport(one.article.id, Outcome.KEPT_OUT)
            yield Merged(one.article, store.settled(one.article) or kept_out)


def taken_out(view: GraphView, article: Article, lost: Iterable[Statement]) -> AddReport:
    """The report on an article that another graph's decision took out of this one."""
    stone = view.tombstone(article.id)
    return AddReport(
        article.id, Outcome.TAKEN_OUT, lost=tuple(sorted(lost, key=edge_order)), reason=stone.reason if stone else ""
    )


def sound(view: GraphView, names: Iterable[str]) -> tuple[dict[str, Extraction], list[Failure]]:
    """What articles say, by id, and which are not as kg wrote them."""
    said: dict[str, Extraction] = {}
    failures: list[Failure] = []
    for name in names:
        try:
            said[name] = intact(view, name)
        except FormatError as error:
            failures.append(Failure(name, str(error)))
    return said, failures


def stayed(
    store: "Store", said: Extraction, revision: int, better: list[Extraction], stones: Collection[Tombstone]
) -> AddReport:
    """What becomes of another graph's article that stays here; `better` takes it in where it is to be read anew.

    `stones` are those of that graph on other versions of its source.
    """
    name = said.article.id
    ours, known = store.view.extraction(name), store.view.revision(name)
    report = store.take(said, revision, stones)
    if ours is None:
        return report
    mine, other = rank(ours), rank(said)
    # Read with a lower rank it may be missing where a third graph was merged first, so rank goes before tools.
    if mine == other or (known, mine) > (revision, other):
        return report
    better.append(said)
    return AddReport(name, Outcome.REREAD)


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
        raise FormatError(changed(name))
    return said
