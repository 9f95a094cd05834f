"""A server process to measure: the application as ``serve`` runs it, and a bare route beside.

``python -m benchmarks.server URL`` prints its port on the first line.
"""

import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Response

from api.app import create_app
from api.memory import settle
from api.parameters import Asked, PostureParameters
from api.settings import Settings


class Server:
    """A running server process, seen from outside."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self.process = process
        self.port = port

    def cpu(self) -> float:
        """Processor seconds that it has used."""
        stat = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


def high_water(pid: int) -> int:
    """Most memory of a process that was ever resident, in bytes; 0 where it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


def children(pid: int) -> list[int]:
    """The processes that a process has started; none where it is gone."""
    found = Path(f"/proc/{pid}/task").glob("*/children")
    try:
        return [int(child) for listed in found for child in listed.read_text().split()]
    except OSError:
        return []


class Peaks:
    """Most memory that a process and those that it starts ever have resident, added up."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._peaks: dict[int, int] = {}

    def look(self) -> None:
        """Look now: a process that has ended is not found any more.

        A new one shares the memory of the one that starts it until it runs a program of its
        own, so it counts from the second look on.
        """
        for pid in (self._pid, *children(self._pid)):
            before = self._peaks.get(pid)
            self._peaks[pid] = 0 if before is None else max(before, high_water(pid))

    @property
    def bytes(self) -> int:
        """Of all together; pages that they share are counted for each."""
        return sum(self._peaks.values())


@contextmanager
def watched(pid: int) -> Iterator[Peaks]:
    """The peaks of a process, looked at again and again until this ends."""
    peaks, done = Peaks(pid), threading.Event()

    def look() -> None:
        while not done.wait(0.02):
            peaks.look()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()
        peaks.look()


@contextmanager
def running(url: str) -> Iterator[Server]:
    """A server on a database; it is ready when this yields."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.server", url], stdout=subprocess.PIPE, text=True
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        server = Server(process, int(line))
        _wait(server.port)
        yield server
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as connection:
                connection.sendall(b"GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                if b" 200 " in connection.recv(100):
                    return
        except OSError:
            time.sleep(0.01)
    raise TimeoutError("the server did not become ready")


def _bare(app: FastAPI) -> None:
    """The same parameters and as many bytes as a posture, with nothing done for them."""

    @app.get("/bare/{size}/posture")
    async def bare(size: int, parameters: Annotated[PostureParameters, Asked]) -> Response:
        return Response(b"x" * size, media_type="application/json")


def _serve(url: str) -> None:
    app = create_app(Settings(database_url=url))
    _bare(app)
    settle()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        print(listener.getsockname()[1], flush=True)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
        server.run([listener])


if __name__ == "__main__":
    _serve(sys.argv[1])
