"""ACLED exports, with rows that we invented."""

import json
from pathlib import Path

import pytest

from api.exchange.acled import occurred
from tests.exchange.bench import System, write

ROW = {
    "event_id_cnty": "XYZ1",
    "event_date": "2024-03-09",
    "year": "2024",
    "time_precision": "1",
    "disorder_type": "Political violence",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "actor1": "Northern Front (Xyland)",
    "assoc_actor_1": "Allies of the North",
    "inter1": "2",
    "actor2": "Military Forces of Xyland",
    "assoc_actor_2": "",
    "inter2": "State forces",
    "iso": "999",
    "admin1": "North",
    "location": "Old Bridge",
    "country": "Xyland",
    "latitude": "10.5",
    "longitude": "20.25",
    "geo_precision": "1",
    "source": "Xyland Herald",
    "notes": "On 9 March, fighters attacked a post at Old Bridge; three were killed.",
    "fatalities": "3",
    "timestamp": "1710201600",
}


def test_a_row_says_what_it_says(here: System, tmp_path: Path) -> None:
    assert here.bring("acled", write(tmp_path / "a.csv", [ROW]))["recorded"] == 1
    (item,) = here.timeline("acled-northern-front-xyland")
    assert (item["kind"], item["toward"]) == ("Armed clash", ["acled-military-forces-of-xyland"])
    assert (item["occurred"], item["published"]) == ("2024-03-09", "2024-03-12")
    assert item["fatalities"] == {"best": 3}
    assert item["quote"]["exact"] == ROW["notes"]
    note = json.loads(item["note"])["acled"]
    assert (note["assoc_actor_1"], note["source"]) == ("Allies of the North", "Xyland Herald")
    actor = here.reader.registration("actor", "acled-military-forces-of-xyland")
    assert actor["kind"] == "government_force"


def test_a_row_that_was_updated_is_a_correction_of_that_day(here: System, tmp_path: Path) -> None:
    here.bring("acled", write(tmp_path / "a.csv", [ROW]))
    touched = {**ROW, "timestamp": "1711411200"}
    assert here.bring("acled", write(tmp_path / "a.csv", [touched]))["unchanged"] == 1
    found = here.bring("acled", write(tmp_path / "a.csv", [{**touched, "fatalities": "5"}]))
    assert found["corrected"] == 1
    (now,) = here.standing("acled-northern-front-xyland")
    assert (now["fatalities"], now["published"]) == ({"best": 5}, "2024-03-26")


def test_rows_that_cannot_be_read_are_named(here: System, tmp_path: Path) -> None:
    rows = [ROW, {**ROW, "event_id_cnty": "2", "time_precision": "9"}, {**ROW, "fatalities": "x"}]
    found = here.bring("acled", write(tmp_path / "a.csv", rows))
    assert (found["recorded"], found["rejected"]) == (1, 2)
    assert [f["detail"] for f in found["findings"]] == [
        "column 'time_precision': '9' is not 1, 2 or 3",
        "column 'fatalities': 'x' is not a whole number",
    ]


@pytest.mark.parametrize(
    ("precision", "day", "edtf"),
    [
        ("1", "09 March 2024", "2024-03-09"),
        ("2", "2024-03-09", "[2024-03-06..2024-03-12]"),
        ("3", "2024-03-15", "2024-03"),
    ],
)
def test_time_precision(precision: str, day: str, edtf: str) -> None:
    assert occurred(precision, day) == edtf
