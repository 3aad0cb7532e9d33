"""The graph on disk: one article is one atomic write, with all that follows from it.

Every write is a single SPARQL update, which pyoxigraph applies whole or not at all; terms are written into it by pyoxigraph,
which escapes them. Measured on 1,000 quads it takes 1.4 times as long as `extend`, which cannot delete.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from functools import reduce
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyoxigraph
from pyoxigraph import Literal, Quad

from kg.assembly import Assembled, Change, Decision, Rules, Said, Scoring, Status, assemble, unified
from kg.assembly.edges import edge_order
from kg.errors import StoreError
from kg.model import Article, Extraction, Statement
from kg.ontology import Ontology
from kg.rdf import DECISIONS, META, GraphView, decision_quads, derived_quads, extraction_quads, tombstone_quads
from kg.rdf.counting import CHANGES, NAMES, counted, counts_quad
from kg.rdf.journal import Entry, entries, entry_quads
from kg.rdf.layers import derived, layer, standing
from kg.rdf.quads import Quads, is_damage
from kg.rdf.terms import ABOUT, ASSEMBLED_BY, COUNTS, FORMAT_VERSION
from kg.rdf.updating import exchange, patient
from kg.rdf.writing import RETRACTED, Tombstone, revision_quads, superseded
from kg.remote.address import is_address
from kg.sparql import Bound, Result, select
from kg.store.collecting import uncollected
from kg.store.default_rules import default_rules
from kg.store.files import Place, check_format, damaged, format_quad, open_quads, telling_damage, unflushed, unwritten
from kg.store.reports import AddReport, Outcome, RetractReport, became, changes, turned
from kg.store.versions import next_revision
from kg.validation.articles import checked

__all__ = ["AddReport", "Outcome", "RetractReport", "Store", "default_rules"]

FLUSHED: Final = 20_000
"""Quads written until they are flushed: until then RocksDB holds them in memory."""


class Store:
    """A graph on disk; use it in a `with` statement, so that all is flushed and the lock is given back."""

    def __init__(self, path: Place, quads: Quads, rules: Rules | None = None, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._view: GraphView | None = GraphView(quads)
        self._rules = rules
        self._unflushed = 0

    @classmethod
    def open(cls, path: Place, *, read_only: bool = False, create: bool = True, rules: Rules | None = None) -> Self:
        """Open a graph, or start one where `create` allows it; `rules` replaces what ships with kg.

        Raises:
            StoreError: if it is locked, damaged, of another version, or not a graph; if it is not there and may not be made.
        """
        place = path if is_address(path) else Path(path)
        quads = open_quads(place, read_only=read_only, create=create)
        with telling_damage(place):
            check_format(place, quads, read_only=read_only)
        return cls(place, quads, rules, read_only=read_only)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self.close()
        except (OSError, RuntimeError) as failure:
            if error is None:  # else what went wrong first is what to say
                raise unflushed(self.path, failure) from failure
        if error is not None and is_damage(error):
            raise damaged(self.path, error) from error

    def close(self) -> None:
        """Flush what was written and give the lock back; the store cannot be used any more."""
        if self._view:
            try:
                if not self.read_only:
                    self.quads.flush()
            finally:
                # pyoxigraph gives the lock back when the last reference to the store goes.
                self._view = None

    @property
    def quads(self) -> Quads:
        """The quads themselves, for reading."""
        return self.view.quads

    @property
    def view(self) -> GraphView:
        """The same as objects of the model.

        Raises:
            StoreError: if the store was closed.
        """
        if self._view is None:
            raise StoreError(f"{self.path}: was closed; open it again")
        return self._view

    @property
    def rules(self) -> Rules:
        """What turns articles into a graph; loaded when first needed."""
        if self._rules is None:
            self._rules = default_rules()
        return self._rules

    @property
    def ontology(self) -> Ontology:
        """The ontology that the graph speaks."""
        return self._rules.ontology if self._rules else Ontology.load()

    @property
    def scoring(self) -> Scoring:
        """The constants of the scores."""
        return self._rules.scoring if self._rules else Scoring.load()

    @patient
    @uncollected()
    def add(self, extraction: Extraction, *, force: bool = False) -> AddReport:
        """Add an article with all that it says; `force` brings back one that was retracted.

        Adding it twice changes nothing. An article of the same source takes the place of the one that is there.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        settled = None if force and not self.known(extraction.article) else self.settled(extraction.article)
        if settled is not None:
            return settled
        return self._put(extraction, next_revision(self.view, extraction.article))

    @patient
    @uncollected()
    def take(self, extraction: Extraction, revision: int, stones: Collection[Tombstone] = ()) -> AddReport:
        """Add an article that is to stay, whatever kept it out, at least as the version of its source that it was elsewhere.

        `stones` are why elsewhere the versions are not there whose place it takes here.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        name = extraction.article.id
        if self.view.article(name) is None:
            return self._put(extraction, revision, stones)
        known = self.view.revision(name)
        if known < revision:
            self._replace(set(revision_quads(name, known)), revision_quads(name, revision))
        return AddReport(name, Outcome.UNCHANGED)

    def lacking(self, name: str) -> StoreError:
        """What to say of an article, by id or source, that is not there: why, if somebody took it out."""
        stone = self.view.tombstone(name) or next(iter(self.view.stones_of(name)), None)
        why = f"not in {self.path} any more: {stone.why}" if stone else f"no such article in {self.path}"
        return StoreError(f"{name}: {why}; kg stats --articles lists what is there")

    def settled(self, article: Article) -> AddReport | None:
        """The report on an article that needs no reading: it is in the graph, or was taken out of it; None if it does."""
        if known := self.known(article):
            return AddReport(known, Outcome.UNCHANGED)
        stones = self.view.tombstones(article)
        return AddReport(article.id, Outcome.KEPT_OUT, reason=stones[0].reason) if stones else None

    def known(self, article: Article) -> str:
        """Id of the article in the graph that says as much as this one, "" if there is none.

        A file that is added again without the date it was first added with is the same article.
        """
        ids = self.view.of_source(article.source)
        return next((i for i in ids if (there := self.view.article(i)) and article.adds_nothing_to(there)), "")

    def _put(self, extraction: Extraction, revision: int, known: Collection[Tombstone] = ()) -> AddReport:
        self._refresh()
        extraction = checked(unified(extraction), self.ontology)
        article, said = extraction.article, Said.of(extraction)
        older = tuple(self.view.of_source(article.source))
        stones = [self._replaced(old, article, known) for name in older if (old := self.view.article(name))]
        assembled = assemble(Change((said,), tuple(map(self.view.said, older))), self.view, self.rules)
        overruled = [q for stone in self.view.tombstones(article) for q in tombstone_quads(stone)]
        left = [q for stone in stones for q in tombstone_quads(stone)]
        self._write(
            assembled,
            [*layer(self.quads, older), *self._revisions(older), *overruled],
            [*extraction_quads(extraction, assembled.described), *revision_quads(article.id, revision), *left],
        )
        return AddReport(
            article.id,
            Outcome.SUPERSEDED if older else Outcome.NEW,
            **changes(assembled, said)._asdict(),
            replaced=older,
            reason="; ".join(f"the earlier one was retracted: {s.reason}" for s in stones if not s.by_newer),
            refused=extraction.refused,
        )

    def _replaced(self, old: Article, new: Article, known: Iterable[Tombstone]) -> Tombstone:
        """What an older version leaves: one of the tombstones that are known of it, else that a newer one took its place."""
        mine = [stone.on(old, self.view.revision(old.id)) for stone in known if stone.keeps_out(old)]
        return reduce(Tombstone.joined, mine) if mine else superseded(old, new.id, new.text_hash)

    @patient
    @uncollected()
    def retract(
        self, article: str = "", *, source: str = "", by: str = "", at: str = "", reason: str = ""
    ) -> RetractReport:
        """Take articles out, by id or by source, and leave tombstones that keep them out; `at` is EDTF.

        What others also say stays; what only they said goes; what only they disputed is restored.

        Raises:
            StoreError: if there is no such article.
        """
        ids = tuple(self.view.of_source(source)) if source else (article,)
        if not ids or not all(map(self.view.article, ids)):
            raise self.lacking(source or article)
        gone_articles = [a for i in ids if (a := self.view.article(i))]
        stones = [
            Tombstone(a.id, a.source, a.text_hash, by, at, reason or RETRACTED).on(a, self.view.revision(a.id))
            for a in gone_articles
        ]
        assembled = self._take_out(ids, stones)
        gone = tuple(s for s, belief in assembled.statements.items() if belief is None)
        now = [(s, status) for s in assembled.statements if (status := became(assembled, s))]
        restored = tuple(s for s, status in now if status is Status.ASSERTED)
        return RetractReport(ids, gone, restored, tuple(pair for pair in now if pair[1] is not Status.ASSERTED))

    @patient
    @uncollected()
    def bury(self, stone: Tombstone) -> tuple[Statement, ...]:
        """Take out what a tombstone keeps out, if it is there, and leave one on each that is gone, beside none of the same.

        Gives the statements that went with it.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        ids = {stone.article, *self.view.of_source(stone.source)}
        live = [a for name in sorted(ids) if (a := self.view.article(name)) and stone.keeps_out(a)]
        left = {stone.article: stone}
        for article in live:
            mine = stone.on(article, self.view.revision(article.id))
            left[article.id] = mine.joined(left.get(article.id, mine))
        known = {name: there for name in left if (there := self.view.tombstone(name))}
        agreed = {name: mine.joined(known.get(name, mine)) for name, mine in left.items()}
        if not live and agreed == known:
            return ()
        assembled = self._take_out([article.id for article in live], agreed.values(), known.values())
        return tuple(s for s, belief in assembled.statements.items() if belief is None)

    @patient
    @uncollected()
    def decide(self, decision: Decision) -> None:
        """Record what a person says of two names, and let the graph follow; saying it again changes nothing.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        self._refresh()
        assembled = assemble(Change(decided=(decision,)), self.view, self.rules)
        self._write(assembled, self.view.decision_layer(decision.id), decision_quads(decision))

    @patient
    @uncollected()
    def undo(self, name: str) -> Decision:
        """Take a person's decision back by its id: the graph is as if nobody had made it.

        Raises:
            StoreError: if there is no such decision.
        """
        decision = self.view.decision(name)
        if decision is None:
            raise StoreError(f"{name}: no such decision in {self.path}; kg entities lists what people decided")
        self._refresh()
        assembled = assemble(Change(undone=(decision,)), self.view, self.rules)
        self._write(assembled, self.view.decision_layer(decision.id), ())
        return decision

    @patient
    @uncollected()
    def rebuild(self, readings: Iterable[Extraction] = ()) -> None:
        """Work out anew all that follows from the articles: after a change of ontology, gazetteer or constants.

        `readings` take the place of what other tools read in articles that are there.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        anew = {x.article.id: checked(unified(x), self.ontology) for x in readings}
        said = (Said.of(anew[name]) if name in anew else self.view.said(name) for name in self.articles())
        earlier = {s: self.view.belief(s) for s in self.view.statements()}
        everything = Change(tuple(said), decided=tuple(self.view.decisions()))
        assembled = assemble(everything, GraphView(pyoxigraph.Store()), self.rules)
        before = {s: earlier.get(s) for s in sorted({*earlier, *assembled.statements}, key=edge_order)}
        journal = self._journal(Assembled(statements={**dict.fromkeys(before), **assembled.statements}, before=before))
        made_by = Quad(ABOUT, ASSEMBLED_BY, Literal(self.rules.fingerprint), META)
        stale = (q for p in (ASSEMBLED_BY, FORMAT_VERSION) for q in self.quads.quads_for_pattern(ABOUT, p, None, META))
        self._replace(
            {*derived(self.quads), *stale, *layer(self.quads, anew)},
            {
                *derived_quads(assembled),
                *journal,
                made_by,
                format_quad(),
                *chain(*map(extraction_quads, anew.values())),
            },
            counted(self.quads.quads_for_pattern(None, None, None, None)),
        )

    def _take_out(
        self, articles: Collection[str], stones: Iterable[Tombstone], stale: Iterable[Tombstone] = ()
    ) -> Assembled:
        """Write that live articles are gone, and the tombstones that say why, in the place of those that are stale."""
        self._refresh()
        assembled = assemble(Change((), tuple(map(self.view.said, articles))), self.view, self.rules)
        dead = (*layer(self.quads, articles), *self._revisions(articles), *chain(*map(tombstone_quads, stale)))
        self._write(assembled, dead, chain(*map(tombstone_quads, stones)))
        return assembled

    def _revisions(self, articles: Iterable[str]) -> Iterator[Quad]:
        """What is kept of the ranks of articles."""
        for name in articles:
            yield from revision_quads(name, self.view.revision(name))

    def _refresh(self) -> None:
        """Work out anew what follows, if other rules worked it out: what is and what comes must fit together."""
        found = [q.object for q in self.quads.quads_for_pattern(ABOUT, ASSEMBLED_BY, None, META)]
        if found != [Literal(self.rules.fingerprint)]:
            self.rebuild()

    def _write(self, assembled: Assembled, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
        replaced = {*dead, *standing(self.quads, assembled)}
        self._replace(replaced, dict.fromkeys([*fresh, *derived_quads(assembled), *self._journal(assembled)]))

    def _journal(self, assembled: Assembled) -> Iterator[Quad]:
        """What is remembered of a change, if it is one."""
        added = tuple(sorted(assembled.wordings))
        removed = tuple(sorted(article for article, origin in assembled.origins.items() if origin is None))
        before = {s: was.status if was else None for s, was in assembled.before.items() if turned(assembled, s)}
        if added or removed or before:
            yield from entry_quads(Entry(self.view.kept_counts()[CHANGES], moment(), added, removed, before))

    def _replace(self, old: set[Quad], new: Collection[Quad], counts: Counter[str] | None = None) -> None:
        """Replace quads in one atomic step: what is not there any more by what is there now, each once.

        `counts` are the counts of what is there, where those that are kept cannot be trusted.
        """
        # In their order, in which those of a node stand together: the store then writes them faster.
        dead, fresh = old.difference(new), [quad for quad in new if quad not in old]
        now = Counter(self.view.kept_counts() if counts is None else counts)
        now.update(counted(fresh))
        now.subtract(counted(dead))
        kept = self.quads.quads_for_pattern(ABOUT, COUNTS, None, META)
        try:
            exchange(self.quads, [*dead, *kept], [*fresh, counts_quad(now)])
        except (OSError, RuntimeError, ValueError, SyntaxError) as error:
            raise unwritten(self.path, error) from error
        self._unflushed += len(dead) + len(fresh)
        if self._unflushed >= FLUSHED:
            self.flush()

    def flush(self) -> None:
        """Bring what was written from the log, where it is safe already, into the files; memory that held it becomes free.

        Raises:
            StoreError: if the files cannot be written.
        """
        self._unflushed = 0
        try:
            self.quads.flush()
        except (OSError, RuntimeError) as error:
            raise unflushed(self.path, error) from error

    def articles(self) -> list[str]:
        """Ids of all live articles, sorted."""
        return self.view.articles()

    def query(self, sparql: str, *, inferred: bool = True, substitutions: Bound | None = None) -> Result:
        """Run a SPARQL query; `inferred` says whether edges that follow from rules count, `substitutions` bind variables.

        Raises:
            QueryError: if it is not valid, or asks for another server.
        """
        return select(self.quads, sparql, inferred=inferred, substitutions=substitutions)

    def stats(self) -> dict[str, int]:
        """How many articles, entities, evidences, statements (also by status), asserted and inferred edges there are.

        The counts are kept with each change, so this takes no longer for a large graph.
        """
        counts = self.view.kept_counts()
        return {name: counts[name] for name in NAMES}

    def history(self, since: str = "") -> list[Entry]:
        """The changes of the graph since a day, month, year or moment (UTC, ISO 8601), in their order."""
        return entries(self.quads, since)

    def nquads(self, *, decisions: bool = True) -> Iterator[str]:
        """All quads as canonical N-Quads, sorted, a line each; `decisions` says whether tombstones are among them."""
        left_out = {META} if decisions else {META, DECISIONS}
        found = self.quads.quads_for_pattern(None, None, None, None)
        yield from sorted(f"{quad} .\n" for quad in found if quad.graph_name not in left_out)


def moment() -> str:
    """Now, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
