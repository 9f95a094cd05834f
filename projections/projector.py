"""Apply recorded events to one generation of tables; whoever calls owns the transaction."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Table, func, select, update

from domain.amendments import AMENDMENTS
from domain.batches import BATCH_TYPES, STAMP
from domain.claims import NEVER
from domain.days import UNBOUNDED, day_of
from domain.events import FACT_TYPE_BY_NAME
from domain.journal import Envelope
from domain.registrations import REGISTRATION_BY_EVENT
from projections import batches, rows
from projections.facts import positions_of_report
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import Tables

COPIED = 25
"""Rows from which on PostgreSQL takes a COPY faster than INSERTs."""
_AMENDMENT_TYPES = {cls.event_type: cls for cls in AMENDMENTS}


class Projector:
    """Turns a page of events into rows, in order."""

    def __init__(self, connection: Connection, tables: Tables, cache: RegistryCache) -> None:
        self._connection = connection
        self._tables = tables
        self._registry = DatabaseRegistry(connection, tables, cache)
        self._cache = cache
        self._pending: dict[str, list[rows.Row]] = {}
        self._touched: dict[str, int] = {}
        self._born_withdrawn: dict[str, int] = {}
        self._datasets: dict[str, str] = {}
        self._clock = self._last_instant()
        self._withdrawn_reports = self._reports_withdrawn()

    def apply(self, events: Sequence[Envelope]) -> None:
        """Write all rows that the events make."""
        for event in events:
            if event.broken:
                raise ValueError(f"the stored event cannot be read: {event.broken}")
            self._clock = max(self._clock, event.recorded_at)
            if event.type in FACT_TYPE_BY_NAME:
                report = event.body["report"]
                self._fact(event.body, event.position)
            elif event.type in REGISTRATION_BY_EVENT:
                report = self._registration(event)
            elif event.type in BATCH_TYPES:
                self._flush()
                report = None
                batches.apply(self._connection, self._tables, event, self._amended)
            else:
                self._flush()
                report = self._amendment(event)
            if STAMP in event.body:
                self._add("imported", self._stamped(event))
            self._add("event", (event.position, self._clock, event.type, report))
        self._flush()

    def _stamped(self, event: Envelope) -> rows.Row:
        batch = event.body[STAMP]["batch"]
        if batch not in self._datasets:
            self._datasets[batch] = batches.dataset_of(self._connection, self._tables, batch)
        return batches.imported_row(event, self._datasets[batch])

    def _add(self, table: str, *new: rows.Row) -> None:
        self._pending.setdefault(table, []).extend(new)

    def _flush(self) -> None:
        for name, pending in self._pending.items():
            if pending:
                insert_rows(self._connection, getattr(self._tables, name), pending)
        self._pending.clear()
        if self._touched:
            self._revise("added", self._touched)
            self._touched = {}
        if self._born_withdrawn:
            self._revise("amended", self._born_withdrawn)
            self._born_withdrawn = {}

    def _revise(self, column: str, touched: dict[str, int]) -> None:
        table = self._tables.revision.name
        other = "amended" if column == "added" else "added"
        self._connection.exec_driver_sql(
            _placeholders(
                self._connection,
                f"INSERT INTO {table} (actor, {column}, {other}) VALUES (?, ?, 0) "  # noqa: S608
                f"ON CONFLICT (actor) DO UPDATE SET {column} = excluded.{column}",
            ),
            list(touched.items()),
        )

    def _registration(self, event: Envelope) -> str | None:
        noun = REGISTRATION_BY_EVENT[event.type].noun
        body = event.body
        self._cache.learn(noun, event.position, body)
        text = orjson.dumps(body).decode()
        self._add("registered", (noun, body["id"], event.position, text))
        return body["id"] if noun == "report" else None

    def _fact(self, body: dict[str, Any], position: int) -> None:
        fact = rows.dated(body, position, self._registry)
        self._add("fact", rows.fact_row(fact, body))
        timeline = rows.timeline_rows(fact)
        self._add("timeline", *timeline)
        self._add("claim", *rows.claim_rows(fact, self._registry))
        for row in timeline:
            self._touched[row[0]] = position
        for act in self._withdrawn_reports.get(fact.report.id, ()):
            self._add("withdrawal", (position, act[0], "report", fact.report.id, *act[1:], NEVER))
            self._born_withdrawn |= {row[0]: position for row in timeline}

    def _amendment(self, event: Envelope) -> str | None:
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
        replacement = body.get("replacement")
        if replacement and self._position_of(replacement["id"]) is None:
            self._fact(replacement, event.position)
        if kind == "report":
            self._withdrawn_reports = self._reports_withdrawn()
            return str(target)
        return str(replacement["report"]) if replacement else self._report_of(target)

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
            return list(self._connection.scalars(positions_of_report(self._tables, target)))
        fact = self._tables.fact
        found = self._connection.scalars(select(fact.c.position).where(fact.c.id == target))
        return list(found)

    def _position_of(self, id: str) -> int | None:
        positions = self._positions("fact", id)
        return positions[0] if positions else None

    def _report_of(self, id: str) -> str | None:
        fact = self._tables.fact
        return self._connection.scalar(select(fact.c.report).where(fact.c.id == id))

    def _amended(self, positions: list[int], since: int) -> None:
        timeline = self._tables.timeline
        actors: set[str] = set()
        for start in range(0, len(positions), 500):
            chunk = positions[start : start + 500]
            actors.update(
                self._connection.scalars(
                    select(timeline.c.actor).where(timeline.c.position.in_(chunk)).distinct()
                )
            )
        if actors:
            self._revise("amended", dict.fromkeys(actors, since))

    def _last_instant(self) -> int:
        event = self._tables.event
        return self._connection.scalar(select(func.max(event.c.recorded_at))) or 0

    def _reports_withdrawn(self) -> dict[str, list[tuple[int, str, int]]]:
        """Report id to its acts in effect: (position, kind, day)."""
        act = self._tables.act
        found = self._connection.execute(
            select(act.c.target, act.c.position, act.c.kind, act.c.day).where(
                act.c.target_kind == "report", act.c.until == NEVER
            )
        )
        acts: dict[str, list[tuple[int, str, int]]] = {}
        for target, position, kind, day in found:
            acts.setdefault(target, []).append((position, kind, day))
        return acts


def insert_rows(connection: Connection, table: Table, new: Sequence[rows.Row]) -> None:
    """Insert tuples in the order of the table's columns, by the driver's fastest way."""
    if len(new) >= COPIED and connection.dialect.name == "postgresql":
        _copy(connection, table, new)
    elif new:
        connection.exec_driver_sql(_insert(connection, table), list(new))


def _copy(connection: Connection, table: Table, new: Sequence[rows.Row]) -> None:
    """PostgreSQL's bulk path; errors are the driver's own."""
    statement = f"COPY {table.name} FROM STDIN"
    with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
        for row in new:
            copy.write_row(row)


def _insert(connection: Connection, table: Table) -> str:
    marks = ", ".join("?" * len(table.columns))
    return _placeholders(connection, f"INSERT INTO {table.name} VALUES ({marks})")  # noqa: S608


def _placeholders(connection: Connection, statement: str) -> str:
    """``?`` as the driver writes it; no value ever stands in the statement itself."""
    return statement if connection.dialect.paramstyle == "qmark" else statement.replace("?", "%s")
