"""How long answers took: their sum, and how many were how long. Plain numbers, so that shared memory can hold them."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from typing import Final, TypeAlias

__all__ = ["SLOTS", "Times", "added", "buckets", "number_of", "observe"]

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""
SLOTS: Final = len(BUCKETS) + 2
"""Numbers that times are kept in: their sum, how many are in each bucket, how many are past the last."""


Times: TypeAlias = "list[float] | memoryview[float]"


def observe(times: Times, seconds: float) -> None:
    """Note one more.

    >>> times = [0.0] * SLOTS
    >>> observe(times, 0.002)
    >>> times[:4]
    [0.002, 0.0, 1.0, 0.0]
    """
    times[0] += seconds
    times[1 + bisect_left(BUCKETS, seconds)] += 1


def number_of(times: Sequence[float]) -> int:
    """How many there are."""
    return int(sum(times[1:]))


def added(many: Sequence[Sequence[float]]) -> list[float]:
    """Several put together."""
    return [sum(column) for column in zip(*many, strict=True)]


def buckets(times: Sequence[float]) -> list[tuple[str, float]]:
    """How many took so many seconds at most, as Prometheus wants it told.

    >>> buckets([0.002, 0.0, 1.0] + [0.0] * (SLOTS - 3))[:2]
    [('0.001', 0.0), ('0.0025', 1.0)]
    """
    return list(zip([*map(str, BUCKETS), "+Inf"], accumulate(times[1:]), strict=True))
