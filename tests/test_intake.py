"""The line of writes: who comes first, and that nothing which was accepted is lost."""

import time
from collections.abc import Iterator, Sequence

import pytest

from api import intake as intake_module
from api.intake import FEW, MORE, Intake
from api.jobs import Job
from api.writer import Writer
from domain.errors import Unavailable
from projections.store import Store
from tests import scenes

NUMBERS = iter(range(10**9))


@pytest.fixture
def intake(store: Store) -> Iterator[Intake]:
    scenes.register(store)
    intake = Intake(Writer(store))
    yield intake
    intake.close()


def job(facts: int, *, bulk: bool = False, more: bool = False) -> Job:
    made = scenes.job(*(scenes.fact(next(NUMBERS)) for _ in range(facts)), bulk=bulk)
    made.more = more
    return made


def busied(intake: Intake) -> Job:
    """What the writer has in its hands; so many facts that it takes nothing with them."""
    first = job(FEW)
    intake.enqueue(first)
    while intake.waiting:
        time.sleep(0.001)
    return first


def positions(job: Job) -> list[int]:
    return [outcome.position for outcome in job.result.result(timeout=30)]


def test_what_is_written_alone_comes_before_a_load_that_waits(store: Store, intake: Intake) -> None:
    with store.writing():
        first = busied(intake)
        load = [job(FEW // 2, bulk=True) for _ in range(5)]
        alone = job(1)
        for one in [*load, alone]:
            intake.enqueue(one)
    (mine,) = positions(alone)
    assert max(positions(first)) < mine < min(positions(load[0]))
    parts = [position for part in load for position in positions(part)]
    assert parts == sorted(parts)


def test_a_load_goes_on_beside_what_is_written_alone(store: Store, intake: Intake) -> None:
    """In one group: the outcomes of both come together, the load's behind."""
    with store.writing():
        busied(intake)
        part, singles = job(FEW // 2, bulk=True), [job(1) for _ in range(5)]
        for one in [part, *singles]:
            intake.enqueue(one)
    last = max(position for one in singles for position in positions(one))
    assert positions(part) == list(range(last + 1, last + 1 + FEW // 2))


def test_closing_carries_out_what_was_accepted(store: Store) -> None:
    scenes.register(store)
    intake = Intake(Writer(store))
    with store.writing():
        jobs = [job(3, bulk=True), job(1), job(2, bulk=True)]
        for one in jobs:
            intake.enqueue(one)
    intake.close()
    assert sum(len(positions(one)) for one in jobs) == 6
    with pytest.raises(Unavailable):
        intake.enqueue(job(1))


class Slow(Writer):
    """Notes how many jobs it carries out together, and takes its time."""

    def __init__(self, store: Store, seconds: float = 0.0) -> None:
        super().__init__(store)
        self.seconds = seconds
        self.groups: list[int] = []

    def process(self, jobs: Sequence[Job]) -> None:
        self.groups.append(len(jobs))
        super().process(jobs)
        time.sleep(self.seconds)


def test_the_parts_of_a_load_are_waited_for_and_the_last_one_is_not(store: Store) -> None:
    scenes.register(store)
    writer = Slow(store)
    intake = Intake(writer)
    parts = [job(3, bulk=True, more=True), job(3, bulk=True, more=True), job(3, bulk=True)]
    for part in parts:
        intake.enqueue(part)
        time.sleep(MORE / 3)
    began = time.monotonic()
    positions(parts[-1])
    assert time.monotonic() - began < MORE
    assert writer.groups == [3]
    intake.close()


def test_a_slow_database_is_given_fewer_events_at_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever writes one fact waits for what is recorded before it, not for a whole load."""
    monkeypatch.setattr(intake_module, "FEW", 10)
    monkeypatch.setattr(intake_module, "LASTING", 0.2)
    scenes.register(store)
    writer = Slow(store, seconds=0.4)
    intake = Intake(writer)
    for parts in (5, 12):
        load = [job(10, bulk=True, more=part < parts) for part in range(1, parts + 1)]
        for part in load:
            intake.enqueue(part)
        positions(load[-1])
    assert writer.groups[0] == 5
    assert max(writer.groups[1:]) <= 3
    intake.close()
