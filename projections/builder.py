"""The next generation of read models, built beside the current one while work goes on.

The builder holds a lock of its own, so writers and readers wait only for the last stretch.
Its checkpoint moves with its rows, so a builder that stops can be continued, and the row of
``control.building`` is its permission to go on, so deleting it cancels.
"""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, delete, insert, text, update

from domain.errors import StancelineError
from domain.journal import Envelope, this_moment
from projections import control
from projections.ahead import ahead
from projections.comparison import compare
from projections.control import NAME, Building
from projections.ddl import create, drop, later_indexes
from projections.filing import complete, filed_until
from projections.locking import POLL
from projections.outages import take_time
from projections.parking import POISON, apply_or_park
from projections.preparing import Stretch
from projections.projector import Part
from projections.steps import StaleCheckpoint
from projections.store import Progress, Store
from projections.tables import VERSION, tables

PAGE = {False: 500, True: 2000}
"""Events a transaction by ``Store.remote``: writers of SQLite wait for the whole of one."""
LARGEST = 32_000
"""Events a transaction where nobody else has written for a while."""
BREATH = 0.25
"""Part of a page's time that the builder of an SQLite file leaves to writers after it."""
PAUSE = 2 * POLL
"""Seconds after every page of an SQLite file at the least: others find the lock free."""
STRETCH = 2000
"""Positions that may be left when the writers are stopped for the switch."""
LONG = 50_000
"""Events from which on it is worth to start a second process, which takes a second."""
Continue = Callable[[], bool]


class Cancelled(StancelineError):
    """The build was cancelled, or its program is being shut down; nothing was switched."""


class Builder:
    """One build; the caller holds ``store.building``."""

    def __init__(self, store: Store, progress: Progress | None, go_on: Continue) -> None:
        self._store = store
        self._progress = progress
        self._go_on = go_on
        self.built = self._begin()

    def finished(self, *, accept_differences: bool) -> bool:
        """Fill, compare, and switch where the log has not run away meanwhile."""
        store = self._store
        self._fill(store.journal.head())
        filed = self._finish()
        compare(store, self.built, accept_differences=accept_differences)
        with store.writing():
            head = store.journal.head()
            if head - self.built.position > STRETCH:
                return False
            self._fill(head)
            self._file(filed)
            self._switch()
        return True

    def _begin(self) -> Building:
        with self._store.transaction() as connection:
            found = control.under_construction(connection)
            if found is not None and found.version == VERSION:
                return self._continued(connection, found)
            if found is not None:
                drop(connection, found.generation)
            connection.execute(delete(control.building))
            fresh = Building(VERSION, control.next_generation(connection), 0, this_moment(), 0)
            create(connection, fresh.generation)
            connection.execute(
                insert(control.building).values(
                    name=NAME,
                    version=VERSION,
                    generation=fresh.generation,
                    position=0,
                    started_at=fresh.started_at,
                    started_from=0,
                )
            )
            return fresh

    def _continued(self, connection: Connection, found: Building) -> Building:
        going = replace(found, started_at=this_moment(), started_from=found.position)
        connection.execute(
            update(control.building).values(
                started_at=going.started_at, started_from=going.started_from
            )
        )
        return going

    def _fill(self, head: int) -> None:
        """Apply the log up to a position; a long stretch is prepared by a second process."""
        if head - self.built.position < LONG or os.cpu_count() == 1:
            self._follow(lambda size: self._events(size, head), head)
            return
        stretch = Stretch(self.built.position, head)
        with ahead(self._store, self.built.generation, stretch) as prepared:
            self._follow(prepared.take, head)

    def _events(self, limit: int, until: int) -> list[Envelope]:
        return self._store.journal.read(self.built.position, limit, until)

    def _follow(self, take: Callable[[int], Sequence[Part]], head: int) -> None:
        """Apply page after page; smaller ones, with breaks, while others write."""
        store, smallest = self._store, PAGE[self._store.remote]
        size, seen = smallest, store.journal.head()
        pause, free = 0.0, time.monotonic()
        while True:
            page = take(size)
            # To take a page may have been pause enough: nobody holds the lock meanwhile.
            time.sleep(max(0.0, free + pause - time.monotonic()))
            if not page:
                return
            began = time.monotonic()
            self._apply(page)
            free = time.monotonic()
            if self._progress:
                self._progress(self.built.position, head)
            if not self._go_on():
                raise Cancelled("the build was interrupted; it continues where it stopped")
            before, seen = seen, store.journal.head()
            alone = before == seen
            size = min(2 * size, LARGEST) if alone else smallest
            if not store.remote:
                pause = PAUSE if alone else max(PAUSE, (free - began) * BREATH)

    def _apply(self, page: Sequence[Part]) -> None:
        step = partial(self._store.step, control.building)
        last = page[-1].position
        try:
            try:
                step(page, self.built, None)
            except POISON:
                # By halves, to find the one that it is.
                events = self._events(last - self.built.position, last)
                apply_or_park(events, self.built, step)
        except StaleCheckpoint:
            raise Cancelled("the build was cancelled; nothing was switched") from None
        self.built = replace(self.built, position=last)

    def _finish(self) -> int:
        """Make the indexes that the fill went without, one by one: writers of a file wait.

        Files by report what the fill has not, and returns the position up to which all is filed.
        """
        for index in later_indexes(self.built.generation):
            with self._store.transaction() as connection, _sorting(connection, self._store.remote):
                index.create(connection, checkfirst=True)
        self._file()
        return self.built.position

    def _file(self, after: int | None = None) -> None:
        """File by report all events after a position; None where it has to be looked for."""
        store, target = self._store, tables(self.built.generation)
        with store.transaction() as connection, _sorting(connection, store.remote):
            known = filed_until(connection, target) if after is None else after
            complete(connection, target, known)

    def _switch(self) -> None:
        projection, building = control.projection, control.building
        with self._store.transaction() as connection:
            before = control.current(connection)
            gone = connection.execute(
                delete(building).where(building.c.generation == self.built.generation)
            )
            if gone.rowcount != 1:
                raise Cancelled("the build was cancelled; nothing was switched")
            connection.execute(delete(projection).where(projection.c.name == NAME))
            connection.execute(
                insert(projection).values(
                    name=NAME,
                    version=VERSION,
                    generation=self.built.generation,
                    position=self.built.position,
                )
            )
            if before:
                connection.execute(
                    insert(control.retired).values(
                        generation=before.generation, retired_at=this_moment()
                    )
                )


@contextmanager
def _sorting(connection: Connection, remote: bool) -> Iterator[None]:
    """Let a connection sort a big table: as long as it takes, and a file's by two threads.

    They sort as much at a time as is kept in memory; what the processor holds too is quicker.
    """
    take_time(connection)
    if remote:
        yield
        return
    kept = connection.scalar(text("PRAGMA cache_size"))
    for pragma in ("threads = 2", "cache_size = -4096"):
        connection.execute(text(f"PRAGMA {pragma}"))
    try:
        yield
    finally:
        for pragma in ("threads = 0", f"cache_size = {kept}"):
            connection.execute(text(f"PRAGMA {pragma}"))
