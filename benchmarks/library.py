"""The library alone: its ``save`` of the same facts with no projection, its read and decode."""

from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import orjson
from eventsourcing.application import Application
from eventsourcing.domain import DomainEvent

from benchmarks.measure import Spent, whole
from domain.events import FACT_TYPE_BY_NAME, revive_fact

BATCH = 1000


class Recorded(DomainEvent):
    """A fact as a bare event of the library."""

    body: dict[str, Any]


def save(path: Path, bodies: Iterator[dict[str, Any]]) -> Spent:
    """Save all in batches by the stock application on SQLite; making the events is not timed."""
    app = _application(path)
    now = Recorded.create_timestamp()
    wall = cpu = 0.0
    try:
        while some := list(islice(bodies, BATCH)):
            events = [
                Recorded(originator_id=uuid4(), originator_version=1, timestamp=now, body=body)
                for body in some
            ]
            spent = whole(partial(app.save, *events))
            wall, cpu = wall + spent.wall, cpu + spent.cpu
    finally:
        app.close()
    return Spent(wall, cpu)


def replay(path: Path) -> int:
    """Read what ``save`` saved as the stock application does: every event as its object."""
    app = _application(path)
    position = count = 0
    try:
        while page := app.recorder.select_notifications(position, BATCH, inclusive_of_start=False):
            for notification in page:
                app.mapper.to_domain_event(notification)
            position = page[-1].id
            count += len(page)
    finally:
        app.close()
    return count


def _application(path: Path) -> Application[Any]:
    return Application(
        env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(path)}
    )


def read(journal: Any, head: int, *, to_facts: bool = False) -> int:
    """Read the whole log by the library's recorder and decode its JSON; returns the count.

    ``to_facts`` makes the domain's facts of it too, as a mapper of the library would.
    """
    recorder = journal._recorder
    position = count = 0
    while page := recorder.select_notifications(position, BATCH, head, inclusive_of_start=False):
        for notification in page:
            body = orjson.loads(notification.state)["body"]
            if to_facts and notification.topic in FACT_TYPE_BY_NAME:
                revive_fact(body)
        position = page[-1].id
        count += len(page)
    return count
