"""Prepare the rows of a long stretch of the log in a second process, while this one writes them.

To read events, date them and find their claims takes longer than the database takes for the
rows. The other process does that from the same log, a stretch at a time as it is asked to; while
this one would wait for it, it prepares stretches that are asked of nobody yet.
``python -m projections.ahead`` is that process: it ends when nobody asks any more.
"""

import gc
import marshal
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import IO

from domain.journal import Envelope
from projections import beside
from projections.database import open_store
from projections.pending import Packed
from projections.preparing import Preparer, Stretch
from projections.projector import Part
from projections.store import Store

PAGE = 500
"""Positions of a stretch."""
WAITING = 64
"""Stretches that the other process has to do or has done: some megabytes, and more than one
transaction takes."""
OWN = 96
"""Stretches prepared by this process that wait to be written."""


class Ahead:
    """What was prepared, in order, by the other process and this one."""

    def __init__(
        self, whole: Stretch, preparer: Preparer, pipes: tuple[IO[bytes], IO[bytes]]
    ) -> None:
        self._preparer = preparer
        self._orders, self._pages = pipes
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="ahead")
        self._left = _stretches(whole)
        self._coming: deque[Future[bytes] | list[Part]] = deque()
        self._asked = 0
        """How many of those are the other process's."""

    def take(self, events: int) -> list[Part]:
        """The next stretches, of about so many events together; none at the end.

        Raises Unavailable where the other process has stopped before it.
        """
        found: list[Part] = []
        stretches = 0
        while stretches * PAGE < events or not found:
            self._ask()
            if not self._coming:
                break
            found += self._next()
            stretches += 1
        return found

    def close(self) -> None:
        """Wait for nothing any more; the other process is gone."""
        self._reader.shutdown(cancel_futures=True)

    def _ask(self) -> None:
        """Keep the other process busy."""
        while self._asked < WAITING and (stretch := next(self._left, None)):
            # Where it is gone there is nothing to read either, and that is what counts.
            with suppress(BrokenPipeError):
                beside.send(self._orders, marshal.dumps(tuple(stretch)))
            self._coming.append(self._reader.submit(beside.receive, self._pages))
            self._asked += 1

    def _next(self) -> list[Part]:
        first = self._coming[0]
        if isinstance(first, Future):
            while not first.done() and self._prepare_one():
                pass
            self._asked -= 1
            page = marshal.loads(first.result())  # noqa: S302 - our own process
            parts: list[Part] = [(Packed if packed else Envelope)(*part) for packed, part in page]
        else:
            parts = [*first]
        self._coming.popleft()
        return parts

    def _prepare_one(self) -> bool:
        """Prepare what is asked of nobody yet; False where that is nothing, or enough waits."""
        own = len(self._coming) - self._asked
        if own == OWN or not (stretch := next(self._left, None)):
            return False
        self._coming.append([*self._preparer.prepared(stretch)])
        return True


def _stretches(whole: Stretch) -> Iterator[Stretch]:
    for after in range(whole.after, whole.until, PAGE):
        yield Stretch(after, min(after + PAGE, whole.until))


@contextmanager
def ahead(store: Store, generation: int, stretch: Stretch) -> Iterator[Ahead]:
    """A process that prepares a long stretch for a generation; it is gone when this ends.

    Raises Unavailable where the system has no room for another.
    """
    with beside.started(__name__) as process:
        pipes = beside.pipes(process)
        prepared = Ahead(stretch, Preparer(store, generation), pipes)
        try:
            # The address may hold a password, so it is not among the arguments.
            url = store.engine.url.render_as_string(hide_password=False)
            with suppress(BrokenPipeError):
                beside.send(pipes[0], marshal.dumps((url, generation)))
            yield prepared
        finally:
            process.kill()
            prepared.close()
            with suppress(BrokenPipeError):
                # What the other process never read goes with it.
                pipes[0].close()


def _prepare(orders: IO[bytes], pages: IO[bytes]) -> None:
    url, generation = marshal.loads(beside.receive(orders))  # noqa: S302 - our own process
    store = open_store(url)
    preparer = Preparer(store, generation)
    for frame in beside.frames(orders):
        stretch = Stretch(*marshal.loads(frame))  # noqa: S302 - our own process
        beside.send(pages, marshal.dumps([*map(_sent, preparer.prepared(stretch))]))
    store.close()


def _sent(part: Packed | Envelope) -> tuple[bool, tuple[object, ...]]:
    """Whether it is packed, and a part as a plain tuple."""
    return isinstance(part, Packed), tuple(part)


if __name__ == "__main__":
    # Nothing that is made here refers back to itself, and to look for that takes a fifth.
    gc.disable()
    try:
        _prepare(*beside.own_pipes())
    except BrokenPipeError:
        sys.exit(1)
