"""Formats that go out only: each read back by a tool of its field, or by its rules."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest
from followthemoney import EntityProxy, Statement, model
from starlette.testclient import TestClient

from api.app import create_app
from api.exchange import exporting
from api.exchange.ftm_statements import DATASET
from api.jobs import Job
from api.parameters import ExportParameters
from api.settings import Settings
from domain.registrations import Report, Source
from tests import postgres, scenes
from tests.exchange.bench import System, ged_rows, system, write


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def full(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    folder: Path = tmp_path_factory.mktemp("out")
    with ExitStack() as stack:
        where: Path | str = folder / "out.db"
        if request.param == "postgresql":
            server = request.getfixturevalue("server_url")
            where = stack.enter_context(postgres.database(server))
        found = stack.enter_context(system(where))
        found.seed()
        found.bring("ucdp-ged", write(folder / "ged231.csv", ged_rows(40)))
        yield found


def test_geojson_has_every_incident_where_it_was(full: System, tmp_path: Path) -> None:
    found = json.loads(full.send("geojson", tmp_path / "g").read_text())
    assert len(found["features"]) == 40
    assert found["left_out"] == full.standing_facts() - 40
    points = {tuple(f["geometry"]["coordinates"]) for f in found["features"]}
    assert points == {(float(r["longitude"]), float(r["latitude"])) for r in ged_rows(40)}


def test_a_timeline_shows_uncertainty_and_escapes(full: System, tmp_path: Path) -> None:
    fact = {
        "type": "priority_stated",
        "report": "ucdp-ged-23-1",
        "actor": "taliban",
        "priority": "<script>alert(1)</script>",
        "occurred": "2019-05~/2019-07",
        "quote": {"exact": "a <b> & c"},
    }
    source = Source(id="ucdp", name="Uppsala Conflict Data Program")
    report = Report(id="ucdp-ged-23-1", title="x", publisher="ucdp", published="2023-12-31")
    full.writer.process([Job(registration=source), Job(registration=report)])
    job = scenes.job(fact)
    full.writer.process([job])
    (outcome,) = job.result.result()
    text = full.send("timelinejs", tmp_path / "t", actor="taliban").read_text()
    assert "<script>" not in text
    slide = next(e for e in json.loads(text)["events"] if e["unique_id"] == outcome.id)
    assert slide["display_date"] == (
        "about between 2019-05-01 and 2019-05-31 to between 2019-07-01 and 2019-07-31"
    )
    assert (slide["start_date"], slide["end_date"]) == (
        {"year": 2019, "month": 5, "day": 1},
        {"year": 2019, "month": 7, "day": 31},
    )
    assert "a &lt;b&gt; &amp; c" in slide["text"]["text"]


def test_parquet_is_read_by_duckdb_by_month(full: System, tmp_path: Path) -> None:
    with full.store.reading() as snapshot:
        at = ExportParameters().coordinates()
        export = exporting.prepared(full.store, snapshot, at, None, frozenset())
        assert exporting.to_folder("parquet", export, tmp_path / "p") == 1
    query = (
        f"SELECT count(*), sum(fatalities_best), min(recorded) "
        f"FROM read_parquet('{tmp_path}/p/*/*.parquet', hive_partitioning=true)"
    )
    ((count, best, month),) = duckdb.sql(query).fetchall()
    assert count == full.standing_facts()
    assert best == sum(int(r["best"]) for r in ged_rows(40))
    assert str(month)[:2] == "20"


def test_ftm_entities_are_entities_and_statements_say_them(full: System, tmp_path: Path) -> None:
    lines = full.send("ftm", tmp_path / "f").read_text().splitlines()
    found = [model.get_proxy(json.loads(line)) for line in lines]
    ids = {entity.id for entity in found}
    assert len(ids) == len(found)
    links = [entity for entity in found if entity.schema.name == "UnknownLink"]
    assert links
    assert all(set(link.get("subject")) | set(link.get("object")) <= ids for link in links)
    lines = full.send("ftm-statements", tmp_path / "s").read_text().splitlines()
    assert {json.loads(line)["entity_id"] for line in lines} == ids
    assert all(json.loads(line)["first_seen"].startswith("20") for line in lines)
    notes = {note for entity in found for note in entity.get("notes", quiet=True)}
    assert {"ucdp: 118", "fatalities: low 2, best 2, high 2"} <= notes


def test_ftm_says_what_the_library_itself_would_say(full: System, tmp_path: Path) -> None:
    entities = [json.loads(x) for x in full.send("ftm", tmp_path / "f").read_text().splitlines()]
    proxies = [EntityProxy.from_dict(entity, cleaned=False) for entity in entities]
    assert [proxy.to_dict() for proxy in proxies] == entities
    lines = full.send("ftm-statements", tmp_path / "s").read_text().splitlines()
    said = [statement for proxy in proxies for statement in Statement.from_entity(proxy, DATASET)]
    for line, statement in zip(map(json.loads, lines), said, strict=True):
        seen = {"first_seen": line["first_seen"], "last_seen": line["first_seen"]}
        expected = {**statement.to_dict(), **seen}
        assert line == {name: value for name, value in expected.items() if value is not None}


def test_what_was_not_known_yet_does_not_go_out(full: System, tmp_path: Path) -> None:
    path = full.send("geojson", tmp_path / "g", known_by="2013-01-02")
    dates = [f["properties"]["published"] for f in json.loads(path.read_text())["features"]]
    assert dates
    assert max(dates) <= "2013-01-02"
    path = full.send("geojson", tmp_path / "g", as_of="2000-01-01")
    starts = [f["properties"]["start"][0] for f in json.loads(path.read_text())["features"]]
    assert max(starts) <= "2000-01-01"


@pytest.mark.parametrize(
    "format",
    ["stix", "ftm", "ftm-statements", "timelinejs", "geojson", "csv", "parquet", "cloudevents"],
)
def test_every_format_goes_out_over_http(full: System, format: str, tmp_path: Path) -> None:
    with TestClient(create_app(Settings(database_url=full.url))) as client:
        answer = client.get(f"/v1/exports/{format}")
        assert answer.status_code == 200
        if format != "parquet":
            assert answer.content == full.send(format, tmp_path / "x").read_bytes()
        for path, status in (
            (f"/v1/exports/{format}?colour=red", 422),
            (f"/v1/exports/{format}?actor=nobody", 422),
            ("/v1/exports/docx", 404),
        ):
            refused = client.get(path)
            assert (refused.status_code, refused.headers["content-type"]) == (
                status,
                "application/problem+json",
            )


def test_an_incident_until_some_day_ends_on_no_other(tmp_path: Path) -> None:
    """It ends where it starts (section 2); where that has no bound, no format gives it a day."""
    line = {"type": "incident_recorded", "actor": "taliban", "toward": ["andsf"], "kind": "attack"}
    quoted = {**line, "report": "heart-of-asia-2020-07-01", "quote": {"exact": "attacks"}}
    until = [{**quoted, "occurred": f"{start}/2020-06-01"} for start in ("", "..")]
    with system(tmp_path / "until.db") as here:
        here.seed()
        job = scenes.job(*until)
        here.writer.process([job])
        ids = {outcome.id for outcome in job.result.result()}
        lines = [line for line in here.timeline("taliban") if line["id"] in ids]
        bundle = here.send("stix", tmp_path / "s").read_text()
        slides = json.loads(here.send("timelinejs", tmp_path / "t").read_text())["events"]
    assert {line["occurred"]: (line["start"], line["end"]) for line in lines} == {
        "/2020-06-01": ([None, "2020-06-01"], [None, "2020-06-01"]),
        "../2020-06-01": ([None, None], [None, None]),
    }
    assert all(id in bundle for id in ids)
    assert "0001-01-01" not in bundle
    dates = [slide["display_date"] for slide in slides if slide["unique_id"] in ids]
    assert dates == ["2020-06-01 or before"]
