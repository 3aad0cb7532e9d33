"""What the server counts of itself, for Prometheus."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Protocol

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from kg.serve.times import SLOTS, added, buckets, number_of, observe

if TYPE_CHECKING:
    from kg.serve.ledger import Ledger

__all__ = ["Busy", "Metrics"]

QUERY: Final = "query"


class Busy(Protocol):
    """How busy all are."""

    @property
    def jobs(self) -> int:
        """Jobs that wait or run."""

    @property
    def lent(self) -> int:
        """Connections that clerks have."""

    @property
    def ledgers(self) -> "Sequence[Ledger]":
        """What clerks have noted."""


class Metrics(Collector):
    """Counts of one server and of its clerks."""

    def __init__(self, busy: Busy) -> None:
        self.busy = busy
        self.requests: Counter[tuple[str, int]] = Counter()
        self.times: dict[str, list[float]] = {QUERY: [0.0] * SLOTS}
        self.kept = 0
        self.registry = CollectorRegistry()
        self.registry.register(self)

    def count(self, kind: str, status: int, seconds: float) -> None:
        """Count a request that was answered."""
        self.requests[kind, status] += 1
        observe(self.times.setdefault(kind, [0.0] * SLOTS), seconds)

    def found(self) -> None:
        """Count a request that a kept answer was given to."""
        self.count(QUERY, 200, 0.0)
        self.kept += 1

    def absorb(self, ledger: "Ledger") -> None:
        """Add what a clerk has noted that is no more."""
        self.requests[QUERY, 200] += number_of(ledger.times)
        self.times[QUERY] = added([self.times[QUERY], ledger.times])
        self.kept += ledger.kept

    def collect(self) -> Iterator[Metric]:
        """All counts."""
        yield self._requests()
        yield self._seconds()
        kept = self.kept + sum(ledger.kept for ledger in self.busy.ledgers)
        yield CounterMetricFamily("kg_answers_kept", "Requests that a kept answer was given to.", kept)
        yield GaugeMetricFamily("kg_jobs", "Jobs that wait or run.", self.busy.jobs)
        yield GaugeMetricFamily("kg_connections_lent", "Connections that are with a clerk.", self.busy.lent)

    def _requests(self) -> Metric:
        family = CounterMetricFamily("kg_http_requests", "Requests by kind and status.", labels=("kind", "status"))
        by_clerks = sum(number_of(ledger.times) for ledger in self.busy.ledgers)
        counts = self.requests + Counter({(QUERY, 200): by_clerks})
        for (kind, status), number in sorted(counts.items()):
            family.add_metric((kind, str(status)), number)
        return family

    def _seconds(self) -> Metric:
        family = HistogramMetricFamily("kg_http_request_seconds", "Seconds to a whole answer.", labels=("kind",))
        by_clerks = [ledger.times for ledger in self.busy.ledgers]
        for kind, own in self.times.items():
            times = added([own, *by_clerks]) if kind == QUERY else own
            family.add_metric((kind,), buckets(times), times[0])
        return family

    def text(self) -> bytes:
        """All counts in the text format of Prometheus."""
        return generate_latest(self.registry)
