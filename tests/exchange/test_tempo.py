"""Tempo adds up, knows its gaps, and counts at (K, T)."""

import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests import postgres
from tests.exchange.bench import GED, ON_BOTH, System, ged_rows, system


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    with ExitStack() as stack:
        where: Path | str = tmp_path_factory.mktemp("tempo") / "tempo.db"
        if request.param == "postgresql":
            where = stack.enter_context(postgres.database(request.getfixturevalue("server_url")))
        with system(where) as here:
            here.seed()
            here.bring("ucdp-ged", GED)
            url = here.url
        yield stack.enter_context(TestClient(create_app(Settings(database_url=url))))


def ask(client: TestClient, actor: str, **asked: str) -> Any:
    answer = client.get(f"/v1/actors/{actor}/tempo", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows_of(side: str) -> list[dict[str, str]]:
    return [r for r in ged_rows(1000) if side in (r["side_a_new_id"], r["side_b_new_id"])]


@pytest.mark.parametrize("bucket", ["day", "week", "month", "quarter", "year"])
def test_all_buckets_add_up_to_the_file(client: TestClient, bucket: str) -> None:
    items = ask(client, "ucdp-actor-118", bucket=bucket)["items"]
    rows = rows_of("118")
    assert sum(i["incidents"] for i in items) == len(rows)
    for name in ("low", "best", "high"):
        assert sum(i["fatalities"][name] for i in items) == sum(int(r[name]) for r in rows)
    for one, two in itertools.pairwise(items):
        assert one["end"] < two["start"]


def test_a_month_by_counterpart(client: TestClient) -> None:
    asked = {"from": "2013-01-01", "to": "2013-01-31"}
    (item,) = ask(client, "ucdp-actor-118", **asked)["items"]
    rows = [r for r in rows_of("118") if r["date_start"].startswith("2013-01")]
    for part in item["counterparts"]:
        other = part["counterpart"].removeprefix("ucdp-actor-")
        mine = [r for r in rows if other in (r["side_a_new_id"], r["side_b_new_id"])]
        assert part["fatalities"]["best"] == sum(int(r["best"]) for r in mine)
    assert sum(p["incidents"] for p in item["counterparts"]) == item["incidents"] == len(rows)


def test_what_was_not_published_yet_is_not_counted(client: TestClient) -> None:
    early = ask(client, "ucdp-actor-118", known_by="2013-01-03")["items"]
    late = ask(client, "ucdp-actor-118")["items"]
    assert 0 < sum(i["incidents"] for i in early) < sum(i["incidents"] for i in late)


def test_a_withheld_metric_marks_the_gap(client: TestClient) -> None:
    said = {
        "type": "metric_withheld",
        "report": "sigar-2020q3",
        "actor": "enemy-forces",
        "metric": "attacks",
        "occurred": "2020-04-01/2020-06-30",
        "quote": {"exact": "SIGAR"},
    }
    report = client.get("/v1/reports/sigar-2020q3").json()
    said["quote"] = {"exact": report["text"].split(maxsplit=1)[0]}
    assert client.post("/v1/events", json=said).status_code == 201
    asked = {"from": "2020-01-01", "to": "2020-12-31", "bucket": "quarter"}
    items = ask(client, "enemy-forces", **asked)["items"]
    assert [item["withheld"] for item in items] == [[], ["attacks"], [], []]
    assert not items[-1]["fatalities"]["best"]


def test_a_gap_is_shown_where_nothing_was_counted(client: TestClient) -> None:
    items = ask(client, "enemy-forces", bucket="quarter")["items"]
    assert [(i["start"], i["incidents"]) for i in items if i["withheld"]] == [("2020-04-01", 0)]


@pytest.mark.parametrize("bucket", ["day", "week", "month", "quarter", "year"])
def test_the_calendar_has_an_end(client: TestClient, bucket: str) -> None:
    asked = {"from": "9999-10-01", "to": "9999-12-31", "bucket": bucket}
    items = ask(client, "ucdp-actor-118", **asked)["items"]
    assert items[-1]["end"] == "9999-12-31"
    for one, two in itertools.pairwise(items):
        assert one["end"] < two["start"]


@ON_BOTH
def test_a_batch_taken_back_is_not_counted(here: System) -> None:
    from api.exchange import service

    found = here.bring("ucdp-ged", GED)
    service.revert(here.writer, found["batch"], "no")
    assert here.reader.tempo("ucdp-actor-118", "month")["items"] == []


@pytest.mark.parametrize(
    ("actor", "asked", "status"),
    [
        ("nobody", {}, 404),
        ("taliban", {"bucket": "decade"}, 422),
        ("taliban", {"from": "2020-02-01", "to": "2020-01-01"}, 422),
        ("taliban", {"from": "1000-01-01", "to": "2020-01-01", "bucket": "day"}, 422),
    ],
)
def test_refusals(client: TestClient, actor: str, asked: dict[str, str], status: int) -> None:
    assert client.get(f"/v1/actors/{actor}/tempo", params=asked).status_code == status
