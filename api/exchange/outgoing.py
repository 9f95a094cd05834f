"""What an export is asked for, and what every format that writes facts needs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any

import orjson
from sqlalchemy import func, select

from api.exchange.referenced import Referenced
from domain.days import day_of
from domain.errors import Refused
from domain.events.base import Fact
from projections.coordinates import Coordinates
from projections.standing import Cut, Standing, standing_facts
from projections.store import Progress, Snapshot, Store

Record = dict[str, Any]


PAGE = 500
"""Things that are fetched together."""


def unseen(done: int, total: int) -> None:
    """Progress that nobody looks at."""


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
    _times: dict[int, int] = field(default_factory=dict)

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
        found = standing_facts(self.snapshot, self.cut)
        while page := list(islice(found, PAGE)):
            self._learn_times([standing.dated.position for standing in page])
            yield from page
            done += len(page)
            self.progress(done, self.total)

    @cached_property
    def total(self) -> int:
        """Facts that were recorded by the position: as many as there may be to write."""
        fact = self.snapshot.tables.fact
        query = select(func.count()).where(fact.c.position <= self.cut.position)
        return int(self.snapshot.connection.scalar(query) or 0)

    def registered(self, noun: str) -> Iterator[Record]:
        """What is registered, in the order of the log."""
        return (body for body, _ in self.registrations(noun))

    def registrations(self, noun: str) -> Iterator[tuple[Record, int]]:
        """(content, position) of what is registered by T, reports those published by K.

        Of one actor's export only what its facts refer to.
        """
        table, after = self.snapshot.tables.registered, 0
        while page := self._registered_after(table, noun, after):
            after = page[-1].position
            self._learn_times([row.position for row in page])
            for row in page:
                body = orjson.loads(row.body)
                if self._wanted(noun, body):
                    yield body, row.position

    def _wanted(self, noun: str, body: Record) -> bool:
        if noun == "report" and day_of(body["published"]) > self.at.known_by:
            return False
        return self.cut.actor is None or self._referenced.has(noun, body["id"])

    @cached_property
    def _referenced(self) -> Referenced:
        """What the facts of the one actor refer to."""
        found = Referenced(self.snapshot.registry)
        for standing in standing_facts(self.snapshot, self.cut):
            found.add(standing)
        return found

    def _registered_after(self, table: Any, noun: str, after: int) -> list[Any]:
        # Pages and no server-side cursor: readers of PostgreSQL have no transaction.
        query = (
            select(table.c.body, table.c.position)
            .where(table.c.noun == noun, table.c.position > after)
            .where(table.c.position <= self.cut.position)
            .order_by(table.c.position)
            .limit(PAGE)
        )
        return list(self.snapshot.connection.execute(query))

    def _learn_times(self, positions: list[int]) -> None:
        event = self.snapshot.tables.event
        query = select(event.c.position, event.c.recorded_at).where(event.c.position.in_(positions))
        self._times.clear()
        self._times.update((row[0], row[1]) for row in self.snapshot.connection.execute(query))

    def recorded_at(self, position: int) -> int:
        """Microseconds since 1970 at which a position was recorded."""
        if position not in self._times:
            self._learn_times([position])
        return self._times[position]

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
