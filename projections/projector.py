"""Apply recorded events to one generation of tables; whoever calls owns the transaction."""

from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection

from domain.batches import BATCH_TYPES, STAMP
from domain.claims import NEVER
from domain.journal import Envelope
from projections import batches
from projections.amending import TARGETS, Amending, WithdrawnReports, reports_withdrawn, revise
from projections.driver import Row, ask, insert_rows
from projections.facts import replacements
from projections.pending import Made, Pending, Prepared
from projections.registry import DatabaseRegistry, RegistryCache
from projections.rows import IN_TIMELINE
from projections.tables import Tables

_KEYED = ("claim", "timeline")
"""Tables with a key or an index in which rows of the same actor are neighbours."""
_START = itemgetter(0)
_BATCH = 2
"""The batch in a row of ``imported`` that has no dataset yet."""
Part = Envelope | Made | Prepared
"""An event, perhaps with its rows, or what was prepared of a run of them."""


class Context(NamedTuple):
    """What the next events are applied with, beside the registrations: a function of the rows."""

    clock: int
    """The latest instant in the log, in microseconds since 1970."""
    withdrawn_reports: WithdrawnReports


class Projector:
    """Turns a page of events into rows, in order."""

    def __init__(
        self,
        connection: Connection,
        tables: Tables,
        cache: RegistryCache,
        context: Context | None = None,
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._datasets: dict[str, str] = {}
        clock, self._withdrawn_reports = context or (
            last_instant(connection, tables),
            reports_withdrawn(connection, tables),
        )
        self._pending = Pending(DatabaseRegistry(connection, tables, cache), clock)
        self._amending = Amending(connection, tables, self._pending)

    def apply(self, parts: Sequence[Part]) -> Context:
        """Write all rows that the events make; returns what the next page is applied with."""
        for part in parts:
            if isinstance(part, Prepared):
                self._pending.take(part)
            elif isinstance(part, Made):
                self._pending.add_made(part)
            elif not self._pending.add(part):
                self._flush()
                self._amend(part)
        self._flush()
        return Context(self._pending.clock, self._withdrawn_reports)

    def _amend(self, event: Envelope) -> None:
        """Apply what changes earlier rows; all before it are written."""
        report, published = None, None
        if event.type in BATCH_TYPES:
            batches.apply(self._connection, self._tables, event, self._amending.amended)
        else:
            report, published = self._amending.apply(event)
            if TARGETS[event.type] == "report":
                self._withdrawn_reports = reports_withdrawn(self._connection, self._tables)
        if STAMP in event.body:
            self._pending.tables["imported"].append(batches.imported_row(event))
        self._pending.log(event, report, published)

    def _flush(self) -> None:
        pending = self._pending
        self._refuse_doubles()
        born = self._withdraw_the_born()
        # In the order of the log, so that the last position of an actor is what stays.
        touched = {row[0]: row[IN_TIMELINE] for row in pending.tables["timeline"]}
        for name, collected in pending.tables.items():
            if name in _KEYED:
                # Neighbours fall on the same page of the file, which is looked for once.
                collected.sort(key=_START)
            elif name == "imported":
                collected[:] = [(self._dataset(row[_BATCH]), *row) for row in collected]
            insert_rows(self._connection, getattr(self._tables, name), collected)
        insert_rows(self._connection, self._tables.filed, _filed(pending.tables["event"]))
        revise(self._connection, self._tables, "added", touched)
        revise(self._connection, self._tables, "amended", born)
        pending.clear()

    def _refuse_doubles(self) -> None:
        """Raise ValueError for a fact that a correction has brought already, under its id."""
        facts = self._pending.facts
        brought = {id: at for id, at, _ in self._pending.tables["replacement"]}
        before = replacements(self._connection, self._tables, facts)
        brought |= {id: recorded.position for id, recorded in before.items()}
        for id, position in brought.items():
            if facts.get(id, position) != position:
                raise ValueError(f"the correction at position {position} has brought fact {id}")

    def _withdraw_the_born(self) -> dict[str, int]:
        """Facts that rest on withdrawn reports are withdrawn at once; actor to the position."""
        if not self._withdrawn_reports:
            return {}
        tables, since = self._pending.tables, self._withdrawn_reports
        reports = {
            position: report
            for position, _, _, report, published in tables["event"]
            if published is not None and report in since
        }
        tables["withdrawal"] += [
            (position, act, "report", report, kind, day, NEVER)
            for position, report in reports.items()
            for act, kind, day in since[report]
        ]
        return {
            row[0]: row[IN_TIMELINE] for row in tables["timeline"] if row[IN_TIMELINE] in reports
        }

    def _dataset(self, batch: str) -> str:
        if batch not in self._datasets:
            self._datasets[batch] = batches.dataset_of(self._connection, self._tables, batch)
        return self._datasets[batch]


def _filed(events: Sequence[Row]) -> list[Row]:
    """The rows of events that are about a report, in the order of their table."""
    return sorted((report, at) for at, _, _, report, _ in events if report is not None)


def last_instant(connection: Connection, tables: Tables) -> int:
    """When the last event was recorded, 0 where there is none; the log's clock never runs back."""
    table = tables.event.name
    newest = ask(
        connection,
        f"SELECT recorded_at FROM {table} ORDER BY position DESC LIMIT 1",  # noqa: S608
    )
    return int(newest[0][0]) if newest else 0
