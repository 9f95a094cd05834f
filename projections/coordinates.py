"""The three coordinates of an answer, and the log position that the record axis means."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select

from domain.days import OPEN, iso
from domain.errors import NotReached
from projections.snapshots import Snapshot

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})"
)


class Instant(NamedTuple):
    """A moment of recording, as it was asked for."""

    text: str
    micros: int
    """Microseconds since 1970."""


RecordedBy = int | Instant | None


def record_time(text: str) -> int | Instant:
    """A log position or an RFC 3339 instant; raises ValueError for anything else."""
    if text.isascii() and text.isdecimal() and len(text) < 19:
        return int(text)
    # A plus sign that was not escaped in the query arrives as a blank.
    written = text.upper().replace(" ", "+")
    if not _INSTANT.fullmatch(written):
        raise ValueError(text)
    moment = datetime.fromisoformat(written)
    return Instant(text, (moment - _EPOCH) // timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Coordinates:
    """D, K and T of a question (SEMANTICS section 2); days are ordinals."""

    as_of: int
    known_by: int = OPEN
    recorded_by: RecordedBy = None

    def echoed(self) -> dict[str, object]:
        """The coordinates as an answer repeats them."""
        return {
            "as_of": iso(self.as_of),
            "known_by": None if self.known_by >= OPEN else iso(self.known_by),
            "recorded_by": echo_instant(self.recorded_by),
        }


def echo_instant(recorded_by: RecordedBy) -> int | str | None:
    """A record time as an answer repeats it: a position, or the instant as it was written."""
    return recorded_by.text if isinstance(recorded_by, Instant) else recorded_by


def position_at(snapshot: Snapshot, recorded_by: RecordedBy) -> int:
    """The last position counted; raises NotReached for one that lies ahead of the log.

    An instant means the last event recorded by then in the order of recording: the clock
    of ``tables.event`` never runs backwards, whatever the machines' clocks did.
    """
    if recorded_by is None:
        return snapshot.head
    if isinstance(recorded_by, int):
        if recorded_by > snapshot.head:
            raise NotReached(recorded_by, snapshot.head)
        return recorded_by
    return _recorded_until(snapshot, recorded_by.micros)


def _recorded_until(snapshot: Snapshot, micros: int) -> int:
    """The last position recorded by an instant, 0 for none: a search by halves.

    ``recorded_at`` grows with the position, so the log needs no index on it.
    """
    event = snapshot.tables.event
    low, high = 0, snapshot.head
    while low < high:
        middle = (low + high + 1) // 2
        row = snapshot.connection.execute(
            select(event.c.position, event.c.recorded_at)
            .where(event.c.position >= middle, event.c.position <= high)
            .order_by(event.c.position)
            .limit(1)
        ).one_or_none()
        if row is not None and row.recorded_at <= micros:
            low = row.position
        else:
            high = middle - 1
    return low
