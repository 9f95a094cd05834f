"""No hot read walks through a whole table: SQLite's own plans say so, on a small history."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api.exchange.exporting import prepared
from benchmarks.history import History, load
from domain.days import day_of
from projections import log
from projections.coordinates import Coordinates, record_time
from projections.database import open_store
from projections.posture import Question
from projections.reader import Reader, plain
from projections.standing import Cut, standing_facts
from projections.store import Store
from projections.window import Window
from tests.tracing import statements

DAY = day_of("2016-05-01")
AT = Coordinates(DAY, DAY - 100)
ACTOR = "actor-0000"
INSTANT = record_time("2999-01-01T00:00:00Z")
READS: dict[str, Callable[[Reader], Any]] = {
    "posture": lambda r: r.posture(ACTOR, Question(AT, 0), "active"),
    "posture with losers": lambda r: r.posture(ACTOR, Question(AT, 0), "all"),
    "posture at an instant": lambda r: r.posture(
        ACTOR, Question(Coordinates(DAY, recorded_by=INSTANT), 0), "none"
    ),
    "diff": lambda r: r.diff(ACTOR, Coordinates(DAY, recorded_by=300), Coordinates(DAY + 30)),
    "timeline": lambda r: r.timeline(Window(ACTOR, 0), None, 10, None),
    "timeline, next page": lambda r: r.timeline(
        Window(ACTOR, 0), None, 10, r.timeline(Window(ACTOR, 0), None, 10, None)["next"]
    ),
    "timeline from a day": lambda r: r.timeline(Window(ACTOR, 0, first=DAY), None, 10, None),
    "timeline as it was known": lambda r: r.timeline(
        Window(ACTOR, 0, known_by=DAY, first=DAY - 500), None, 900, None
    ),
    "postures": lambda r: r.postures(AT, "none", 10, None),
    "events of a type": lambda r: r.events(50, 10, log.Filter(type="threat_assessed")),
    "events of an actor": lambda r: r.events(50, 10, log.Filter(actor=ACTOR)),
    "events of a type of a report": lambda r: r.events(
        50, 10, log.Filter(type="threat_assessed", report="report-3")
    ),
    "events of a report": lambda r: r.events(50, 10, log.Filter(report="report-3")),
    "one event": lambda r: r.event(
        plain(r.timeline(Window(ACTOR, 0), None, 1, None))["items"][0]["id"]
    ),
    "registrations": lambda r: r.registered("report", 10, None),
    "registrations in the order of the log": lambda r: _registered(r),
    "facts as an export reads them": lambda r: _standing(r),
    "one report": lambda r: r.registration("report", "report-3"),
}


def _first_fact(reader: Reader) -> str:
    page = plain(reader.timeline(Window(ACTOR, 0), None, 1, None))
    return str(page["items"][0]["id"])


def _registered(reader: Reader) -> None:
    """As an export reads them."""
    with reader.store.reading() as snapshot:
        export = prepared(reader.store, snapshot, Coordinates(DAY), None, frozenset())
        assert len(list(export.registered("report"))) == 50


def _standing(reader: Reader) -> None:
    with reader.store.reading() as snapshot:
        assert len(list(standing_facts(snapshot, Cut(snapshot.head, actor=ACTOR)))) > 100


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path: Path = tmp_path_factory.mktemp("plans") / "plans.db"
    found = open_store(f"sqlite:///{path}")
    with found.writing():
        found.catch_up()
    load(found, History(400, 2))
    yield found
    found.close()


@pytest.mark.parametrize("name", READS)
def test_a_read_goes_by_an_index(store: Store, name: str) -> None:
    with statements(store) as found:
        READS[name](Reader(store, 10_000))
    asked = [statement for statement in found if statement.startswith("SELECT")]
    assert asked
    for statement in asked:
        for step in _plan(store, statement):
            # Tables of a generation, and the journal (``s`` or by its name).
            assert not step.startswith(("SCAN r", "SCAN s")), f"{step} in {statement}"
            # Only what agrees in all columns of an index may be sorted.
            # Entries that straddle a day are found in short looks, and are few.
            if "timeline AS t" not in statement or "VALUES" not in statement:
                assert "TEMP B-TREE FOR ORDER" not in step, f"{step} in {statement}"


def test_a_lost_index_is_seen(store: Store) -> None:
    """The check itself can fail: the same read on a table whose key does not help."""
    with store.reading() as snapshot:
        table = snapshot.tables.act.name
    (step,) = _plan(store, f"SELECT position FROM {table} WHERE kind = 'x'")
    assert step.startswith("SCAN r")


def _plan(store: Store, statement: str) -> list[str]:
    with store.engine.connect() as connection:
        plan = f"EXPLAIN QUERY PLAN {statement.replace('%', '%%')}"
        return [str(row[3]) for row in connection.exec_driver_sql(plan)]
