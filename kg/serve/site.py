"""One graph, and those who work on it."""

import asyncio
import time
from collections.abc import AsyncIterator, Hashable, Mapping, Sequence
from contextlib import asynccontextmanager

from kg.serve.frames import Job, Reply
from kg.serve.kept import Kept
from kg.serve.ledger import Ledger
from kg.serve.lending import LENDER, Lender
from kg.serve.metrics import Metrics
from kg.serve.pool import Busy, Pool
from kg.serve.settings import Settings
from kg.serve.snapshot import Snapshot

__all__ = ["Site"]


class Site:
    """One graph and those who work on it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.snapshot = Snapshot(settings.store)
        self.pool = Pool(settings)
        self.writer = Pool(settings, writes=True)
        self.kept = Kept(settings.share)
        self.metrics = Metrics(self)
        self.lender = Lender(settings, self.metrics.absorb)
        self._drawing: tuple[str, asyncio.Task[Reply]] | None = None

    @asynccontextmanager
    async def running(self, app: object) -> AsyncIterator[Mapping[str, Lender]]:
        """Workers for as long as the application runs; connections are told who lends them."""
        del app
        await self.pool.open()
        try:
            yield {LENDER: self.lender}
        finally:
            self.lender.close()
            self.pool.close()
            self.writer.close()

    @property
    def jobs(self) -> int:
        """Jobs that wait or run."""
        return self.pool.admitted + self.writer.admitted + self.lender.at_work

    @property
    def lent(self) -> int:
        """Connections that clerks have."""
        return self.lender.lent

    @property
    def ledgers(self) -> Sequence[Ledger]:
        """What clerks have noted."""
        return self.lender.ledgers

    async def read(self, kind: str, asked: Mapping[str, object], body: bytes = b"", seconds: float = 0) -> Reply:
        """Have something read from the graph as it is now."""
        limit = seconds or self.settings.limits.seconds
        return await self.done(self.pool, Job(kind, asked, body, limit, self.snapshot.version()))

    async def query(self, query: bytes, asked: Mapping[str, object], how: Hashable) -> Reply:
        """The answer to a query; `how` tells apart whatever else it depends on."""
        version = self.snapshot.version()
        self.kept.turn_to(version)
        if reply := self.kept.find(query, how):
            self.metrics.found()
            return reply
        reply = await self.read("query", asked, query)
        self.kept.keep(version, query, how, reply)
        return reply

    async def write(self, kind: str, asked: Mapping[str, object], body: bytes) -> Reply:
        """Have something written into the graph; who reads next sees it."""
        try:
            return await self.done(self.writer, Job(kind, asked, body, self.settings.page_seconds))
        finally:
            self.snapshot.changed()
            self.lender.changed()

    async def done(self, pool: Pool, job: Job) -> Reply:
        """The reply to a job; counted."""
        start = time.monotonic()
        try:
            reply = await pool.do(job)
        except Busy:
            reply = Reply.refusal(503, "too many ask at once; ask again in a moment", Retry_After="2")
        except OSError as error:
            reply = Reply.refusal(503, f"no process can be started: {error.strerror}", Retry_After="5")
        self.metrics.count(job.kind, reply.status, time.monotonic() - start)
        return reply

    async def explorer(self) -> Reply:
        """The explorer, drawn once a version of the graph, whoever asks for it meanwhile."""
        version = self.snapshot.version()
        if self._drawing is None or self._drawing[0] != version:
            drawing = self.read("explorer", {}, seconds=self.settings.page_seconds)
            self._drawing = (version, asyncio.create_task(drawing))
        reply = await asyncio.shield(self._drawing[1])
        if reply.status != 200:
            self._drawing = None
        return reply
