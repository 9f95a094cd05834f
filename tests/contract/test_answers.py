"""What is recorded is answered, in the same words by both databases."""

from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests import scenes

SEEDS = Path(__file__).parents[2] / "seeds"


def registered(client: TestClient) -> None:
    for path, bodies in (
        ("actors", scenes.ACTORS),
        ("sources", scenes.SOURCES),
        ("reports", scenes.REPORTS),
    ):
        for body in bodies:
            assert client.post(f"/v1/{path}", json=body).status_code == 201


def test_posted_is_answered_at_once(client: TestClient) -> None:
    registered(client)
    created = client.post("/v1/events", json=scenes.fact())
    assert created.status_code == 201
    answer = client.get("/v1/actors/taliban/posture?as_of=2020-04-01").json()
    assert answer["position"] == created.json()["position"]
    assert [stance["value"] for stance in answer["stances"]] == ["reduced"]


def test_the_same_again_changes_nothing(client: TestClient) -> None:
    registered(client)
    first = client.post("/v1/events", json=scenes.fact())
    head = client.get("/readyz").json()["head"]
    again = client.post("/v1/events", json=scenes.fact())
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json()["position"] == first.json()["position"]
    assert client.get("/readyz").json()["head"] == head


def test_an_id_with_another_content_is_a_conflict(client: TestClient) -> None:
    registered(client)
    id = client.post("/v1/events", json=scenes.fact(1)).json()["id"]
    assert client.post("/v1/events", json=scenes.fact(2, id=id)).status_code == 409


def test_an_array_is_all_or_nothing(client: TestClient) -> None:
    registered(client)
    head = client.get("/readyz").json()["head"]
    wrong = client.post("/v1/events", json=[scenes.fact(1), scenes.fact(2, report="none")])
    assert wrong.status_code == 422
    assert client.get("/readyz").json()["head"] == head
    right = client.post("/v1/events", json=[scenes.fact(n) for n in range(50)])
    assert [item["status"] for item in right.json()["items"]] == [201] * 50


def test_amendments_move_on_their_own_axes(client: TestClient) -> None:
    registered(client)
    fact = client.post("/v1/events", json=scenes.fact()).json()
    body = {"basis": "coding", "reason": "misread"}
    retracted = client.post(f"/v1/events/{fact['id']}/retraction", json=body)
    assert retracted.status_code == 201

    def stances(position: int) -> list[Any]:
        query = f"as_of=2020-04-01&recorded_by={position}"
        return list(client.get(f"/v1/actors/taliban/posture?{query}").json()["stances"])

    assert len(stances(fact["position"])) == 1
    assert stances(retracted.json()["position"]) == []
    restored = client.post(f"/v1/events/{fact['id']}/restoration", json={"reason": "it stands"})
    assert len(stances(restored.json()["position"])) == 1


def test_long_subjects_are_kept(client: TestClient) -> None:
    """An index entry of PostgreSQL has 2,704 bytes at most, a subject 20,000 characters."""
    registered(client)
    words = " ".join(f"{n:x}{n * 7919:x}" for n in range(1600))
    long = scenes.fact(type="capability_assessed", capability=words, level="limited")
    assert client.post("/v1/events", json=long).status_code == 201
    answer = client.get("/v1/actors/taliban/posture?as_of=2020-04-01").json()
    assert answer["stances"][0]["subject"] == words


def test_both_databases_tell_the_seeds_alike(postgres_url: str, tmp_path: Path) -> None:
    """Every actor, on several days, as known by several days: the same bytes."""
    answers = []
    for url in (f"sqlite:///{tmp_path / 'seeds.db'}", postgres_url):
        settings = Settings(database_url=url)
        _load(url)
        with TestClient(create_app(settings)) as client:
            answers.append(list(_everything(client)))
    assert answers[0] == answers[1]
    assert sum(len(text) for text in answers[0]) > 100_000


def _load(url: str) -> None:
    from api.scenario import files, items
    from api.writer import Writer
    from projections.database import open_store
    from projections.generations import prepare

    store = open_store(url)
    prepare(store)
    found = [item for file in files(SEEDS) for item in items(file)]
    Writer(store).process([item.job for item in found])
    for item in found:
        item.job.result.result()
    store.close()


def _everything(client: TestClient) -> Any:
    actors = [item["id"] for item in client.get("/v1/actors?limit=1000").json()["items"]]
    head = client.get("/readyz").json()["head"]
    for actor in actors:
        for day in ("2020-03-15", "2020-05-15", "2021-01-01"):
            for known in ("2020-06-30", "2020-07-01", "2026-01-01"):
                for recorded in (head, head // 2):
                    query = f"as_of={day}&known_by={known}&recorded_by={recorded}&evidence=all"
                    yield client.get(f"/v1/actors/{actor}/posture?{query}").text
        yield client.get(f"/v1/actors/{actor}/timeline?limit=1000").text
    for event in client.get("/v1/events?limit=1000").json()["items"]:
        event.pop("recorded_at")
        yield str(event)
    yield client.get("/v1/postures?as_of=2020-05-15&evidence=active&limit=1000").text
