"""Events that a projection cannot apply are parked with their reason; the others go on.

A generation keeps its own list. Building the next one applies them anew, in their place in
the log, so that a fix leaves no trace of the failure.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from domain.errors import Refused
from domain.journal import Envelope, this_moment
from projections.control import Checkpoint, parked
from projections.pending import Made
from projections.projector import last_instant
from projections.tables import tables

POISON = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    Refused,
    DataError,
    IntegrityError,
    sqlite3.DataError,
    sqlite3.IntegrityError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What a bug in a projection raises; a database that is away is none of it."""
LONGEST_REASON = 2000

Step = Callable[[Sequence[Envelope | Made], Checkpoint, str | None], None]
"""Applies events after a checkpoint in one transaction; with a reason, parks the only one."""


@dataclass(frozen=True, slots=True)
class Parked:
    """An event that waits for a fix."""

    position: int
    key: str
    type: str
    actors: list[str]
    reason: str
    body: dict[str, Any]
    parked_at: int


def apply_or_park(events: Sequence[Envelope | Made], after: Checkpoint, step: Step) -> None:
    """Apply all events but those that fail, which are found by halving and parked."""
    try:
        step(events, after, None)
    except POISON as error:
        if len(events) == 1:
            step(events, after, f"{type(error).__name__}: {error}"[:LONGEST_REASON])
            return
        middle = len(events) // 2
        apply_or_park(events[:middle], after, step)
        rest = replace(after, position=events[middle - 1].position)
        apply_or_park(events[middle:], rest, step)


def park(connection: Connection, generation: int, event: Envelope, reason: str) -> int:
    """Put an event aside; the log's index has it all the same. Returns the log's clock."""
    connection.execute(
        insert(parked).values(
            generation=generation,
            position=event.position,
            key=event.key,
            type=event.type,
            actors=json.dumps(actors_of(event.body)),
            reason=reason.replace("\x00", ""),
            body=orjson.dumps(event.body).decode(),
            parked_at=this_moment(),
        )
    )
    clock = max(event.recorded_at, last_instant(connection, tables(generation)))
    connection.execute(
        insert(tables(generation).event).values(
            position=event.position, recorded_at=clock, type=event.type
        )
    )
    return clock


def actors_of(body: dict[str, Any]) -> list[str]:
    """The actors that an event names, as far as it can be read."""
    return sorted(set(_named(body)) | set(_named(body.get("replacement"))))


def _named(body: object) -> Iterator[str]:
    if isinstance(body, dict):
        for field in ("actor", "toward", "parties"):
            value = body.get(field)
            values = value if isinstance(value, list) else [value]
            yield from (actor for actor in values if isinstance(actor, str))


def parked_events(connection: Connection, generation: int, limit: int = 1000) -> list[Parked]:
    """What waits for a fix, in order of position."""
    rows = connection.execute(
        select(parked)
        .where(parked.c.generation == generation)
        .order_by(parked.c.position)
        .limit(limit)
    )
    return [
        Parked(
            row.position,
            row.key,
            row.type,
            json.loads(row.actors),
            row.reason,
            orjson.loads(row.body),
            row.parked_at,
        )
        for row in rows
    ]
