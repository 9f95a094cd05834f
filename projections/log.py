"""The log as readers see it: events in order of position, whole or filtered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import exists, select, union

from domain.amendments import AMENDMENT_BY_EVENT
from domain.batches import BATCH_TYPES
from domain.events import FACT_TYPE_BY_NAME
from domain.journal import Envelope
from domain.registrations import REGISTRATION_BY_EVENT
from projections.snapshots import Snapshot
from projections.store import Store
from projections.withdrawals import of_actor

EVENT_TYPES = (
    *REGISTRATION_BY_EVENT,
    *FACT_TYPE_BY_NAME,
    *AMENDMENT_BY_EVENT,
    *BATCH_TYPES,
)
"""Every type that stands in the log."""


@dataclass(frozen=True, slots=True)
class Filter:
    """Which events are asked for."""

    type: str | None = None
    actor: str | None = None
    report: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether every event passes."""
        return self.type is None and self.actor is None and self.report is None


def instant(micros: int) -> str:
    """RFC 3339 in UTC, with microseconds."""
    moment = datetime.fromtimestamp(micros / 1_000_000, UTC)
    return moment.isoformat(timespec="microseconds").replace("+00:00", "Z")


def shown(event: Envelope) -> dict[str, Any]:
    """An event as ``/v1/events`` shows it."""
    body = {key: v for key, v in event.body.items() if key not in ("content_id", "digest")}
    return {
        "position": event.position,
        "recorded_at": instant(event.recorded_at),
        "type": event.type,
        **body,
    }


def events(
    store: Store, snapshot: Snapshot, after: int, limit: int, wanted: Filter
) -> list[Envelope]:
    """Up to ``limit`` events after a position."""
    if wanted.is_open:
        return store.journal.read(after, limit, snapshot.head)
    found: list[Envelope] = []
    for first, last in _runs(positions(snapshot, after, limit, wanted)):
        found += store.journal.read(first - 1, last - first + 1, last)
    return found


def positions(snapshot: Snapshot, after: int, limit: int, wanted: Filter) -> list[int]:
    """Positions that pass the filter, by index."""
    event, filed = snapshot.tables.event, snapshot.tables.filed
    position = event.c.position if wanted.report is None else filed.c.position
    query = select(position).where(position > after, position <= snapshot.head)
    if wanted.report is not None:
        query = query.where(filed.c.report == wanted.report)
    if wanted.type is not None:
        is_wanted = event.c.type == wanted.type
        if wanted.report is not None:
            is_wanted = exists().where(event.c.position == position, is_wanted)
        query = query.where(is_wanted)
    if wanted.actor is not None:
        query = query.where(position.in_(_of_actor(snapshot, wanted.actor)))
    return list(snapshot.connection.scalars(query.order_by(position).limit(limit)))


def _of_actor(snapshot: Snapshot, actor: str) -> Any:
    """Positions of facts with the actor, of what amends them, and of its registration."""
    tables = snapshot.tables
    timeline, withdrawal, registered = tables.timeline, tables.withdrawal, tables.registered
    amended = of_actor(tables, actor)
    return union(
        select(timeline.c.position).where(timeline.c.actor == actor),
        select(withdrawal.c.since).where(amended),
        select(withdrawal.c.until).where(amended),
        select(registered.c.position).where(registered.c.noun == "actor", registered.c.id == actor),
    )


def _runs(positions: Sequence[int]) -> list[tuple[int, int]]:
    """Runs of neighbouring positions, so that each is read in one go."""
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position - 1:
            runs[-1] = runs[-1][0], position
        else:
            runs.append((position, position))
    return runs
