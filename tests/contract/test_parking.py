"""An event that cannot be applied stops neither the log nor other actors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from domain.journal import UPCASTERS, Body, NewEvent
from projections.database import open_store
from projections.facts import bodies_at, positions_of_report
from projections.generations import prepare, rebuild
from projections.store import Store
from tests import scenes
from tests.serving import run

LATER = 5


@pytest.fixture
def poisoned(store: Store) -> Iterator[tuple[Store, str]]:
    """A fact of an old shape that this program forgot how to read, between others."""
    scenes.register(store)
    scenes.record(store, scenes.fact(1))
    good = scenes.fact(2)
    body = {key: value for key, value in good.items() if key != "report"}
    body |= {"id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11", "rapport": "un-1"}
    store.journal.append([NewEvent(body["id"], "violence_reduced", body)])
    scenes.record(store, *(scenes.fact(n) for n in range(3, 3 + LATER)))
    yield store, body["id"]
    UPCASTERS.pop("violence_reduced", None)


def fix() -> None:
    """What a developer does: an upcaster for the old shape."""

    def renamed(body: Body) -> Body:
        report = body.get("report") or body["rapport"]
        return {key: v for key, v in body.items() if key != "rapport"} | {"report": report}

    UPCASTERS["violence_reduced"] = (renamed,)


def test_it_is_parked_and_shown_and_the_others_go_on(
    poisoned: tuple[Store, str], database_url: str, tmp_path: Path
) -> None:
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        ready = client.get("/readyz")
        assert ready.status_code == 200
        assert ready.json()["parked"] == 1
        (event,) = ready.json()["parked_events"]
        assert event["actors"] == ["andsf", "taliban"]
        assert event["type"] == "violence_reduced"
        assert "report" in event["reason"]
        assert "stanceline_parked_events 1.0" in client.get("/metrics").text
        items = client.get("/v1/actors/taliban/timeline").json()["items"]
        assert len(items) == 1 + LATER
        log = client.get("/v1/events?limit=1000").json()["items"]
        assert event["position"] in [item["position"] for item in log]
    shown = run(database_url, "status")
    assert shown.returncode == 0
    assert "parked 8" in shown.stdout
    again = run(database_url, "retry", "--json")
    assert '"parked_before": 1' in again.stdout
    assert '"parked": 1' in again.stdout


def test_after_the_fix_it_stands_in_its_place(poisoned: tuple[Store, str]) -> None:
    store, id = poisoned
    fix()
    rebuild(store)
    with store.reading() as snapshot:
        connection = snapshot.connection
        positions = connection.scalars(positions_of_report(snapshot.tables, "un-1")).all()
        bodies = bodies_at(connection, positions)
    assert [body["id"] for body in bodies.values()][1] == id
    assert len(bodies) == 2 + LATER


def test_posting_it_again_finds_it(poisoned: tuple[Store, str]) -> None:
    store, id = poisoned
    (outcome,) = scenes.record(store, scenes.fact(2, id=id))
    assert isinstance(outcome, Exception), "the same id with another content is no duplicate"


@pytest.mark.parametrize(
    "body",
    [
        {"type": "support_provided", "toward": None, "frequency": "routine"},
        {"type": "incident_recorded", "kind": "attack", "toward": ["taliban", "taliban"]},
    ],
    ids=["without those whom it needs", "naming one twice"],
)
def test_a_stored_fact_that_decisions_would_refuse_is_parked(
    store: Store, body: Body, database_url: str
) -> None:
    """Taken at its word it would break the timeline of all who take part."""
    scenes.register(store)
    scenes.record(store, scenes.fact(1))
    stored = {**scenes.fact(2), "id": "0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b12", **body}
    stored = {key: value for key, value in stored.items() if value is not None}
    store.journal.append([NewEvent(stored["id"], stored["type"], stored)])
    with store.writing():
        store.catch_up()
    with TestClient(create_app(Settings(database_url=database_url))) as client:
        (shown,) = client.get("/v1/actors/taliban/timeline").json()["items"]
        assert shown["id"] != stored["id"]
        assert client.get("/readyz").json()["parked"] == 1


def test_a_stored_event_that_is_no_json_is_parked(
    store: Store, database_url: str, tmp_path: Path
) -> None:
    scenes.register(store)
    scenes.record(store, scenes.fact(1))
    with store.transaction() as connection:
        connection.exec_driver_sql("UPDATE stored_events SET state = 'broken'")
    fresh = open_store(database_url)
    rebuild(fresh, accept_differences=True)
    prepare(fresh)
    with fresh.reading() as snapshot:
        assert snapshot.connection.execute(snapshot.tables.claim.select()).all() == []
    fresh.close()
