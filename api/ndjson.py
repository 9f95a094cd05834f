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
from itertools import zip_longest
from typing import Any, NamedTuple

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from api.bodies import NDJSON, runs
from api.checking import Answers, Checker
from api.intake import PATIENCE, Begun, Intake
from api.jobs import Job, Outcome, Outcomes, Ready
from api.problems import problem, status_of
from api.state import State
from api.strictly import LIMIT, parse_line
from domain.errors import StancelineError
from domain.events.base import Posted, posted
from domain.validation import validate_fact

BESIDE = 4
"""Runs of lines that a second process has before it."""
AHEAD = 48
"""Runs of lines that wait for the writer while the next are read."""
SPOOL = 2**20
"""Bytes of outcomes that are kept in memory before they go to disk."""


class _Line(NamedTuple):
    number: int
    read: Posted | Ready | StancelineError


class _Run(NamedTuple):
    """Lines as they came, the number of the first, and what a second process says of them."""

    number: int
    lines: list[bytes]
    answers: "Future[Answers] | None"


class _UnderWay(NamedTuple):
    """Lines that were handed to the writer; nothing is begun where none of them is a fact."""

    refusals: list[tuple[int, dict[str, Any] | None]]
    """By the number of the line: its answer, where it was not handed over."""
    begun: Begun | None


async def answer(request: Request, parts: State) -> Response:
    """Record the lines of the body and answer each.

    Some are in the writer's hands while the next are read and checked.
    """
    spool = tempfile.SpooledTemporaryFile(max_size=SPOOL)  # noqa: SIM115 - closed by _sent
    under_way: deque[_UnderWay] = deque()
    try:
        with parts.checking.checker() as checker:
            async for chunk, more in _announced(_chunks(request, checker)):
                under_way.append(_begun(chunk, parts.intake, more=more))
                if len(under_way) > AHEAD:
                    spool.write(await _recorded(under_way.popleft()))
        while under_way:
            spool.write(await _recorded(under_way.popleft()))
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return StreamingResponse(_sent(spool), media_type=NDJSON)


async def _chunks(request: Request, checker: Checker) -> AsyncIterator[list[_Line]]:
    """The lines in order, read and checked, by the second process or by this one."""
    waiting: deque[_Run] = deque()
    number = 1
    async for lines in runs(request):
        waiting.append(_Run(number, lines, checker.check(lines)))
        number += len(lines)
        while waiting and (waiting[0].answers is None or len(waiting) > BESIDE):
            yield await _read_of(waiting.popleft(), checker)
    while waiting:
        yield await _read_of(waiting.popleft(), checker)


async def _announced(
    chunks: AsyncIterator[list[_Line]],
) -> AsyncIterator[tuple[list[_Line], bool]]:
    """Each chunk, and whether another follows."""
    before: list[_Line] | None = None
    async for chunk in chunks:
        if before is not None:
            yield before, True
        before = chunk
    if before is not None:
        yield before, False


async def _read_of(run: _Run, checker: Checker) -> list[_Line]:
    """The lines of a run that are not blank; what the second process left out is read here."""
    answers: Answers = []
    if run.answers is None:
        await asyncio.sleep(0)
    else:
        try:
            async with asyncio.timeout(PATIENCE):
                answers = await asyncio.wrap_future(run.answers)
        except TimeoutError:
            checker.give_up()
    pairs = zip_longest(run.lines, answers)
    return [
        _Line(number, ready or _read(line))
        for number, (line, ready) in enumerate(pairs, run.number)
        if ready or len(line) > LIMIT or line.strip()
    ]


def _read(line: bytes) -> Posted | StancelineError:
    try:
        return posted(validate_fact(parse_line(line)))
    except StancelineError as error:
        return error


def _begun(chunk: list[_Line], intake: Intake, *, more: bool) -> _UnderWay:
    facts = [line.read for line in chunk if not isinstance(line.read, StancelineError)]
    # As answers: an error would keep its line, and all that was read of it.
    refusals = [
        (line.number, item(line.read) if isinstance(line.read, StancelineError) else None)
        for line in chunk
    ]
    job = Job(facts, bulk=True, more=more)
    return _UnderWay(refusals, intake.begin(job) if facts else None)


async def _recorded(under_way: _UnderWay) -> bytes:
    """The outcomes of a chunk, a line each."""
    begun = under_way.begun
    found: Outcomes = [] if begun is None else await Intake.outcomes(begun)
    outcomes = iter(found)
    answers = (
        {"line": number, **(refusal or item(next(outcomes)))}
        for number, refusal in under_way.refusals
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
