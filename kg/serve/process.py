"""One worker as its server sees it: a job goes in, a reply comes out, and it can be killed at any moment."""

import asyncio
import json
import os
import signal
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

from kg.queries.sandbox import environment
from kg.serve.frames import Job, Reply, decoded, written
from kg.serve.settings import Settings

__all__ = ["Gone", "Worker", "worked"]

COMMAND: Final = (sys.executable, "-P", "-m", "kg.serve.worker")
POLITE: Final = 10
"""Niceness of a process that must not hold up the others."""


CRASHES: Final = frozenset({signal.SIGABRT, signal.SIGBUS, signal.SIGSEGV})
"""How the engine ends a process that is out of memory or of room for its calls."""


@dataclass(frozen=True, slots=True)
class Gone:
    """Comes in the place of a reply where the worker ended before it had one."""

    code: int
    """How the process ended: below zero by a signal of this number."""

    @property
    def by_its_job(self) -> bool:
        """Whether another worker would come to the same end."""
        return -self.code in CRASHES or self.code == -signal.SIGALRM


def worked(process: int) -> float:
    """Seconds of the processor that a process has had, as far as the system tells: on Linux."""
    try:
        # After the name, which may hold anything: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError):
        return 0.0


class Worker(asyncio.SubprocessProtocol):
    """A process that does one job at a time."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._reply: asyncio.Future[Reply | Gone] | None = None
        self._process: asyncio.SubprocessTransport | None = None
        self._input: asyncio.WriteTransport | None = None
        self._ended = False
        self.had = 0.0
        """Seconds of the processor that the process had used when it gave its last reply."""

    @classmethod
    async def start(cls, settings: Settings, *, writes: bool) -> "Worker":
        """Start a process for jobs that read, or for those that write."""
        limits = asdict(settings.limits)
        said = {"store": str(settings.store), "write": writes, "limits": limits}
        loop = asyncio.get_running_loop()
        command = (*COMMAND, json.dumps(said))
        _, worker = await loop.subprocess_exec(cls, *command, stderr=None, env=environment())
        return worker

    def ask(self, job: Job) -> "asyncio.Future[Reply | Gone]":
        """Hand over a job, and be given the reply when it is there."""
        self._reply = asyncio.get_running_loop().create_future()
        self._data.clear()
        if self._input is None or self.gone:
            self._reply.set_result(Gone(0))
        else:
            self._input.write(written(job))
        return self._reply

    @property
    def gone(self) -> bool:
        """Whether the process has ended, or will."""
        return self._ended or self._input is None or self._input.is_closing()

    @property
    def worked(self) -> float:
        """Seconds of the processor that the process has had, 0 where that is not known."""
        return worked(self._process.get_pid()) if self._process else 0.0

    def step_back(self) -> None:
        """Leave the processor to the others."""
        if self._process:
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self._process.get_pid(), POLITE)

    def kill(self) -> None:
        """End the process, now."""
        self._ended = True
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill()
            self._process.close()

    # What follows is called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started."""
        self._process = cast("asyncio.SubprocessTransport", transport)
        self._input = cast("asyncio.WriteTransport", self._process.get_pipe_transport(0))

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        """A piece of a reply."""
        del fd
        self._data += data
        if self._reply and not self._reply.done() and (reply := decoded(self._data)):
            self.had = reply.worked
            self._reply.set_result(reply)

    def pipe_connection_lost(self, fd: int, exc: Exception | None) -> None:
        """The process has closed a pipe: it has ended, or will."""
        del fd, exc
        self._ended = True

    def connection_lost(self, exc: Exception | None) -> None:
        """The process has ended, and all that it wrote has come."""
        del exc
        self._ended = True
        if self._reply and not self._reply.done():
            code = self._process.get_returncode() if self._process else None
            self._reply.set_result(Gone(code or 0))
