"""What the server counts of itself, for Prometheus."""

from collections.abc import Callable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

__all__ = ["Metrics"]

BUCKETS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds."""


class Metrics:
    """Counts of one server."""

    def __init__(self, waiting: Callable[[], int]) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "kg_http_requests", "Requests by kind and status.", ("kind", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "kg_http_request_seconds", "Seconds to a whole answer.", ("kind",), buckets=BUCKETS, registry=self.registry
        )
        self.kept = Counter("kg_answers_kept", "Requests that a kept answer was given to.", registry=self.registry)
        self._known: dict[tuple[str, int], tuple[Counter, Histogram]] = {}
        Gauge("kg_jobs", "Jobs that wait or run.", registry=self.registry).set_function(waiting)

    def count(self, kind: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        found = self._known.get((kind, status))
        if found is None:
            found = self._known[kind, status] = self.requests.labels(kind, str(status)), self.seconds.labels(kind)
        counter, histogram = found
        counter.inc()
        histogram.observe(seconds)

    def found(self) -> None:
        """Count a request that a kept answer was given to."""
        self.count("query", 200, 0.0)
        self.kept.inc()

    def text(self) -> bytes:
        """All counts in the text format of Prometheus."""
        return generate_latest(self.registry)
