"""A long log is prepared by a second process; the rows are the same."""

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from domain.errors import Unavailable
from domain.journal import NewEvent
from projections import ahead, builder
from projections.builder import Cancelled
from projections.generations import rebuild
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
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        coding = {"basis": "coding", "reason": "misread"}
        corrected = {**coding, "replacement": scenes.fact(100, note="read again")}
        for path, body in (
            (f"events/{ids[0]}/retraction", coding),
            (f"events/{ids[1]}/correction", corrected),
            (f"events/{ids[0]}/restoration", {"reason": "it was right"}),
            ("reports/us-dod-1/retraction", coding),
        ):
            answer = client.post(f"/v1/{path}", json=body)
            assert answer.status_code == 201, answer.text
    scenes.record(store, *(scenes.fact(n, "us-dod-1") for n in range(20, 30)))
    return store


def test_the_rows_are_those_of_one_process(eventful: Store) -> None:
    before = rows_of(eventful)
    assert before["withdrawal"]
    rebuild(eventful)
    assert rows_of(eventful) == before


def test_what_cannot_be_applied_is_parked_as_by_one_process(eventful: Store) -> None:
    useless = {"id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11", "rapport": "un-1"}
    eventful.journal.append([NewEvent(useless["id"], "violence_reduced", useless)])
    scenes.record(eventful, *(scenes.fact(n) for n in range(30, 40)))
    before = rows_of(eventful)
    assert before["parked"]
    rebuild(eventful)
    assert rows_of(eventful) == before


def test_a_fact_that_a_correction_brought_is_not_there_twice(eventful: Store) -> None:
    """By whichever way its id came into the log again."""
    (correction,) = [
        event for event in eventful.journal.read(0, 1000) if event.type == "fact_corrected"
    ]
    brought = correction.body["replacement"]
    eventful.journal.append([NewEvent(brought["id"], brought["type"], brought)])
    scenes.record(eventful, *(scenes.fact(n) for n in range(40, 45)))
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
