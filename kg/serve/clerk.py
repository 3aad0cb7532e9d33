"""A process that answers queries at connections which its server has lent it, without a way through the server.

It only does what goes well and at once. A request is looked at and left where it is, in the system's buffer, until its answer is
there; so whatever is not a short query with success, or does not come or go in one piece, is handed back as it was found, and the
server sees to it as if there were no clerks. For the same reason a clerk can be killed at any moment but that of giving an answer.
"""

import gc
import json
import os
import signal
import socket
import struct
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Final

from kg.queries.sandbox import Limits, restrain
from kg.serve.frames import Job, Reply
from kg.serve.headers import accepted, calls_us, headers_of_all
from kg.serve.kept import Kept
from kg.serve.ledger import Ledger
from kg.serve.protocol import PATH, Asked, ProtocolError, asked
from kg.serve.settings import MOMENT
from kg.serve.snapshot import Snapshot
from kg.serve.times import observe
from kg.serve.wire import Request, received, response
from kg.serve.worker import Desk, answered, die_with_parent

__all__ = ["BACK", "NUMBER", "READY", "Task", "main"]

NUMBER: Final = struct.Struct("!Q")
"""Comes with each connection that is lent: the number of the loan."""
BACK: Final = struct.Struct("!QQQ")
"""Goes before each that is handed back: its number, how many answers it was given, how many bytes of the last one follow."""
READY: Final = 0
"""The number of no loan: says that the clerk is there."""
ROOM: Final = 64 << 10
"""Bytes of a request; a larger one is not for clerks."""
IDLE: Final = 5.0
"""Seconds after which a connection that nothing comes from is handed back."""
EVERY: Final = 1.0
"""Seconds between two looks at who is idle."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a clerk needs to know of its server, as JSON can hold it."""

    store: str
    limits: Mapping[str, float]
    hosts: tuple[str, ...]
    cors: bool
    cache: int
    channel: int
    """Descriptor of the socket that connections come and go by."""
    ledger: int


class Loan:
    """A connection for as long as the clerk has it."""

    __slots__ = ("answered", "number", "since", "socket")

    def __init__(self, number: int, connection: socket.socket, now: float) -> None:
        self.number = number
        self.socket = connection
        self.answered = 0
        self.since = now
        """When it came, or was last answered."""


class Clerk:
    """Answers at the connections that are lent to it."""

    def __init__(self, task: Task) -> None:
        self.limits = Limits(**task.limits)  # type: ignore[arg-type]
        self.desk = Desk(Path(task.store), self.limits)
        self.snapshot = Snapshot(Path(task.store))
        self.changes = 0.0
        self.kept = Kept(task.cache)
        self.hosts = frozenset(name.encode() for name in task.hosts)
        self.cors = task.cors
        self.headers = headers_of_all(cors=task.cors)
        self.ledger = Ledger(task.ledger)
        self.channel = socket.socket(fileno=task.channel)
        self.selector = DefaultSelector()
        self.loans: set[Loan] = set()
        self.room = memoryview(bytearray(ROOM))

    def run(self) -> None:
        """Answer until the server is gone."""
        self.selector.register(self.channel, EVENT_READ)
        self.channel.sendall(BACK.pack(READY, 0, 0))
        look = time.monotonic() + EVERY
        while True:
            ready = self.selector.select(EVERY if self.loans else None)
            begin = now = time.monotonic()
            for key, _ in ready:
                now = time.monotonic()
                if isinstance(key.data, Loan):
                    # Who waits behind others is better off with the server, which turns some away.
                    self.attend(key.data, now) if now - begin < MOMENT else self.hand_back(key.data)
                elif not self.take(now):
                    return
            if now > look:
                look = now + EVERY
                self.hand_back_idle(now)

    def take(self, now: float) -> bool:
        """Take a connection; false if the server is gone."""
        number, descriptors, *_ = socket.recv_fds(self.channel, NUMBER.size, 1)
        if not descriptors:
            return False
        loan = Loan(NUMBER.unpack(number)[0], socket.socket(fileno=descriptors[0]), now)
        loan.socket.setblocking(False)
        self.loans.add(loan)
        self.selector.register(loan.socket, EVENT_READ, loan)
        return True

    def hand_back(self, loan: Loan, rest: bytes | memoryview = b"") -> None:
        """Hand a connection back, with what is left of an answer that was begun."""
        self.selector.unregister(loan.socket)
        self.loans.discard(loan)
        loan.socket.close()
        self.channel.sendall(BACK.pack(loan.number, loan.answered, len(rest)))
        self.channel.sendall(rest)

    def hand_back_idle(self, now: float) -> None:
        """Hand back those that nothing has come from for a while; the server decides how long they may stay."""
        for loan in [loan for loan in self.loans if now - loan.since > IDLE]:
            self.hand_back(loan)

    def attend(self, loan: Loan, now: float) -> None:
        """Answer what has come by a connection, or hand it back."""
        try:
            size = loan.socket.recv_into(self.room, flags=socket.MSG_PEEK)
        except OSError:  # it has broken down
            size = 0
        self.ledger.begin(loan.number, now)
        reply = self.reply(self.room[:size]) if 0 < size < ROOM else None
        if reply and reply.status == 200:
            self.give(loan, size, response(reply.by_accept(), self.headers), now)
            self.ledger.end()
        else:
            self.ledger.end()
            self.hand_back(loan)

    def give(self, loan: Loan, size: int, answer: bytes, began: float) -> None:
        """Take a request out of the buffer and give its answer, the rest of it by way of the server."""
        with self.ledger.giving():
            sent = 0
            with suppress(OSError):  # its client has gone; the server will see that too
                loan.socket.recv_into(self.room[:size])
                sent = loan.socket.send(answer)
            loan.answered, loan.since = loan.answered + 1, time.monotonic()
            observe(self.ledger.times, loan.since - began)
            if sent < len(answer):
                self.hand_back(loan, memoryview(answer)[sent:])

    def reply(self, data: memoryview) -> Reply | None:
        """The answer to a request, None if it is no plain query or goes wrong in a way that this process survives."""
        found = received(data)
        if found is None:
            return None
        method, request = found
        path, _, parameters = request.target.partition(b"?")
        ours = calls_us(request.headers, self.hosts) and not (self.cors and request.header(b"origin"))
        if method not in {"GET", "POST"} or path != PATH.encode() or not ours:
            return None
        try:
            wanted = asked(method, parameters.decode("latin-1"), request.header(b"content-type"), request.body)
        except ProtocolError:
            return None
        return self.answer(wanted, request) if isinstance(wanted, Asked) else None

    def answer(self, wanted: Asked, request: Request) -> Reply | None:
        """The answer to a query."""
        host = request.header(b"host")
        if not host:
            return None
        accept, here = accepted(request.headers), f"http://{host}{PATH}"
        if self.changes != self.ledger.changes:
            self.changes = self.ledger.changes
            self.snapshot.changed()
        query, how, version = wanted.text.encode(), wanted.how(accept, here), self.snapshot.version()
        self.kept.turn_to(version)
        if reply := self.kept.find(query, how):
            self.ledger.find()
            return reply
        reply = self.worked_out(query, wanted.job(accept, here), version)
        self.kept.keep(version, query, how, reply)
        return reply

    def worked_out(self, query: bytes, job: Mapping[str, object], version: str) -> Reply:
        """The answer of the engine; the system ends the process if it takes too long, whatever the server does."""
        signal.setitimer(signal.ITIMER_REAL, self.limits.seconds)
        try:
            return answered(self.desk, Job("query", job, query, version=version))
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)


def main() -> None:
    """Answer at the connections that come by a socket; the first argument is the task, as JSON."""
    task = Task(**json.loads(sys.argv[1]))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ^C reaches the whole group; the server ends its clerks itself
    die_with_parent()
    os.dup2(2, 1)  # what a library prints goes to the log
    clerk = Clerk(task)
    restrain(replace(clerk.limits, seconds=0))
    clerk.worked_out(b"ASK {}", {"accept": ""}, "")  # loads what every query needs
    gc.freeze()  # what is loaded stays
    with suppress(BrokenPipeError, ConnectionResetError):  # the server is gone
        clerk.run()


if __name__ == "__main__":
    main()
