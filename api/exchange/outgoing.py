"""What an export is asked for, and what every format that writes facts needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from sqlalchemy import func, select

from api.exchange.referenced import Referenced
from domain.days import day_of
from domain.errors import Refused
from domain.events.base import Fact
from projections.coordinates import Coordinates
from projections.registry import DatabaseRegistry
from projections.snapshots import Snapshot
from projections.standing import Cut, Standing, standing_facts
from projections.store import Progress, Store

Record = dict[str, Any]


PAGE = 500
"""Things that are fetched together."""


def unseen(done: int, total: int) -> None:
    """Progress that nobody looks at."""


class Registered(NamedTuple):
    """An actor, source or report."""

    body: Record
    recorded_at: int
    """Microseconds since 1970."""


@dataclass(frozen=True)
class Export:
    """One export: of which facts, at which coordinates."""

    store: Store
    snapshot: Snapshot
    at: Coordinates
    cut: Cut
    given: frozenset[str]
    """The parameters that were given."""
    progress: Progress = unseen
    """Called with (facts written, facts there are)."""

    def echoed(self) -> Record:
        """The coordinates as an answer shows them; ``as_of`` is null where it was not asked."""
        echoed = self.at.echoed()
        asked = echoed["as_of"] if "as_of" in self.given else None
        return {**echoed, "as_of": asked, "position": self.cut.position, "actor": self.cut.actor}

    def only(self, *names: str) -> None:
        """Raise Refused where a parameter was given that this format cannot heed."""
        for name in sorted(self.given - set(names)):
            raise Refused.at(f"/{name}", "the log is exported whole; cut it by recorded_by")

    def facts(self) -> Iterator[Standing]:
        """The facts, in the order of the log."""
        done = 0
        for done, standing in enumerate(standing_facts(self.snapshot, self.cut), 1):
            yield standing
            if done % PAGE == 0:
                self.progress(done, self.total)
        if done % PAGE:
            self.progress(done, self.total)

    @cached_property
    def total(self) -> int:
        """Facts that were recorded by the position: as many as there may be to write."""
        event = self.snapshot.tables.event
        query = select(func.count(event.c.published)).where(event.c.position <= self.cut.position)
        return int(self.snapshot.connection.scalar(query) or 0)

    def registered(self, noun: str) -> Iterator[Record]:
        """What is registered, in the order of the log."""
        return (registered.body for registered in self.registrations(noun))

    def registrations(self, noun: str) -> Iterator[Registered]:
        """What is registered by T, reports those published by K.

        Of one actor's export only what its facts refer to.
        """
        after = 0
        while page := self._registered_after(noun, after):
            after = page[-1].position
            for row in page:
                body = orjson.loads(row.body)
                if self._wanted(noun, body):
                    yield Registered(body, row.recorded_at)

    def _wanted(self, noun: str, body: Record) -> bool:
        if noun == "report" and day_of(body["published"]) > self.at.known_by:
            return False
        return self.cut.actor is None or self._referenced.has(noun, body["id"])

    @cached_property
    def _referenced(self) -> Referenced:
        """What the facts of the one actor refer to."""
        found = Referenced(self._registry)
        for standing in standing_facts(self.snapshot, self.cut):
            found.add(standing)
        return found

    def _registered_after(self, noun: str, after: int) -> list[Any]:
        # Pages and no server-side cursor: readers of PostgreSQL have no transaction.
        table, event = self.snapshot.tables.registered, self.snapshot.tables.event
        query = (
            select(table.c.body, table.c.position, event.c.recorded_at)
            .join(event, event.c.position == table.c.position)
            .where(table.c.noun == noun, table.c.position > after)
            .where(table.c.position <= self.cut.position)
            .order_by(table.c.position)
            .limit(PAGE)
        )
        return list(self.snapshot.connection.execute(query))

    @cached_property
    def _registry(self) -> DatabaseRegistry:
        return self.snapshot.registry

    def name(self, actor: str) -> str:
        """What people call an actor."""
        return self._registry.name(actor)

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
