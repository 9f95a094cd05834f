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
from projections.facts import any_replaced, replacements
from projections.filing import Filing, filed_until
from projections.pending import Made, Packed, Pending
from projections.registry import DatabaseRegistry, RegistryCache
from projections.rows import IN_TIMELINE
from projections.tables import Tables

_START = itemgetter(0)
_BATCH = 2
"""The batch in a row of ``imported`` that has no dataset yet."""
Part = Envelope | Made | Packed
"""An event, perhaps with its rows, or what was prepared of a run of them."""


class Context(NamedTuple):
    """What the next events are applied with, beside the registrations: a function of the rows."""

    clock: int
    """The latest instant in the log, in microseconds since 1970."""
    withdrawn_reports: WithdrawnReports
    filed: int | None
    """The position up to which events are filed by report; None where all of them are."""


class Late:
    """What is written at the end of a transaction."""

    def __init__(self) -> None:
        self.claims: list[Row] = []
        self.added: dict[str, int] = {}
        """Actor to the last position that added to what is said of it."""
        self.amended: dict[str, int] = {}

    def collect(self, tables: dict[str, list[Row]], born: dict[str, int]) -> None:
        """Take the claims away, and note whose revisions move."""
        self.claims += tables.pop("claim", ())
        # In the order of the log, so that the last position of an actor is what stays.
        self.added |= {row[0]: row[IN_TIMELINE] for row in tables["timeline"]}
        self.amended |= born


class Projector:
    """Turns a page of events into rows, in order."""

    def __init__(
        self,
        connection: Connection,
        tables: Tables,
        cache: RegistryCache,
        context: Context,
    ) -> None:
        self._connection = connection
        self._tables = tables
        self._datasets: dict[str, str] = {}
        self._withdrawn_reports = context.withdrawn_reports
        self._pending = Pending(DatabaseRegistry(connection, tables, cache), context.clock)
        self._late = Late()
        self._filing = Filing(connection, tables, context.filed)
        self._amending = Amending(connection, tables, self._pending)

    def apply(self, parts: Sequence[Part]) -> Context:
        """Write all rows that the events make; returns what the next page is applied with."""
        for part in parts:
            if isinstance(part, Packed):
                self._take(part)
            elif isinstance(part, Made):
                self._pending.add_made(part)
            elif not self._pending.add(part):
                self._flush()
                self._amend(part)
        self._flush()
        self._filing.bound(parts[-1].position)
        return Context(self._pending.clock, self._withdrawn_reports, self._filing.after)

    def _amend(self, event: Envelope) -> None:
        """Apply what changes earlier rows; all before it are written."""
        report, published = None, None
        if event.type in BATCH_TYPES:
            batches.apply(self._connection, self._tables, event, self._amending.amended)
        else:
            of_report = TARGETS[event.type] == "report"
            if of_report:
                self._filing.complete(event.position - 1)
            report, published = self._amending.apply(event)
            if of_report:
                self._withdrawn_reports = reports_withdrawn(self._connection, self._tables)
        if STAMP in event.body:
            self._pending.tables["imported"].append(batches.imported_row(event))
        self._pending.log(event, report, published)

    def _take(self, part: Packed) -> None:
        """Write what was prepared, but what is written in another order than that of the log.

        There is much of it, and the processor has it at hand now.
        """
        self._pending.take(part.unpacked())
        self._settle()

    def _flush(self) -> None:
        """Write everything that is collected."""
        self._settle()
        late, self._late = self._late, Late()
        # Neighbours fall on the same page of the file, which is looked for once.
        late.claims.sort(key=_START)
        insert_rows(self._connection, self._tables.claim, late.claims)
        revise(self._connection, self._tables, "added", late.added)
        revise(self._connection, self._tables, "amended", late.amended)

    def _settle(self) -> None:
        self._refuse_doubles()
        born = self._withdraw_the_born()
        collected = self._pending.settled()
        self._late.collect(collected, born)
        self._filing.add(collected["event"])
        for name, rows in collected.items():
            if name == "timeline":
                rows.sort(key=_START)
            elif name == "imported":
                rows[:] = [(self._dataset(row[_BATCH]), *row) for row in rows]
            insert_rows(self._connection, getattr(self._tables, name), rows)

    def _refuse_doubles(self) -> None:
        """Raise ValueError for a fact that a correction has brought already, under its id."""
        brought = {id: at for id, at, _ in self._pending.tables["replacement"]}
        if not brought and not any_replaced(self._connection, self._tables):
            return
        facts = self._pending.facts
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


def context_of(connection: Connection, tables: Tables, *, building: bool) -> Context:
    """With what the next events are applied, where it is not known from those before."""
    return Context(
        last_instant(connection, tables),
        reports_withdrawn(connection, tables),
        filed_until(connection, tables) if building else None,
    )


def last_instant(connection: Connection, tables: Tables) -> int:
    """When the last event was recorded, 0 where there is none; the log's clock never runs back."""
    table = tables.event.name
    newest = ask(
        connection,
        f"SELECT recorded_at FROM {table} ORDER BY position DESC LIMIT 1",  # noqa: S608
    )
    return int(newest[0][0]) if newest else 0
