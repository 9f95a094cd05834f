"""How many single facts a second one client posts, and eight together.

    python -m benchmarks.grouping [--seconds 8] [--workers 1] [--sqlite]

A real server, a real PostgreSQL with fsync on, each client one connection that posts one
fact, waits for its answer, and posts the next. What waits is recorded in one transaction.
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2 as httpx

from tests import postgres, scenes
from tests.serving import Served, serving


class Client:
    """One connection, and as little work as can be, so that the server is what is measured."""

    def __init__(self, served: Served, prefix: str) -> None:
        self._port = int(served.url.rpartition(":")[2])
        self._prefix = prefix
        self.latencies: list[float] = []

    async def run(self, seconds: float) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        end = time.perf_counter() + seconds
        number = 0
        while (began := time.perf_counter()) < end:
            number += 1
            await self._post(reader, writer, f"{self._prefix}-{number}")
            self.latencies.append(time.perf_counter() - began)
        writer.close()

    async def _post(self, reader: Any, writer: Any, words: str) -> None:
        body = json.dumps(scenes.fact(quote={"exact": words})).encode()
        writer.write(
            b"POST /v1/events HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n"
            b"content-length: %d\r\n\r\n" % len(body) + body
        )
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 201 " not in head.split(b"\r\n", 1)[0]:
            raise RuntimeError(head.decode())
        length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
        await reader.readexactly(length)


async def rate(served: Served, clients: int, seconds: float) -> dict[str, float]:
    """Facts a second and the latency of one, in milliseconds."""
    crowd = [Client(served, f"{clients}-{n}-{time.time_ns()}") for n in range(clients)]
    await asyncio.gather(*(client.run(seconds) for client in crowd))
    times = sorted(latency for client in crowd for latency in client.latencies)
    return {
        "clients": clients,
        "facts_per_second": round(len(times) / seconds, 1),
        "p50_ms": round(1000 * statistics.median(times), 2),
        "p99_ms": round(1000 * times[int(len(times) * 0.99)], 2),
    }


def bulk(served: Served, facts: int) -> dict[str, float]:
    """NDJSON in one request."""
    lines = "\n".join(json.dumps(scenes.fact(n)) for n in range(facts))
    began = time.perf_counter()
    answer = httpx.post(
        f"{served.url}/v1/events",
        content=lines.encode(),
        headers={"content-type": "application/x-ndjson"},
        timeout=600,
    )
    seconds = time.perf_counter() - began
    if answer.text.count('"status":201') != facts:
        raise RuntimeError("not all lines were recorded")
    return {"ndjson_facts": facts, "facts_per_second": round(facts / seconds, 1)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--bulk", type=int, default=20_000)
    parser.add_argument("--sqlite", action="store_true")
    asked = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/bench.db" if asked.sqlite else _postgres(stack)
        served = stack.enter_context(
            serving(url, folder / "log", workers=asked.workers, STANCELINE_LOG_LEVEL="warning")
        )
        for path, bodies in (
            ("actors", scenes.ACTORS),
            ("sources", scenes.SOURCES),
            ("reports", scenes.REPORTS),
        ):
            for body in bodies:
                httpx.post(f"{served.url}/v1/{path}", json=body).raise_for_status()
        asyncio.run(rate(served, 2, 1))
        found = [asyncio.run(rate(served, n, asked.seconds)) for n in (1, 8, 32)]
        for line in found:
            print(json.dumps(line))
        one, eight = found[0]["facts_per_second"], found[1]["facts_per_second"]
        print(json.dumps({"eight_to_one": round(eight / one, 2)}))
        print(json.dumps(bulk(served, asked.bulk)))


def _postgres(stack: ExitStack) -> str:
    if given := os.environ.get(postgres.GIVEN):
        return stack.enter_context(postgres.database(given))
    server = postgres.Server()
    stack.callback(server.close)
    return stack.enter_context(postgres.database(server.url))


if __name__ == "__main__":
    main()
