"""The next generation of read models, built beside the current one while work goes on.

The builder holds a lock of its own, so writers and readers wait only for the last stretch.
Its checkpoint moves with its rows, so a builder that stops can be continued, and the row of
``control.building`` is its permission to go on, so deleting it cancels.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, delete, insert, select, text, update

from domain.errors import StancelineError
from projections import control
from projections.comparison import compare
from projections.control import NAME, Building, Checkpoint
from projections.outages import connected
from projections.parking import apply_or_park
from projections.store import Progress, StaleCheckpoint, Store
from projections.tables import VERSION, create, finish, tables

PAGE = {False: 500, True: 2000}
"""Events a transaction by ``Store.remote``: writers of SQLite wait for the whole of one."""
LARGEST = 8000
"""Events a transaction where nobody else has written for a while."""
BREATH = 0.25
"""Part of a page's time that the builder of an SQLite file leaves to writers after it."""
STRETCH = 2000
"""Positions that may be left when the writers are stopped for the switch."""
GRACE = 60
"""Seconds that a retired generation stays, for answers that were begun before the switch."""
Continue = Callable[[], bool]


class Cancelled(StancelineError):
    """The build was cancelled, or its program is being shut down; nothing was switched."""


def prepare(store: Store, progress: Progress | None = None) -> int:
    """Build the read models where there are none of this version, then catch up."""
    if is_outdated(store.checkpoint()):
        rebuild(store, progress, only_outdated=True)
    with store.writing():
        return store.catch_up(progress)


def is_outdated(checkpoint: Checkpoint | None) -> bool:
    """Whether there is nothing yet that this program could read."""
    return checkpoint is None or checkpoint.version < VERSION


def rebuild(
    store: Store,
    progress: Progress | None = None,
    *,
    only_outdated: bool = False,
    accept_differences: bool = False,
    go_on: Continue = lambda: True,
) -> int:
    """Build the next generation, compare it, let it take over; returns its position.

    Continues a build of this version that was interrupted. Raises Cancelled, Unavailable,
    and Different where it does not say what the current one says.
    """
    with store.building():
        if only_outdated and not is_outdated(store.checkpoint()):
            return _position(store)
        builder = _Builder(store, progress, go_on)
        while not builder.finished(accept_differences=accept_differences):
            continue
    sweep(store)
    return builder.built.position


def cancel(store: Store) -> bool:
    """Stop the build that is under way, wherever it runs; False where there is none."""
    with store.transaction() as connection:
        found = control.under_construction(connection)
        if found is None:
            return False
        connection.execute(delete(control.building).where(control.building.c.name == NAME))
        connection.execute(
            insert(control.retired).values(generation=found.generation, retired_at=control.now())
        )
    return True


def sweep(store: Store, grace: float = GRACE) -> None:
    """Drop the generations that nobody can be reading any more."""
    with connected(store.engine) as connection:
        due = connection.scalars(
            select(control.retired.c.generation).where(
                control.retired.c.retired_at < control.now() - grace * 1_000_000
            )
        ).all()
    for generation in due:
        with store.building(), store.transaction() as connection:
            tables(generation).metadata.drop_all(connection)
            for table in (control.retired, control.parked):
                connection.execute(delete(table).where(table.c.generation == generation))


def _position(store: Store) -> int:
    checkpoint = store.checkpoint()
    return checkpoint.position if checkpoint else 0


class _Builder:
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
        self._finish()
        compare(store, self.built, accept_differences=accept_differences)
        with store.writing():
            head = store.journal.head()
            if head - self.built.position > STRETCH:
                return False
            self._fill(head)
            self._switch()
        return True

    def _begin(self) -> Building:
        with self._store.transaction() as connection:
            found = control.under_construction(connection)
            if found is not None and found.version == VERSION:
                return self._continued(connection, found)
            if found is not None:
                tables(found.generation).metadata.drop_all(connection)
            connection.execute(delete(control.building))
            fresh = Building(VERSION, control.next_generation(connection), 0, control.now(), 0)
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
        going = replace(found, started_at=control.now(), started_from=found.position)
        connection.execute(
            update(control.building).values(
                started_at=going.started_at, started_from=going.started_from
            )
        )
        return going

    def _fill(self, head: int) -> None:
        store, smallest = self._store, PAGE[self._store.remote]
        step = partial(store.step, control.building)
        size, seen = smallest, store.journal.head()
        while page := store.journal.read(self.built.position, size, head):
            began = time.monotonic()
            try:
                apply_or_park(page, self.built, step)
            except StaleCheckpoint:
                raise Cancelled("the build was cancelled; nothing was switched") from None
            self.built = replace(self.built, position=page[-1].position)
            if self._progress:
                self._progress(self.built.position, head)
            if not self._go_on():
                raise Cancelled("the build was interrupted; it continues where it stopped")
            before, seen = seen, store.journal.head()
            alone = before == seen
            size = min(2 * size, LARGEST) if alone else smallest
            if not alone and not store.remote:
                time.sleep((time.monotonic() - began) * BREATH)

    def _finish(self) -> None:
        """Make the indexes that the fill went without."""
        with self._store.transaction() as connection:
            if self._store.remote:
                # Sorting a big table takes longer than an answer may.
                connection.execute(text("SET LOCAL statement_timeout = '10min'"))
            finish(connection, self.built.generation)

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
                        generation=before.generation, retired_at=control.now()
                    )
                )
