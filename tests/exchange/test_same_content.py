"""Rows of one file that come to say the same: the fact is there once, in whichever order."""

import json
from pathlib import Path
from typing import Any

import pytest

from api.exchange import importing, service
from api.writer import Job
from domain.registrations import Report
from projections import batches, generations
from projections.parking import parked_events
from tests import scenes
from tests.exchange.bench import ON_BOTH, System

pytestmark = ON_BOTH
TOGETHER, APART = 500, 1
OLDER = Report(id="un-0", title="An older report", publisher="un", published="2020-06-01")
COUNTED = ("recorded", "unchanged", "corrected", "rejected")


class Series:
    """A table of facts, of which each row says its key and the number of its sentence."""

    def __init__(self, system: System, path: Path) -> None:
        self.system, self.path = system, path
        scenes.register(system.store)
        scenes.run(system.store, Job(registration=OLDER))

    def bring(self, *said: tuple[str, int], report: str = "un-1", **asked: Any) -> dict[str, Any]:
        rows = [{"key": key, **scenes.fact(number, report)} for key, number in said]
        self.path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return self.system.bring("csv", self.path, dataset="series", **asked)

    def standing(self) -> list[int]:
        words = [item["quote"]["exact"] for item in self.system.standing("taliban")]
        return sorted(int(exact.split()[-1]) for exact in words)

    def parked(self) -> list[str]:
        with self.system.store.reading() as snapshot:
            generation = snapshot.checkpoint.generation
            return [event.reason for event in parked_events(snapshot.connection, generation)]


@pytest.fixture(params=[TOGETHER, APART], ids=["together", "apart"])
def series(
    here: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Series:
    """Its rows are decided together, or each by itself."""
    monkeypatch.setattr(importing, "CHUNK", request.param)
    return Series(here, tmp_path / "series.ndjson")


def counts(found: dict[str, Any]) -> tuple[int, ...]:
    return tuple(found[name] for name in COUNTED)


def test_a_new_row_that_says_what_a_row_before_it_changed_to_is_nothing_new(
    series: Series,
) -> None:
    series.bring(("a", 1))
    dry = series.bring(("a", 9), ("b", 9), dry_run=True)
    found = series.bring(("a", 9), ("b", 9))
    assert counts(found) == counts(dry) == (0, 1, 1, 0)
    assert (series.standing(), series.parked()) == ([9], [])
    before = series.system.dump()
    generations.rebuild(series.system.store)
    assert series.system.dump() == before
    assert counts(series.bring(("a", 9), ("b", 9))) == (0, 2, 0, 0)


def test_a_row_that_changes_to_what_a_new_row_before_it_says_is_corrected(series: Series) -> None:
    series.bring(("a", 1))
    dry = series.bring(("b", 9), ("a", 9), dry_run=True)
    found = series.bring(("b", 9), ("a", 9))
    assert counts(found) == counts(dry) == (1, 0, 1, 0)
    assert (series.standing(), series.parked()) == ([9], [])
    assert counts(series.bring(("b", 9), ("a", 9))) == (0, 2, 0, 0)
    service.revert(series.system.writer, found["batch"], "not yet")
    assert (series.standing(), series.parked()) == ([1], [])


@pytest.mark.parametrize("said", [[("a", 9), ("b", 9)], [("b", 9), ("a", 9)]])
def test_so_it_is_where_the_row_is_moved_to_an_older_report(
    series: Series, said: list[tuple[str, int]]
) -> None:
    series.bring(("a", 1))
    found = series.bring(*said, report=OLDER.id)
    assert (found["corrected"], found["recorded"] + found["unchanged"]) == (1, 1)
    assert (series.standing(), series.parked()) == ([9], [])
    assert counts(series.bring(*said, report=OLDER.id)) == (0, 2, 0, 0)


def test_rows_that_change_to_the_same_are_all_corrected_and_change_back_as_one(
    series: Series, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "CHUNK", 1)
    series.bring(("a", 1), ("b", 2), ("c", 3))
    found = series.bring(("a", 9), ("b", 9), ("c", 9), ("d", 9))
    assert counts(found) == (0, 1, 3, 0)
    assert (series.standing(), series.parked()) == ([9], [])
    service.revert(series.system.writer, found["batch"], "not yet")
    assert (series.standing(), series.parked()) == ([1, 2, 3], [])


def test_rows_that_change_back_to_the_same_change_back_as_one_again(series: Series) -> None:
    series.bring(("a", 9), ("b", 8), ("c", 7))
    series.bring(("a", 1), ("b", 2), ("c", 3))
    found = series.bring(("a", 9), ("b", 9), ("c", 9))
    assert counts(found) == (0, 0, 3, 0)
    assert (series.standing(), series.parked()) == ([9], [])
    service.revert(series.system.writer, found["batch"], "not yet")
    assert (series.standing(), series.parked()) == ([1, 2, 3], [])
