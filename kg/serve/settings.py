"""What a server may do, and how much of it."""

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kg.errors import KgError
from kg.queries.sandbox import Limits

__all__ = ["ENVIRONMENT_TOKEN", "LOOPBACK", "MOMENT", "Settings"]

ENVIRONMENT_TOKEN: Final = "KG_TOKEN"  # noqa: S105 — the name of the variable, not its value
LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})

MOMENT: Final = 0.2
"""Seconds after which a query is no short one any more."""

SHARED: Final = Limits(seconds=10.0, rows=100_000, size=32 << 20, memory=2 << 30)
"""Of a query whose sender is not known."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How a graph is served; sizes in bytes, times in seconds.

    Raises:
        KgError: if it could be written to by everybody.
    """

    store: Path
    write: bool = False
    token: str = field(default="", repr=False)
    """What a writer shows as bearer token."""
    host: str = "127.0.0.1"
    port: int = 8000
    """0 is any that is free."""
    cors: tuple[str, ...] = ()
    """Origins whose pages may read answers."""
    limits: Limits = SHARED
    workers: int = 3
    """Processes for short queries; as many again, and one, may be busy with long ones."""
    queue: int = 64
    """Requests that may wait for one of them."""
    body: int = 8 << 20
    """Of a request."""
    cache: int = 32 << 20
    """Of answers that are kept while the graph stays as it is; 0 keeps none."""
    page_seconds: float = 60.0
    """For drawing the explorer, and for a write."""

    def __post_init__(self) -> None:
        if self.write and not self.token.strip():
            raise KgError(
                f"--write: whoever may write shows a token; put one into the environment first: "
                f"export {ENVIRONMENT_TOKEN}=$(openssl rand -hex 16)"
            )
        if not self.token.isascii() or any(c.isspace() for c in self.token.strip()):
            raise KgError(f"{ENVIRONMENT_TOKEN}: a token has no blanks and only characters of ASCII")
        for name in ("workers", "queue", "body"):
            if getattr(self, name) < 1:
                raise KgError(f"--{name}: give at least 1")
        if self.limits.seconds <= 0:
            raise KgError("--timeout: give more than 0 seconds; a server without one can be stopped by any query")

    @property
    def clerks(self) -> int:
        """Processes that answer without a way through the server: more than there are cores would only change places."""
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        return min(self.workers, cores)

    @property
    def loans(self) -> int:
        """Connections that a clerk may have: all together as many as requests may wait."""
        return max(1, self.queue // self.clerks)

    @property
    def share(self) -> int:
        """Bytes of answers that the server keeps, and each of the clerks."""
        return self.cache // (1 + self.clerks)

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names that a request may call this server: on loopback its own, so that no other site's name leads here."""
        return ("127.0.0.1", "localhost", "[::1]") if self.host in LOOPBACK else ("*",)
