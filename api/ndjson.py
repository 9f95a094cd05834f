"""NDJSON in and out: any length, bounded memory, one outcome a line.

The body is read in the endpoint and never inside a response generator: Starlette listens
for the disconnect on the same channel and would eat chunks. Outcomes are spooled (to disk
beyond a bound) and sent when the last line is in, so that a client which sends everything
before it reads cannot deadlock the two.
"""

import asyncio
import tempfile
from collections import deque
from collections.abc import AsyncIterator
from concurrent.futures import Future
from typing import Any, NamedTuple

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from api.bodies import NDJSON, lines
from api.intake import Intake
from api.problems import problem, status_of
from api.strictly import parse_json
from api.writer import Job, Outcome, Outcomes
from domain.errors import StancelineError
from domain.events.base import Posted, posted
from domain.validation import validate_fact

CHUNK = 500
"""Lines that are decided together, at the most."""
CHUNK_BYTES = 2**20
"""Bytes of lines from which on a chunk is full: what is read ahead stays in bounds."""
AHEAD = 12
"""Chunks that wait for the writer while the next is read."""
SPOOL = 2**20
"""Bytes of outcomes that are kept in memory before they go to disk."""


class _Line(NamedTuple):
    number: int
    read: Posted | StancelineError


class _UnderWay(NamedTuple):
    """Lines that were handed to the writer; without outcomes where none of them is a fact."""

    chunk: list[_Line]
    outcomes: "Future[Outcomes] | None"


async def answer(request: Request, intake: Intake) -> Response:
    """Record the lines of the body and answer each.

    Some chunks are in the writer's hands while the next lines are read and checked.
    """
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by _sent
    under_way: deque[_UnderWay] = deque()
    try:
        async for chunk in _chunks(request):
            under_way.append(_begun(chunk, intake))
            if len(under_way) > AHEAD:
                spool.write(await _recorded(under_way.popleft()))
        while under_way:
            spool.write(await _recorded(under_way.popleft()))
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return StreamingResponse(_sent(spool), media_type=NDJSON)


async def _chunks(request: Request) -> AsyncIterator[list[_Line]]:
    chunk: list[_Line] = []
    number = size = 0
    async for line in lines(request):
        number += 1
        if isinstance(line, bytes):
            if not line.strip():
                continue
            size += len(line)
        chunk.append(_Line(number, _read(line)))
        if len(chunk) == CHUNK or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
            await asyncio.sleep(0)
    if chunk:
        yield chunk


def _read(line: bytes | StancelineError) -> Posted | StancelineError:
    if isinstance(line, StancelineError):
        return line
    try:
        return posted(validate_fact(parse_json(line)))
    except StancelineError as error:
        return error


def _begun(chunk: list[_Line], intake: Intake) -> _UnderWay:
    facts = [line.read for line in chunk if not isinstance(line.read, StancelineError)]
    return _UnderWay(chunk, intake.enqueue(Job(facts, bulk=True)) if facts else None)


async def _recorded(under_way: _UnderWay) -> bytes:
    """The outcomes of a chunk, a line each."""
    future = under_way.outcomes
    found: Outcomes = [] if future is None else await Intake.outcomes(future)
    outcomes = iter(found)
    answers = (
        {
            "line": line.number,
            **item(line.read if isinstance(line.read, StancelineError) else next(outcomes)),
        }
        for line in under_way.chunk
    )
    return b"".join(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE) for line in answers)


def item(outcome: Outcome | StancelineError) -> dict[str, Any]:
    """One outcome as an answer shows it."""
    if isinstance(outcome, StancelineError):
        return {"status": status_of(outcome), "problem": problem(outcome)}
    return {
        "status": 201 if outcome.new else 200,
        "id": outcome.id,
        "position": outcome.position,
    }


async def _sent(spool: Any) -> AsyncIterator[bytes]:
    with spool:
        while part := spool.read(64 * 1024):
            yield part
