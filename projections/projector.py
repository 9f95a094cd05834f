"""Apply recorded events to one generation of tables; whoever calls owns the transaction."""

from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, update

from domain.amendments import AMENDMENTS
from domain.batches import BATCH_TYPES, STAMP
from domain.claims import NEVER
from domain.days import UNBOUNDED, day_of
from domain.journal import Envelope
from projections import batches
from projections.driver import ask, change_many, insert_rows
from projections.facts import facts_at, find_one, positions_of_report
from projections.pending import Pending, Prepared
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import Tables, index_reports

_AMENDMENT_TYPES = {cls.event_type: cls for cls in AMENDMENTS}
_KEYED = ("claim", "timeline")
"""Tables whose rows lie in the order of a key that is not their position."""
_START = itemgetter(0, 1)
_BATCH = 2
"""The batch in a row of ``imported`` that has no dataset yet."""
Part = Envelope | Prepared
"""An event, or what was prepared of a run of them."""
WithdrawnReports = dict[str, list[tuple[int, str, int]]]
"""Report id to its acts in effect: (position, kind, day)."""


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
            self._reports_withdrawn(),
        )
        self._pending = Pending(DatabaseRegistry(connection, tables, cache), clock)

    def apply(self, parts: Sequence[Part]) -> Context:
        """Write all rows that the events make; returns what the next page is applied with."""
        for part in parts:
            if isinstance(part, Prepared):
                self._pending.take(part)
            elif not self._pending.add(part):
                self._flush()
                self._amend(part)
        self._flush()
        return Context(self._pending.clock, self._withdrawn_reports)

    def _amend(self, event: Envelope) -> None:
        """Apply what changes earlier rows; all before it are written."""
        report, published = None, None
        if event.type in BATCH_TYPES:
            batches.apply(self._connection, self._tables, event, self._amended)
        else:
            report, published = self._amendment(event)
        if STAMP in event.body:
            self._pending.tables["imported"].append(batches.imported_row(event))
        self._pending.log(event, report, published)

    def _flush(self) -> None:
        pending = self._pending
        born = self._withdraw_the_born()
        for name, collected in pending.tables.items():
            if name in _KEYED:
                # Neighbours fall on the same page of the file, which is looked for once.
                collected.sort(key=_START)
            elif name == "imported":
                collected[:] = [(self._dataset(row[_BATCH]), *row) for row in collected]
            insert_rows(self._connection, getattr(self._tables, name), collected)
        self._revise("added", pending.touched)
        self._revise("amended", born)
        pending.clear()

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
        return {row[0]: row[5] for row in tables["timeline"] if row[5] in reports}

    def _dataset(self, batch: str) -> str:
        if batch not in self._datasets:
            self._datasets[batch] = batches.dataset_of(self._connection, self._tables, batch)
        return self._datasets[batch]

    def _revise(self, column: str, touched: dict[str, int]) -> None:
        table = self._tables.revision.name
        other = "amended" if column == "added" else "added"
        if touched:
            change_many(
                self._connection,
                f"INSERT INTO {table} (actor, {column}, {other}) VALUES (?, ?, 0) "  # noqa: S608
                f"ON CONFLICT (actor) DO UPDATE SET {column} = excluded.{column}",
                list(touched.items()),
            )

    def _amendment(self, event: Envelope) -> tuple[str | None, int | None]:
        """(The report that the event is about, when that of the fact it brings was published)."""
        body = event.body
        kind = _AMENDMENT_TYPES[event.type].target_kind
        target = body["target"]
        if event.type.endswith("restored"):
            self._restore(event, kind, target)
        else:
            verb = "corrected" if event.type == "fact_corrected" else "retracted"
            self._withdraw(event, kind, target, verb, body.get("day"))
            for echo in body.get("echoes", ()):
                self._withdraw(event, "fact", echo["id"], "retracted", echo["day"])
        if kind == "report":
            self._withdrawn_reports = self._reports_withdrawn()
            return str(target), None
        replacement = body.get("replacement")
        if replacement is None:
            found = find_one(self._connection, self._tables, target)
            return (found.report if found else None), None
        return str(replacement["report"]), self._replace(replacement, event.position)

    def _replace(self, body: dict[str, Any], position: int) -> int | None:
        """Add the fact that a correction brings; None where it stands there already."""
        id = body["id"]
        if find_one(self._connection, self._tables, id):
            return None
        self._pending.tables["replacement"].append((id, position, body.get("content_id", id)))
        return self._pending.fact(body, position).published

    def _withdraw(
        self, event: Envelope, kind: str, target: str, verb: str, day: str | None
    ) -> None:
        since = event.position
        first = day_of(day) if day else UNBOUNDED
        asked = target == event.body["target"]
        self._act(event, kind, target, verb, first, NEVER, asked)
        positions = self._positions(kind, target)
        withdrawn = [(p, since, kind, target, verb, first, NEVER) for p in positions]
        insert_rows(self._connection, self._tables.withdrawal, withdrawn)
        self._amended(positions, since)

    def _restore(self, event: Envelope, kind: str, target: str) -> None:
        for table in (self._tables.act, self._tables.withdrawal):
            self._connection.execute(
                update(table)
                .where(
                    table.c.target_kind == kind, table.c.target == target, table.c.until == NEVER
                )
                .values(until=event.position)
            )
        self._act(event, kind, target, "restored", UNBOUNDED, event.position, True)
        self._amended(self._positions(kind, target), event.position)

    def _act(
        self,
        event: Envelope,
        kind: str,
        target: str,
        verb: str,
        day: int,
        until: int,
        asked: bool,
    ) -> None:
        body = event.body
        details: dict[str, Any] = {"reason": body["reason"]}
        if asked:
            details["echoes"] = [echo["id"] for echo in body.get("echoes", ())]
        for field in ("basis", "report"):
            if field in body:
                details[field] = body[field]
        if asked and "replacement" in body:
            details["replacement"] = body["replacement"]["id"]
        digest = body["digest"] if asked else ""
        text = orjson.dumps(details).decode()
        row = (kind, target, event.position, verb, day, until, body["id"], digest, text)
        insert_rows(self._connection, self._tables.act, [row])

    def _positions(self, kind: str, target: str) -> list[int]:
        if kind == "report":
            index_reports(self._connection, self._tables)
            return list(self._connection.scalars(positions_of_report(self._tables, target)))
        found = find_one(self._connection, self._tables, target)
        return [found.position] if found else []

    def _amended(self, positions: list[int], since: int) -> None:
        actors: dict[str, int] = {}
        for fact in facts_at(self._connection, positions):
            actors |= {actor: since for actor, _ in fact.participants()}
        self._revise("amended", actors)

    def _reports_withdrawn(self) -> WithdrawnReports:
        found = ask(
            self._connection,
            f"SELECT target, position, kind, day FROM {self._tables.act.name} "  # noqa: S608
            "WHERE target_kind = 'report' AND until = ?",
            (NEVER,),
        )
        acts: WithdrawnReports = {}
        for target, position, kind, day in found:
            acts.setdefault(target, []).append((position, kind, day))
        return acts


def last_instant(connection: Connection, tables: Tables) -> int:
    """When the last event was recorded, 0 where there is none; the log's clock never runs back."""
    table = tables.event.name
    newest = ask(
        connection,
        f"SELECT recorded_at FROM {table} ORDER BY position DESC LIMIT 1",  # noqa: S608
    )
    return int(newest[0][0]) if newest else 0
