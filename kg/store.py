"""The graph on disk: one article is one atomic write, with all that follows from it.

Every write is a single SPARQL update, which pyoxigraph applies whole or not at all; terms are written into it by pyoxigraph,
which escapes them. Measured on 1,000 quads it takes 1.4 times as long as `extend`, which cannot delete.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import pyoxigraph
from pyoxigraph import (
    Literal,
    Quad,
)

from kg import __version__
from kg.assembly import Assembled, Change, Decision, Rules, Said, Scoring, Status, assemble, rules_of, unified
from kg.assembly.origins import algorithm
from kg.errors import StoreError
from kg.model import Article, Extraction, digest
from kg.ontology import Ontology
from kg.rdf import (
    DECISIONS,
    META,
    GraphView,
    decision_quads,
    derived_quads,
    extraction_quads,
    tombstone_quads,
)
from kg.rdf.terms import (
    ARTICLE_CLASS,
    ASSEMBLED_BY,
    EVIDENCE_CLASS,
    FORMAT_VERSION,
    INFERENCE_CLASS,
    id_node,
    whole,
)
from kg.rdf.updating import update_text
from kg.rdf.writing import Tombstone
from kg.resources import resource
from kg.sparql import Bound, Result, select
from kg.store_files import open_quads
from kg.store_reports import AddReport, Outcome, RetractReport, became, changes

__all__ = ["AddReport", "Outcome", "RetractReport", "Store", "default_rules"]

FORMAT: Final = 1
"""Raised whenever a store written before could not be read or continued; `kg migrate` knows all earlier ones."""
ABOUT: Final = id_node("store")


def default_rules() -> Rules:
    """The ontology, gazetteer and constants that ship with kg."""
    from kg.entities.gazetteer import Gazetteer

    ontology, scoring = Ontology.load(), Scoring.load()
    return Rules(ontology, Gazetteer.load().entry, scoring, rules_of(ontology, scoring), fingerprint())


def fingerprint() -> str:
    """Names what the default rules are made of: the program's version, the files of ontology and gazetteer, a library's way."""
    files = sorted(path for path in resource("ontology").rglob("*") if path.suffix in (".ttl", ".toml", ".tsv"))
    kept = [path for path in files if "lexicon" not in path.parts]
    return f"rules-{digest(__version__, algorithm(), *(path.read_text(encoding='utf-8') for path in kept))}"


class Store:
    """A graph on disk; use it in a `with` statement, so that all is flushed and the lock is given back."""

    def __init__(
        self, path: Path, quads: pyoxigraph.Store, rules: Rules | None = None, *, read_only: bool = False
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.quads = quads
        """The quads themselves, for reading."""
        self.view = GraphView(quads)
        """The same as objects of the model."""
        self._rules = rules

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False, rules: Rules | None = None) -> Self:
        """Open a graph, or start one; `rules` replaces the ontology and gazetteer that ship with kg.

        Raises:
            StoreError: if it is locked, damaged, of another version, or not a graph; read-only also if it is not there.
        """
        quads = open_quads(Path(path), read_only=read_only)
        store = cls(Path(path), quads, rules, read_only=read_only)
        store._check_format()
        return store

    def _check_format(self) -> None:
        found = [q.object for q in self.quads.quads_for_pattern(ABOUT, FORMAT_VERSION, None, META)]
        if not found and not self.read_only and not len(self.quads):
            self.quads.add(Quad(ABOUT, FORMAT_VERSION, whole(FORMAT), META))
        elif found != [whole(FORMAT)]:
            version = found[0].value if found and isinstance(found[0], Literal) else "unknown"
            raise StoreError(f"{self.path}: format {version}, but this kg reads {FORMAT}; use the kg that wrote it")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Flush what was written and give the lock back; the store cannot be used any more."""
        if hasattr(self, "quads"):
            if not self.read_only:
                self.quads.flush()
            # pyoxigraph gives the lock back when the last reference to the store goes.
            del self.quads, self.view

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

    def add(self, extraction: Extraction, *, force: bool = False) -> AddReport:
        """Add an article with all that it says; `force` brings back one that was retracted.

        Adding it twice changes nothing. An article of the same source takes the place of the one that is there.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        settled = None if force and not self.known(extraction.article) else self.settled(extraction.article)
        if settled is not None:
            return settled
        return self._put(unified(extraction), tuple(self.view.of_source(extraction.article.source)))

    def settled(self, article: Article) -> AddReport | None:
        """The report on an article that needs no reading: it is in the graph, or was taken out of it; None if it does."""
        known, stone = self.known(article), self.view.tombstone(article.id)
        if known:
            return AddReport(known, Outcome.UNCHANGED)
        return AddReport(article.id, Outcome.KEPT_OUT, reason=stone.reason) if stone else None

    def known(self, article: Article) -> str:
        """Id of the article in the graph that says as much as this one, "" if there is none.

        A file that is added again without the date it was first added with is the same article.
        """
        ids = self.view.of_source(article.source)
        return next((i for i in ids if (there := self.view.article(i)) and article.adds_nothing_to(there)), "")

    def _put(self, extraction: Extraction, older: tuple[str, ...]) -> AddReport:
        self._refresh()
        article, said = extraction.article, Said.of(extraction)
        assembled = assemble(Change((said,), tuple(map(self.view.said, older))), self.view, self.rules)
        stones = [q for name in older for q in tombstone_quads(self._superseded(name, article.source, article.id))]
        mine = id_node(article.id)
        dead = [*self.view.layer(older), *self.view.tombstone_layer(mine)]
        self._write(assembled, dead, [*extraction_quads(extraction), *stones])
        outcome = Outcome.SUPERSEDED if older else Outcome.NEW
        return AddReport(article.id, outcome, **changes(assembled, said)._asdict(), replaced=older)

    @staticmethod
    def _superseded(article: str, source: str, by: str) -> Tombstone:
        return Tombstone(article, source, reason=f"superseded by {by}")

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
            raise StoreError(
                f"{source or article}: no such article in {self.path}; kg stats --articles lists what is there"
            )
        self._refresh()
        assembled = assemble(Change((), tuple(map(self.view.said, ids))), self.view, self.rules)
        stones = [Tombstone(i, a.source, by, at, reason or "retracted") for i in ids if (a := self.view.article(i))]
        self._write(assembled, self.view.layer(ids), [q for stone in stones for q in tombstone_quads(stone)])
        gone = tuple(s for s, belief in assembled.statements.items() if belief is None)
        return RetractReport(
            ids, gone, tuple(s for s in assembled.statements if became(assembled, s) is Status.ASSERTED)
        )

    def decide(self, decision: Decision) -> None:
        """Record what a person says of two names, and let the graph follow; saying it again changes nothing.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        self._refresh()
        assembled = assemble(Change(decided=(decision,)), self.view, self.rules)
        self._write(assembled, self.view.decision_layer(decision.id), decision_quads(decision))

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

    def rebuild(self) -> None:
        """Work out anew all that follows from the articles: after a change of ontology, gazetteer or constants.

        Raises:
            StoreError: if it cannot be written; the graph is then as it was.
        """
        everything = Change(tuple(map(self.view.said, self.articles())), decided=tuple(self.view.decisions()))
        assembled = assemble(everything, GraphView(pyoxigraph.Store()), self.rules)
        old = {*self.view.derived(), *self.quads.quads_for_pattern(ABOUT, ASSEMBLED_BY, None, META)}
        made_by = Quad(ABOUT, ASSEMBLED_BY, Literal(self.rules.fingerprint), META)
        self._replace(old, {*derived_quads(assembled), made_by})

    def _refresh(self) -> None:
        """Work out anew what follows, if other rules worked it out: what is and what comes must fit together."""
        found = [q.object for q in self.quads.quads_for_pattern(ABOUT, ASSEMBLED_BY, None, META)]
        if found != [Literal(self.rules.fingerprint)]:
            self.rebuild()

    def _write(self, assembled: Assembled, dead: Iterable[Quad], fresh: Iterable[Quad]) -> None:
        self._replace({*dead, *self.view.standing(assembled)}, {*fresh, *derived_quads(assembled)})

    def _replace(self, old: set[Quad], new: set[Quad]) -> None:
        """Replace quads in one atomic step: what is not there any more by what is there now."""
        try:
            self.quads.update(update_text(old - new, new - old))
        except (OSError, ValueError, SyntaxError) as error:
            raise StoreError(f"{self.path}: nothing was written: {error}") from error

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
        """How many articles, entities, evidences, statements (also by status), asserted and inferred edges there are."""
        view = self.view
        beliefs = [b for s in view.statements() if (b := view.belief(s))]
        by_status = Counter(b.status for b in beliefs)
        return {
            "articles": view.count(ARTICLE_CLASS),
            "entities": len(view.entities()),
            "evidences": view.count(EVIDENCE_CLASS),
            "statements": len(beliefs),
            **{status.value: by_status[status] for status in Status},
            "edges": sum(b.asserted for b in beliefs),
            "inferred": view.count(INFERENCE_CLASS),
        }

    def nquads(self, *, decisions: bool = True) -> Iterator[str]:
        """All quads as canonical N-Quads, sorted, a line each; `decisions` says whether tombstones are among them."""
        left_out = {META} if decisions else {META, DECISIONS}
        found = self.quads.quads_for_pattern(None, None, None, None)
        yield from sorted(f"{quad} .\n" for quad in found if quad.graph_name not in left_out)
