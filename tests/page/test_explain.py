"""`GET /v1/edtf` and `GET /v1/actors/{id}/claims`: what the page asks besides the rest."""

import pytest
from fastapi.testclient import TestClient

from api import shapes
from api.app import create_app
from api.settings import Settings

MEANINGS = {
    "2020-02-29": "It turned on 29 February 2020 and stays so until something else happens.",
    "2020-02": "It turned on some day from 1 February 2020 to 29 February 2020 and stays so",
    "2020-02-22/2020-02-28": "It began on 22 February 2020 and ended on 28 February 2020; nothing",
    "2019-12-01/..": "It began on 1 December 2019, and its end is not known to have come.",
    "2019-12-01/": "It began on 1 December 2019 and has ended, nobody knows when.",
    "../2020-07-01": "It was so all along and ended on 1 July 2020.",
    "/2020-07-01": "It began nobody knows when and ended on 1 July 2020.",
    "2020?": "The source calls the date uncertain",
}


@pytest.fixture
def client(tmp_path):  # type: ignore[no-untyped-def]
    with TestClient(create_app(Settings(database_url=f"sqlite:///{tmp_path}/one.db"))) as client:
        yield client


@pytest.mark.parametrize("text", MEANINGS)
def test_a_date_is_explained(client: TestClient, text: str) -> None:
    answer = client.get("/v1/edtf", params={"text": text}).json()
    assert MEANINGS[text] in answer["meaning"]
    shapes.DateAnswer.model_validate(answer)
    assert answer["text"] == text


def test_a_date_that_is_none_is_refused_at_its_parameter(client: TestClient) -> None:
    answer = client.get("/v1/edtf", params={"text": "next week"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/text"


def test_columns_have_their_documented_shape(client: TestClient) -> None:
    for path, body in (
        ("actors", {"id": "a", "name": "A", "kind": "state"}),
        ("sources", {"id": "s", "name": "S"}),
        ("reports", {"id": "r", "title": "R", "publisher": "s", "published": "2020-03-01"}),
        ("events", _fact("2020-01")),
        ("events", _fact("2020-02-01/..")),
        ("events", {**_fact("2020-01-05"), "type": "incident_recorded", "kind": "raid"}),
    ):
        assert client.post(f"/v1/{path}", json=body).status_code == 201
    answer = shapes.ClaimsAnswer.model_validate(client.get("/v1/actors/a/claims").json())
    assert answer.claims.flags == [0, 0]
    assert answer.values == ["reduced"]
    assert answer.episodes.types == ["incident_recorded"]


def _fact(occurred: str) -> dict[str, object]:
    fact = {"type": "violence_reduced", "report": "r", "actor": "a", "occurred": occurred}
    return {**fact, "quote": {"exact": "less"}}


def test_claims_of_nobody_are_not_found(client: TestClient) -> None:
    assert client.get("/v1/actors/nobody/claims").status_code == 404
