"""A long log is prepared by a second process; the rows are the same."""

from itertools import count, islice
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from domain.errors import Unavailable
from domain.journal import POSITION, TABLE, NewEvent, this_moment
from projections import ahead, builder, preparing
from projections.builder import Cancelled
from projections.database import open_store
from projections.ddl import create
from projections.generations import rebuild
from projections.pending import Packed
from projections.preparing import Preparer, Stretch
from projections.status import status
from projections.store import Store
from tests import scenes
from tests.scenes import rows_of

MANY = 2 * ahead.PAGE + 100


@pytest.fixture(autouse=True)
def _two_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "LONG", 1)
    monkeypatch.setattr(builder, "PAGE", dict.fromkeys((False, True), ahead.PAGE))
    monkeypatch.setattr(builder.os, "cpu_count", lambda: 2)


@pytest.fixture
def eventful(store: Store, database_url: str) -> Store:
    """Facts of both reports, before and after one is withdrawn, and amendments."""
    scenes.register(store)
    ids = [outcome.id for outcome in scenes.record(store, *(scenes.fact(n) for n in range(20)))]
    numbers = count(20)
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        coding, right = {"basis": "coding", "reason": "misread"}, {"reason": "it was right"}
        corrected = {**coding, "replacement": scenes.fact(100, note="read again")}
        for path, body in (
            (f"events/{ids[0]}/retraction", coding),
            (f"events/{ids[1]}/correction", corrected),
            (f"events/{ids[0]}/restoration", right),
            ("reports/us-dod-1/retraction", coding),
            ("reports/us-dod-1/restoration", right),
            ("reports/us-dod-1/retraction", coding),
        ):
            scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in islice(numbers, 3)))
            answer = client.post(f"/v1/{path}", json=body)
            assert answer.status_code == 201, answer.text
    scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in islice(numbers, 10)))
    return store


@pytest.fixture(params=[ahead.PAGE, 3])
def _stretches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few events each, so that some are prepared by this process, before those of the other."""
    _small(monkeypatch, request.param)
    monkeypatch.setattr(ahead, "OWN", 3)


def _small(monkeypatch: pytest.MonkeyPatch, page: int) -> None:
    """So many events a stretch and a transaction, and few that the other process is asked for."""
    monkeypatch.setattr(ahead, "PAGE", page)
    monkeypatch.setattr(builder, "PAGE", dict.fromkeys((False, True), page))
    monkeypatch.setattr(builder, "LARGEST", page)
    monkeypatch.setattr(ahead, "WAITING", 2)


@pytest.mark.usefixtures("_stretches")
def test_the_rows_are_those_of_one_process(eventful: Store) -> None:
    before = rows_of(eventful)
    assert before["withdrawal"]
    rebuild(eventful)
    assert rows_of(eventful) == before


@pytest.mark.usefixtures("_stretches")
def test_what_is_registered_in_one_stretch_is_known_in_the_others(store: Store) -> None:
    """Also where the clock ran back meanwhile, and what one cannot apply is for all of them."""
    scenes.register(store)
    report = {**scenes.REPORTS[0], "id": "un-2"}
    spoilt = {**scenes.REPORTS[0], "id": "un-3", "imported": {}}
    for number in range(4):
        event = NewEvent(f"report:un-2{number}", "report_filed", report | {"id": f"un-2{number}"})
        store.journal.append([event._replace(at=this_moment() - 10**9 * number)])
        scenes.record(
            store, *(scenes.fact(n, f"un-2{number}") for n in range(9 * number, 9 * number + 9))
        )
    body = scenes.fact(99, "un-3") | {"id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11"}
    store.journal.append([NewEvent("report:un-3", "report_filed", spoilt)])
    store.journal.append([NewEvent(f"useless:{n}", "of_no_type", {}) for n in range(7)])
    later = NewEvent("report:un-4", "report_filed", report | {"id": "un-4"})
    store.journal.append([later._replace(at=this_moment() - 10**9)])
    store.journal.append([NewEvent(body["id"], body["type"], body)])
    scenes.record(store, *(scenes.fact(n) for n in range(100, 110)))
    before = rows_of(store)
    assert len(before["parked"]) == 9
    clock = [row[1] for row in sorted(before["event"])]
    assert clock == sorted(clock)
    rebuild(store)
    assert rows_of(store) == before


def test_a_fact_before_its_report_is_parked_as_by_one_process(
    store: Store, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far ahead this process has prepared."""
    _small(monkeypatch, 3)
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(30)))
    early = scenes.fact(99, "un-9") | {"id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11"}
    store.journal.append([NewEvent(early["id"], early["type"], early)])
    scenes.record(store, *(scenes.fact(n) for n in range(30, 40)))
    report = {**scenes.REPORTS[0], "id": "un-9"}
    store.journal.append([NewEvent("report:un-9", "report_filed", report)])
    scenes.record(store, *(scenes.fact(n) for n in range(40, 50)))
    before = rows_of(store)
    assert len(before["parked"]) == 1
    other = open_store(database_url)
    rebuild(other)
    other.close()
    assert rows_of(store) == before


@pytest.mark.usefixtures("_stretches")
def test_what_cannot_be_applied_is_parked_as_by_one_process(eventful: Store) -> None:
    useless = {"id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11", "rapport": "un-1"}
    eventful.journal.append([NewEvent(useless["id"], "violence_reduced", useless)])
    scenes.record(eventful, *(scenes.fact(n) for n in range(130, 140)))
    before = rows_of(eventful)
    assert before["parked"]
    rebuild(eventful)
    assert rows_of(eventful) == before


NOBODY = {
    "type": "incident_recorded",
    "id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11",
    "report": "un-1",
    "kind": "explosion",
    "occurred": "2020-05-14",
    "quote": {"exact": "a mine went off"},
}


SOMEBODY = scenes.fact(200) | {"id": NOBODY["id"]}


@pytest.mark.parametrize(
    ("says", "again"),
    [({}, {}), (NOBODY, NOBODY), (SOMEBODY, NOBODY)],
    ids=["some", "nobody", "mixed"],
)
def test_a_fact_that_a_correction_brought_is_not_there_twice(
    eventful: Store, says: dict[str, object], again: dict[str, object]
) -> None:
    """By whichever way its id came into the log again; also where nobody takes part in it."""
    (correction,) = [
        event for event in eventful.journal.read(0, 1000) if event.type == "fact_corrected"
    ]
    brought = correction.body["replacement"]
    if says:
        body = correction.body | {"id": str(uuid4()), "replacement": says}
        position = eventful.journal.append([NewEvent(body["id"], "fact_corrected", body)])[0]
        brought, correction = says, correction._replace(position=position)
    recorded = (again or brought) | {"id": brought["id"]}
    eventful.journal.append([NewEvent(recorded["id"], recorded["type"], recorded)])
    scenes.record(eventful, *(scenes.fact(n) for n in range(140, 145)))
    before = rows_of(eventful)
    ((position, reason),) = before["parked"]
    assert reason == (
        f"ValueError: the correction at position {correction.position} has brought fact "
        f"{brought['id']}"
    )
    assert position not in [row[1] for row in before["claim"]]
    rebuild(eventful)
    assert rows_of(eventful) == before


def test_it_stops_and_goes_on_where_it_stopped(store: Store) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(MANY)))
    before = rows_of(store)
    with pytest.raises(Cancelled):
        rebuild(store, go_on=lambda: False)
    building = status(store).building
    assert building is not None
    assert 0 < building.position < MANY
    done: list[int] = []
    rebuild(store, lambda position, _: done.append(position))
    assert done[0] > building.position
    assert rows_of(store) == before


def test_it_goes_on_after_every_page(eventful: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(builder, "LONG", 1000)
    _small(monkeypatch, 4)
    before, pages = rows_of(eventful), 0
    while True:
        try:
            rebuild(eventful, go_on=lambda: False)
            break
        except Cancelled:
            pages += 1
    assert pages == -(-eventful.journal.head() // 4)
    assert rows_of(eventful) == before


def test_a_stretch_is_prepared_without_the_rows_before_it(store: Store, database_url: str) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(5)))
    with store.transaction() as connection:
        create(connection, 7)
    other = open_store(database_url)
    head = store.journal.head()
    (part,) = Preparer(other, 7).prepared(Stretch(head - 5, head))
    other.close()
    assert isinstance(part, Packed)
    assert len(part.unpacked().tables["claim"]) == 5


def test_positions_that_nobody_has_are_passed_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a transaction of PostgreSQL leaves them that was rolled back."""
    monkeypatch.setattr(preparing, "TOGETHER", 3)
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(20)))
    head, kind = store.journal.head(), store.engine.dialect.name
    with store.transaction() as connection:
        create(connection, 7)
        connection.exec_driver_sql(
            f"DELETE FROM {TABLE} WHERE {POSITION[kind]} IN ({head - 12}, {head - 11}, {head - 6})"
        )
    parts = Preparer(store, 7).prepared(Stretch(0, head))
    packed = [part.unpacked() for part in parts if isinstance(part, Packed)]
    found = [row[0] for prepared in packed for row in prepared.tables["event"]]
    assert found == [event.position for event in store.journal.read(0, head)]


def test_a_process_that_stops_is_said_and_nothing_is_switched(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.register(store)
    scenes.record(store, *(scenes.fact(n) for n in range(10)))
    before = store.checkpoint()
    monkeypatch.setattr(ahead.sys, "executable", "/bin/false")
    with pytest.raises(Unavailable, match="has stopped"):
        rebuild(store)
    assert store.checkpoint() == before
    monkeypatch.undo()
    rebuild(store)
    assert store.checkpoint() != before
