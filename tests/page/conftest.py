"""A real server process, a real Chromium, and pages that tell of every error."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

expect.set_options(timeout=20_000)  # a busy machine is no defect of the page
ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STRICT = os.environ.get("CI") == "true"
SEEN = "?actor=taliban&as_of=2020-05-25&known_by=2020-08-01"
"""A day that the seeds know much about."""


def missing(what: str) -> None:
    """Skip where a tool is not there; in CI that is a failure."""
    if STRICT:
        pytest.fail(f"CI has to install {what}")
    pytest.skip(f"{what} is not installed (apt-get install {what})")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stanceline(database: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """The command line in a process of its own, on a database file."""
    environment = os.environ | {
        "STANCELINE_DATABASE_URL": f"sqlite:///{database}",
        "STANCELINE_LOG_LEVEL": "warning",
    }
    command = [sys.executable, "-c", "from api.cli import main; main()", *arguments]
    return subprocess.Popen(command, env=environment, cwd=ROOT, stdout=subprocess.DEVNULL)


def serving(database: Path) -> Iterator[str]:
    """The base address of a server on the database, until it is stopped."""
    port = free_port()
    process = stanceline(database, "serve", "--port", str(port))
    base = f"http://127.0.0.1:{port}/"
    try:
        _await(f"{base}readyz", process)
        yield base
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server did not come up")


def seeded(folder: Path) -> Path:
    """A database with the seeds in it."""
    database = folder / "page.db"
    assert stanceline(database, "load", "seeds").wait(timeout=120) == 0
    return database


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with the seeds, for tests that only read."""
    yield from serving(seeded(tmp_path_factory.mktemp("seeded")))


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    """A server with the seeds for one test, which may write."""
    yield from serving(seeded(tmp_path))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    if CHROMIUM is None:
        missing("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


Open = Callable[..., Page]


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens pages; at the end none of them may have logged an error or broken the policy."""
    complaints: list[str] = []
    contexts = []

    def go(address: str, ready: str = "main h1, main h2", **options: object) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(accept_downloads=True, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", lambda message: _note(complaints, message))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(address)
        page.wait_for_selector(ready)
        return page

    yield go
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], message: object) -> None:
    """Errors and warnings, save what the test itself provokes: refusals (HTTP 4xx), aborts."""
    text = message.text  # type: ignore[attr-defined]
    refused = "Failed to load resource: the server responded with a status of 4" in text
    aborted = text == "Failed to load resource: net::ERR_FAILED"
    if message.type in ("error", "warning") and not (refused or aborted):  # type: ignore[attr-defined]
        complaints.append(text)
