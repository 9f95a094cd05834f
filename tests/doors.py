"""The public doors for tests: an application on a real SQLite file, and a real server process."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import httpx2 as httpx
from starlette.testclient import TestClient

from api.app import create_app
from api.cli import main
from api.settings import Settings

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
ACTORS = ("taliban", "giroa", "andsf", "us-forces", "united-states", "al-qaeda", "aqis")
SOURCES = {"dod": "B", "oig": "A", "paper": "C", "wire": "F", "blog": None}
BODY = dict[str, Any]


def fact(type: str = "violence_reduced", **fields: Any) -> BODY:
    """A fact in report ``r1`` that is right in every field that is not given."""
    common = {"report": "r1", "occurred": "2020-02-29/..", "quote": {"exact": "the words"}}
    return {"type": type, "actor": "taliban", **common, **fields}


class Door:
    """A client of the API with the verbs that the tests speak in."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def given(self, *things: BODY) -> list[str]:
        """Facts that are there already; returns their ids."""
        return [self.post("events", thing, 201)["id"] for thing in things]

    def post(self, path: str, body: Any, status: int | None = None) -> BODY:
        answer = self.client.post(f"/v1/{path}", json=body)
        expected = (200, 201) if status is None else (status,)
        assert answer.status_code in expected, answer.text
        return answer.json()

    def get(self, path: str, /, **parameters: Any) -> BODY:
        answer = self.client.get(f"/v1/{path}", params=_named(parameters))
        assert answer.status_code == 200, answer.text
        return answer.json()

    def report(self, id: str, published: str, publisher: str = "dod", **fields: Any) -> str:
        content = {"id": id, "title": id, "publisher": publisher, "published": published}
        self.post("reports", content | fields)
        return id

    def stances(self, actor: str = "taliban", /, **parameters: Any) -> list[BODY]:
        return self.get(f"actors/{actor}/posture", **parameters)["stances"]

    def stance(self, actor: str = "taliban", /, **parameters: Any) -> BODY:
        (found,) = self.stances(actor, **parameters)
        return found

    def timeline(self, actor: str = "taliban", /, **parameters: Any) -> list[BODY]:
        return self.get(f"actors/{actor}/timeline", **parameters)["items"]

    def head(self) -> int:
        """The last position of the log itself."""
        return self.client.get("/readyz").json()["head"]

    def pages(self, path: str, /, **parameters: Any) -> list[BODY]:
        """Every item of a list, page after page."""
        items, token = [], None
        while True:
            more = {"after": token} if token else {}
            page = self.get(path, **parameters, **more)
            items += page["items"]
            token = page["next"]
            if token is None:
                return items


def _named(parameters: BODY) -> BODY:
    """``from_`` as ``from``: a Python word is not a parameter name."""
    return {name.rstrip("_"): value for name, value in parameters.items() if value is not None}


def url(path: Path) -> str:
    return f"sqlite:///{path}"


@contextmanager
def opened(path: Path) -> Iterator[Door]:
    """The application on this database file, in this process."""
    with TestClient(create_app(Settings(database_url=url(path)))) as client:
        yield Door(client)


def furnish(door: Door) -> Door:
    """Actors, sources and the report ``r1`` of 1 July 2020 that the small cases use."""
    for actor in ACTORS:
        door.post("actors", {"id": actor, "name": actor, "kind": "armed_group"})
    for source, letter in SOURCES.items():
        door.post("sources", {"id": source, "name": source, "reliability": letter})
    door.report("r1", "2020-07-01")
    return door


def environment(database: Path) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith("STANCELINE_")}
    return clean | {"STANCELINE_DATABASE_URL": url(database)}


def command() -> str:
    """The installed ``stanceline`` of the environment that runs the tests."""
    return str(Path(sys.executable).with_name("stanceline"))


def run(*arguments: str, database: Path) -> "subprocess.CompletedProcess[str]":
    """One command line, as somebody types it."""
    return subprocess.run(
        [command(), *arguments],
        env=environment(database),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def typed(*arguments: str, database: Path) -> "subprocess.CompletedProcess[str]":
    """The same command line in this process: for the many cases that only differ in words."""
    out, err, status = StringIO(), StringIO(), 0
    with (
        patch.dict(os.environ, environment(database), clear=True),
        patch.object(sys, "argv", ["stanceline", *arguments]),
        chdir(ROOT),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.getvalue(), err.getvalue())


@contextmanager
def served(database: Path) -> Iterator[Any]:
    """A real ``stanceline serve`` on a free port: ``door`` asks it, ``url``, ``pid``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = (database.parent / "server.log").open("w")
    process = subprocess.Popen(
        [command(), "serve", "--port", str(port)],
        env=environment(database),
        stdout=log,
        stderr=log,
    )
    base = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=base, timeout=60) as client:
            _until_ready(client, process)
            yield SimpleNamespace(door=Door(client), url=base, port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=20)
        log.close()


def _until_ready(client: httpx.Client, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if client.get("/readyz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError("the server did not become ready; see server.log")
