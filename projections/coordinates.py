"""The three coordinates of an answer, and the log position that the record axis means."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from domain.days import OPEN, UNBOUNDED, iso
from domain.errors import NotReached
from projections.store import Snapshot

RecordedBy = int | datetime | None
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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


def echo_instant(recorded_by: RecordedBy) -> object:
    """A record time as an answer repeats it: a position, or an RFC 3339 instant."""
    if isinstance(recorded_by, datetime):
        return recorded_by.isoformat().replace("+00:00", "Z")
    return recorded_by


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
    event = snapshot.tables.event
    micros = (recorded_by - _EPOCH) // timedelta(microseconds=1)
    found = snapshot.connection.scalar(
        select(func.max(event.c.position)).where(
            event.c.recorded_at <= micros, event.c.position <= snapshot.head
        )
    )
    return found or UNBOUNDED
