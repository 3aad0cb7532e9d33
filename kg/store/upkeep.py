"""Keeping a graph safe: snapshots while others read, bringing one back, and stores of earlier formats."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kg.errors import StoreError
from kg.rdf import DECISIONS, GraphView
from kg.rdf.journal import entries
from kg.rdf.quads import Quads
from kg.store import Store
from kg.store.bulk import Past, build
from kg.store.files import FORMAT, check_format, format_of, free_place, held, open_quads

if TYPE_CHECKING:
    import pyoxigraph

    from kg.assembly import Rules

__all__ = ["migrate", "restore", "snapshot"]


def snapshot(store: Path, target: Path) -> None:
    """Copy a graph as it is now to a new folder; others may read it meanwhile, nobody may write.

    Raises:
        StoreError: if the graph is not there, or being written to; if the target is there, or in it, or cannot be written.
    """
    free_place(target)
    if store.resolve() in target.resolve().parents:
        raise StoreError(f"{target}: lies in the graph that it is to be a copy of; name a folder elsewhere")
    with Store.open(store, create=False) as opened:
        # What is only in the log of the store would not be in the copy.
        opened.quads.flush()
        backup(opened.quads, target)


def restore(store: Path, source: Path) -> Path | None:
    """Put a snapshot in the place of a graph, damaged or not; gives where the graph is now that was there.

    Raises:
        StoreError: if the snapshot is no graph that this kg can read; if the graph in its place is being written to.
    """
    with Store.open(source, read_only=True):
        pass
    store = led_to(store)
    held(store)
    fresh = free_name(store, "restored")
    with Store.open(source, create=False) as opened:
        backup(opened.quads, fresh)
    return replace(store, fresh)


def migrate(store: Path, rules: "Rules | None" = None) -> Path | None:
    """Bring a graph of an earlier format up to this one; gives where the earlier one is now, None if nothing was to be done.

    Raises:
        StoreError: if it is not there, being written to, no graph of kg, or of a newer format.
    """
    quads = open_quads(store, read_only=False, create=False)
    found = format_of(quads)
    if found is None or found >= FORMAT:
        check_format(store, quads, read_only=True)
        return None
    # Whatever an earlier format left out follows from what articles say and people decided.
    store = led_to(store)
    fresh = free_name(store, "migrated")
    view = GraphView(quads)
    said = (extraction for name in view.articles() if (extraction := view.extraction(name)))
    decided = quads.quads_for_pattern(None, None, None, DECISIONS)
    past = Past(tuple(entries(quads, "")), view.standings())
    build(fresh, said, rules, decisions=decided, past=past)
    del quads, view, said, decided
    return replace(store, fresh)


def led_to(store: Path) -> Path:
    """The folder of a graph: where a link leads to, which then stays a link, to what takes the place of the graph."""
    return store.resolve() if store.is_symlink() else store


def replace(store: Path, fresh: Path) -> Path | None:
    """Put a graph in the place of another; gives where the other is now, None if there was none."""
    aside = free_name(store, "replaced") if store.exists() else None
    if aside:
        store.rename(aside)
    fresh.rename(store)
    return aside


def backup(quads: Quads, target: Path) -> None:
    """Copy the files of a store, each byte of them: what damages the one must not damage the other."""
    try:
        cast("pyoxigraph.Store", quads).backup(str(target))  # in a folder the quads are always a store's
        for file in sorted(target.iterdir()):
            if file.stat().st_nlink > 1:  # where it can, RocksDB shares the files
                part = file.with_name(f"{file.name}.part")
                shutil.copyfile(file, part)
                part.replace(file)
    except (OSError, RuntimeError) as error:
        raise StoreError(f"{target}: the copy could not be written: {' '.join(str(error).split())}") from error


def free_name(store: Path, word: str) -> Path:
    """A name beside a store that nothing has yet."""
    number = 1
    while (place := store.with_name(f"{store.name}.{word}-{number}")).exists():
        number += 1
    return place
