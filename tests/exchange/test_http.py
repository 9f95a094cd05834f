"""Imports over HTTP: the same road, the same answers, problems as documents."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.exchange.bench import GED


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/http.db")
    with TestClient(create_app(settings)) as found:
        yield found


def test_import_list_and_take_back(client: TestClient) -> None:
    asked = {"format": "ucdp-ged", "dataset": "ged", "file": GED.name}
    data = b"".join(GED.read_bytes().splitlines(keepends=True)[:21])
    answer = client.post("/v1/imports", params=asked, content=data)
    assert answer.status_code == 201, answer.text
    found = answer.json()
    assert found["recorded"] == 20
    (batch,) = client.get("/v1/imports").json()["items"]
    assert (batch["id"], batch["events"], batch["reverted"]) == (found["batch"], 20, None)
    again = client.post("/v1/imports", params=asked, content=data)
    assert (again.status_code, again.json()["unchanged"]) == (200, 20)
    path = f"/v1/imports/{found['batch']}/reversion"
    assert client.post(path, json={"reason": "not ours"}).status_code == 201
    assert client.post(path, json={"reason": "not ours"}).status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"format": "ucdp-ged", "dataset": "ged"}, 422),
        ({"format": "xml", "dataset": "ged"}, 404),
        ({"format": "ucdp-ged"}, 422),
        ({"format": "ucdp-ged", "dataset": "ged", "dataste": "x"}, 422),
    ],
)
def test_problems_are_documents(client: TestClient, asked: dict[str, str], status: int) -> None:
    answer = client.post("/v1/imports", params=asked, content=b"id,name\n1,x\n")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
