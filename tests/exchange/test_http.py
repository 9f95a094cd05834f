"""Imports and exports over HTTP: the same road, the same answers, problems as documents."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.exchange import formats, shapes
from api.exchange.describing import IMPORTED, TEMPO
from api.settings import Settings
from api.shapes import Problem
from api.strictly import LIMIT
from tests.exchange.bench import DATA, GED, ON_BOTH, System, command, ged_rows, write

pytestmark = ON_BOTH
CSV = {"content-type": "text/csv"}
UCDP = {"format": "ucdp-ged", "dataset": "ged", "file": GED.name}


@pytest.fixture
def client(here: System) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(database_url=here.url))) as found:
        yield found


def head_of(rows: int) -> bytes:
    return b"".join(GED.read_bytes().splitlines(keepends=True)[: rows + 1])


def send(client: TestClient, data: Any, headers: dict[str, str] = CSV, **asked: Any) -> Any:
    return client.post("/v1/imports", params=asked, content=data, headers=headers)


def test_import_list_and_take_back(client: TestClient) -> None:
    answer = send(client, head_of(20), **UCDP)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["recorded"] == 20
    (batch,) = client.get("/v1/imports").json()["items"]
    assert (batch["id"], batch["events"], batch["reverted"]) == (found["batch"], 20, None)
    again = send(client, head_of(20), **UCDP)
    assert (again.status_code, again.json()["unchanged"]) == (200, 20)
    path = f"/v1/imports/{found['batch']}/reversion"
    assert client.post(path, json={"reason": "not ours"}).status_code == 201
    assert client.post(path, json={"reason": "not ours"}).status_code == 200


def test_real_answers_have_the_documented_shape(client: TestClient) -> None:
    dry = send(client, head_of(30), **UCDP, dry_run=True)
    assert dry.status_code == 200
    shapes.ImportAnswer.model_validate(dry.json())
    found = shapes.ImportAnswer.model_validate(send(client, head_of(30), **UCDP).json())
    assert found.findings
    shapes.BatchesAnswer.model_validate(client.get("/v1/imports").json())
    tempo = client.get("/v1/actors/ucdp-actor-118/tempo").json()
    assert shapes.TempoAnswer.model_validate(tempo).items[0].counterparts
    log = client.get("/v1/exports/cloudevents").content
    restored = send(client, log, {}, format="cloudevents")
    assert shapes.ImportAnswer.model_validate(restored.json()).note
    path = f"/v1/imports/{found.batch}/reversion"
    shapes.ReversionAnswer.model_validate(client.post(path, json={"reason": "x"}).json())


def test_parameters_mean_what_they_mean_on_the_command_line(
    here: System, there: System, client: TestClient, tmp_path: Path
) -> None:
    """HTTP here and the command line there, step by step: the same summaries and exports."""
    rows = ged_rows(12)
    steps = [
        ("ged_v22_1.csv", rows[:10], {}),
        ("ged_v23_1.csv", rows[3:], {"complete": True, "dry_run": True}),
        ("ged_v23_1.csv", rows[3:], {"complete": True}),
        ("ged_v24_1.csv", rows, {"published": "2025-01-31"}),
    ]
    for name, said, options in steps:
        path = write(tmp_path / name, said)
        params = {"format": "ucdp-ged", "dataset": "ged", "file": name, **options}
        over_http = send(client, path.read_bytes(), **params).json()
        flags = [
            f"--{k.replace('_', '-')}" + ("" if v is True else f"={v}") for k, v in options.items()
        ]
        told = command(there.url, "import", "ucdp-ged", str(path), "--dataset=ged", *flags)
        assert told == over_http
    for format in ("csv", "geojson"):
        for asked in (
            {},
            {"known_by": "2023-12-30"},
            {"actor": "ucdp-actor-118"},
            {"recorded_by": "40"},
        ):
            answer = client.get(f"/v1/exports/{format}", params=asked)
            path = tmp_path / f"out.{format}"
            flags = [f"--{name.replace('_', '-')}={value}" for name, value in asked.items()]
            told = command(there.url, "export", format, "-o", str(path), *flags)
            assert path.read_bytes() == answer.content
            assert told["bytes"] == len(answer.content)
    batch = over_http["batch"]
    answer = client.post(
        f"/v1/imports/{batch}/reversion", json={"reason": "the import was taken back"}
    )
    assert command(there.url, "revert", batch) == answer.json()


@pytest.mark.parametrize(
    ("asked", "status", "why"),
    [
        ({"format": "ucdp-ged", "dataset": "ged"}, 422, "line 1: UCDP GED needs the columns best"),
        ({"format": "xml", "dataset": "ged"}, 404, "there is no format 'xml'; there are ucdp-ged"),
        ({"format": "ucdp-ged"}, 422, "/dataset: is missing"),
        ({"format": "csv", "file": "f.csv"}, 422, "line 1: column 'deaths' is not a field"),
        ({"format": "csv", "file": "f.csv", "map": "type"}, 422, "'type' is not FIELD=COLUMN"),
        ({"format": "csv", "file": "f.csv", "map": "type=kind"}, 422, "no column 'kind'"),
        ({"format": "ucdp-ged", "dataset": "ged", "dataste": "x"}, 422, "/dataste"),
        ({"format": "ucdp-ged", "dataset": "ged", "complete": "perhaps"}, 422, "/complete"),
        ({"format": "ucdp-ged", "dataset": "ged", "published": "2023"}, 422, "/published"),
        ({"format": "stix", "dataset": "x"}, 400, "is not JSON"),
        ({"format": "cloudevents"}, 422, "2 events of the file cannot be recorded here, so none"),
        ({"format": "cloudevents", "complete": "true"}, 422, "/complete: a log is restored whole"),
    ],
)
def test_problems_are_documents(
    here: System, client: TestClient, asked: dict[str, str], status: int, why: str
) -> None:
    answer = send(client, b"id,deaths\n1,2\n", {}, **asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert why in Problem.model_validate(answer.json()).detail
    assert here.head() == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 201),
        ({"content-type": "text/csv; charset=utf-8"}, 201),
        ({"content-type": "application/octet-stream"}, 201),
        ({"content-type": "application/x-www-form-urlencoded"}, 201),
        ({"content-type": "text/csv; charset=latin1"}, 415),
        ({"content-type": "multipart/form-data; boundary=x"}, 415),
        ({"content-type": "application/stix+json"}, 415),
        ({"content-encoding": "gzip"}, 415),
    ],
)
def test_content_types(client: TestClient, headers: dict[str, str], status: int) -> None:
    data = gzip.compress(head_of(1)) if "content-encoding" in headers else head_of(1)
    answer = send(client, data, headers, **UCDP)
    assert answer.status_code == status, answer.text
    if status == 415:
        assert "is not read here" in answer.json()["detail"]


def test_broken_files_say_where(here: System, client: TestClient) -> None:
    for data, why in (
        (head_of(1) + b"\xff\xfe", "is not UTF-8"),
        (head_of(1) + b'7,"broken', "line 3: is no CSV: unexpected end of data"),
    ):
        answer = send(client, data, **UCDP)
        assert (answer.status_code, why in answer.json()["detail"]) == (400, True), answer.text
    assert send(client, b"", **UCDP).json()["detail"].startswith("the body is empty")
    bundle = (DATA / "stix" / "apt1.json").read_bytes()[:-900]
    answer = send(client, bundle, {}, format="stix", dataset="apt1")
    assert (answer.status_code, "is not JSON" in answer.text) == (400, True)
    assert here.head() == 0


def test_a_missing_extra_is_named(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name="stix2" if "stix" in name else "pyarrow")

    monkeypatch.setattr(formats, "import_module", missing)
    answer = send(client, b"{}", {}, format="stix", dataset="x")
    assert answer.status_code == 422
    assert answer.json()["detail"] == "format stix needs stix2: pip install 'stanceline[stix]'"
    answer = client.get("/v1/exports/parquet")
    assert answer.status_code == 422
    assert answer.json()["detail"].endswith("needs pyarrow: pip install 'stanceline[parquet]'")


def test_progress_is_told_while_it_works(client: TestClient) -> None:
    lines = {"accept": "application/x-ndjson", **CSV}
    answer = send(client, GED.read_bytes(), lines, **UCDP)
    assert answer.headers["content-type"] == "application/x-ndjson"
    *progress, last = [json.loads(line) for line in answer.text.splitlines()]
    assert progress == [{"rows": 500}, {"rows": 1000}]
    assert (last["status"], last["summary"]["recorded"]) == (201, 1000)
    (last,) = send(client, b"a,b\n", lines, **UCDP).text.splitlines()
    assert json.loads(last)["problem"]["status"] == json.loads(last)["status"] == 422


def test_a_large_body_is_streamed(client: TestClient, tmp_path: Path) -> None:
    """Larger than any other body may be, and sent in parts."""
    rows = [{**row, "id": f"{n}{row['id']}"} for n in "1234" for row in ged_rows(500)]
    data = write(tmp_path / "ged_v23_1.csv", rows).read_bytes()
    assert len(data) > LIMIT
    parts = (data[at : at + 10_000] for at in range(0, len(data), 10_000))
    answer = send(client, parts, **UCDP, dry_run=True)
    assert answer.status_code == 200, answer.text
    assert answer.json()["recorded"] == 2000


def test_exports_have_names_and_heed_their_parameters(
    here: System, client: TestClient, tmp_path: Path
) -> None:
    here.bring("ucdp-ged", write(tmp_path / "ged_v23_1.csv", ged_rows(30)))
    answer = client.get("/v1/exports/csv", params={"actor": "ucdp-actor-118"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    name = 'attachment; filename="stanceline-ucdp-actor-118.csv"'
    assert answer.headers["content-disposition"] == name
    asked = {"as_of": "2013-01-02", "known_by": "2014-01-01", "recorded_by": "100000"}
    ahead = client.get("/v1/exports/csv", params=asked)
    assert (ahead.status_code, "not reached yet" in ahead.text) == (404, True)
    for wrong in ({"as_of": "2013-02-30"}, {"known_by": "x"}, {"recorded_by": "x"}, {"actor": "x"}):
        (field,) = wrong
        answer = client.get("/v1/exports/stix", params=wrong)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    twice = client.get("/v1/exports/csv?actor=ucdp-actor-118&actor=ucdp-actor-118")
    assert twice.status_code == 422
    whole = client.get("/v1/exports/cloudevents", params={"actor": "ucdp-actor-118"})
    assert (whole.status_code, whole.json()["errors"][0]["pointer"]) == (422, "/actor")
    late = client.get("/v1/exports/geojson", params={"as_of": "2000-01-01"}).json()["features"]
    assert 0 < len(late) < 30


def test_openapi_describes_exchange(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, method, good in (
        ("/v1/imports", "post", "201"),
        ("/v1/imports", "get", "200"),
        ("/v1/imports/{id}/reversion", "post", "201"),
        ("/v1/exports/{format}", "get", "200"),
        ("/v1/actors/{id}/tempo", "get", "200"),
    ):
        said = paths[path][method]
        assert said["responses"][good]["content"]
        assert "application/problem+json" in said["responses"]["422"]["content"]
        assert all(p.get("description") or p["in"] == "path" for p in said["parameters"])
    body = paths["/v1/imports"]["post"]["requestBody"]["content"]
    assert {"text/csv", "application/stix+json", "application/x-ndjson"} <= set(body)
    files = paths["/v1/exports/{format}"]["get"]["responses"]["200"]["content"]
    assert set(files) == {known.media for known in formats.OUTGOING.values()}
    for path, method, good in (("imports", "post", "201"), ("actors/{id}/tempo", "get", "200")):
        said = paths[f"/v1/{path}"][method]["responses"][good]["content"]["application/json"]
        assert said["example"]
    # FastAPI leaves nulls out of what it shows.
    shapes.ImportAnswer.model_validate(IMPORTED)
    shapes.TempoAnswer.model_validate(TEMPO)
