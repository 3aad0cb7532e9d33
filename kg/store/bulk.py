"""A new graph of many articles at once: the same bytes as adding them one by one, in a fraction of the time."""

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph
from pyoxigraph import Literal, Quad

from kg.assembly import Change, Rules, Said, assemble, unified
from kg.errors import StoreError
from kg.model import Extraction
from kg.rdf import META, GraphView, derived_quads, extraction_quads
from kg.rdf.counting import counted, counts_quad
from kg.rdf.journal import Entry, entry_quads
from kg.rdf.terms import ABOUT, ASSEMBLED_BY
from kg.store.collecting import uncollected
from kg.store.files import format_quad, free_place, unwritten
from kg.store.store import default_rules, moment
from kg.validation.articles import checked

__all__ = ["build"]

CHUNK = 100_000
"""Quads that are held and counted at a time."""


@uncollected()
def build(
    path: Path, extractions: Iterable[Extraction], rules: Rules | None = None, *, decisions: Iterable[Quad] = ()
) -> None:
    """Make a new graph of articles, each from a source of its own, and of what people decided; it appears when it is whole.

    Raises:
        StoreError: if something is at its place, two articles have one source, or it cannot be written.
    """
    free_place(path)
    part = path.with_name(f".{path.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        fill(pyoxigraph.Store(str(part)), extractions, rules or default_rules(), decisions)
        part.rename(path)
    except (OSError, RuntimeError) as error:
        raise unwritten(path, error) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def fill(quads: pyoxigraph.Store, extractions: Iterable[Extraction], rules: Rules, decisions: Iterable[Quad]) -> None:
    """Write all layers of a graph into an empty store."""
    counts: Counter[str] = Counter()
    said: dict[str, Said] = {}

    def articles() -> Iterator[Quad]:
        for extraction in (checked(unified(x), rules.ontology) for x in extractions):
            if extraction.article.source in said:
                raise StoreError(f"{extraction.article.source}: two articles have this source")
            said[extraction.article.source] = Said.of(extraction)
            yield from extraction_quads(extraction)

    load(quads, articles(), counts)
    load(quads, decisions, counts)
    everything = Change(tuple(said.values()), decided=tuple(GraphView(quads).decisions()))
    assembled = assemble(everything, GraphView(pyoxigraph.Store()), rules)
    load(quads, derived_quads(assembled), counts)
    entry = Entry(0, moment(), tuple(sorted(assembled.wordings)), (), dict.fromkeys(assembled.statements))
    load(quads, entry_quads(entry), counts)
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
