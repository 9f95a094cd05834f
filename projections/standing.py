"""The facts that stand at a point in the three times, streamed in the order of the log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Select, select

from domain.claims import withdrawn_by
from domain.days import OPEN
from projections.facts import body_of, stored
from projections.rows import DatedFact, dated
from projections.snapshots import Snapshot
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
    position: int
    recorded_at: int
    """Microseconds since 1970."""


def standing_facts(snapshot: Snapshot, cut: Cut) -> Iterator[Standing]:
    """Facts known by K and recorded by T that are not withdrawn there; a page at a time."""
    registry = snapshot.registry
    for page in _of_actor(snapshot, cut) if cut.actor is not None else _all(snapshot, cut):
        taken = withdrawals_at(snapshot.connection, snapshot.tables, [r.position for r in page])
        for row in page:
            acts = taken.get(row.position)
            if acts and withdrawn_by(acts, cut.known_by, cut.position):
                continue
            body = body_of(row.position, row.topic, row.state)
            fact = dated(body, registry)
            if fact.dates.start_lo <= cut.as_of:
                yield Standing(body, fact, row.position, row.recorded_at)


def _all(snapshot: Snapshot, cut: Cut) -> Iterator[Sequence[Any]]:
    """The stored facts of everybody, a page at a time."""
    position = snapshot.tables.event.c.position
    query = _stored(snapshot, cut).where(position <= cut.position).limit(CHUNK)
    after = 0
    while page := snapshot.connection.execute(query.where(position > after)).all():
        after = page[-1].position
        yield page


def _of_actor(snapshot: Snapshot, cut: Cut) -> Iterator[Sequence[Any]]:
    """Those of one actor: where they stand is found once."""
    position, timeline = snapshot.tables.event.c.position, snapshot.tables.timeline
    mine = snapshot.connection.scalars(
        select(timeline.c.position).where(
            timeline.c.actor == cut.actor, timeline.c.position <= cut.position
        )
    )
    wanted = sorted(mine)
    for start in range(0, len(wanted), CHUNK):
        among = position.in_(wanted[start : start + CHUNK])
        yield snapshot.connection.execute(_stored(snapshot, cut).where(among)).all()


def _stored(snapshot: Snapshot, cut: Cut) -> Select[Any]:
    event, log = snapshot.tables.event, stored(snapshot.connection.dialect.name)
    return (
        select(event.c.position, event.c.recorded_at, log.topic, log.state)
        .join_from(event, log.table, log.position == event.c.position)
        .where(event.c.published <= cut.known_by)
        .order_by(event.c.position)
    )
