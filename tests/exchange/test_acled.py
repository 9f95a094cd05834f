"""ACLED exports, with rows that we invented."""

import json
from pathlib import Path

import pytest

from api.exchange import service
from api.exchange.acled import kind_of, occurred
from domain.days import day_of
from domain.errors import Refused
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


def test_a_row_that_moves_to_an_older_update_rests_on_it(here: System, tmp_path: Path) -> None:
    here.bring("acled", write(tmp_path / "a.csv", [ROW]))
    older = {**ROW, "timestamp": "1710115200", "fatalities": "5"}
    assert here.bring("acled", write(tmp_path / "a.csv", [older]))["corrected"] == 1
    (now,) = here.standing("acled-northern-front-xyland")
    assert (now["fatalities"], now["published"]) == ({"best": 5}, "2024-03-11")


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


@pytest.mark.parametrize(
    ("inter", "kind"),
    [
        ("1", "government_force"),
        ("State forces", "government_force"),
        ("2", "armed_group"),
        ("Rebel group", "armed_group"),
        ("Rebel Groups", "armed_group"),
        ("Political militia", "armed_group"),
        ("Identity Militias", "militia"),
        ("5", "rioters"),
        ("Protesters", "protesters"),
        ("7", "civilians"),
        ("Civilians", "civilians"),
        ("External/Other forces", "external_force"),
        ("8", "external_force"),
        ("", "unknown"),
        ("0", "unknown"),
    ],
)
def test_inter_in_numbers_and_in_words(inter: str, kind: str) -> None:
    assert kind_of(inter) == kind


def test_what_has_no_field_stays_in_the_note(here: System, tmp_path: Path) -> None:
    more = {"civilian_targeting": "Civilian targeting", "interaction": "Rebel group-State forces"}
    more |= {"region": "Nowhere", "source_scale": "National", "tags": "crowd size=no report"}
    here.bring("acled", write(tmp_path / "a.csv", [{**ROW, **more}]))
    (item,) = here.timeline("acled-northern-front-xyland")
    note = json.loads(item["note"])["acled"]
    assert {name: note[name] for name in more} == more
    assert (note["inter1"], note["inter2"]) == ("2", "State forces")


def test_rows_that_acled_deleted_are_retracted_from_that_day_on(
    here: System, tmp_path: Path
) -> None:
    rows = [ROW, {**ROW, "event_id_cnty": "XYZ2", "notes": "Another."}]
    here.bring("acled", write(tmp_path / "a.csv", rows), dataset="acled")
    gone = [{"event_id_cnty": id, "deleted_timestamp": "1711411200"} for id in ("XYZ2", "XYZ9")]
    path = write(tmp_path / "deleted.csv", gone)
    dry = here.bring("acled", path, dataset="acled", dry_run=True)
    found = here.bring("acled", path, dataset="acled")
    assert (found["retracted"], found["unchanged"], found["missing"]) == (1, 1, 0)
    with pytest.raises(Refused, match="lists what was deleted"):
        here.bring("acled", path, dataset="acled", complete=True)
    assert [dry[name] for name in ("retracted", "unchanged")] == [1, 1]
    actor = "acled-northern-front-xyland"
    assert len(here.standing(actor, known_by=day_of("2024-03-25"))) == 2
    assert len(here.standing(actor, known_by=day_of("2024-03-26"))) == 1
    assert here.bring("acled", path, dataset="acled")["retracted"] == 0
    service.revert(here.writer, found["batch"], "not deleted after all")
    assert len(here.standing(actor)) == 2


def test_semicolons_and_rows_without_a_timestamp(here: System, tmp_path: Path) -> None:
    row = {name: value for name, value in ROW.items() if name != "timestamp"}
    path = tmp_path / "a.csv"
    said = '"' + row["notes"] + '"'
    cells = [said if name == "notes" else value for name, value in row.items()]
    path.write_text(";".join(row) + "\n" + ";".join(cells) + "\n")
    assert here.bring("acled", path, published="2024-04-01")["recorded"] == 1
    (item,) = here.timeline("acled-northern-front-xyland")
    assert (item["published"], item["quote"]["exact"]) == ("2024-04-01", ROW["notes"])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"actor1": ""}, "column 'actor1': is empty"),
        ({"event_date": "soon"}, "column 'event_date': 'soon' is not a day like 2024-03-09"),
        ({"latitude": "91"}, "column 'latitude': "),
        ({"longitude": "east"}, "column 'longitude': 'east' is not a number"),
        ({"timestamp": "9" * 30}, "column 'timestamp': "),
        ({"event_id_cnty": ""}, "column 'event_id_cnty': is empty"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(
    here: System, tmp_path: Path, change: dict[str, str], why: str
) -> None:
    found = here.bring("acled", write(tmp_path / "a.csv", [{**ROW, **change}]))
    assert found["rejected"] == 1
    assert found["findings"][0]["place"] == "line 2"
    assert found["findings"][0]["detail"].startswith(why)


def test_columns_that_are_missing_are_named(here: System, tmp_path: Path) -> None:
    rows = [{k: v for k, v in ROW.items() if k not in ("actor1", "fatalities")}]
    with pytest.raises(Refused, match="line 1: ACLED needs the columns actor1, fatalities"):
        here.bring("acled", write(tmp_path / "a.csv", rows))
