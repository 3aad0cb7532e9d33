"""Workers in two lanes, so that long queries never hold up short ones.

Every job begins in the lane for short ones. One that is not done after a moment moves, with its process, to the lane for long
ones, where it runs at low priority until its limit; another process takes its place. Where that lane is full too, the job is
ended and begins anew there as soon as it is its turn. Past a number of waiting jobs, new ones are turned away.

While jobs wait for longer than a moment, the newest is served first: whoever floods the server waits for the own flood, and a
single query among it does not. (Adaptive LIFO: B. Maurer, "Fail at Scale", ACM Queue 13, 2015.)
"""

import asyncio
import time
from collections import deque
from contextlib import suppress
from typing import Final

from kg.serve.frames import PING, Job, Reply
from kg.serve.process import Gone, Worker
from kg.serve.settings import MOMENT, Settings

__all__ = ["Busy", "Pool"]

PATIENCE: Final = 5
"""Moments that a job has which has hardly been given the processor in the first: the machine is busy, it is not long."""
GRACE: Final = 0.5
"""Seconds after which a worker is killed that its own timer should have ended."""
LOST: Final = "the process that worked on this was ended, by the system if it is short of memory; ask again"
LOST_WRITE: Final = "the process that wrote this was ended; look whether it is there, it is so whole or not at all"


class Busy(Exception):  # noqa: N818 — no error of ours: too many ask at once
    """More jobs wait than may."""


class Lost(Exception):  # noqa: N818 — no error of ours, nor of who asks
    """A worker was ended by something else than its job."""


class Turn:
    """A number of places, each taken by one job at a time."""

    def __init__(self, places: int) -> None:
        self.free = places
        self.waiting: deque[tuple[float, asyncio.Future[None]]] = deque()

    def take_now(self) -> bool:
        """Take a place, if there is one."""
        if not self.free:
            return False
        self.free -= 1
        return True

    async def take(self) -> None:
        """Wait for a place."""
        if self.take_now():
            return
        mine = asyncio.get_running_loop().create_future()
        self.waiting.append((time.monotonic(), mine))
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give_back()
            raise

    def give_back(self) -> None:
        """Leave a place to the next: the first that came, or the last where the first has waited too long already."""
        while self.waiting:
            crowded = time.monotonic() - self.waiting[0][0] > MOMENT
            _, following = self.waiting.pop() if crowded else self.waiting.popleft()
            if not following.done():
                following.set_result(None)
                return
        self.free += 1


async def come(reply: "asyncio.Future[Reply | Gone]", seconds: float | None) -> bool:
    """Wait for a reply, however it turns out, and say whether it came in time: `asyncio.wait`, but at a third of its price."""
    loop = asyncio.get_running_loop()
    bell = loop.create_future()

    def ring(_: object = None) -> None:
        if not bell.done():
            bell.set_result(None)

    timer = None if seconds is None else loop.call_later(seconds, ring)
    reply.add_done_callback(ring)
    try:
        await bell
    finally:
        reply.remove_done_callback(ring)
        if timer:
            timer.cancel()
    return reply.done()


class Pool:
    """Workers of one kind."""

    def __init__(self, settings: Settings, *, writes: bool = False) -> None:
        self.settings = settings
        self.writes = writes
        self.short = Turn(1 if writes else settings.workers)
        self.long = Turn(1 if writes else settings.workers + 1)
        self.admitted = 0
        """Jobs that wait or run."""
        self._spare = 0 if writes else 2 * settings.workers
        """Workers to have ready; the one that writes is started by the first write."""
        self._ready: list[Worker] = []
        self._all: set[Worker] = set()
        self._starting: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Start the workers."""
        await asyncio.gather(*(self._start() for _ in range(self._spare)), return_exceptions=True)

    def close(self) -> None:
        """Kill all workers."""
        self._spare = 0
        for task in self._starting:
            task.cancel()
        for worker in self._all:
            worker.kill()

    async def do(self, job: Job) -> Reply:
        """The reply to a job.

        Raises:
            Busy: if too many wait already.
        """
        places = self.settings.queue + 2 * self.settings.workers + 1
        if self.admitted >= places:
            raise Busy
        self.admitted += 1
        try:
            return await self._persist(job)
        finally:
            self.admitted -= 1

    async def _persist(self, job: Job) -> Reply:
        """The reply to a job, which begins anew where its worker was lost at once; but not one that may have written."""
        start = time.monotonic()
        while True:
            try:
                return await self._attempt(job)
            except Lost:
                if self.writes:
                    return Reply.refusal(503, LOST_WRITE, Retry_After="2")
                if time.monotonic() - start > PATIENCE * MOMENT:
                    return Reply.refusal(503, LOST, Retry_After="2")

    async def _attempt(self, job: Job) -> Reply:
        await self.short.take()
        try:
            worker, start = await self._warm(), time.monotonic()
            reply = worker.ask(job)
            for _ in range(PATIENCE):
                if await self._waited(worker, reply, None if self.writes else MOMENT):
                    return self._result(worker, reply, job, start)
                if worker.worked - worker.had >= MOMENT / 2:
                    break
            goes_on = self.long.take_now()
        finally:
            self.short.give_back()
        if not goes_on:
            self._end(worker)
            await self.long.take()
        try:
            if not goes_on:
                worker, start = await self._new(), time.monotonic()
                reply = worker.ask(job)
            worker.step_back()
            await self._waited(worker, reply, job.seconds + GRACE)
            return self._result(worker, reply, job, start)
        finally:
            self.long.give_back()
            self._end(worker)  # it would stay at low priority

    async def _waited(self, worker: Worker, reply: "asyncio.Future[Reply | Gone]", seconds: float | None) -> bool:
        """Wait for a reply; say whether it is there. Whoever stops waiting stops the work."""
        try:
            return await come(reply, seconds)
        except asyncio.CancelledError:
            self._end(worker)
            raise

    def _result(self, worker: Worker, reply: "asyncio.Future[Reply | Gone]", job: Job, start: float) -> Reply:
        """The reply, or what to say where there is none.

        Raises:
            Lost: if it is not for anything that the job does.
        """
        found = reply.result() if reply.done() else None
        if isinstance(found, Reply):
            self._ready.append(worker)
            return found
        self._end(worker)
        if time.monotonic() - start >= job.seconds - 0.05:
            return Reply.refusal(504, f"this took longer than {job.seconds:g} s and was stopped; ask for less")
        if found and found.code > 0:  # an error that Python's own `except` does not catch, as the engine's panics
            return Reply.mistake()
        if found and not found.by_its_job:
            raise Lost
        limit = "there is" if self.writes else f"{self.settings.limits.memory >> 20} MiB"
        return Reply.refusal(400, f"this needs more memory than {limit}, or nests too deeply; ask for less")

    async def _warm(self) -> Worker:
        """A worker that answers at once."""
        while True:
            while self._ready:
                worker = self._ready.pop()
                if not worker.gone:
                    return worker
                self._end(worker)
            await self._start()

    async def _new(self) -> Worker:
        worker = await Worker.start(self.settings, writes=self.writes)
        self._all.add(worker)
        return worker

    def _end(self, worker: Worker) -> None:
        """Kill a worker, and have another one ready for the next job."""
        worker.kill()
        self._all.discard(worker)
        if worker in self._ready:
            self._ready.remove(worker)
        if len(self._ready) + len(self._starting) < self._spare:
            task = asyncio.create_task(self._refill())
            self._starting.add(task)
            task.add_done_callback(self._starting.discard)

    async def _refill(self) -> None:
        """Start a worker, if the system lets one start; else the next job will try again, and say so."""
        with suppress(Lost, OSError):
            await self._start()

    async def _start(self) -> None:
        """Start a worker and have it load what every job needs.

        Raises:
            Lost: if it ended before it had.
            OSError: if the system has no room for it.
        """
        worker = await self._new()
        if isinstance(await worker.ask(Job(PING, seconds=self.settings.page_seconds)), Gone):
            self._all.discard(worker)
            raise Lost
        self._ready.append(worker)
