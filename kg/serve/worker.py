"""A process that does one job after the other on a graph, until it is killed or its server goes.

An engine cannot be stopped while it works, a process can: the system ends it by a timer, which needs no server that is alive.
"""

import gc
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from kg.errors import FormatError, KgError, LimitError, QueryError, StoreError
from kg.queries.sandbox import Limits, restrain
from kg.serve.formats import MediaError
from kg.serve.frames import Job, Reply, read_job, written
from kg.store.files import open_files, telling_damage

if TYPE_CHECKING:
    import pyoxigraph

    from kg.store import Store

__all__ = ["Desk", "main"]

STATUS: Final[Mapping[type[KgError], int]] = {
    LimitError: 400, QueryError: 400, FormatError: 400, MediaError: 415, StoreError: 503,
}  # fmt: skip
"""Error -> status of HTTP; others are the server's own."""


MODULES: Final[Mapping[str, str]] = {
    "query": "kg.serve.answering",
    "describe": "kg.serve.describing",
    **dict.fromkeys(("articles", "explorer", "graph", "resource", "saved"), "kg.serve.pages"),
    **dict.fromkeys(("drop_graph", "put_graph", "update"), "kg.serve.updating"),
    "add": "kg.serve.adding",
}
"""Name of a job -> where what does it is found in `WORK`."""


class Desk:
    """Where a worker has its graph before it, as it was when it last opened it."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self.path = path
        self.limits = limits
        self.version = ""
        self._quads: pyoxigraph.Store | None = None

    def turn_to(self, version: str) -> None:
        """Open the graph anew before the next use, unless it is of this version."""
        if version != self.version:
            self.version, self._quads = version, None

    @property
    def quads(self) -> "pyoxigraph.Store":
        """The quads of the snapshot."""
        if self._quads is None:
            self._quads = open_files(self.path, read_only=True)
        return self._quads

    @property
    def graph(self) -> "Store":
        """The snapshot as a graph."""
        from kg.store import Store

        return Store(self.path, self.quads, read_only=True)


Work: TypeAlias = Callable[[Desk, Mapping[str, object], bytes], Reply]


def ping(desk: Desk, asked: Mapping[str, object], body: bytes) -> Reply:
    """Say that all is loaded."""
    del desk, asked, body
    return Reply(204)


@cache
def work(kind: str) -> Work:
    """What does a job of a kind; loaded when the first one comes, so that a worker is there at once."""
    found: Work = import_module(MODULES[kind]).WORK[kind] if kind in MODULES else ping
    return found


def done(desk: Desk, job: Job) -> Reply:
    """The reply to a job; files that another writer tidied away meanwhile are opened anew, once."""
    desk.turn_to(job.version)
    with suppress(OSError):
        return attempted(desk, job)
    desk.turn_to("")
    try:
        return attempted(desk, job)
    except OSError as error:
        return Reply.refusal(503, f"{desk.path}: {error}", Retry_After="5")


def attempted(desk: Desk, job: Job) -> Reply:
    """The reply to a job, or what is wrong with it."""
    try:
        with telling_damage(desk.path):
            return work(job.kind)(desk, job.asked, job.body)
    except KgError as error:
        status = next((STATUS[kind] for kind in type(error).mro() if kind in STATUS), 500)
        again = {"Retry_After": "5"} if status == 503 else {}
        return Reply.refusal(status, str(error), **again)
    except RecursionError:
        return Reply.refusal(400, "this nests too deeply")
    except MemoryError:
        return Reply.refusal(400, f"this needs more than {desk.limits.memory >> 20} MiB of memory")


def answered(desk: Desk, job: Job) -> Reply:
    """The reply to a job, whatever happens."""
    try:
        return done(desk, job)
    except Exception:  # noqa: BLE001 — a slip in one job must not end the worker
        traceback.print_exc()
        return Reply.mistake()


def die_with_parent() -> None:
    """Have the system end this process when the server is gone, where it can: on Linux."""
    with suppress(OSError, AttributeError):
        import ctypes

        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def main() -> None:
    """Do the jobs that come by standard input; the first argument is what the server says of them all, as JSON."""
    said = json.loads(sys.argv[1])
    limits = Limits(**said["limits"])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C reaches the whole group; the server ends its workers itself
    die_with_parent()
    # What a library prints goes to the log, not between the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    work("query")  # most jobs are queries
    restrain(replace(limits, seconds=0, memory=0 if said["write"] else limits.memory))
    desk = Desk(Path(said["store"]), limits)
    gc.freeze()  # what is loaded stays
    while job := read_job(sys.stdin.buffer):
        signal.setitimer(signal.ITIMER_REAL, job.seconds)
        reply = written(answered(desk, job), worked=time.process_time())
        signal.setitimer(signal.ITIMER_REAL, 0)
        replies.write(reply)
        replies.flush()


if __name__ == "__main__":
    main()
