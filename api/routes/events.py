"""The log: post facts, read events, follow them as they are recorded."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import Response

from api import ndjson
from api.bodies import JSON, NDJSON, json_body, media_type
from api.jobs import Job
from api.openapi import FACTS_BODY, answers
from api.parameters import Asked, EventsParameters
from api.shapes import Acknowledgement, EventsAnswer
from api.state import Parts, State, json_response
from api.tail import AWAY
from domain.errors import Finding, Refused, StancelineError, Unavailable
from domain.events.base import Posted, posted
from domain.validation import validate_fact
from projections import log

router = APIRouter(prefix="/v1/events", tags=["Events"])
MOST = 10_000
"""Facts in an array at the most; longer input is NDJSON."""


@router.post(
    "",
    status_code=201,
    summary="Post facts",
    openapi_extra=FACTS_BODY,
    responses=answers(Acknowledgement, 400, 409, 413, 415, 422, status=201),
)
async def post(request: Request, parts: Parts) -> Response:
    """One fact, an array of facts (all or nothing), or NDJSON (line by line)."""
    if media_type(request, JSON, NDJSON) == NDJSON:
        return await ndjson.answer(request, parts)
    value = await json_body(request)
    if isinstance(value, list):
        return await _post_array(value, parts)
    fact = posted(validate_fact(value))
    (outcome,) = await parts.intake.submit(Job([fact]))
    if isinstance(outcome, StancelineError):
        raise outcome
    status = 201 if outcome.new else 200
    answer = {"id": outcome.id, "position": outcome.position, "status": status}
    return json_response(answer, status, {"Location": f"/v1/events/{outcome.id}"})


async def _post_array(values: list[object], parts: State) -> Response:
    facts = _validated(values)
    outcomes = await parts.intake.submit(Job(facts, atomic=True))
    items = [ndjson.item(outcome) for outcome in outcomes]
    status = 201 if any(item["status"] == 201 for item in items) else 200
    return json_response({"items": items}, status)


def _validated(values: list[object]) -> list[Posted]:
    """All facts of the array; raises Refused with the findings of all of them."""
    if not values:
        raise Refused.at("", "the array is empty; send at least one fact")
    if len(values) > MOST:
        raise Refused.at("", f"more than {MOST} facts; send them as {NDJSON}")
    facts: list[Posted] = []
    findings: list[Finding] = []
    for index, value in enumerate(values):
        try:
            facts.append(posted(validate_fact(value, f"/{index}")))
        except Refused as refusal:
            findings += refusal.findings
    if findings:
        raise Refused.of(findings)
    return facts


@router.get("", summary="Read the log", responses=answers(EventsAnswer, 422))
async def page(parameters: Annotated[EventsParameters, Asked], parts: Parts) -> Response:
    """Events in the order of position, optionally of one type, actor or report."""
    if parameters.type is not None and parameters.type not in log.EVENT_TYPES:
        raise Refused.at("/type", f"{parameters.type!r} is not an event type")
    wanted = log.Filter(parameters.type, parameters.actor, parameters.report)
    after = int(parameters.after or 0)
    return json_response(
        await parts.ask(lambda: parts.reader.events(after, parameters.limit, wanted))
    )


@router.get("/stream", summary="Follow the log")
async def stream(request: Request, parts: Parts) -> EventSourceResponse:
    """Server-sent events from ``Last-Event-ID`` on (from the start without one), then live."""
    last = request.headers.get("last-event-id", "0")
    if not (last.isascii() and last.isdecimal() and len(last) < 19):
        raise Refused.at("/Last-Event-ID", "is the id of an event of this stream: a position")
    return EventSourceResponse(_follow(parts, int(last)), ping=15)


PAGE = 200
"""Events that a stream reads at once."""


async def _follow(parts: State, position: int) -> AsyncIterator[ServerSentEvent]:
    while True:
        for event in await _read(parts, position):
            position = event["position"]
            data = orjson.dumps(event).decode()
            yield ServerSentEvent(data, event=event["type"], id=str(position))
        await parts.tail.beyond(position)


async def _read(parts: State, position: int) -> list[dict[str, Any]]:
    """The next events; none where the database is away, so that the stream outlives it."""
    try:
        page = await parts.ask(lambda: parts.reader.events(position, PAGE, log.Filter()))
    except Unavailable:
        await asyncio.sleep(AWAY)
        return []
    items: list[dict[str, Any]] = page["items"]
    return items


@router.get("/{id}", summary="Show an event")
async def one(id: str, parts: Parts) -> Response:
    """A fact with its days, its state and what became of it, or an amendment."""
    return json_response(await parts.ask(lambda: parts.reader.event(id.lower())))
