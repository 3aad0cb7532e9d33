"""Lends connections to clerks, and takes them back.

A client that has asked a short query and keeps its connection will likely ask another one. A clerk that has the connection answers
it at three fifths of the price of the way through the server, a worker and back. At most as many connections are lent as requests may
wait, so that nobody waits longer than in the queue.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict
from itertools import count
from typing import Final, Protocol, cast

from kg.queries.sandbox import environment
from kg.serve.clerk import BACK, NUMBER, READY, Task
from kg.serve.ledger import Ledger
from kg.serve.process import worked
from kg.serve.settings import MOMENT, Settings

__all__ = ["LENDER", "SHORT", "Lender"]

LENDER: Final = "lender"
"""Where a connection finds who lends it, in the state that the application gives it."""
SHORT: Final = "short"
"""Where a request says that it was a query with a short way to success, in its state."""
COMMAND: Final = (sys.executable, "-P", "-m", "kg.serve.clerk")
TICK: Final = MOMENT / 4
"""Seconds between two looks at what the clerks are at."""
PATIENCE: Final = 4 * MOMENT
"""Seconds that a query has which is hardly given the processor; it begins anew with a worker, and must yet end soon after its limit."""
REST: Final = 1.0
"""Seconds between two starts of clerks: who makes them fail one after the other gains nothing by it."""


class Lendable(Protocol):
    """A connection that a clerk may have for a while."""

    def fileno(self) -> int:
        """Its descriptor."""

    def taken_back(self, rest: bytes, *, again: bool) -> None:
        """Go on with it: first with the rest of an answer; `again` says whether it may be lent once more."""

    def cut_off(self) -> None:
        """End it: part of an answer may be lost."""


class Clerk(asyncio.SubprocessProtocol):
    """A process with connections that are lent to it, as its server sees it."""

    def __init__(self, settings: Settings, ended: "Callable[[Clerk], None]") -> None:
        self.settings = settings
        self.ended = ended
        """Told when the process has, and notes nothing any more."""
        self.loans: dict[int, Lendable] = {}
        self.ready = False
        self.gone = False
        self._channel, self._far_end = socket.socketpair()
        self._channel.setblocking(False)
        self.ledger = Ledger.new()
        self._data = bytearray()
        self._process: asyncio.SubprocessTransport | None = None
        self._seen = self._had = 0.0
        """When it began with what it was at when last looked at, and what it had had of the processor then."""

    async def start(self) -> None:
        """Start the process."""
        loop, theirs = asyncio.get_running_loop(), (self._far_end.fileno(), self.ledger.file)
        task = task_of(self.settings, *theirs)
        try:
            await loop.subprocess_exec(
                lambda: self,
                *COMMAND,
                json.dumps(asdict(task)),
                stdin=subprocess.DEVNULL,
                stdout=None,
                stderr=None,
                env=environment(),
                pass_fds=theirs,
            )
        finally:
            self._far_end.close()
        if not self.gone:  # already
            loop.add_reader(self._channel, self._read)

    def lend(self, number: int, connection: Lendable) -> bool:
        """Lend a connection; false if the clerk cannot take it now."""
        try:
            socket.send_fds(self._channel, [NUMBER.pack(number)], [connection.fileno()])
        except OSError:
            return False
        self.loans[number] = connection
        return True

    def look(self) -> None:
        """End the process if what it is at takes too long."""
        began = self.ledger.began
        if not began or self._process is None or self.gone:
            return
        had, age = worked(self._process.get_pid()), time.monotonic() - began
        if began != self._seen:
            self._seen, self._had = began, had
        long = age >= MOMENT and (had - self._had >= MOMENT / 2 or age >= PATIENCE)
        if long and self.ledger.claim():
            self.end()

    def end(self) -> None:
        """Kill the process, and go on with its connections here."""
        if self.gone:
            return
        self.gone = True
        self.kill()
        self._drain()
        asyncio.get_running_loop().remove_reader(self._channel)
        self._channel.close()
        at = self.ledger.loan if self.ledger.began else READY
        for number, connection in self.loans.items():
            if number == at and self.ledger.sending:
                connection.cut_off()
            else:
                connection.taken_back(b"", again=number != at)
        self.loans.clear()

    def kill(self) -> None:
        """End the process, now."""
        if self._process:
            with suppress(ProcessLookupError):
                self._process.kill()

    def _read(self) -> None:
        """Take what the clerk hands back, or all if it is gone."""
        if not self._drain():
            self.end()

    def _drain(self) -> bool:
        """Take what has been handed back; false if nothing more will be."""
        try:
            while data := self._channel.recv(1 << 20):
                self._data += data
                self._take_back()
        except OSError as error:
            return isinstance(error, BlockingIOError)
        return False

    def _take_back(self) -> None:
        """Take back what has been handed back whole."""
        while len(self._data) >= BACK.size:
            number, answered, size = BACK.unpack_from(self._data)
            end = BACK.size + size
            if len(self._data) < end:
                return
            rest = bytes(self._data[BACK.size : end])
            del self._data[:end]
            if number == READY:
                self.ready = True
            elif connection := self.loans.pop(number, None):
                connection.taken_back(rest, again=answered > 0)

    # What follows is called by the event loop.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The process has started."""
        self._process = cast("asyncio.SubprocessTransport", transport)

    def process_exited(self) -> None:
        """The process has ended."""
        self.end()
        self.ended(self)
        self.ledger.close()


def task_of(settings: Settings, channel: int, ledger: int) -> Task:
    """What a clerk needs to know."""
    return Task(
        store=str(settings.store),
        limits=asdict(settings.limits),
        hosts=settings.hosts,
        cors=bool(settings.cors),
        cache=settings.share,
        channel=channel,
        ledger=ledger,
    )


class Lender:
    """The clerks of a server; they are started when there is something to lend."""

    def __init__(self, settings: Settings, absorb: Callable[[Ledger], None]) -> None:
        self.settings = settings
        self.absorb = absorb
        """Told what a clerk has noted that is no more."""
        self.clerks: list[Clerk] = []
        self._numbers = count(READY + 1)
        self._rests_until = 0.0
        self._starting: set[asyncio.Task[None]] = set()
        self._tick: asyncio.TimerHandle | None = None

    @property
    def ledgers(self) -> Sequence[Ledger]:
        """What clerks have noted."""
        return [clerk.ledger for clerk in self.clerks]

    @property
    def lent(self) -> int:
        """Connections that clerks have."""
        return sum(len(clerk.loans) for clerk in self.clerks)

    @property
    def at_work(self) -> int:
        """Clerks that are at something."""
        return sum(bool(ledger.began) for ledger in self.ledgers)

    def lend(self, connection: Lendable) -> bool:
        """Lend a connection; false if no clerk can take it now."""
        self._have_clerks()
        here = [clerk for clerk in self.clerks if not clerk.gone]
        if not here or not all(clerk.ready for clerk in here):  # else the first that is ready would get all
            return False
        idlest = min(here, key=lambda clerk: len(clerk.loans))
        if len(idlest.loans) >= self.settings.loans or not idlest.lend(next(self._numbers), connection):
            return False
        if self._tick is None:
            self._look()
        return True

    def changed(self) -> None:
        """Have the clerks look at the graph anew: something was written."""
        for ledger in self.ledgers:
            ledger.change()

    def close(self) -> None:
        """Kill all clerks."""
        self._rests_until = float("inf")
        for task in self._starting:
            task.cancel()
        for clerk in self.clerks:
            clerk.kill()

    def _have_clerks(self) -> None:
        """Start as many clerks as are missing."""
        missing = self.settings.clerks - len(self.clerks)
        if not missing or time.monotonic() < self._rests_until:
            return
        self._rests_until = time.monotonic() + REST
        for _ in range(missing):
            try:
                clerk = Clerk(self.settings, self._ended)
            except OSError:  # the system has no room for more; the server does without
                return
            self.clerks.append(clerk)
            task = asyncio.create_task(self._start(clerk))
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _start(self, clerk: Clerk) -> None:
        try:
            await clerk.start()
        except OSError:  # likewise
            self.clerks.remove(clerk)
            clerk.ledger.close()

    def _ended(self, clerk: Clerk) -> None:
        self.clerks.remove(clerk)
        self.absorb(clerk.ledger)

    def _look(self) -> None:
        """See to clerks that are at something for too long, as long as anything is lent."""
        for clerk in self.clerks:
            clerk.look()
        again = asyncio.get_running_loop().call_later
        self._tick = again(TICK, self._look) if self.lent else None
