"""Read and check the lines of a long body in a second process, while this one records.

To read a fact, to check it and to make its rows takes as long as to record it. The other process
does that for what is surely right. What it does not answer for (a mistake, something that is not
registered yet, whatever came after it stopped) is left to the ordinary way, so that it changes
no outcome. ``python -m api.checking`` is that process: it is told the address of the database,
and then answers runs of lines.
"""

import logging
import marshal
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, Any

import orjson

from api.jobs import Ready
from api.memory import settle
from api.strictly import parse_line
from domain.decide import fact_body
from domain.errors import StancelineError, Unavailable
from domain.events.base import posted
from domain.validation import validate_fact
from projections import beside
from projections.database import open_store
from projections.parking import POISON
from projections.registry import DatabaseRegistry
from projections.rows import rows_of
from projections.store import Store
from projections.tables import VERSION

LONG = 10
"""Runs of lines after which it is worth to start a second process, which takes a second."""
Answers = list[Ready | None]
"""What became of the lines in order; None, and at the end nothing, for what is left to others."""
GREETING = f"stanceline {VERSION}".encode()
"""What the process says first: the version of the rows that it makes."""
NOTHING = marshal.dumps([])
MANY = 200
"""Claims of one fact from which on it is left to others: they take more room than its line."""
_log = logging.getLogger("stanceline.checking")


class Checking:
    """The second process of an application: one body has it at a time, others do without."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lent = False

    @contextmanager
    def checker(self) -> Iterator["Checker"]:
        """For one body; whatever it started is gone when this ends."""
        checker = Checker(self._started)
        try:
            yield checker
        finally:
            if checker.process is not None:
                checker.process.close()
                self._lent = False

    def _started(self) -> "_Process | None":
        """The process; None where another body has it, or where it would be of no use."""
        if self._lent or os.cpu_count() == 1:
            return None
        try:
            process = _Process(self._url)
        except Unavailable as error:
            _log.warning("lines are read and checked by one process: %s", error)
            return None
        self._lent = True
        return process


class Checker:
    """Runs of lines out, answers back, in the same order."""

    def __init__(self, start: Callable[[], "_Process | None"]) -> None:
        self._start = start
        self._runs = 0
        self.process: _Process | None = None

    def check(self, lines: list[bytes]) -> "Future[Answers] | None":
        """The answers to come; None where the process is not there, not yet or not any more."""
        self._runs += 1
        if self._runs == LONG:
            self.process = self._start()
        if self.process is None or not self.process.serves:
            return None
        return self.process.check(lines)

    def give_up(self) -> None:
        """Do without the process, which takes too long; what it has before it is left out."""
        if self.process is not None:
            self.process.stop("does not answer")


class _Process:
    """The other process, and the threads that wait for its pipes."""

    def __init__(self, url: str) -> None:
        self._process = beside.started("api.checking")
        self._in, self._out = beside.pipes(self._process)
        self._sender = ThreadPoolExecutor(1, thread_name_prefix="checking")
        self._receiver = ThreadPoolExecutor(1, thread_name_prefix="checked")
        self._stopped = False
        self._ready = self._receiver.submit(self._begin, url)

    @property
    def serves(self) -> bool:
        """Whether it has begun, and has not stopped."""
        return self._ready.done() and not self._stopped

    def check(self, lines: list[bytes]) -> "Future[Answers]":
        """The answers to come."""
        self._sender.submit(self._send, marshal.dumps(lines))
        return self._receiver.submit(self._answers)

    def close(self) -> None:
        """End the process, without waiting for it."""
        self._stopped = True
        self._process.kill()
        self._sender.submit(self._closed, self._in)
        self._receiver.submit(self._closed, self._out)
        self._receiver.submit(self._process.wait)
        self._sender.shutdown(wait=False)
        self._receiver.shutdown(wait=False)

    @staticmethod
    def _closed(pipe: IO[bytes]) -> None:
        with suppress(BrokenPipeError):
            pipe.close()

    def _send(self, frame: bytes) -> None:
        # Where the process is gone there is nothing to receive either, and that is what counts.
        with suppress(BrokenPipeError):
            beside.send(self._in, frame)

    def stop(self, why: str) -> None:
        """Say once that it is of no use any more; what it still has is answered by nothing."""
        if not self._stopped:
            _log.warning("the process that checks lines %s; one goes on", why)
        self._stopped = True
        self._process.kill()

    def _begin(self, url: str) -> None:
        # A program that was replaced on the disk starts as the new one.
        if self._receive() == GREETING:
            # The address may hold a password, so it is not among the arguments.
            self._send(url.encode())
            self._receive()
        else:
            self.stop("is of another version")

    def _receive(self) -> bytes:
        try:
            return beside.receive(self._out)
        except Unavailable:
            self.stop("has stopped")
            return NOTHING

    def _answers(self) -> Answers:
        if self._stopped:
            # What may still be in the pipe belongs to lines before these.
            return []
        found = marshal.loads(self._receive())  # noqa: S302 - our own process
        return [line and Ready(*line) for line in found]


Plain = tuple[Any, ...]
"""``Ready`` without its names, as it is sent."""


def _made_ready(line: bytes, registry: DatabaseRegistry) -> Plain | None:
    if not line.strip():
        return None
    try:
        fact = posted(validate_fact(parse_line(line)))
        body = fact_body(fact, registry)
        said = fact.fact.__dict__
        rows = rows_of(fact.fact.form, said, fact.id, 0, registry)
    except (StancelineError, *POISON):
        # Whoever reads it next comes to the same, and answers or parks it.
        return None
    if len(rows.claims) > MANY:
        return None
    return fact.id, fact.content_id, fact.fact.type, orjson.dumps(body), rows.packed()


def _checked(lines: Sequence[bytes], store: Store) -> list[Plain | None]:
    try:
        with store.reading() as snapshot:
            return [_made_ready(line, snapshot.registry) for line in lines]
    except Unavailable:
        return []


def _answer(lines: IO[bytes], answers: IO[bytes]) -> None:
    """Answer runs of lines until there are no more."""
    beside.send(answers, GREETING)
    store = open_store(beside.receive(lines).decode())
    settle()
    beside.send(answers, b"ready")
    for frame in beside.frames(lines):
        run = marshal.loads(frame)  # noqa: S302 - our own process
        beside.send(answers, marshal.dumps(_checked(run, store)))


if __name__ == "__main__":
    # The other side of the pipes is gone: nobody asks any more.
    with suppress(BrokenPipeError, Unavailable):
        _answer(*beside.own_pipes())
