"""Generations of read models: build the next one, cancel that, drop those that are over."""

from sqlalchemy import delete, insert, select

from domain.journal import this_moment
from projections import control
from projections.builder import Builder, Continue
from projections.control import NAME, Checkpoint
from projections.ddl import drop
from projections.outages import connected
from projections.store import Progress, Store
from projections.tables import VERSION

GRACE = 60
"""Seconds that a retired generation stays, for answers that were begun before the switch."""


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
        builder = Builder(store, progress, go_on)
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
            insert(control.retired).values(generation=found.generation, retired_at=this_moment())
        )
    return True


def sweep(store: Store, grace: float = GRACE) -> None:
    """Drop the generations that nobody can be reading any more."""
    with connected(store.engine) as connection:
        due = connection.scalars(
            select(control.retired.c.generation).where(
                control.retired.c.retired_at < this_moment() - grace * 1_000_000
            )
        ).all()
    for generation in due:
        with store.building(), store.transaction() as connection:
            drop(connection, generation)
            for table in (control.retired, control.parked):
                connection.execute(delete(table).where(table.c.generation == generation))


def _position(store: Store) -> int:
    checkpoint = store.checkpoint()
    return checkpoint.position if checkpoint else 0
