"""Backup and restore as docs/operations.md says, while the server is in use."""

import subprocess
import threading
from pathlib import Path
from typing import Any

import httpx2 as httpx

from tests import postgres
from tests.operations.test_outages import post, register
from tests.serving import Served, run, serving


def answers(served: Served) -> Any:
    log = httpx.get(f"{served.url}/v1/events?limit=1000", timeout=30).json()
    posture = httpx.get(f"{served.url}/v1/actors/taliban/posture?as_of=2020-04-01", timeout=30)
    return log["items"], posture.json()["stances"]


def test_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'live.db'}"
    with serving(url, tmp_path / "log") as served:
        register(served)
        post(served, 1)
        before = answers(served)
        done = threading.Event()
        writer = threading.Thread(target=_write, args=(served, done))
        writer.start()
        try:
            made = run(url, "backup", str(tmp_path / "copy.db"))
        finally:
            done.set()
            writer.join()
        assert made.returncode == 0, made.stderr
        assert run(url, "backup", str(tmp_path / "copy.db")).returncode == 1
    _restored(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path, before)


def test_postgresql(server_url: str, postgres_url: str, tmp_path: Path) -> None:
    tools = postgres.tools()
    dump = tmp_path / "stanceline.dump"
    with serving(postgres_url, tmp_path / "log") as served:
        register(served)
        post(served, 1)
        before = answers(served)
        done = threading.Event()
        writer = threading.Thread(target=_write, args=(served, done))
        writer.start()
        try:
            subprocess.run([tools / "pg_dump", "-Fc", "-f", dump, postgres_url], check=True)
        finally:
            done.set()
            writer.join()
    with postgres.database(server_url) as restored:
        command = [tools / "pg_restore", "--no-owner", "--exit-on-error", "-d", restored, dump]
        subprocess.run(command, check=True)
        _restored(restored, tmp_path, before)


def _write(served: Served, done: threading.Event) -> None:
    number = 1000
    while not done.is_set():
        number += 1
        post(served, number)


def _restored(url: str, tmp_path: Path, before: Any) -> None:
    """What was acknowledged before the backup is there, and writing goes on."""
    with serving(url, tmp_path / "restored.log") as served:
        events, stances = answers(served)
        assert events[: len(before[0])] == before[0]
        assert [s["value"] for s in stances] == [s["value"] for s in before[1]]
        assert post(served, 1).status_code == 200
        assert post(served, 2).status_code == 201
