"""Rows of amendments: what is withdrawn, since when, until when, and by which act."""

from typing import Any

import orjson
from sqlalchemy import Connection, update

from domain.amendments import AMENDMENTS
from domain.claims import NEVER
from domain.days import UNBOUNDED, day_of
from domain.journal import Envelope
from projections.driver import ask, change_many, insert_rows
from projections.facts import facts_at, find_one, positions_of_report
from projections.pending import Pending
from projections.tables import Tables

TARGETS = {cls.event_type: cls.target_kind for cls in AMENDMENTS}
"""Type of an amendment to the kind of its target."""
WithdrawnReports = dict[str, list[tuple[int, str, int]]]
"""Report id to its acts in effect: (position, kind, day)."""


class Amending:
    """Applies amendments to rows, all of which are written."""

    def __init__(self, connection: Connection, tables: Tables, pending: Pending) -> None:
        self._connection = connection
        self._tables = tables
        self._pending = pending

    def apply(self, event: Envelope) -> tuple[str | None, int | None]:
        """(The report that the event is about, when that of the fact it brings was published)."""
        body = event.body
        kind = TARGETS[event.type]
        target = body["target"]
        if event.type.endswith("restored"):
            self._restore(event, kind, target)
        else:
            verb = "corrected" if event.type == "fact_corrected" else "retracted"
            self._withdraw(event, kind, target, verb, body.get("day"))
            for echo in body.get("echoes", ()):
                self._withdraw(event, "fact", echo["id"], "retracted", echo["day"])
        if kind == "report":
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
        self.amended(positions, since)

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
        self.amended(self._positions(kind, target), event.position)

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
        found = find_one(self._connection, self._tables, target)
        return [found.position] if found else []

    def amended(self, positions: list[int], since: int) -> None:
        """Note for the actors of some facts that what is said of them was amended."""
        actors: dict[str, int] = {}
        for fact in facts_at(self._connection, positions):
            actors |= {actor: since for actor, _ in fact.participants()}
        revise(self._connection, self._tables, "amended", actors)


def revise(connection: Connection, tables: Tables, column: str, touched: dict[str, int]) -> None:
    """Move the revisions of actors on: ``added`` or ``amended``, actor to the position."""
    table = tables.revision.name
    other = "amended" if column == "added" else "added"
    if touched:
        change_many(
            connection,
            f"INSERT INTO {table} (actor, {column}, {other}) VALUES (?, ?, 0) "  # noqa: S608
            f"ON CONFLICT (actor) DO UPDATE SET {column} = excluded.{column}",
            list(touched.items()),
        )


def reports_withdrawn(connection: Connection, tables: Tables) -> WithdrawnReports:
    """The reports that are withdrawn now."""
    found = ask(
        connection,
        f"SELECT target, position, kind, day FROM {tables.act.name} "  # noqa: S608
        "WHERE target_kind = 'report' AND until = ?",
        (NEVER,),
    )
    acts: WithdrawnReports = {}
    for target, position, kind, day in found:
        acts.setdefault(target, []).append((position, kind, day))
    return acts
