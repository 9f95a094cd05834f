"""PostgreSQL goes away in several ways; nothing hangs, nothing is lost, nothing is doubled."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx2 as httpx
import pytest

from tests import scenes
from tests.postgres import Server, database
from tests.proxy import Proxy, proxied
from tests.serving import Served, serving

PATIENCE = 25
"""Seconds after which a test says that something hangs; answers come much sooner."""


@pytest.fixture
def behind_proxy(postgres_url: str, tmp_path: Path) -> Iterator[tuple[Proxy, Served]]:
    with (
        proxied(postgres_url) as (proxy, url),
        serving(url, tmp_path / "server.log") as served,
    ):
        register(served)
        yield proxy, served


def register(served: Served) -> None:
    for path, bodies in (
        ("actors", scenes.ACTORS),
        ("sources", scenes.SOURCES),
        ("reports", scenes.REPORTS),
    ):
        for body in bodies:
            httpx.post(f"{served.url}/v1/{path}", json=body).raise_for_status()


def post(served: Served, number: int) -> httpx.Response:
    return httpx.post(f"{served.url}/v1/events", json=scenes.fact(number), timeout=PATIENCE)


def recorded(served: Served) -> list[str]:
    """The quotes of all facts in the log."""
    page = httpx.get(f"{served.url}/v1/events?type=violence_reduced&limit=1000", timeout=PATIENCE)
    return [item["quote"]["exact"] for item in page.json()["items"]]


@pytest.mark.parametrize("skip", [0, 1], ids=["of the journal", "of the rows"])
def test_a_lost_acknowledgement_is_no_conflict_and_no_double(
    behind_proxy: tuple[Proxy, Served], skip: int
) -> None:
    proxy, served = behind_proxy
    for number in range(10):
        proxy.lose_commit(skip)
        answer = post(served, number)
        while answer.status_code == 503:
            answer = post(served, number)
        assert answer.status_code in (200, 201), answer.text
    assert proxy.cuts == 10
    assert sorted(recorded(served)) == sorted(
        scenes.fact(number)["quote"]["exact"] for number in range(10)
    )


def test_the_server_is_gone_and_comes_back(tmp_path: Path) -> None:
    server = Server()
    try:
        with database(server.url) as url, serving(url, tmp_path / "server.log") as served:
            register(served)
            assert post(served, 1).status_code == 201
            server.stop("immediate")
            refused(served)
            server.start()
            recovers(served)
    finally:
        server.close()


@pytest.mark.parametrize("way", ["refused", "frozen"])
def test_the_network_is_gone_and_comes_back(behind_proxy: tuple[Proxy, Served], way: str) -> None:
    proxy, served = behind_proxy
    assert post(served, 1).status_code == 201
    with following(served) as seen:
        proxy.down() if way == "refused" else proxy.freeze()
        refused(served)
        proxy.up() if way == "refused" else proxy.thaw()
        recovers(served)
        end = time.monotonic() + PATIENCE
        while scenes.fact(3)["quote"]["exact"] not in "".join(seen):
            assert time.monotonic() < end, "the stream did not outlive the outage"
            time.sleep(0.05)


def refused(served: Served) -> None:
    """Every kind of request is told to come again, and the process is alive all the same."""
    began = time.monotonic()
    answers = [
        post(served, 2),
        httpx.get(f"{served.url}/v1/actors/taliban/posture", timeout=PATIENCE),
        httpx.get(f"{served.url}/readyz", timeout=PATIENCE),
    ]
    for answer in answers:
        assert answer.status_code == 503, answer.text
        assert int(answer.headers["retry-after"]) > 0
    print(f"three refusals in {time.monotonic() - began:.1f} s")
    assert httpx.get(f"{served.url}/healthz", timeout=PATIENCE).status_code == 200
    assert "stanceline_database_up 0.0" in httpx.get(f"{served.url}/metrics", timeout=PATIENCE).text


def recovers(served: Served) -> None:
    served.ready()
    # What was refused may have been recorded, or not; sent again it is there once.
    assert post(served, 2).status_code in (200, 201)
    assert post(served, 3).status_code == 201
    facts = recorded(served)
    assert sorted(facts) == sorted(set(facts))
    assert len(facts) == 3


class following:
    """What a stream says, gathered by a thread."""

    def __init__(self, served: Served) -> None:
        self._url = f"{served.url}/v1/events/stream"
        self._seen: list[str] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> list[str]:
        self._thread.start()
        while not self._seen:
            time.sleep(0.05)
        return self._seen

    def __exit__(self, *_: object) -> None:
        self._stop.set()

    def _read(self) -> None:
        with suppress(httpx.TransportError), httpx.stream("GET", self._url, timeout=60) as answer:
            for text in answer.iter_text():
                self._seen.append(text)
                if self._stop.is_set():
                    return
