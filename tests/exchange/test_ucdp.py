"""UCDP GED goes in whole, and says what the rows say."""

import json
from pathlib import Path

import pytest

from api.exchange.ucdp import CARRIED, occurred
from domain.days import day_of
from domain.errors import Malformed, Refused
from tests.exchange.bench import GED, System, ged_rows, write


def test_all_thousand_rows_go_in_and_thirteen_are_warned_about(here: System) -> None:
    found = here.bring("ucdp-ged", GED)
    assert (found["recorded"], found["rejected"], found["warnings"]) == (1000, 0, 13)
    assert found["findings"][0]["detail"].startswith("low 3, best 2, high 3")
    head = here.head()
    again = here.bring("ucdp-ged", GED)
    assert (again["unchanged"], again["recorded"], again["batch"]) == (1000, 0, None)
    assert here.head() == head


def test_a_row_says_its_days_sides_place_deaths_and_article(here: System, tmp_path: Path) -> None:
    here.bring("ucdp-ged", write(tmp_path / "ged231.csv", ged_rows(2)))
    (item,) = here.timeline("ucdp-actor-118")
    assert item["occurred"] == "2013-01-03"
    assert (item["kind"], item["toward"]) == ("state-based conflict", ["ucdp-actor-4456"])
    assert (item["latitude"], item["longitude"]) == (35.763369, 36.558974)
    assert item["place"] == "Rami village, Ariha district, Idlib governorate, Syria"
    assert item["fatalities"] == {"low": 2, "best": 2, "high": 2}
    assert (item["origin"], item["published"]) == ("support-kurds-in-syria", "2013-01-03")
    assert json.loads(item["note"])["ucdp_ged"]["where_prec"] == "1"
    actor = here.reader.registration("actor", "ucdp-actor-118")
    assert (actor["name"], actor["external_ids"]) == ("Government of Syria", {"ucdp": 118})


def test_an_article_that_is_told_in_one_string_is_told_apart(here: System, tmp_path: Path) -> None:
    here.bring("ucdp-ged", write(tmp_path / "ged231.csv", ged_rows(2)))
    (item,) = here.timeline("ucdp-actor-567")
    assert item["occurred"] == "[1989-05-10..1989-05-16]"
    assert (item["origin"], item["published"]) == ("reuters", "1989-05-17")
    assert item["quote"]["exact"].startswith("ANGOLAN UNITA REBELS")


def test_sides_are_known_by_their_ucdp_id(here: System, tmp_path: Path) -> None:
    from api.jobs import Job
    from domain.registrations import Actor

    syria = Actor(id="syria", name="Syria", kind="state", external_ids={"ucdp": 118})
    here.writer.process([Job(registration=syria)])
    here.bring("ucdp-ged", write(tmp_path / "ged.csv", ged_rows(1)))
    assert len(here.timeline("syria")) == 1


def test_geojson_says_the_same_as_csv(here: System, tmp_path: Path) -> None:
    rows = ged_rows(20)
    features = [{"type": "Feature", "geometry": None, "properties": row} for row in rows]
    path = tmp_path / "ged231.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert here.bring("ucdp-ged", path, dataset="ged")["recorded"] == 20
    found = here.bring("ucdp-ged", write(tmp_path / "ged231.csv", rows), dataset="ged")
    assert (found["recorded"], found["unchanged"]) == (0, 20)


@pytest.mark.parametrize(
    ("precision", "start", "end", "edtf"),
    [
        ("1", "2013-01-03", "2013-01-03", "2013-01-03"),
        ("2", "2013-01-03", "2013-01-05", "[2013-01-03..2013-01-05]"),
        ("5", "2013-01-01", "2013-06-30", "[2013-01-01..2013-06-30]"),
        ("2", "2013-01-03", "2013-01-03", "[2012-12-29..2013-01-08]"),
        ("3", "2013-01-03", "2013-01-03", "[2012-12-31..2013-01-06]"),
        ("4", "2013-01-03", "2013-01-03", "2013-01"),
        ("5", "2013-01-03", "2013-01-03", "2013"),
    ],
)
def test_date_precision(precision: str, start: str, end: str, edtf: str) -> None:
    assert occurred(precision, start, end) == edtf


def test_a_row_that_cannot_be_read_is_named_and_the_others_go_in(
    here: System, tmp_path: Path
) -> None:
    rows = ged_rows(5)
    rows[1]["date_start"] = "2013-13-01"
    rows[2]["latitude"] = "north"
    rows[4]["id"] = rows[3]["id"]
    found = here.bring("ucdp-ged", write(tmp_path / "g.csv", rows))
    assert (found["recorded"], found["rejected"]) == (2, 3)
    assert [f["place"] for f in found["findings"]] == ["line 3", "line 4", "line 6"]


def test_nothing_is_known_before_its_article_was_published(here: System, tmp_path: Path) -> None:
    here.bring("ucdp-ged", write(tmp_path / "ged231.csv", ged_rows(1)))
    assert here.timeline("ucdp-actor-118", known_by=day_of("2013-01-02")) == []
    assert len(here.timeline("ucdp-actor-118", known_by=day_of("2013-01-03"))) == 1


def test_precision_says_what_the_days_do_not(here: System, tmp_path: Path) -> None:
    (row, *_) = ged_rows(1)
    rows = [{**row, "date_prec": "4"}, {**row, "id": "2", "date_end": "2013-01-01"}]
    found = here.bring("ucdp-ged", write(tmp_path / "g.csv", rows))
    (item,) = here.timeline("ucdp-actor-118")
    assert (item["occurred"], found["warnings"]) == ("2013-01", 1)
    assert found["findings"][0]["detail"].startswith("date_prec 4 says several days")
    (refused,) = [f for f in found["findings"] if f["kind"] == "rejected"]
    assert refused["detail"].startswith("column 'date_end': 2013-01-01 is before 2013-01-03")


def test_geojson_tells_what_is_wrong_with_it(here: System, tmp_path: Path) -> None:
    (row, *_) = ged_rows(1)
    path = tmp_path / "g.geojson"
    point = {"type": "Point", "coordinates": [1.5, 2.5]}
    bare = {k: v for k, v in row.items() if k not in ("latitude", "longitude")}
    features = [
        {"type": "Feature", "geometry": point, "properties": bare},
        {"type": "Feature", "geometry": None, "properties": {"id": 7}},
        {"type": "Feature", "properties": None},
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = here.bring("ucdp-ged", path)
    assert (found["recorded"], found["rejected"]) == (1, 2)
    assert found["findings"][0]["detail"].startswith("has no best, date_end")
    (item,) = here.timeline("ucdp-actor-118")
    assert (item["longitude"], item["latitude"]) == (1.5, 2.5)
    path.write_text("{}")
    with pytest.raises(Refused, match="is no GeoJSON FeatureCollection"):
        here.bring("ucdp-ged", path)
    path.write_text('{"features": [{')
    with pytest.raises(Malformed, match="is not JSON"):
        here.bring("ucdp-ged", path)


def test_a_note_that_is_too_long_is_cut_and_said(here: System, tmp_path: Path) -> None:
    rows = [{**ged_rows(1)[0], "source_original": "x" * 30_000}]
    found = here.bring("ucdp-ged", write(tmp_path / "g.csv", rows))
    assert (found["recorded"], found["warnings"]) == (1, 1)
    assert "'source_original' is longer" in found["findings"][0]["detail"]
    (item,) = here.timeline("ucdp-actor-118")
    assert json.loads(item["note"])["ucdp_ged"]["where_prec"] == "1"


def test_every_row_keeps_all_that_it_says(here: System) -> None:
    """Each of the 49 columns is in a field, in the note, or follows from one that is."""
    rows = {row["id"]: row for row in ged_rows(1000)}
    here.bring("ucdp-ged", GED)
    for item in here.timeline("ucdp-actor-118"):
        note = json.loads(item["note"])["ucdp_ged"]
        row = rows[note["id"]]
        left = {name for name, value in row.items() if value and name not in note}
        assert left <= CARRIED
        assert all(row[name] == value for name, value in note.items())
        assert item["fatalities"] == {n: int(row[n]) for n in ("low", "best", "high")}
        assert {row["side_a_new_id"], row["side_b_new_id"]} == {
            side.removeprefix("ucdp-actor-") for side in (item["actor"], *item["toward"])
        }
