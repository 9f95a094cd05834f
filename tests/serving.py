"""The real server, in processes of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2 as httpx

from tests.postgres import free_port

STANCELINE = Path(sys.executable).parent / "stanceline"


class Served:
    """A running server and how to reach it."""

    def __init__(self, process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
        self.process = process
        self.url = f"http://127.0.0.1:{port}"
        self.log = log

    def ready(self, seconds: float = 120) -> None:
        """Wait until it answers."""
        end = time.monotonic() + seconds
        while True:
            try:
                if httpx.get(f"{self.url}/readyz", timeout=15).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            if self.process.poll() is not None or time.monotonic() > end:
                raise RuntimeError(f"the server is not ready: {self.log.read_text()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(40)


@contextmanager
def serving(database_url: str, log: Path, *, workers: int = 1, **env: str) -> Iterator[Served]:
    """``stanceline serve`` on a free port, stopped at the end."""
    port = free_port()
    command = [STANCELINE, "serve", "--port", str(port), "--workers", str(workers)]
    environment = {**os.environ, "STANCELINE_DATABASE_URL": database_url, **env}
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    served = Served(process, port, log)
    try:
        served.ready()
        yield served
    finally:
        if process.poll() is None:
            served.stop()


def run(database_url: str, *arguments: str, **env: str) -> "subprocess.CompletedProcess[str]":
    """One command of ``stanceline``."""
    environment = {**os.environ, "STANCELINE_DATABASE_URL": database_url, **env}
    return subprocess.run(
        [STANCELINE, *arguments], env=environment, capture_output=True, text=True, check=False
    )
