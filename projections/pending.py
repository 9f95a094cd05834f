"""Rows that events make and that are not written yet."""

import marshal
from collections import defaultdict
from typing import Any, NamedTuple

import orjson

from domain.batches import STAMP
from domain.events import FACT_TYPE_BY_NAME
from domain.journal import Envelope
from domain.registrations import REGISTRATION_BY_EVENT
from projections import rows
from projections.batches import imported_row
from projections.driver import Row
from projections.registry import DatabaseRegistry
from projections.rows import ID_IN_TIMELINE, IN_TIMELINE


class Prepared(NamedTuple):
    """What a run of facts and registrations makes."""

    position: int
    """Of the last of them."""
    clock: int
    """The latest instant in them, in microseconds since 1970."""
    tables: dict[str, list[Row]]
    nobody: dict[str, int]
    """Facts in which nobody takes part, who have no rows: id to position."""

    def packed(self) -> "Packed":
        """The same as few bytes."""
        return Packed(self.position, marshal.dumps(tuple(self)))


class Packed(NamedTuple):
    """A ``Prepared`` in a small part of its room, until somebody writes it."""

    position: int
    content: bytes

    def unpacked(self) -> Prepared:
        """What was packed."""
        return Prepared(*marshal.loads(self.content))  # noqa: S302 - made by Prepared.packed()


class Made(NamedTuple):
    """A fact that was recorded with the rows that were made of it before it had a position."""

    position: int
    recorded_at: int
    """Microseconds since 1970."""
    key: str
    type: str
    rows: bytes
    """As ``rows.FactRows`` packs them."""


class Pending:
    """Collects the rows of facts and registrations, which only need what is registered."""

    def __init__(self, registry: DatabaseRegistry, clock: int) -> None:
        self._registry = registry
        self.clock = clock
        self.tables: dict[str, list[Row]] = defaultdict(list)
        """By name; those of ``imported`` do not know their dataset yet."""
        self._nobody: dict[str, int] = {}

    @property
    def facts(self) -> dict[str, int]:
        """The facts that were collected: id to position."""
        found = {row[ID_IN_TIMELINE]: row[IN_TIMELINE] for row in self.tables["timeline"]}
        return found | {id: max(at, found.get(id, 0)) for id, at in self._nobody.items()}

    def add(self, event: Envelope) -> bool:
        """Make the rows of a fact or a registration; False, and none, for anything else.

        Raises what ``parking.POISON`` names where the event cannot be applied, and adds none.
        """
        if event.broken:
            raise ValueError(f"the stored event cannot be read: {event.broken}")
        # The log's clock never runs back, whatever the machines' clocks did.
        if event.recorded_at > self.clock:
            self.clock = event.recorded_at
        is_fact = event.type in FACT_TYPE_BY_NAME
        if not is_fact and event.type not in REGISTRATION_BY_EVENT:
            return False
        imported = imported_row(event) if STAMP in event.body else None
        if is_fact:
            fact = self.fact(event.body, event.position)
            self.log(event, fact.report, fact.published)
        else:
            self.log(event, self._registration(event))
        if imported is not None:
            self.tables["imported"].append(imported)
        return True

    def take(self, part: Prepared) -> None:
        """Add what was prepared elsewhere, and know what was registered there."""
        for noun, _, position, body in part.tables.get("registered", ()):
            self._registry.cache.learn(noun, position, orjson.loads(body))
        for name, prepared in part.tables.items():
            self.tables[name] += self._in_time(prepared) if name == "event" else prepared
        self._nobody |= part.nobody
        self.clock = max(self.clock, part.clock)

    def _in_time(self, events: list[Row]) -> list[Row]:
        """Rows of ``event`` whose clock began with them, by the clock of the log."""
        clock = self.clock
        if events[0][1] >= clock:
            return events
        return [(position, max(at, clock), *rest) for position, at, *rest in events]

    def add_made(self, made: Made) -> None:
        """Add a fact whose rows are made."""
        fact = rows.unpacked(made.rows, made.position)
        self.clock = max(self.clock, made.recorded_at)
        self._collect(made.key, made.position, fact)
        self.log(made, fact.report, fact.published)

    def log(self, event: Envelope | Made, report: str | None, published: int | None = None) -> None:
        """Make the row in the log of an event that was added.

        ``published`` is that of the report of the fact which the event brings.
        """
        row = event.position, self.clock, event.type, report, published
        self.tables["event"].append(row)

    def fact(self, body: dict[str, Any], position: int) -> rows.FactRows:
        """Make the rows of a fact."""
        fact = rows.body_rows(body, position, self._registry)
        self._collect(body["id"], position, fact)
        return fact

    def _collect(self, id: str, position: int, fact: rows.FactRows) -> None:
        if fact.timeline:
            self.tables["timeline"] += fact.timeline
            self.tables["claim"] += fact.claims
        else:
            self._nobody[id] = position

    def _registration(self, event: Envelope) -> str | None:
        """Make the row of a registration; returns its id where it is a report."""
        noun = REGISTRATION_BY_EVENT[event.type].noun
        body = event.body
        row = noun, body["id"], event.position, orjson.dumps(body).decode()
        self._registry.cache.learn(noun, event.position, body)
        self.tables["registered"].append(row)
        return str(body["id"]) if noun == "report" else None

    def prepared(self) -> Prepared | None:
        """What was collected, for whoever writes it; None for nothing. Then begins anew."""
        collected = {name: rows for name, rows in self.tables.items() if rows}
        if not collected:
            return None
        position = collected["event"][-1][0]
        found = Prepared(position, self.clock, collected, self._nobody)
        self.settled()
        return found

    def settled(self) -> dict[str, list[Row]]:
        """Everything that was collected, for whoever writes it now; then begins anew."""
        collected, self.tables, self._nobody = self.tables, defaultdict(list), {}
        return collected
