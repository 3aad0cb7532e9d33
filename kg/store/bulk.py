"""A new graph of many articles at once: the same bytes as adding them one by one, in a fraction of the time."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, Quad

from kg.assembly import Assembled, Change, Rules, Said, Status, assemble, unified
from kg.assembly.edges import edge_order
from kg.errors import StoreError
from kg.model import Extraction, Statement
from kg.rdf import META, GraphView, derived_quads, extraction_quads
from kg.rdf.counting import counted, counts_quad
from kg.rdf.journal import Entry, entry_quads
from kg.rdf.terms import ABOUT, ASSEMBLED_BY
from kg.store.collecting import uncollected
from kg.store.files import format_quad, free_place, unwritten
from kg.store.store import default_rules, moment
from kg.validation.articles import checked

__all__ = ["Past", "build"]

CHUNK = 100_000
"""Quads that are held and counted at a time."""


@dataclass(frozen=True, slots=True)
class Past:
    """What a graph remembers of its changes, and what it last made of its statements."""

    history: tuple[Entry, ...] = ()
    standings: Mapping[Statement, Status] = field(default_factory=dict)

    def and_now(self, assembled: Assembled) -> tuple[Entry, ...]:
        """The changes up to now: that all came, where nothing is remembered; else that statements are seen in another way."""
        if not self.history:
            came = tuple(sorted(assembled.wordings))
            return (Entry(0, moment(), came, (), dict.fromkeys(assembled.statements)),)
        now = {s: belief.status for s, belief in assembled.statements.items() if belief}
        both = sorted(now.keys() | self.standings.keys(), key=edge_order)
        turned = {s: self.standings.get(s) for s in both if now.get(s) is not self.standings.get(s)}
        last = (Entry(len(self.history), moment(), before=turned),) if turned else ()
        return (*self.history, *last)


@uncollected()
def build(
    path: Path,
    extractions: Iterable[Extraction],
    rules: Rules | None = None,
    *,
    decisions: Iterable[Quad] = (),
    past: Past | None = None,
) -> None:
    """Make a new graph of articles, each from a source of its own, and of what people decided; it appears when it is whole.

    `past` is that of the graph that they come from; without it they all come now.

    Raises:
        StoreError: if something is at its place, two articles have one source, or it cannot be written.
    """
    free_place(path)
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        fill(pyoxigraph.Store(str(part)), extractions, rules or default_rules(), decisions, past)
        part.rename(path)
    except (OSError, RuntimeError) as error:
        raise unwritten(path, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def fill(
    quads: pyoxigraph.Store,
    extractions: Iterable[Extraction],
    rules: Rules,
    decisions: Iterable[Quad],
    past: Past | None,
) -> None:
    """Write all layers of a graph into an empty store."""
    counts: Counter[str] = Counter()
    said: dict[str, Said] = {}

    def articles() -> Iterator[Quad]:
        for extraction in (checked(unified(x), rules.ontology) for x in extractions):
            source = extraction.article.source or extraction.article.id
            if source in said:
                raise StoreError(f"{source}: two articles have this source")
            said[source] = Said.of(extraction)
            yield from extraction_quads(extraction)

    load(quads, articles(), counts)
    load(quads, decisions, counts)
    everything = Change(tuple(said.values()), decided=tuple(GraphView(quads).decisions()))
    assembled = assemble(everything, GraphView(pyoxigraph.Store()), rules)
    load(quads, derived_quads(assembled), counts)
    load(quads, chain.from_iterable(map(entry_quads, (past or Past()).and_now(assembled))), counts)
    made_by = Quad(ABOUT, ASSEMBLED_BY, Literal(rules.fingerprint), META)
    quads.extend([made_by, format_quad(), counts_quad(counts)])
    quads.flush()
    quads.optimize()  # loaded in heaps, it would be read thirty times slower until the engine finds time to sort them


def load(quads: pyoxigraph.Store, fresh: Iterable[Quad], counts: Counter[str]) -> None:
    """Write quads, and count what they make; a description or run that several articles share is no matter: neither counts."""
    chunk: list[Quad] = []
    for quad in fresh:
        chunk.append(quad)
        if len(chunk) == CHUNK:
            write(quads, chunk, counts)
            chunk.clear()
    write(quads, chunk, counts)


def write(quads: pyoxigraph.Store, chunk: list[Quad], counts: Counter[str]) -> None:
    """Write some quads, and count what they make."""
    counts.update(counted(chunk))
    quads.bulk_extend(chunk)
