"""What Prometheus reads: positions and lag, the queue, latencies.

With several workers each keeps its numbers in files of ``PROMETHEUS_MULTIPROC_DIR``
(``stanceline serve --workers`` sets it), so that whichever is asked answers for all.
"""

import os
from collections.abc import Iterable

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from projections.status import Status

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20)
REQUESTS = Histogram(
    "stanceline_request_seconds",
    "Time from a request's first byte to the end of its answer",
    ("method", "route", "status"),
    buckets=SECONDS,
)
WRITES = Histogram(
    "stanceline_write_seconds",
    "Time to decide, record and project what waited together",
    buckets=SECONDS,
)
JOBS = Counter("stanceline_write_jobs", "Writes that were carried out")
GROUPED = Histogram(
    "stanceline_write_group_jobs",
    "Writes that were recorded together",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024),
)
WAITING = Gauge(
    "stanceline_queue_jobs", "Writes that wait to be recorded", multiprocess_mode="livesum"
)


def exposition(found: Status | None) -> bytes:
    """The metrics as text; ``found`` is None where the database is away."""
    own = CollectorRegistry()
    own.register(_Database(found))
    return _processes() + generate_latest(own)


def _processes() -> bytes:
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
        return generate_latest(registry)
    return generate_latest()


class _Database(Collector):
    """What the database says, whichever process is asked."""

    def __init__(self, found: Status | None) -> None:
        self._found = found

    def collect(self) -> Iterable[Metric]:
        """One gauge a number."""
        found = self._found
        yield _gauge("database_up", "Whether the database answers", found is not None)
        if found is None:
            return
        yield _gauge("log_position", "The last position of the log", found.head)
        yield _gauge("projection_position", "The last position that answers count", found.position)
        lag = found.head - found.position
        yield _gauge("projection_lag", "Positions that wait to be projected", lag)
        yield _gauge("parked_events", "Events that could not be applied", found.parked_total)
        yield _gauge("ready", "Whether questions are answered", found.state == "ready")
        building = found.building
        yield _gauge("building", "Whether a generation is being built", building is not None)
        if building is not None:
            yield _gauge("building_position", "How far it has come", building.position)
            left = building.seconds_left(found.head)
            if left is not None:
                yield _gauge("building_seconds_left", "Time left at its pace so far", left)


def _gauge(name: str, what: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"stanceline_{name}", what, value=float(value))
