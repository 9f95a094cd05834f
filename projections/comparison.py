"""Whether a generation that was built says what the one in use says: counts, and rows of samples.

Both are asked at the same record position, so writers may go on meanwhile.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Table, func, select

from domain.claims import NEVER
from domain.errors import StancelineError
from projections.control import Checkpoint
from projections.outages import connected, take_time
from projections.parking import parked_events
from projections.snapshots import Snapshot
from projections.store import Store
from projections.tables import VERSION, tables
from projections.withdrawals import withdrawals_at

_T = TypeVar("_T")
SAMPLES = 25
"""Actors whose rows are compared."""
ENTRIES = 50
"""Of the oldest and of the newest rows of each, from every table that answers are made of."""
COUNTED = {"event": "position", "registered": "position", "timeline": "position"}
"""What every version counts alike: table to the column that says when it was recorded."""
COUNTED_ALIKE = COUNTED | {
    "replacement": "position",
    "claim": "position",
    "act": "position",
    "withdrawal": "since",
}
"""What the same version counts alike."""


class Different(StancelineError):
    """The generation that was built says something else; nothing was switched."""


class _Said(NamedTuple):
    """What a generation says."""

    counts: dict[str, int]
    """Table to its rows."""
    rows: dict[str, list[Any]]
    """Actor to some of the rows about it."""


def compare(store: Store, built: Checkpoint, *, accept_differences: bool) -> None:
    """Raise Different where the two disagree on what happened up to ``built.position``."""
    used = store.checkpoint()
    if used is None or accept_differences:
        return
    up_to = min(built.position, used.position)
    parked = partial(_asked, store, ask=_parked)
    alike = used.version == VERSION and parked(used) == parked(built)
    actors = _asked(store, used, _sample) if alike else []
    say = partial(_said, up_to=up_to, columns=COUNTED_ALIKE if alike else COUNTED, actors=actors)
    with ThreadPoolExecutor(2, thread_name_prefix="compare") as pool:
        # To count is the database's work: a file's is done by two threads, of two connections.
        both = map if store.remote else pool.map
        before, after = both(lambda checkpoint: _asked(store, checkpoint, say), (used, built))
    for name, count in before.counts.items():
        if alike or name == "event":
            _same(f"rows of {name}", count, after.counts[name])
        elif after.counts[name] < count:
            raise _different(f"rows of {name}", "more", "fewer")
    for actor in actors:
        _same(f"rows about {actor}", before.rows[actor], after.rows[actor])


def _asked(store: Store, checkpoint: Checkpoint, ask: Callable[[Snapshot], _T]) -> _T:
    """What a generation answers, however long it takes."""
    with connected(store.engine) as connection:
        take_time(connection)
        target = tables(checkpoint.generation)
        return ask(Snapshot(connection, target, checkpoint, store.cache))


def _said(
    snapshot: Snapshot, *, up_to: int, columns: dict[str, str], actors: Sequence[str]
) -> _Said:
    counts = {name: _count(snapshot, name, column, up_to) for name, column in columns.items()}
    return _Said(counts, {actor: _rows(snapshot, actor, up_to) for actor in actors})


def _same(what: str, before: Any, after: Any) -> None:
    if before != after:
        shown = (before, after) if isinstance(before, int) else ("one thing", "another")
        raise _different(what, *shown)


def _different(what: str, before: object, after: object) -> Different:
    return Different(
        f"the read models that were built differ from those in use in the {what}: {before} in use, "
        f"{after} built; nothing was switched. Where the new ones are right, rebuild with "
        "--accept-differences; where they are not, rebuild --cancel drops them"
    )


def _parked(snapshot: Snapshot) -> list[int]:
    found = parked_events(snapshot.connection, snapshot.checkpoint.generation)
    return [event.position for event in found]


def _count(snapshot: Snapshot, name: str, column: str, up_to: int) -> int:
    table: Table = getattr(snapshot.tables, name)
    query = select(func.count()).select_from(table).where(table.c[column] <= up_to)
    return snapshot.connection.scalar(query) or 0


def _sample(snapshot: Snapshot) -> list[str]:
    """Actors spread evenly over all that have claims."""
    actors = list(snapshot.connection.scalars(select(snapshot.tables.revision.c.actor)))
    return sorted(actors)[:: max(1, len(actors) // SAMPLES)]


def _rows(snapshot: Snapshot, actor: str, up_to: int) -> list[Any]:
    """Claims, timeline and withdrawals of an actor's first and last facts up to the position."""
    found: list[Any] = []
    for table in (snapshot.tables.claim, snapshot.tables.timeline):
        query = select(table).where(table.c.actor == actor, table.c.position <= up_to)
        for order in (table.c.position.asc(), table.c.position.desc()):
            found += snapshot.connection.execute(query.order_by(order).limit(ENTRIES)).all()
    positions = sorted({row.position for row in found})
    taken = withdrawals_at(snapshot.connection, snapshot.tables, positions)
    acts = [
        act._replace(until=act.until if act.until <= up_to else NEVER)
        for position in positions
        for act in sorted(taken.get(position, ()))
        if act.since <= up_to
    ]
    return sorted(map(tuple, found), key=repr) + acts
