"""Loads of facts some of which are recorded already: found, and told, as if asked one by one."""

import json
from concurrent.futures import Future
from typing import Any

import pytest

from api.jobs import Job
from api.writer import Writer
from domain.journal import NewEvent
from domain.registrations import Report, Source
from projections import control
from projections.registry import RegistryCache
from projections.store import Store
from projections.tables import tables
from tests import scenes
from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]


@pytest.fixture
def writer(store: Store) -> Writer:
    scenes.register(store)
    return Writer(store)


def load(writer: Writer, numbers: range, **fields: Any) -> list[tuple[str, int, bool]]:
    job = scenes.job(*(scenes.fact(number, **fields) for number in numbers), bulk=True)
    writer.process([job])
    return [(found.id, found.position, found.new) for found in job.result.result()]


def test_what_is_there_is_found_and_the_rest_is_recorded(store: Store, writer: Writer) -> None:
    before = store.journal.head()
    first = load(writer, range(10))
    assert {new for _, _, new in first} == {True}
    second = load(writer, range(5, 15))
    assert second[:5] == [(id, position, False) for id, position, _ in first[5:]]
    assert [new for _, _, new in second[5:]] == [True] * 5
    assert load(writer, range(15)) == [
        (id, position, False) for id, position, _ in first + second[5:]
    ]
    assert store.checkpoint().position == store.journal.head()  # type: ignore[union-attr]
    third = load(writer, range(15, 20))
    assert load(writer, range(20, 25))[0][1] > third[-1][1]
    with store.reading() as snapshot:
        event = snapshot.tables.event
        recorded = snapshot.connection.execute(event.select().where(event.c.position > before))
        assert len(recorded.all()) == 25


def test_a_fact_that_is_twice_in_a_load_is_recorded_once(writer: Writer) -> None:
    job = scenes.job(scenes.fact(1), scenes.fact(1), bulk=True)
    writer.process([job])
    one, two = job.result.result()
    assert (one.id, one.position, one.new, two.new) == (two.id, two.position, True, False)


def test_another_content_under_a_recorded_id_is_refused_alone(writer: Writer) -> None:
    id = "1" * 32
    load(writer, range(1), id=id)
    job = scenes.job(scenes.fact(0, id=id, occurred="2020"), scenes.fact(2), bulk=True)
    writer.process([job])
    taken, other = job.result.result()
    assert "another content" in taken.detail
    assert other.new


def test_a_fact_that_would_be_refused_today_is_found_where_it_is_recorded(
    store: Store, writer: Writer
) -> None:
    """What is recorded comes first, as where each is asked for."""
    id = "1" * 32
    ((_, position, _),) = load(writer, range(1), id=id)
    job = scenes.job(scenes.fact(0, id=id, actor="nobody"), scenes.fact(2), bulk=True)
    writer.process([job])
    taken, _ = job.result.result()
    assert "another content" in taken.detail
    with store.transaction() as connection:
        registered = tables(1).registered
        connection.execute(registered.delete().where(registered.c.id == "taliban"))
    store.cache = RegistryCache()
    assert load(writer, range(1), id=id)[0][1:] == (position, False)


def test_facts_refer_to_no_parked_registration(store: Store, writer: Writer) -> None:
    """Neither beside a repeated fact nor beside the registration itself, posted again."""
    load(writer, range(1))
    source = {"id": "zz", "name": "zz"}
    position = _parked(store, NewEvent("source:zz", "source_registered", source))
    again = Job(registration=Source(**source))
    refers = scenes.job(scenes.fact(0), scenes.fact(1, attribution=["zz"]), bulk=True)
    for jobs in ([refers], [again, refers]):
        refers.result = Future()
        writer.process(jobs)
        before, refused = refers.result.result()
        assert not before.new
        assert refused.findings[0].pointer == "/attribution/0"
    (known,) = again.result.result()
    assert (known.position, known.new) == (position, False)


def test_facts_rest_on_no_parked_report(store: Store, writer: Writer) -> None:
    """Beside the report itself, posted again, which looks among the parked."""
    load(writer, range(1))
    report = {"id": "r9", "title": "r9", "publisher": "un", "published": "2020-07-01"}
    position = _parked(store, NewEvent("report:r9", "report_filed", report))
    again, rests = Job(registration=Report(**report)), scenes.job(scenes.fact(1, "r9"), bulk=True)
    writer.process([again, rests])
    (known,), (refused,) = again.result.result(), rests.result.result()
    assert (known.position, known.new) == (position, False)
    assert refused.findings[0].pointer == "/report"


def _parked(store: Store, event: NewEvent) -> int:
    """The position of an event that is recorded as if it could not be applied."""
    store.journal.append([event])
    (recorded,) = store.journal.read(store.journal.head() - 1, 1)
    checkpoint = store.checkpoint()
    assert checkpoint is not None
    store.step(control.projection, [recorded], checkpoint, "as if it could not be applied")
    return recorded.position


def test_a_fact_that_a_correction_brought_is_not_recorded_again(door: Door) -> None:
    wrong = door.post("events", fact())["id"]
    right = fact(occurred="2020-03-01/..")
    body = {"reason": "misread", "basis": "coding", "replacement": right}
    brought = door.post(f"events/{wrong}/correction", body, 201)["replacement"]
    head = door.head()
    lines = "\n".join(json.dumps(line) for line in (right, right))
    answer = door.client.post(
        "/v1/events", content=lines, headers={"content-type": "application/x-ndjson"}
    )
    outcomes = [json.loads(line) for line in answer.text.splitlines()]
    assert [(found["status"], found["id"]) for found in outcomes] == [(200, brought)] * 2
    assert door.head() == head
