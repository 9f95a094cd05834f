"""Rebuild, memory and start, each in a process of its own as an administrator would run it."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator

from benchmarks import library
from benchmarks.ground import Ground
from benchmarks.intake import MEMORY
from benchmarks.intake import rows as intake_rows
from benchmarks.measure import Point, Row, rate, whole
from benchmarks.server import running, watched


def rows(ground: Ground) -> Iterator[Row | Point]:
    yield from intake_rows(ground)
    yield from _rebuild(ground)
    yield _start(ground)


def _rebuild(ground: Ground) -> Iterator[Row]:
    facts = ground.sizes.large
    actors = max(1, facts // ground.sizes.an_actor)
    with ground.reader(facts, actors) as reader:
        head = reader.store.journal.head()
        read = whole(lambda: library.read(reader.store.journal, head))
        typed = whole(lambda: library.read(reader.store.journal, head, to_facts=True))

    def replay() -> None:
        if library.replay(ground.folder / "library.db") != facts:
            raise AssertionError("the library replays something else than what it saved")

    stock = whole(replay)
    wall, cpu, peak = _stanceline(ground.url(facts, actors), "rebuild", head)
    ours, base = head / wall, head / read.wall
    yield Row(
        f"rebuild of all projections, {head:,} events",
        "at least 50,000/s and 0.4 of the recorder's read and decode",
        f"{ours:,.0f}/s, {ours / base:.2f}",
        f"read and decode {base:,.0f}/s",
        ours >= 50_000 and ours >= 0.4 * base,
        f"with the start of the command; a CPU second: {rate(head, cpu)}; "
        f"{ours * typed.wall / head:.2f} of read and decode to facts, {rate(head, typed.wall)}; "
        f"{ours * stock.wall / facts:.2f} of the library's own replay of its save, "
        f"{rate(facts, stock.wall)}",
    )
    yield Row(
        f"memory of the rebuild, {head:,} events",
        "under 300 MB resident",
        f"{peak / 1e6:.0f} MB",
        "",
        peak < MEMORY if facts >= 10**6 or peak >= MEMORY else None,
        "both processes; pages that they share are counted twice",
    )


def _stanceline(url: str, command: str, head: int) -> tuple[float, float, int]:
    """Run a command; (seconds, CPU seconds, peaks of memory of its processes together).

    It must end at the head. The system's own record of a child's peak would begin with this
    process's memory, which the child shares until it runs a program of its own.
    """
    start = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", command, "--json"],
        env=os.environ | {"STANCELINE_DATABASE_URL": url},
        stdout=subprocess.PIPE,
    )
    with watched(process.pid) as peaks:
        _, status, used = os.wait4(process.pid, 0)
    output = process.stdout.read() if process.stdout else b""
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode or json.loads(output)["position"] != head:
        raise AssertionError(f"{command} ended with {process.returncode}: {output!r}")
    return time.perf_counter() - start, used.ru_utime + used.ru_stime, peaks.bytes


def _start(ground: Ground) -> Row:
    facts = ground.sizes.large
    url = ground.url(facts, max(1, facts // ground.sizes.an_actor))
    spent = []
    for _ in range(3):
        start = time.perf_counter()
        with running(url):
            spent.append(time.perf_counter() - start)
    seconds = sorted(spent)[1]
    return Row(
        f"start of the server on {facts:,} facts with projections current",
        "under 2 s",
        f"{seconds:.2f} s",
        "",
        seconds < 2 if facts >= 10**6 or seconds >= 2 else None,
        "from the start of the process to /readyz",
    )
