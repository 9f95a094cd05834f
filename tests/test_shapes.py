"""The documented shapes of answers are the shapes of real answers, on the seeds."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import shapes
from api.app import create_app
from api.scenario import files, items
from api.settings import Settings
from api.writer import Writer
from projections.database import open_store

SEEDS = Path(__file__).parents[1] / "seeds"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    url = f"sqlite:///{tmp_path_factory.mktemp('seeds')}/seeds.db"
    store = open_store(url)
    with store.writing():
        store.catch_up()
    Writer(store).process([item.job for file in files(SEEDS) for item in items(file)])
    store.close()
    with TestClient(create_app(Settings(database_url=url))) as client:
        yield client


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("actors/taliban/posture?as_of=2020-05-15&evidence=all", shapes.PostureAnswer),
        ("actors/united-states/posture?as_of=2020-05-15&evidence=all", shapes.PostureAnswer),
        ("actors/al-qaeda/posture?as_of=2020-07-05&evidence=all", shapes.PostureAnswer),
        ("actors/al-qaeda/timeline?limit=1000", shapes.TimelineAnswer),
        ("postures?as_of=2020-05-15&evidence=active&limit=3", shapes.PosturesAnswer),
        (
            "actors/al-qaeda/diff?from_as_of=2020-02-01&to_as_of=2020-07-05"
            "&from_known_by=2020-06-01&from_recorded_by=60",
            shapes.DiffAnswer,
        ),
        ("events?limit=1000", shapes.EventsAnswer),
    ],
)
def test_real_answers_have_the_documented_shape(
    seeded: TestClient, path: str, shape: type[shapes.Shape]
) -> None:
    answer = seeded.get(f"/v1/{path}")
    assert answer.status_code == 200, answer.text
    shape.model_validate(answer.json())
    rows = answer.json().get("stances", answer.json().get("items"))
    assert rows, "an empty answer shows nothing"


def test_problems_have_the_documented_shape(seeded: TestClient) -> None:
    answer = seeded.get("/v1/actors/taliban/posture?as_of=2020-02-30&colour=red")
    assert answer.status_code == 422
    problem = shapes.Problem.model_validate(answer.json())
    assert [error.pointer for error in problem.errors] == ["/as_of", "/colour"]


def test_openapi_has_one_union_of_all_facts(seeded: TestClient) -> None:
    schemas = seeded.get("/openapi.json").json()["components"]["schemas"]
    assert schemas["Fact"]["discriminator"]["propertyName"] == "type"
    assert len(schemas["Fact"]["oneOf"]) == 31
