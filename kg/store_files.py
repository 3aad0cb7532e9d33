"""Opens the files of a store, with errors that a user can act on."""

import fcntl
import os
import struct
import time
from pathlib import Path
from typing import Final

import pyoxigraph

from kg.errors import StoreError

__all__ = ["open_quads"]

PATIENCE: Final = 2.0
"""Seconds to wait for another writer."""
FLOCK: Final = "hhqqi4x"
"""struct flock of Linux on 64 bits: type, whence, start, length, pid."""


def open_quads(path: Path, *, read_only: bool) -> pyoxigraph.Store:
    """Open the files of a store; waits a moment for another writer.

    Raises:
        StoreError: if it is locked, damaged, or not a store; read-only also if it is not there.
    """
    check_place(path, read_only=read_only)
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
    return "LOCK" in str(error) or (read_only and "No such file" in str(error))


def refused(path: Path, error: Exception) -> StoreError:
    """What to say of files that cannot be opened."""
    if "LOCK" in str(error):
        return StoreError(f"{path}: {holder(path, error)} is writing to it; wait until it has finished")
    detail = " ".join(str(error).split())
    return StoreError(
        f"{path}: cannot be opened, its files may be damaged ({detail}); restore a copy or add the articles anew"
    )


def check_place(path: Path, *, read_only: bool) -> None:
    """Refuse a place that holds something else: a store would scatter its files there."""
    if path.exists() and not path.is_dir():
        raise StoreError(f"{path}: is a file, not a graph; name another place with --store")
    there = path.is_dir() and any(path.iterdir())
    if there and not (path / "CURRENT").exists():
        raise StoreError(f"{path}: holds other files, or a damaged graph; name another place with --store")
    if read_only and not there:
        raise StoreError(f"{path}: no graph there yet; make one with: kg add FILE, or name another with --store")
    if not path.parent.is_dir():
        raise StoreError(f"{path.parent}: no such folder; make it first, or name another place with --store")


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
