"""Clocks, medians, and what machine this is."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple, TypeVar

Asked = TypeVar("Asked")
ROUNDS = 5
"""How often works are done in turn."""


class Spent(NamedTuple):
    """Medians, in seconds: by the wall and by this process's own processor time."""

    wall: float
    cpu: float
    p99: float = 0.0

    def __str__(self) -> str:
        return f"{milli(self.wall)} ({milli(self.cpu)} CPU)"


class Row(NamedTuple):
    """One line of the table."""

    work: str
    goal: str
    measured: str
    baseline: str
    met: bool | None
    """None where the run was too small to say."""
    note: str = ""


class Point(NamedTuple):
    """One point of the plot: cost of a kind of question at a size."""

    curve: str
    size: int
    seconds: float


def each(questions: Iterable[Asked], ask: Callable[[Asked], object]) -> Spent:
    """Ask every question once, on its own clock."""
    walls, cpus = [], []
    for question in questions:
        wall, cpu = time.perf_counter(), time.process_time()
        ask(question)
        cpus.append(time.process_time() - cpu)
        walls.append(time.perf_counter() - wall)
    walls.sort()
    return Spent(statistics.median(walls), statistics.median(cpus), walls[int(len(walls) * 0.99)])


def in_turn(works: Sequence[Callable[[], Spent]]) -> list[Spent]:
    """What works cost, each done several times, in turn: a phase of the machine meets them all."""
    rounds = [[work() for work in works] for _ in range(ROUNDS)]
    return [
        Spent(*(statistics.median(column) for column in zip(*spent, strict=True)))
        for spent in zip(*rounds, strict=True)
    ]


def whole(work: Callable[[], object]) -> Spent:
    """One long piece of work."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def milli(seconds: float) -> str:
    return f"{seconds * 1000:.3g} ms"


def rate(count: float, seconds: float) -> str:
    return f"{count / seconds:,.0f}/s"


def times(part: float, base: float) -> str:
    return f"{part / base:.2f}"


def machine() -> list[str]:
    """What the numbers were measured on, and how busy it was."""
    info = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    models = [line.split(":", 1)[1].strip() for line in info.splitlines() if "model name" in line]
    return [
        f"{os.cpu_count()} cores, {models[0] if models else platform.processor() or 'unknown'}",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        "load averages {:.2f} {:.2f} {:.2f}".format(*os.getloadavg()),
    ]
