"""Postures over HTTP, against a bare route with the same parameters and as many bytes."""

import random
from collections.abc import Iterator
from datetime import date
from statistics import median

from benchmarks.client import get, load
from benchmarks.ground import Ground
from benchmarks.history import DAYS, FIRST
from benchmarks.measure import Point, Row
from benchmarks.server import Server, running

CLIENTS = 4
ROUNDS = 3
BYTES = 20_000
REPEATED = 20


def rows(ground: Ground) -> Iterator[Row | Point]:
    sizes = ground.sizes
    actors = sizes.small // sizes.an_actor
    with running(ground.url(sizes.small, actors)) as server:
        pick = random.Random(11)
        load(server.port, [get(_path(pick, actors)) for _ in range(sizes.requests // 3)], CLIENTS)
        few = [get(_path(pick, actors)) for _ in range(REPEATED)]
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(ROUNDS):
            kinds = {
                "bare": [get(_path(pick, actors, bare=True)) for _ in range(sizes.requests)],
                "new": [get(_path(pick, actors)) for _ in range(sizes.requests)],
                "repeated": [few[number % REPEATED] for number in range(sizes.requests)],
            }
            for kind, requests in kinds.items():
                found.setdefault(kind, []).append(_run(server, requests))
    for kind, part in (("new", 0.3), ("repeated", 0.9)):
        yield _row(kind, part, found)


def _run(server: Server, requests: list[bytes]) -> tuple[float, float]:
    """Requests a second by the wall, and by the server's own processor time."""
    before = server.cpu()
    done = load(server.port, requests, CLIENTS)
    return done.rate, done.requests / (server.cpu() - before)


def _row(kind: str, part: float, found: dict[str, list[tuple[float, float]]]) -> Row:
    wall, cpu = (median(run[axis] for run in found[kind]) for axis in (0, 1))
    bare_wall, bare_cpu = (median(run[axis] for run in found["bare"]) for axis in (0, 1))
    return Row(
        f"HTTP posture, {kind} questions, {CLIENTS} clients",
        f"at least {part:.0%} of the bare route",
        f"{wall:,.0f}/s, {wall / bare_wall:.0%}",
        f"{bare_wall:,.0f}/s",
        wall >= part * bare_wall,
        f"a CPU second of the server: {cpu:,.0f} against {bare_cpu:,.0f}, {cpu / bare_cpu:.0%}",
    )


def _path(pick: random.Random, actors: int, *, bare: bool = False) -> str:
    day, known = (date.fromordinal(FIRST.toordinal() + pick.randrange(400, DAYS)) for _ in "DK")
    name = f"/bare/{BYTES}" if bare else f"/v1/actors/actor-{pick.randrange(actors):04d}"
    return f"{name}/posture?as_of={day}&known_by={known}"
