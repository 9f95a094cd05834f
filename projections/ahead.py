"""Prepare the rows of a long stretch of the log in a second process, while this one writes them.

To read events, date them and find their claims takes as long as the database takes for the
rows. The other process reads the same log; its pages come through a pipe.
``python -m projections.ahead`` is that process: it reads an ``Order`` and ends when everything
is prepared, or when nobody reads what it writes.
"""

import gc
import marshal
import sys
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO, NamedTuple

import orjson

from domain.journal import Envelope
from projections import beside
from projections.database import open_store
from projections.outages import connected
from projections.parking import POISON
from projections.pending import Pending, Prepared
from projections.projector import Part, last_instant
from projections.registry import DatabaseRegistry
from projections.tables import tables

PAGE = 500
"""Events that are prepared together."""
WAITING = 64
"""Pages that wait to be written: some megabytes, and more than one transaction takes."""
Sent = tuple[bool, tuple[object, ...]]
"""Whether it is prepared, and a part as a plain tuple."""


class Order(NamedTuple):
    """What to prepare: the events with ``after < position <= until``, for a generation."""

    url: str
    generation: int
    after: int
    until: int


class Ahead:
    """What the other process has prepared, in order."""

    def __init__(self, pages: IO[bytes], reader: ThreadPoolExecutor) -> None:
        self._source = pages
        self._reader = reader
        self._pages: deque[Future[bytes]] = deque()
        self._ended = False
        for _ in range(WAITING):
            self._ask()

    def take(self, events: int) -> list[Part]:
        """The next pages, of at least so many events together; none at the end.

        Raises Unavailable where the other process stopped before it.
        """
        found: list[Part] = []
        for _ in range(-(-events // PAGE)):
            if self._ended:
                break
            self._ask()
            page = marshal.loads(self._pages.popleft().result())  # noqa: S302 - our own process
            found += [(Prepared if prepared else Envelope)(*part) for prepared, part in page]
            self._ended = not page
        return found

    def _ask(self) -> None:
        self._pages.append(self._reader.submit(beside.receive, self._source))


@contextmanager
def ahead(order: Order) -> Iterator[Ahead]:
    """A process that prepares what is ordered; it is gone when this ends.

    Raises Unavailable where the system has no room for another.
    """
    with (
        ThreadPoolExecutor(1, thread_name_prefix="ahead") as reader,
        beside.started(__name__) as process,
    ):
        orders, pages = beside.pipes(process)
        try:
            # The address may hold a password, so it is not among the arguments. Where the
            # process is gone already, there is nothing to read either, and that is what counts.
            with suppress(BrokenPipeError), orders:
                orders.write(orjson.dumps(list(order)))
            yield Ahead(pages, reader)
        finally:
            process.kill()
            reader.shutdown(cancel_futures=True)


def _parts(pending: Pending, events: Sequence[Envelope]) -> Iterator[Sent]:
    """What cannot be prepared comes as the event that it is."""
    for event in events:
        try:
            if pending.add(event):
                continue
        except POISON:
            # Whoever writes the rows comes to the same, and parks it.
            pass
        if prepared := pending.prepared():
            yield True, tuple(prepared)
        yield False, tuple(event)
    if prepared := pending.prepared():
        yield True, tuple(prepared)


def _prepare(order: Order, pages: IO[bytes]) -> None:
    store, target = open_store(order.url), tables(order.generation)
    looking = store.engine.execution_options(isolation_level="AUTOCOMMIT")
    with connected(looking) as connection:
        registry = DatabaseRegistry(connection, target, store.cache)
        pending = Pending(registry, last_instant(connection, target))
        for events in store.journal.pages(order.after, order.until, PAGE):
            beside.send(pages, marshal.dumps(list(_parts(pending, events))))
    beside.send(pages, marshal.dumps([]))
    store.close()


if __name__ == "__main__":
    # Nothing that is made here refers back to itself, and to look for that takes a fifth.
    gc.disable()
    orders, pages = beside.own_pipes()
    try:
        _prepare(Order(*orjson.loads(orders.read())), pages)
    except BrokenPipeError:
        sys.exit(1)
