"""Decisions of a dry run: seen by the rows after them, recorded nowhere."""

from collections.abc import Sequence
from typing import Any

from api.exchange.spool import Spool
from domain.decide import KnownReport, Recorded
from domain.journal import NewEvent
from domain.registrations import REGISTRATION_BY_EVENT
from projections.known import DatabaseKnown
from projections.registry import known_report
from projections.series import PENDING, Told
from projections.snapshots import Snapshot

KEPT = 5000
"""Look-ups that are kept at the most, beside those of one group."""
EVENT = "event"
"""The kind under which facts and amendments are kept; registrations go by their noun."""


class Tried(DatabaseKnown):
    """What is recorded, and what was decided since; the latter on disk where it is much."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(snapshot.connection, snapshot.tables, snapshot.cache)
        self._spool = Spool()
        self._told = Told(self._spool)

    def decided(self, event: NewEvent) -> None:
        """See an event as recorded."""
        noun, id = _place(event)
        kept = event.body.get("content_id", event.key) if noun == EVENT else event.body
        self._spool.put(noun, id, kept)

    def forget(self, events: Sequence[NewEvent]) -> None:
        """Take events out of what was decided."""
        for event in events:
            self._spool.drop(*_place(event))

    def recorded(self, event: str) -> Recorded | None:
        """What was recorded or decided under this event id, or None."""
        if (content_id := self._spool.get(EVENT, event)) is not None:
            return Recorded(content_id, PENDING)
        return super().recorded(event)

    def prefetch(self, events: Sequence[str]) -> None:
        """Look many event ids up at once; older look-ups are forgotten, a file has no end."""
        if len(self._recorded) > KEPT:
            self._recorded.clear()
        super().prefetch(events)

    def registration(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """(position, content) of what is registered or would be, or None."""
        pending = self._spool.get(noun, id)
        return (PENDING, pending) if pending else super().registration(noun, id)

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""
        pending = self._spool.get("report", report)
        return known_report(pending) if pending else super().report(report)

    def close(self) -> None:
        """Forget what was decided."""
        self._spool.close()


def _place(event: NewEvent) -> tuple[str, str]:
    if event.type in REGISTRATION_BY_EVENT:
        return REGISTRATION_BY_EVENT[event.type].noun, str(event.body["id"])
    return EVENT, event.key
