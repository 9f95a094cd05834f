"""Facts over HTTP: NDJSON of any length, and single posts from several clients."""

import socket
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from typing import NamedTuple

import orjson

from benchmarks.client import load, post
from benchmarks.ground import Ground
from benchmarks.history import History
from benchmarks.library import save
from benchmarks.measure import Row, milli, rate
from benchmarks.server import Server, running, watched

CLIENTS = 8
MEMORY = 300_000_000


class Sent(NamedTuple):
    """What sending all lines before reading took."""

    seconds: float
    server_cpu: float


def rows(ground: Ground) -> Iterator[Row]:
    facts = ground.sizes.large
    history = History(facts, max(1, facts // ground.sizes.an_actor))
    url = ground.empty(History(0, history.actors, seed=history.seed, all_reports=facts))
    with running(url) as server, watched(server.process.pid) as peaks:
        sent = _ndjson(server, history)
    spent = save(ground.folder / "library.db", history.bodies())
    ours, library = facts / sent.seconds, facts / spent.wall
    yield Row(
        f"ingest of {facts:,} lines of NDJSON over HTTP, read only at the end",
        "at least 10,000/s and a third of the library's save",
        f"{ours:,.0f}/s, {ours / library:.0%}",
        f"library's save, no projection {library:,.0f}/s",
        ours >= 10_000 and ours >= library / 3,
        f"a CPU second of the server, without its second process: "
        f"{rate(facts, sent.server_cpu)} against {rate(facts, spent.cpu)} of the library",
    )
    yield Row(
        f"memory of the server while it loads {facts:,} facts",
        "under 300 MB resident",
        f"{peaks.bytes / 1e6:.0f} MB",
        "",
        peaks.bytes < MEMORY if facts >= 10**6 or peaks.bytes >= MEMORY else None,
        "both processes; pages that they share are counted twice",
    )
    yield _posts(ground)


def _posts(ground: Ground) -> Row:
    count = ground.sizes.posts
    history = History(2 * count, 10)
    url = ground.empty(History(0, 10, all_reports=2 * count))
    requests = [post("/v1/events", orjson.dumps(body)) for body in history.bodies()]
    with running(url) as server:
        load(server.port, requests[:count], CLIENTS, 201)
        before = server.cpu()
        done = load(server.port, requests[count:], CLIENTS, 201)
        cpu = server.cpu() - before
    p99 = done.quantile(0.99)
    return Row(
        f"single POST, durable and projected, {CLIENTS} clients",
        "at least 2,000/s, p99 under 15 ms",
        f"{done.rate:,.0f}/s, p99 {milli(p99)}",
        "",
        done.rate >= 2000 and p99 < 0.015,
        f"a CPU second of the server: {count / cpu:,.0f}",
    )


def _ndjson(server: Server, history: History) -> Sent:
    """Send every line, then read; counts that none is lost and all are recorded."""
    parts = _parts(history)
    size = sum(map(len, parts))
    head = (
        "POST /v1/events HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: {size}\r\n\r\n"
    )
    before, start = server.cpu(), time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.sendall(head.encode())
        for part in parts:
            connection.sendall(part)
        response = HTTPResponse(connection)
        response.begin()
        body = response.read()
    spent = Sent(time.perf_counter() - start, server.cpu() - before)
    recorded = body.count(b'"status":201')
    if recorded != history.facts:
        raise AssertionError(f"{recorded} of {history.facts} lines were recorded: {body[-500:]!r}")
    return spent


def _parts(history: History) -> list[bytes]:
    parts, lines = [], []
    for body in history.bodies():
        lines.append(orjson.dumps(body, option=orjson.OPT_APPEND_NEWLINE))
        if len(lines) == 500:
            parts.append(b"".join(lines))
            lines = []
    return [*parts, b"".join(lines)]
