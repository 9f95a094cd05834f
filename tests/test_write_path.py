"""What makes writing fast changes nothing: contents, answers, rows; and no write walks a table."""

import json
import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import orjson
import pytest

from api.app import create_app
from api.direct import Direct
from api.settings import Settings
from domain.events import FACT_TYPES, read_fact, type_name
from domain.events.base import NAMESPACE, Fact, derived_id, posted
from domain.journal import Envelope, NewEvent
from projections import control
from projections.database import open_store
from projections.parking import park
from projections.projector import last_instant
from projections.registry import CACHED_BODIES, RegistryCache
from projections.steps import Steps
from projections.store import Store
from projections.tables import tables
from tests.doors import Door, fact, furnish, opened, url
from tests.tracing import statements

pytest_plugins = ["tests.door_fixtures"]
WALK = re.compile(r"SCAN r\d|SEARCH r\w+$")
"""A greatest value without an index is called a search of the table that uses nothing."""
MORE: dict[str, Any] = {
    "attribution": ["dod", "oig"],
    "denied": False,
    "mode": "quoted",
    "confidence": "low",
    "credibility": 3,
    "vouched_through": "2020-05-01",
    "note": "n",
    "id": "1" * 32,
}


def as_the_library_dumps(fact: Fact) -> dict[str, Any]:
    fields = fact.model_dump(mode="json", exclude_none=True, exclude={"id"})
    return {key: value for key, value in fields.items() if value != [] and value is not False}


@pytest.mark.parametrize("cls", FACT_TYPES, ids=type_name)
@pytest.mark.parametrize("more", [{}, MORE, {"denied": True}, {"toward": []}])
def test_the_content_of_a_fact_is_what_pydantic_says(cls: Any, more: dict[str, Any]) -> None:
    known = {key: value for key, value in more.items() if key in cls.model_fields}
    if "toward" in known and cls.model_fields["toward"].is_required():
        known = {}
    found = read_fact({"type": type_name(cls), **cls.example, **known})
    assert orjson.dumps(found.content()) == orjson.dumps(as_the_library_dumps(found))


def test_parts_without_a_number_and_zeros_are_kept_as_they_were() -> None:
    values = fact("incident_recorded", kind="k", fatalities={}, latitude=0.0, longitude=1)
    found = read_fact(values)
    assert orjson.dumps(found.content()) == orjson.dumps(as_the_library_dumps(found))
    assert found.content()["latitude"] == 0.0


def test_a_derived_id_is_a_uuid_of_version_5() -> None:
    for number in range(200):
        content = {"number": number}
        assert derived_id(content) == str(uuid5(NAMESPACE, orjson.dumps(content).decode()))
        assert UUID(derived_id(content)).version == 5


def test_the_order_of_the_others_makes_no_other_fact() -> None:
    one, two = (posted(read_fact(fact(toward=to))) for to in (["aqis", "giroa"], ["giroa", "aqis"]))
    assert one.id == two.id
    assert one.content != two.content


def test_no_write_walks_through_a_table(door: Door) -> None:
    store = door.client.app.state.parts.store
    source = {"basis": "source", "published": "2021-01-01", "reason": "taken back"}
    coding = {"basis": "coding", "reason": "misread"}
    door.given(fact(), fact(attribution=["dod"], report=door.report("r9", "2020-08-01")))
    store._steps = Steps(store.journal, store.cache)  # as after a start
    with statements(store) as found:
        ids = door.given(fact(note="a"), fact(note="b", toward=["giroa"]), fact(note="c"))
        door.post("events", [fact(note=str(number)) for number in range(40)], 201)
        door.post(f"events/{ids[0]}/retraction", source, 201)
        door.post(f"events/{ids[0]}/restoration", {"reason": "after all"}, 201)
        door.post(f"events/{ids[1]}/correction", {**coding, "replacement": fact(note="d")}, 201)
        door.post("reports/r9/retraction", coding, 201)
        door.post("reports/r9/restoration", {"reason": "after all"}, 201)
    walks = {walk for walk in (_walk(store, s) for s in found) if walk}
    assert any("INSERT INTO r" in statement for statement in found)
    assert not walks


def _walk(store: Store, statement: str) -> str | None:
    if not re.match(r"(SELECT|INSERT|UPDATE|DELETE|WITH)\b", statement):
        return None
    with store.engine.connect() as connection:
        steps = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement.replace('%', '%%')}")
        bad = [str(step[3]) for step in steps if WALK.match(str(step[3]))]
    # The newest row of a table is found from its end.
    return f"{bad[0]}: {statement}" if bad and "DESC LIMIT 1" not in statement else None


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (json.dumps(fact()).encode(), "application/json"),
        (json.dumps([fact(), fact(note="n")]).encode(), "application/json"),
        (json.dumps(fact()).encode(), "application/x-ndjson"),
        (json.dumps(fact(actor="nobody", level=1)).encode(), "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (json.dumps(fact()).encode(), "text/plain"),
        (b" " * 2**21, "application/json"),
    ],
)
def test_the_door_for_facts_answers_as_the_router_does(
    content: bytes, media: str, tmp_path: Path
) -> None:
    answers = []
    for name in ("direct", "routed"):
        with opened(tmp_path / f"{name}.db") as door:
            furnish(door)
            app = door.client.app
            if name == "routed":
                app.user_middleware = [m for m in app.user_middleware if m.cls is not Direct]
                app.middleware_stack = app.build_middleware_stack()
            answer = door.client.post(
                "/v1/events", content=content, headers={"content-type": media}
            )
            kept = {k: v for k, v in answer.headers.items() if k != "x-request-id"}
            counted = door.client.get("/metrics").text
        assert 'method="POST",route="/v1/events"' in counted
        answers.append((answer.status_code, kept, answer.content))
    assert answers[0] == answers[1]


def test_a_query_and_other_methods_go_by_the_router(door: Door) -> None:
    answer = door.client.post("/v1/events?limit=1", json=fact())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/limit")
    assert door.client.delete("/v1/events").status_code == 405
    assert door.client.get("/v1/events").status_code == 200


def test_the_direct_door_is_inside_the_observed_part(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=url(tmp_path / "x.db")))
    assert [m.cls.__name__ for m in app.user_middleware] == ["Observing", "Heads", "Direct"]


def test_a_parked_event_does_not_let_the_clock_run_back(database: Path) -> None:
    store = open_store(url(database))
    checkpoint = store.checkpoint()
    assert checkpoint
    with store.transaction() as connection:
        before = last_instant(connection, tables(checkpoint.generation))
        broken = Envelope(checkpoint.position + 1, 0, "k", "t", {}, "broken")
        park(connection, checkpoint.generation, broken, "broken")
        assert last_instant(connection, tables(checkpoint.generation)) == before > 0
        connection.rollback()
    store.close()


def test_what_another_process_recorded_is_seen_before_the_next_decision(database: Path) -> None:
    """Kept context is used only where the checkpoint says that nobody wrote in between."""
    with opened(database) as one, opened(database) as two:
        (id,) = one.given(fact())
        two.post("reports/r1/retraction", {"basis": "coding", "reason": "withdrawn"}, 201)
        (late,) = one.given(fact(note="late"))
        assert [e["state"] for e in one.timeline()] == ["retracted", "retracted"]
        two.post("reports/r1/restoration", {"reason": "again"}, 201)
        (last,) = one.given(fact(note="last"))
        assert {e["id"]: e["state"] for e in two.timeline()} == dict.fromkeys(
            (id, late, last), "standing"
        )


def test_recorded_and_not_projected_is_caught_up_before_a_decision(database: Path) -> None:
    """A process that dies between the two leaves the log ahead of the rows."""
    with opened(database) as door:
        store = door.client.app.state.parts.store
        found = posted(read_fact(fact()))
        with store.writing():
            body = {"id": found.id, **found.content}
            store.journal.append([NewEvent(found.id, found.fact.type, body)])
        assert door.post("events", fact(), 200)["position"] == store.journal.head()


def test_registrations_in_memory_are_bounded() -> None:
    cache = RegistryCache()
    for number in range(CACHED_BODIES + 10):
        cache.learn("actor", number, {"id": f"a{number}"})
    assert cache.body("actor", "a0") is None
    assert cache.body("actor", f"a{CACHED_BODIES + 9}")


def test_a_checkpoint_moves_once(database: Path) -> None:
    store = open_store(url(database))
    now = store.checkpoint()
    assert now
    with store.transaction() as connection:
        assert control.moved(connection, control.projection, now, now.position + 1)
        assert not control.moved(connection, control.projection, now, now.position + 2)
        connection.rollback()
    store.close()
