"""The line of writes: who comes first, and that nothing which was accepted is lost."""

import time
from collections.abc import Iterator

import pytest

from api.intake import FEW, Intake
from api.writer import Job, Writer
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


def job(facts: int, *, bulk: bool = False) -> Job:
    return scenes.job(*(scenes.fact(next(NUMBERS)) for _ in range(facts)), bulk=bulk)


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
