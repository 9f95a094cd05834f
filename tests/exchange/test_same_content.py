"""Rows of one file that come to say the same: the fact is there once, in whichever order."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from api.exchange import importing, service
from api.jobs import Job
from domain.amend import decide_fact_retraction
from domain.amendments import Retraction
from domain.events.base import posted
from domain.registrations import Report
from domain.validation import validate_fact
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


def whole(series: Series, *said: tuple[str, int]) -> dict[str, Any]:
    """A whole file: tried, brought and brought again; what stands is what it says."""
    dry = series.bring(*said, complete=True, dry_run=True)
    found = series.bring(*said, complete=True)
    assert {**found, "dry_run": True, "batch": None} == dry
    assert series.standing() == sorted({number for _, number in said})
    head = series.system.head()
    assert counts(series.bring(*said, complete=True)) == (0, len(said), 0, 0)
    assert (series.system.head(), series.parked()) == (head, [])
    return found


def numbered(*numbers: int) -> list[tuple[str, int]]:
    return [(f"k{line}", number) for line, number in enumerate(numbers)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param([1, 2], [2, 1], id="swapped"),
        pytest.param([1, 2, 3], [2, 3, 1], id="turned"),
        pytest.param([1, 2, 3], [4, 1, 2, 3], id="a line more on top"),
        pytest.param([1, 2, 3], [2, 3], id="the first line gone"),
        pytest.param([1, 2, 3], [3, 2, 1], id="upside down"),
        pytest.param([1, 1], [1, 2], id="the second of two leaves"),
        pytest.param([1, 1], [2, 1], id="the first of two leaves"),
        pytest.param([1, 1], [1], id="the second of two is gone"),
        pytest.param([2, 1, 1], [1, 2, 1], id="one joins, one leaves"),
        pytest.param([1, 1, 2], [2, 2, 2], id="all join"),
        pytest.param([1, 1, 1], [4], id="all leave"),
    ],
)
def test_what_a_row_says_stands_whichever_row_said_it_before(
    series: Series, before: list[int], after: list[int]
) -> None:
    whole(series, *numbered(*before))
    whole(series, *numbered(*after))
    whole(series, *numbered(*before))
    last = whole(series, *numbered(*after))
    dump = series.system.dump()
    generations.rebuild(series.system.store)
    assert series.system.dump() == dump
    service.revert(series.system.writer, last["batch"], "not yet")
    assert (series.standing(), series.parked()) == (sorted(set(before)), [])
    head = series.system.head()
    assert counts(series.bring(*numbered(*before), complete=True)) == (0, len(before), 0, 0)
    assert series.system.head() == head
    whole(series, *numbered(*after))


def test_a_row_that_is_refused_says_what_it_said(series: Series) -> None:
    series.bring(("a", 1), ("b", 1), ("c", 3))
    refused = {"key": "b", **scenes.fact(2), "actor": "nobody"}
    for said in ([("a", 4)], [("a", 1)], [("a", 3)]):
        rows = [refused, *({"key": key, **scenes.fact(number)} for key, number in said)]
        series.path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        found = series.system.bring("csv", series.path, dataset="series")
        assert (found["rejected"], found["corrected"]) == (1, 1) or said == [("a", 1)]
        assert series.standing() == sorted({1, 3, *(number for _, number in said)})


def test_a_part_of_a_dataset_takes_nothing_from_the_rows_that_it_does_not_name(
    series: Series,
) -> None:
    series.bring(("a", 1), ("b", 1), ("c", 1))
    found = series.bring(("a", 2))
    assert (counts(found), series.standing()) == ((0, 0, 1, 0), [1, 2])
    assert counts(series.bring(("c", 2))) == (0, 0, 1, 0)
    assert series.standing() == [1, 2]
    assert counts(series.bring(("b", 3))) == (0, 0, 1, 0)
    assert series.standing() == [2, 3]


def test_two_rows_of_the_same_that_vanish_one_after_the_other(series: Series) -> None:
    whole(series, ("a", 1), ("b", 1), ("c", 2))
    assert whole(series, ("b", 1), ("c", 2))["retracted"] == 1
    assert whole(series, ("c", 2))["retracted"] == 1
    whole(series, ("a", 1), ("b", 1), ("c", 2))


def test_what_leaves_another_row_the_fact_is_taken_back_exactly(series: Series) -> None:
    series.bring(("a", 1), ("b", 1), ("c", 3))
    for said in ([("a", 2), ("b", 1), ("c", 3)], [("b", 1), ("c", 3)], [("a", 1), ("c", 3)]):
        found = series.bring(*said, complete=True)
        service.revert(series.system.writer, found["batch"], "not yet")
        assert (series.standing(), series.parked()) == ([1, 3], [])
        assert counts(series.bring(("a", 1), ("b", 1), ("c", 3))) == (0, 3, 0, 0)


def test_a_row_that_joins_a_fact_leaves_it_as_it_was_when_it_is_taken_back(series: Series) -> None:
    series.bring(("a", 1), ("c", 3))
    for said in ([("a", 1), ("b", 1), ("c", 3)], [("a", 1), ("c", 1)]):
        found = series.bring(*said)
        service.revert(series.system.writer, found["batch"], "not yet")
        assert (series.standing(), series.parked()) == ([1, 3], [])


def test_what_an_analyst_took_back_stays_so_whoever_comes_to_say_it(series: Series) -> None:
    series.bring(("a", 1), ("b", 2), ("c", 3))
    one, two, _ = (item["id"] for item in _by_number(series))
    for id in (one, two):
        body = Retraction(basis="coding", reason="double")
        scenes.run(series.system.store, Job(amendment=partial(decide_fact_retraction, id, body)))
    said = [("a", 2), ("b", 1), ("c", 1), ("d", 2)]
    dry = series.bring(*said, dry_run=True)
    found = series.bring(*said)
    assert (counts(found), series.standing()) == (counts(dry), [])
    head = series.system.head()
    assert counts(series.bring(*said)) == (0, 4, 0, 0)
    assert (series.system.head(), series.parked()) == (head, [])


def test_a_fact_of_nobody_in_the_series_is_not_its_own_to_withdraw(series: Series) -> None:
    scenes.run(series.system.store, Job(facts=(posted(validate_fact(scenes.fact(1))),)))
    head = series.system.head()
    assert counts(series.bring(("a", 1), ("b", 1))) == (0, 2, 0, 0)
    assert series.system.head() == head


def test_rows_that_move_on_in_a_newer_release_say_it_there(series: Series) -> None:
    series.bring(*numbered(1, 2, 3, 3), published="2021-01-01", complete=True)
    said = numbered(4, 1, 2, 3, 3)
    dry = series.bring(*said, published="2022-01-01", complete=True, dry_run=True)
    found = series.bring(*said, published="2022-01-01", complete=True)
    assert {**found, "dry_run": True, "batch": None} == dry
    assert sorted(set(series.standing())) == [1, 2, 3, 4]
    again = series.bring(*said, published="2022-01-01", complete=True)
    assert counts(again) == (0, 5, 0, 0)
    gone = numbered(1, 2, 3)
    series.bring(*gone, published="2023-01-01", complete=True)
    assert (sorted(set(series.standing())), series.parked()) == ([1, 2, 3], [])
    assert counts(series.bring(*gone, published="2023-01-01", complete=True)) == (0, 3, 0, 0)


def test_the_log_brings_such_rows_to_another_system(
    series: Series, there: System, tmp_path: Path
) -> None:
    for said in ([1, 2, 2, 3], [2, 1, 3, 3], [4, 2, 1], [1, 2, 2, 3]):
        whole(series, *numbered(*said))
    there.bring("cloudevents", series.system.send("cloudevents", tmp_path / "log.ndjson"))
    assert there.dump() == series.system.dump()


def _by_number(series: Series) -> list[dict[str, Any]]:
    return sorted(series.system.standing("taliban"), key=lambda item: item["quote"]["exact"])
