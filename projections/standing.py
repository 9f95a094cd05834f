"""The facts that stand at a point in the three times, streamed in the order of the log."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import select

from domain.claims import withdrawn_by
from domain.days import OPEN
from projections.facts import body_of, stored
from projections.rows import DatedFact, dated
from projections.store import Snapshot
from projections.withdrawals import CHUNK, withdrawals_at


@dataclass(frozen=True, slots=True)
class Cut:
    """Which facts are asked for."""

    position: int
    known_by: int = OPEN
    as_of: int = OPEN
    """Only what possibly began by this day."""
    actor: str | None = None
    """Only facts in which this actor takes part."""


class Standing(NamedTuple):
    """A fact that stands, with its stored body and its days."""

    body: dict[str, Any]
    dated: DatedFact
    recorded_at: int
    """Microseconds since 1970."""


def standing_facts(snapshot: Snapshot, cut: Cut) -> Iterator[Standing]:
    """Facts known by K and recorded by T that are not withdrawn there; a page at a time."""
    after, registry = 0, snapshot.registry
    while page := _page(snapshot, cut, after):
        after = page[-1].position
        taken = withdrawals_at(snapshot.connection, snapshot.tables, [r.position for r in page])
        for row in page:
            acts = taken.get(row.position)
            if acts and withdrawn_by(acts, cut.known_by, cut.position):
                continue
            body = body_of(row.position, row.topic, row.state)
            fact = dated(body, row.position, registry)
            if fact.dates.start_lo <= cut.as_of:
                yield Standing(body, fact, row.recorded_at)


def _page(snapshot: Snapshot, cut: Cut, after: int) -> list[Any]:
    event, timeline = snapshot.tables.event, snapshot.tables.timeline
    log = stored(snapshot.connection.dialect.name)
    query = (
        select(event.c.position, event.c.recorded_at, log.topic, log.state)
        .join_from(event, log.table, log.position == event.c.position)
        .where(
            event.c.position > after,
            event.c.position <= cut.position,
            event.c.published <= cut.known_by,
        )
        .order_by(event.c.position)
        .limit(CHUNK)
    )
    if cut.actor is not None:
        mine = select(timeline.c.position).where(
            timeline.c.actor == cut.actor, timeline.c.position > after
        )
        query = query.where(event.c.position.in_(mine))
    return list(snapshot.connection.execute(query))
