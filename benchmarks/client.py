"""A small HTTP/1.1 client that keeps several connections busy and gets in nobody's way."""

import asyncio
import time
from collections.abc import Sequence
from typing import NamedTuple


class Load(NamedTuple):
    """What a run of requests took."""

    requests: int
    seconds: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def quantile(self, part: float) -> float:
        return sorted(self.latencies)[int(len(self.latencies) * part)]


def get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()


def post(path: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def load(port: int, requests: Sequence[bytes], clients: int, status: int = 200) -> Load:
    """Send all requests, each client its share one after the other; all must succeed."""
    return asyncio.run(_load(port, requests, clients, b"%d" % status))


async def _load(port: int, requests: Sequence[bytes], clients: int, status: bytes) -> Load:
    shares = [requests[number::clients] for number in range(clients)]
    start = time.perf_counter()
    latencies = await asyncio.gather(*(_client(port, share, status) for share in shares))
    seconds = time.perf_counter() - start
    return Load(len(requests), seconds, [one for found in latencies for one in found])


async def _client(port: int, requests: Sequence[bytes], status: bytes) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
    latencies = []
    for request in requests:
        start = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        latencies.append(time.perf_counter() - start)
        if head[9:12] != status:
            raise AssertionError(f"{head[:40]!r} {body[:300]!r}")
    writer.close()
    return latencies


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
