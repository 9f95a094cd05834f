"""What an export is asked for, and what every format that writes facts needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from sqlalchemy import select

from domain.errors import Refused
from domain.events.base import Fact
from projections.coordinates import Coordinates
from projections.standing import Cut, Standing, standing_facts
from projections.store import Snapshot, Store

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Export:
    """One export: of which facts, at which coordinates."""

    store: Store
    snapshot: Snapshot
    at: Coordinates
    cut: Cut
    given: frozenset[str]
    """The parameters that were given."""

    def only(self, *names: str) -> None:
        """Raise Refused where a parameter was given that this format cannot heed."""
        for name in sorted(self.given - set(names)):
            raise Refused.at(f"/{name}", "the log is exported whole; cut it by recorded_by")

    def facts(self) -> Iterator[Standing]:
        """The facts, in the order of the log."""
        return standing_facts(self.snapshot, self.cut)

    def registered(self, noun: str) -> Iterator[Record]:
        """What is registered by the position, in the order of the log."""
        return (body for body, _ in self.registrations(noun))

    def registrations(self, noun: str) -> Iterator[tuple[Record, int]]:
        """(content, position) of what is registered by the position."""
        table = self.snapshot.tables.registered
        rows = self.snapshot.connection.execute(
            select(table.c.body, table.c.position)
            .where(table.c.noun == noun, table.c.position <= self.cut.position)
            .order_by(table.c.position)
            .execution_options(yield_per=500)
        )
        return ((orjson.loads(row.body), row.position) for row in rows)

    def recorded_at(self, position: int) -> int:
        """Microseconds since 1970 at which a position was recorded."""
        event = self.snapshot.tables.event
        query = select(event.c.recorded_at).where(event.c.position == position)
        return int(self.snapshot.connection.execute(query).scalar_one())

    def name(self, actor: str) -> str:
        """What people call an actor."""
        return self.snapshot.registry.name(actor)

    def headline(self, fact: Fact) -> str:
        """One line for people."""
        return fact.headline(self.name)


def origin(standing: Standing) -> str:
    """The source that a fact comes from in the end."""
    chain = standing.body.get("attribution") or ()
    return str(chain[-1] if chain else standing.dated.report.publisher)


def lines(values: Iterator[Record]) -> Iterator[bytes]:
    """NDJSON."""
    return (orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE) for value in values)
