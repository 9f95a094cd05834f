"""The line of writes: requests put jobs in, one thread takes whatever waits to the writer."""

import asyncio
import itertools
import queue
import threading
import time
from concurrent.futures import Future
from typing import NamedTuple

from api.jobs import Job, Outcomes
from api.metrics import GROUPED, JOBS, WRITES
from api.waking import Waiter, woken
from api.writer import GROUP, Writer
from domain.errors import Unavailable

PATIENCE = 12
"""Seconds that a request waits for what it sent to be recorded."""
GATHERING = 0.0005
"""Seconds without another write after which those that may still come are not waited for."""
LASTING = 2.0
"""Seconds for which a group may keep others waiting; the last one tells how many events that is."""
FIRST = 2000
"""Events that are recorded together at the most at first; then up to twice as many each time."""
MORE = 0.1
"""Seconds without the next part of a load after which it is not waited for."""
PARTS = 40
"""Parts of a load that are waited for at the most; long lines make parts of few events."""
FEW = 1000
"""Events that are recorded together at the most where somebody writes one at a time.

No group is kept smaller, and from so many on its time tells how fast the database is.
"""


class _Waiting(NamedTuple):
    """A job in line; what is written one at a time comes before what is part of a load."""

    bulk: bool
    number: int
    job: Job


class Begun(NamedTuple):
    """What is left to wait for of a job, which may be large and is let go when it is done."""

    result: "Future[Outcomes]"
    waiter: Waiter


_END = (float("inf"),)
"""Comes after everything that was accepted."""


class Intake:
    """A thread that feeds the writer with whatever waits."""

    def __init__(self, writer: Writer, waiting: int = 10_000) -> None:
        self._writer = writer
        self._line: queue.PriorityQueue[_Waiting | tuple[float]] = queue.PriorityQueue(waiting)
        self._numbers = itertools.count()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._closing = False
        self._most = FIRST
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Jobs in the queue."""
        return self._line.qsize()

    async def submit(self, job: Job) -> Outcomes:
        """What became of the job, once it is durable and projected."""
        return await self.outcomes(self.begin(job))

    def begin(self, job: Job) -> Begun:
        """Put a job in line for somebody in this loop; raises as ``enqueue`` does."""
        job.waiter = waiter = asyncio.get_running_loop().create_future()
        self.enqueue(job)
        return Begun(job.result, waiter)

    @staticmethod
    async def outcomes(begun: Begun) -> Outcomes:
        """Wait for a job that was put in line; raises Unavailable where it takes too long."""
        result, waiter = begun
        late = waiter.get_loop().call_later(PATIENCE, woken, [waiter])
        try:
            await waiter
        finally:
            late.cancel()
        if not result.done():
            raise Unavailable(
                "the database is slow; whether this was recorded is not known: send it again"
            )
        return result.result()

    def enqueue(self, job: Job) -> None:
        """Put a job in line; raises Unavailable where the line is full or closing."""
        if self._closing:
            raise Unavailable("the server is shutting down")
        try:
            self._line.put_nowait(_Waiting(job.bulk, next(self._numbers), job))
        except queue.Full:
            raise Unavailable("too many writes are waiting") from None

    def close(self) -> None:
        """Finish what was accepted, then stop."""
        self._closing = True
        self._line.put(_END)
        self._thread.join()

    def _run(self) -> None:
        expected, open_ = 1, True
        while open_:
            jobs, open_ = self._together(expected)
            if jobs:
                began = time.monotonic()
                with WRITES.time():
                    self._writer.process(jobs)
                self._adapt(sum(job.size for job in jobs), time.monotonic() - began)
                expected = len(jobs) + self.waiting
                JOBS.inc(len(jobs))
                GROUPED.observe(len(jobs))

    def _adapt(self, events: int, seconds: float) -> None:
        """Let the next group be as big as may be recorded in time; few events tell nothing."""
        if events >= FEW:
            most = min(GROUP, 2 * self._most, int(events * LASTING / seconds))
            self._most = max(FEW, most)

    def _together(self, expected: int) -> tuple[list[Job], bool]:
        """(Jobs that are carried out together, whether more are accepted); waits for the first.

        Those whose writes were just acknowledged mostly write again at once: to wait a moment
        for as many as wrote together lately halves the flushes to disk, which are what costs.
        For the next part of a load they wait longer.
        """
        jobs: list[Job] = []
        size, most = 0, self._most
        while size < most:
            more = 0 < len(jobs) < PARTS and jobs[-1].more
            patience = MORE if more else GATHERING
            try:
                waiting = self._line.get(more or len(jobs) < expected, patience if jobs else None)
            except queue.Empty:
                break
            if not isinstance(waiting, _Waiting):
                return jobs, False
            jobs.append(waiting.job)
            size += waiting.job.size
            if not waiting.bulk:
                most = FEW
        return jobs, True
