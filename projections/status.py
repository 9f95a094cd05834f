"""How the log and its projections stand, for administrators and their machines."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import func, select

from projections import control
from projections.generations import is_outdated
from projections.outages import connected
from projections.parking import Parked, parked_events
from projections.store import Store
from projections.tables import VERSION

SHOWN = 100
"""Parked events that are listed at the most; all are counted."""


@dataclass(frozen=True, slots=True)
class Status:
    """One look at everything; positions are those of the log."""

    head: int
    checkpoint: control.Checkpoint | None
    building: control.Building | None
    parked: list[Parked]
    parked_total: int

    @property
    def position(self) -> int:
        """The last position that answers count."""
        return self.checkpoint.position if self.checkpoint else 0

    @property
    def state(self) -> str:
        """``ready``, ``behind``, ``building`` (nothing to answer with) or ``outrun``."""
        if is_outdated(self.checkpoint):
            return "building"
        if self.checkpoint and self.checkpoint.version > VERSION:
            return "outrun"
        return "ready" if self.position >= self.head else "behind"

    def shown(self) -> dict[str, Any]:
        """As ``/readyz`` and ``stanceline status`` show it."""
        answer: dict[str, Any] = {
            "status": self.state,
            "head": self.head,
            "position": self.position,
            "version": VERSION,
            "generation": self.checkpoint.generation if self.checkpoint else None,
            "building": self._progress(),
            "parked": self.parked_total,
        }
        if self.parked:
            answer["parked_events"] = [_shown(event) for event in self.parked]
        return answer

    def _progress(self) -> dict[str, Any] | None:
        if self.building is None:
            return None
        left = self.building.seconds_left(self.head)
        return {
            "generation": self.building.generation,
            "position": self.building.position,
            "percent": round(100 * self.building.position / self.head, 1) if self.head else 100.0,
            "seconds_left": None if left is None else round(left, 1),
        }


def _shown(event: Parked) -> dict[str, Any]:
    return {key: value for key, value in asdict(event).items() if key not in ("body", "parked_at")}


def status(store: Store) -> Status:
    """How it all stands now; raises Unavailable."""
    # The checkpoint is read first: what is recorded between the two looks is not yet lag.
    with connected(store.engine) as connection:
        checkpoint = control.current(connection)
        building = control.under_construction(connection)
        generation = checkpoint.generation if checkpoint else 0
        column = control.parked.c.generation
        total = connection.scalar(select(func.count()).where(column == generation)) or 0
        events = parked_events(connection, generation, SHOWN) if total else []
    head = store.journal.head()
    if checkpoint and checkpoint.position < head:
        with connected(store.engine) as connection:
            checkpoint = control.current(connection)
    return Status(head, checkpoint, building, events, total)
