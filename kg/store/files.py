"""Opens the files of a store, with errors that a user can act on."""

import fcntl
import os
import struct
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, TypeAlias

import pyoxigraph
from pyoxigraph import Quad

from kg.errors import StoreError
from kg.rdf.quads import Quads, is_damage
from kg.rdf.terms import ABOUT, FORMAT_VERSION, META, text, whole
from kg.rdf.updating import patient
from kg.remote.address import is_address

__all__ = [
    "FORMAT",
    "Place",
    "check_format",
    "check_place",
    "damaged",
    "format_of",
    "format_quad",
    "free_place",
    "held",
    "open_files",
    "open_quads",
    "telling_damage",
    "unflushed",
    "unwritten",
]

Place: TypeAlias = Path | str
"""Where a graph is: a folder, or the address of a SPARQL endpoint."""

FORMAT: Final = 2
"""Raised whenever a store written before could not be read or continued; `kg migrate` knows all earlier ones."""
PATIENCE: Final = 2.0
"""Seconds to wait for another writer."""
FLOCK: Final = "hhqqi4x"
"""struct flock of Linux on 64 bits: type, whence, start, length, pid."""


def open_quads(place: Place, *, read_only: bool, create: bool = True) -> Quads:
    """Open the quads at a place: the files in a folder, or those of an endpoint.

    Raises:
        StoreError: if it cannot be reached; if it is locked, damaged, or not a store; if it is not there and may not be made.
    """
    if is_address(place):
        from kg.remote.quads import open_remote

        return open_remote(str(place), create=create and not read_only)
    return open_files(Path(place), read_only=read_only, create=create)


def open_files(path: Path, *, read_only: bool, create: bool = True) -> pyoxigraph.Store:
    """Open the files of a store; waits a moment for another writer.

    Raises:
        StoreError: if it is locked, damaged, or not a store; if it is not there and may not be made.
    """
    check_place(path, create=create and not read_only)
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return pyoxigraph.Store.read_only(str(path)) if read_only else pyoxigraph.Store(str(path))
        except (OSError, RuntimeError, ValueError) as error:
            if time.monotonic() > deadline or not passing(error, read_only=read_only):
                raise refused(path, error) from error
            time.sleep(0.1)


def passing(error: Exception, *, read_only: bool) -> bool:
    """Whether trying again may help: another writes, or tidied a file away while this one was opening it to read."""
    return ("LOCK" in str(error) and not forbidden(error)) or (read_only and "No such file" in str(error))


def forbidden(error: Exception) -> bool:
    """Whether the system does not let this user write there."""
    return any(said in str(error) for said in ("Permission denied", "Read-only file system", "Operation not permitted"))


def refused(path: Path, error: Exception) -> StoreError:
    """What to say of files that cannot be opened."""
    if forbidden(error):
        return StoreError(f"{path}: this user may not write there; ask for the right to, or name another with --store")
    if "No space left on device" in str(error):
        return StoreError(f"{path}: its disk is full; make room there, the graph is as it was")
    if "LOCK" in str(error):
        return StoreError(f"{path}: {holder(path, error)} is writing to it; wait until it has finished")
    return damaged(path, error)


def damaged(path: Place, error: BaseException) -> StoreError:
    """What to say of files that cannot be read."""
    detail = " ".join(str(error).split())
    remedy = "bring a snapshot back with: kg snapshot DIR --restore; or add the articles anew"
    return StoreError(f"{path}: cannot be read, its files may be damaged ({detail}); {remedy}")


@contextmanager
def telling_damage(place: Place) -> Iterator[None]:
    """Say of damaged files that they are: the engine notices when it reads them, in the middle of whatever is done.

    Raises:
        StoreError: if the files do not hold what was written.
    """
    try:
        yield
    except (OSError, RuntimeError) as error:
        if is_damage(error):
            raise damaged(place, error) from error
        raise


def unwritten(path: Place, error: Exception) -> StoreError:
    """What to say where a change could not be written."""
    if is_damage(error):
        return damaged(path, error)
    return StoreError(f"{path}: nothing was written, the graph is as it was: {' '.join(str(error).split())}")


def unflushed(path: Place, error: Exception) -> StoreError:
    """What to say where changes are in the log of a store, but not in its files."""
    if is_damage(error):
        return damaged(path, error)
    detail = " ".join(str(error).split())
    return StoreError(f"{path}: what was written is kept in its log, but its files could not be brought up: {detail}")


def format_quad() -> Quad:
    """What a store says of its format."""
    return Quad(ABOUT, FORMAT_VERSION, whole(FORMAT), META)


def format_of(quads: Quads) -> int | None:
    """The format that a store says it has, None if it says none."""
    found = [q.object for q in quads.quads_for_pattern(ABOUT, FORMAT_VERSION, None, META)]
    return int(text(found[0])) if len(found) == 1 and text(found[0]).isdigit() else None


@patient
def check_format(path: Place, quads: Quads, *, read_only: bool) -> None:
    """Refuse a store of another format; say in an empty one which it has.

    Raises:
        StoreError: if it is older, newer, or no graph of kg.
    """
    found = format_of(quads)
    if found is None and not read_only and not len(quads):
        quads.add(format_quad())
    elif found is None:
        raise StoreError(f"{path}: format unknown: other software wrote it; name another place with --store")
    elif found > FORMAT:
        raise StoreError(f"{path}: format {found} is newer than this kg reads ({FORMAT}); install a newer kg")
    elif found < FORMAT:
        raise StoreError(
            f"{path}: format {found} is older than this kg writes ({FORMAT}); bring it up with: kg --store {path} migrate"
        )


def check_place(path: Path, *, create: bool) -> None:
    """Refuse a place that holds something else: a store would scatter its files there."""
    if path.is_symlink() and not path.exists():
        raise StoreError(
            f"{path}: is a link to {path.readlink()}, where nothing is; mend it, or name another with --store"
        )
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: is a file, not a graph; name another place with --store")
    there = path.is_dir() and any(path.iterdir())
    if there and not (path / "CURRENT").exists():
        raise StoreError(f"{path}: holds other files, or a damaged graph; name another place with --store")
    if not create and not there:
        raise StoreError(f"{path}: no graph there yet; make one with: kg add FILE, or name another with --store")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; make it first, or name another place with --store")


def free_place(path: Path) -> None:
    """Refuse a place where something is, or where nothing can be.

    Raises:
        StoreError: if it is there already, or the folder that it is to stand in is not.
    """
    if path.exists():
        raise StoreError(f"{path}: is there already; name a folder that is not")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; make it first, or name another place")


def held(path: Path) -> None:
    """Refuse a store that somebody writes to, be it damaged or not there at all.

    Raises:
        StoreError: if it is locked.
    """
    if path.exists():
        try:
            open_quads(path, read_only=False)
        except StoreError as error:
            if error.__cause__ is not None and "LOCK" in str(error.__cause__):
                raise


def holder(path: Path, error: Exception) -> str:
    """Who holds the lock, as far as the system tells."""
    # Opening the file would give back a lock of this process's own.
    if "current process" in str(error):
        return f"process {os.getpid()} (this one)"
    try:
        with (path / "LOCK").open("rb+") as file:
            asked = struct.pack(FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
            pid = struct.unpack(FLOCK, fcntl.fcntl(file, fcntl.F_GETLK, asked))[4]
    except (OSError, struct.error):
        return "another process"
    return f"process {pid}" if pid else "another process"
