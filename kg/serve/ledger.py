"""What a clerk and its server both see: what the clerk is at, what it has done, and a lock that one of them holds.

Memory that both have mapped, so that keeping it costs a query nothing; and it outlives the clerk, so that no count is lost when
the clerk is killed.
"""

import fcntl
import mmap
import os
from contextlib import contextmanager
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Final

from kg.serve.times import SLOTS, Times

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Ledger"]

BEGAN, LOAN, SENDING, CHANGES, KEPT, TIMES = range(6)
"""Places of the numbers; from the last one on, how long answers took."""
SIZE: Final = 8 * (TIMES + SLOTS)


class Ledger:
    """Numbers in shared memory."""

    def __init__(self, file: int) -> None:
        self.file = file
        """Its descriptor; closing it gives the lock up."""
        self._memory = mmap.mmap(file, SIZE)
        self._numbers = memoryview(self._memory).cast("d")
        self.times: Times = self._numbers[TIMES:]
        """Seconds of the answers that were given."""

    @classmethod
    def new(cls) -> "Ledger":
        """An empty ledger."""
        with TemporaryFile() as file:
            file.truncate(SIZE)
            return cls(os.dup(file.fileno()))

    @property
    def began(self) -> float:
        """When the clerk began with what it is at, 0 while it waits."""
        return self._numbers[BEGAN]

    @property
    def loan(self) -> int:
        """The number of the loan that the clerk was last at."""
        return int(self._numbers[LOAN])

    @property
    def sending(self) -> bool:
        """Whether the clerk is just giving its answer."""
        return bool(self._numbers[SENDING])

    @property
    def changes(self) -> float:
        """How often the server has written."""
        return self._numbers[CHANGES]

    @property
    def kept(self) -> int:
        """How many of the answers had been kept."""
        return int(self._numbers[KEPT])

    def change(self) -> None:
        """Note that the server has written."""
        self._numbers[CHANGES] += 1

    def find(self) -> None:
        """Note that an answer had been kept."""
        self._numbers[KEPT] += 1

    def begin(self, loan: int, now: float) -> None:
        """Note that the clerk begins with a request."""
        self._numbers[LOAN], self._numbers[BEGAN] = loan, now

    def end(self) -> None:
        """Note that the clerk waits."""
        self._numbers[BEGAN] = 0.0

    @contextmanager
    def giving(self) -> "Iterator[None]":
        """Hold the lock while an answer is given; where the server has it, wait to be killed."""
        fcntl.lockf(self.file, fcntl.LOCK_EX)
        self._numbers[SENDING] = 1.0
        yield
        self._numbers[SENDING] = 0.0
        fcntl.lockf(self.file, fcntl.LOCK_UN)

    def claim(self) -> bool:
        """Take the lock for good, so that the clerk gives no answer any more; whether it could be had."""
        try:
            fcntl.lockf(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def close(self) -> None:
        """Give up the lock; what is noted can still be read."""
        os.close(self.file)
