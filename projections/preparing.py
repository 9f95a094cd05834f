"""Make the rows of a stretch of the log without the rows of what comes before it.

Stretches are prepared by several processes at once. What a stretch needs of the others is what
was registered in them, and that stands in the log; what else depends on what came before, whoever
writes the rows finds out.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection

from domain.decide import KnownReport
from domain.journal import Envelope
from projections.facts import events_of
from projections.outages import connected
from projections.parking import POISON
from projections.pending import Packed, Pending
from projections.registry import DatabaseRegistry, RegistryCache
from projections.store import Store
from projections.tables import tables

TOGETHER = 100
"""Positions whose rows are made and written together: no more than the processor has at hand."""


class Stretch(NamedTuple):
    """The events with ``after < position <= until``."""

    after: int
    until: int


class _LogRegistry(DatabaseRegistry):
    """What was registered before a stretch, also where no row says so yet.

    What is learned of a stretch goes into a cache of its own: whoever applies the log is not there
    yet.
    """

    def __init__(self, connection: Connection, preparer: "Preparer", before: int) -> None:
        super().__init__(connection, preparer.tables, preparer.learned)
        self._applied = preparer.applied
        self._before = before

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""
        return self._applied.reports.get(report) or super().report(report)

    def registration(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """(position, content) of what is registered, or None.

        Raises what ``parking.POISON`` names where the registration cannot be applied itself.
        """
        found = self._applied.body(noun, id) or super().registration(noun, id)
        if found is not None:
            return found
        for event in events_of(self.connection, [f"{noun}:{id}"]):
            # Judged as whoever writes its row judges it, who may have to park it.
            if event.position <= self._before and Pending(self, 0).add(event):
                return event.position, event.body
        return None


class Preparer:
    """Prepares stretches of the log for a generation, in order."""

    def __init__(self, store: Store, generation: int) -> None:
        self.tables = tables(generation)
        self.applied = store.cache
        self.learned = RegistryCache()
        self._journal = store.journal
        self._looking = store.engine.execution_options(isolation_level="AUTOCOMMIT")

    def prepared(self, stretch: Stretch) -> Iterator[Packed | Envelope]:
        """What a stretch makes; what cannot be prepared comes as the event that it is.

        The clock begins anew with every page of it.
        """
        with connected(self._looking) as connection:
            for after in range(stretch.after, stretch.until, TOGETHER):
                registry = _LogRegistry(connection, self, after)
                # By position: where some are not taken, as on PostgreSQL, there are fewer events.
                until = min(after + TOGETHER, stretch.until)
                events = self._journal.each(after, TOGETHER, until)
                yield from _parts(Pending(registry, 0), events)


def _parts(pending: Pending, events: Iterable[Envelope]) -> Iterator[Packed | Envelope]:
    for event in events:
        try:
            if pending.add(event):
                continue
        except POISON:
            # Whoever writes the rows comes to the same, and parks it.
            pass
        if prepared := pending.prepared():
            yield prepared.packed()
        yield event
    if prepared := pending.prepared():
        yield prepared.packed()
