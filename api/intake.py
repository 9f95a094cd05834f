"""The line of writes: requests put jobs in, one thread takes whatever waits to the writer."""

import asyncio
import queue
import threading
from concurrent.futures import Future

from api.metrics import GROUPED, JOBS, WRITES
from api.writer import GROUP, Job, Outcomes, Writer
from domain.errors import Unavailable

PATIENCE = 12
"""Seconds that a request waits for what it sent to be recorded."""
GATHERING = 0.001
"""Seconds without another write after which those that may still come are not waited for."""


class Intake:
    """A thread that feeds the writer with whatever waits."""

    def __init__(self, writer: Writer, waiting: int = 10_000) -> None:
        self._writer = writer
        self._jobs: queue.Queue[Job | None] = queue.Queue(waiting)
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._closing = False
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Jobs in the queue."""
        return self._jobs.qsize()

    async def submit(self, job: Job) -> Outcomes:
        """What became of the job, once it is durable and projected."""
        return await self.outcomes(self.enqueue(job))

    @staticmethod
    async def outcomes(result: "Future[Outcomes]") -> Outcomes:
        """Wait for a job that was put in line; raises Unavailable where it takes too long."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await asyncio.shield(asyncio.wrap_future(result))
        except TimeoutError:
            raise Unavailable(
                "the database is slow; whether this was recorded is not known: send it again"
            ) from None

    def enqueue(self, job: Job) -> "Future[Outcomes]":
        """Put a job in line; raises Unavailable where the line is full or closing."""
        if self._closing:
            raise Unavailable("the server is shutting down")
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Unavailable("too many writes are waiting") from None
        return job.result

    def close(self) -> None:
        """Finish what was accepted, then stop."""
        self._closing = True
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        expected = 1
        while (job := self._jobs.get()) is not None:
            jobs, open_ = self._waiting_with(job, expected)
            with WRITES.time():
                self._writer.process(jobs)
            expected = len(jobs) + self.waiting
            JOBS.inc(len(jobs))
            GROUPED.observe(len(jobs))
            if not open_:
                return

    def _waiting_with(self, first: Job, expected: int) -> tuple[list[Job], bool]:
        """(Jobs that are carried out together, whether more are accepted).

        Those whose writes were just acknowledged mostly write again at once: to wait a moment
        for as many as wrote together lately halves the flushes to disk, which are what costs.
        """
        jobs, size = [first], first.size
        while size < GROUP:
            try:
                job = self._jobs.get(len(jobs) < expected, GATHERING)
            except queue.Empty:
                break
            if job is None:
                return jobs, False
            jobs.append(job)
            size += job.size
        return jobs, True
