"""Apply recorded events to one generation of tables; whoever calls owns the transaction."""

from collections import defaultdict
from collections.abc import Sequence
from operator import itemgetter
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Connection, select, update

from domain.amendments import AMENDMENTS
from domain.batches import BATCH_TYPES, STAMP
from domain.claims import NEVER
from domain.days import UNBOUNDED, day_of
from domain.events import FACT_TYPE_BY_NAME
from domain.journal import Envelope
from domain.registrations import REGISTRATION_BY_EVENT
from projections import batches, rows
from projections.driver import Row, ask, change_many, insert_rows
from projections.facts import facts_at, positions_of_report
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import Tables

_AMENDMENT_TYPES = {cls.event_type: cls for cls in AMENDMENTS}
_KEYED = ("claim", "timeline")
"""Tables whose rows lie in the order of a key that is not their position."""
_START = itemgetter(0, 1)
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
        self._registry = DatabaseRegistry(connection, tables, cache)
        self._cache = cache
        self._pending: dict[str, list[Row]] = defaultdict(list)
        self._touched: dict[str, int] = {}
        self._born_withdrawn: dict[str, int] = {}
        self._datasets: dict[str, str] = {}
        self._clock, self._withdrawn_reports = context or (
            last_instant(connection, tables),
            self._reports_withdrawn(),
        )

    def apply(self, events: Sequence[Envelope]) -> Context:
        """Write all rows that the events make; returns what the next page is applied with."""
        add_event = self._pending["event"].append
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
                self._pending["imported"].append(self._stamped(event))
            add_event((event.position, self._clock, event.type, report))
        self._flush()
        return Context(self._clock, self._withdrawn_reports)

    def _stamped(self, event: Envelope) -> Row:
        batch = event.body[STAMP]["batch"]
        if batch not in self._datasets:
            self._datasets[batch] = batches.dataset_of(self._connection, self._tables, batch)
        return batches.imported_row(event, self._datasets[batch])

    def _flush(self) -> None:
        for name, pending in self._pending.items():
            if name in _KEYED:
                # Neighbours fall on the same page of the file, which is looked for once.
                pending.sort(key=_START)
            insert_rows(self._connection, getattr(self._tables, name), pending)
            pending.clear()
        self._revise("added", self._touched)
        self._revise("amended", self._born_withdrawn)
        self._touched.clear()
        self._born_withdrawn.clear()

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

    def _registration(self, event: Envelope) -> str | None:
        noun = REGISTRATION_BY_EVENT[event.type].noun
        body = event.body
        self._cache.learn(noun, event.position, body)
        text = orjson.dumps(body).decode()
        self._pending["registered"].append((noun, body["id"], event.position, text))
        return body["id"] if noun == "report" else None

    def _fact(self, body: dict[str, Any], position: int) -> None:
        pending = self._pending
        fact = rows.dated(body, position, self._registry)
        pending["fact"].append(rows.fact_row(fact, body))
        timeline = rows.timeline_rows(fact)
        pending["timeline"] += timeline
        pending["claim"] += rows.claim_rows(fact, self._registry)
        for row in timeline:
            self._touched[row[0]] = position
        report = fact.report.id
        for act in self._withdrawn_reports.get(report, ()):
            pending["withdrawal"].append((position, act[0], "report", report, *act[1:], NEVER))
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
        actors: dict[str, int] = {}
        for fact in facts_at(self._connection, self._tables, positions):
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
