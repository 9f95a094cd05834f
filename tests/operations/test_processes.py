"""Several processes on one database answer as one."""

import concurrent.futures
import json
import signal
from pathlib import Path

import httpx2 as httpx

from tests import scenes
from tests.operations.test_outages import PATIENCE, post, register
from tests.serving import serving


def test_what_one_acknowledged_every_one_answers(postgres_url: str, tmp_path: Path) -> None:
    with (
        serving(postgres_url, tmp_path / "one.log", workers=2) as one,
        serving(postgres_url, tmp_path / "two.log") as two,
    ):
        register(one)
        for number in range(40):
            writer, reader = (one, two) if number % 2 else (two, one)
            position = post(writer, number).json()["position"]
            for _ in range(3):
                url = f"{reader.url}/v1/actors/taliban/posture?as_of=2020-04-01&evidence=all"
                answer = httpx.get(url, timeout=PATIENCE).json()
                assert answer["position"] >= position
                evidence = answer["stances"][0]["evidence"]
                quotes = {fact["quote"]["exact"] for fact in evidence}
                assert scenes.fact(number)["quote"]["exact"] in quotes


def test_the_same_fact_from_everywhere_is_recorded_once(postgres_url: str, tmp_path: Path) -> None:
    with (
        serving(postgres_url, tmp_path / "one.log") as one,
        serving(postgres_url, tmp_path / "two.log") as two,
        concurrent.futures.ThreadPoolExecutor(8) as crowd,
    ):
        register(one)
        for number in range(5):
            answers = list(crowd.map(lambda n, k=number: post((one, two)[n % 2], k), range(8)))
            assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
            assert len({answer.json()["position"] for answer in answers}) == 1


def test_a_process_that_is_killed_blocks_nobody(postgres_url: str, tmp_path: Path) -> None:
    with serving(postgres_url, tmp_path / "two.log") as two:
        with (
            serving(postgres_url, tmp_path / "one.log") as one,
            concurrent.futures.ThreadPoolExecutor(4) as crowd,
        ):
            register(one)
            for number in range(8):
                crowd.submit(_try, one.url, number)
            one.process.kill()
            one.process.wait()
        assert post(two, 100).status_code == 201


def _try(url: str, number: int) -> None:
    try:
        httpx.post(f"{url}/v1/events", json=scenes.fact(number), timeout=PATIENCE)
    except httpx.TransportError:
        return


def test_shutdown_finishes_what_was_acknowledged(database_url: str, tmp_path: Path) -> None:
    """Told to stop while 16 clients write: each either has its position or was refused."""
    acknowledged: list[int] = []
    with (
        serving(database_url, tmp_path / "log") as served,
        concurrent.futures.ThreadPoolExecutor(16) as crowd,
    ):
        register(served)

        def write(number: int) -> None:
            try:
                answer = post(served, number)
            except httpx.TransportError:
                return
            if answer.status_code == 201:
                acknowledged.append(answer.json()["position"])

        work = [crowd.submit(write, number) for number in range(200)]
        while len(acknowledged) < 10:
            concurrent.futures.wait(work, 0.01)
        # uvicorn ends with the signal that it was told to stop by.
        assert served.stop() in (0, -signal.SIGTERM)
    text = (tmp_path / "log").read_text()
    assert "Application shutdown complete" in text
    assert "Traceback" not in text
    with serving(database_url, tmp_path / "again.log") as served:
        head = httpx.get(f"{served.url}/readyz", timeout=PATIENCE).json()["head"]
        page = httpx.get(f"{served.url}/v1/events?limit=1000", timeout=PATIENCE).json()
        positions = {item["position"] for item in page["items"]}
        assert set(acknowledged) <= positions
        assert head == max(positions)


def test_logs_are_json_with_a_request_id_and_no_secrets(postgres_url: str, tmp_path: Path) -> None:
    secret = postgres_url.replace("postgres@", "postgres:hunter2@")
    with serving(secret, tmp_path / "log") as served:
        answer = httpx.get(
            f"{served.url}/v1/actors?after=quiet-word", headers={"X-Request-ID": "mine-1"}
        )
        assert answer.headers["x-request-id"] == "mine-1"
        odd = httpx.get(f"{served.url}/v1/actors", headers={"X-Request-ID": "a b\tc"})
        assert odd.headers["x-request-id"] not in ("a b\tc", "mine-1")
        metrics = httpx.get(f"{served.url}/metrics").text
        assert 'route="/v1/actors"' in metrics
        assert "stanceline_projection_lag 0.0" in metrics
    text = (tmp_path / "log").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    mine = [line for line in lines if line.get("request_id") == "mine-1"]
    assert [line["status"] for line in mine] == [200]
    assert "hunter2" not in text
    assert "quiet-word" not in text
