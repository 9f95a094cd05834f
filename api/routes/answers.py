"""Questions: posture, timeline, diff, and everybody's posture."""

import asyncio
from collections.abc import Callable
from hashlib import blake2b
from typing import Annotated

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from api.openapi import answers
from api.parameters import (
    Asked,
    ClaimsParameters,
    DiffParameters,
    PostureParameters,
    PosturesParameters,
    TimelineParameters,
)
from api.remembered import Question, Sent
from api.samples import POSTURE
from api.shapes import ClaimsAnswer, DiffAnswer, PostureAnswer, PosturesAnswer, TimelineAnswer
from api.state import Parts, State
from domain.days import day_of, today
from domain.errors import NotReached
from projections.reader import Answer, as_json
from projections.window import Window

router = APIRouter(prefix="/v1", tags=["Questions"])
LONGEST_WAIT = 30
"""Seconds that ``Prefer: wait=`` can ask for at the most."""


@router.get(
    "/actors/{id}/posture",
    summary="Posture of an actor",
    responses=answers(PostureAnswer, 404, 422, example=POSTURE),
)
async def posture(
    id: str, parameters: Annotated[PostureParameters, Asked], request: Request, parts: Parts
) -> Response:
    """Where an actor stood on a day, as known by another day, as recorded by a position."""
    pinned = parameters.recorded_by is not None
    return await _answered(
        request,
        parts,
        pinned,
        lambda: parts.reader.posture(id, parameters.question(), parameters.evidence),
    )


@router.get(
    "/actors/{id}/timeline",
    summary="Timeline of an actor",
    responses=answers(TimelineAnswer, 404, 422),
)
async def timeline(
    id: str, parameters: Annotated[TimelineParameters, Asked], request: Request, parts: Parts
) -> Response:
    """The facts in which an actor takes part, in the order in which they happened."""
    window = Window(
        id,
        0,
        parameters.knowledge(),
        day_of(parameters.from_) if parameters.from_ else None,
        day_of(parameters.to) if parameters.to else None,
        parameters.not_yet_known == "include",
    )
    return await _answered(
        request,
        parts,
        parameters.recorded_by is not None,
        lambda: parts.reader.timeline(
            window, parameters.record(), parameters.limit, parameters.after
        ),
    )


@router.get(
    "/actors/{id}/claims",
    summary="All claims of an actor, as columns",
    responses=answers(ClaimsAnswer, 404, 422),
)
async def claims(
    id: str, parameters: Annotated[ClaimsParameters, Asked], request: Request, parts: Parts
) -> Response:
    """What a client needs to find postures for any D and K by itself, at one T.

    Days are proleptic Gregorian ordinals (1 = 0001-01-01; 0 and 3652060 are unbounded ends).
    ``slot``, ``value``, ``path`` and ``report`` are indices into the lists beside; ``flags`` adds
    1 relayed, 2 against, 4 roughly even, 8 projection; a claim is visible where
    ``published <= K < gone``. Claims stand in the order of fact ids.
    """
    return await _answered(
        request,
        parts,
        parameters.recorded_by is not None,
        lambda: parts.reader.claims(id, parameters.record()),
        in_thread=True,
    )


@router.get(
    "/actors/{id}/diff", summary="What changed, and why", responses=answers(DiffAnswer, 404, 422)
)
async def diff(
    id: str, parameters: Annotated[DiffParameters, Asked], request: Request, parts: Parts
) -> Response:
    """Changed slots between two points; the axes are moved in the order T, K, D."""
    pinned = None not in (parameters.from_recorded_by, parameters.to_recorded_by)
    return await _answered(
        request, parts, pinned, lambda: parts.reader.diff(id, *parameters.coordinates())
    )


@router.get(
    "/postures", summary="Posture of everybody", responses=answers(PosturesAnswer, 404, 422)
)
async def postures(
    parameters: Annotated[PosturesParameters, Asked], request: Request, parts: Parts
) -> Response:
    """Every actor with a stance, at one moment."""

    def answer() -> Answer:
        at = parameters.coordinates()
        return parts.reader.postures(at, parameters.evidence, parameters.limit, parameters.after)

    pinned = parameters.recorded_by is not None
    return await _answered(request, parts, pinned, answer, in_thread=True)


async def again(request: Request, parts: State) -> Response | None:
    """What was sent for the same question at the same checkpoint, or None."""
    question = _question(request)
    if question not in parts.remembered:
        return None
    sent = await parts.ask(lambda: parts.remembered.get(question, parts.store.checkpoint()))
    if sent is None:
        return None
    request.scope["route"] = sent.route
    return _response(request, sent)


def _response(request: Request, sent: Sent) -> Response:
    """The answer; a pinned one with a strong ETag, and 304 where the client has it."""
    if sent.etag is None:
        return Response(sent.body, media_type="application/json")
    headers = {"ETag": sent.etag, "Cache-Control": "private, no-cache"}
    if _has(request.headers.get("if-none-match", ""), sent.etag):
        return Response(status_code=304, headers=headers)
    return Response(sent.body, headers=headers, media_type="application/json")


def _question(request: Request) -> Question:
    return Question(request.scope["path"], request.scope["query_string"], today())


async def _answered(
    request: Request,
    parts: State,
    pinned: bool,
    ask: Callable[[], Answer | bytes],
    *,
    in_thread: bool = False,
) -> Response:
    """An answer that is not at hand (``again``), which is kept.

    The day is read before ``ask`` reads it: at midnight an answer may be kept under a day that is
    over, and nobody asks for that again.
    """
    question, route = _question(request), request.scope["route"]

    def made() -> Sent:
        checkpoint = parts.store.checkpoint()
        body = as_json(ask())
        sent = Sent(body, route, _etag(body) if pinned else None)
        parts.remembered.keep(question, checkpoint, sent)
        return sent

    return _response(request, await _reached(request, parts, made, in_thread=in_thread))


def _etag(body: bytes) -> str:
    return f'"{blake2b(body, digest_size=16).hexdigest()}"'


async def _reached(
    request: Request, parts: State, ask: Callable[[], Sent], *, in_thread: bool
) -> Sent:
    """The answer, waited for as long as the client prefers where T lies ahead of the log."""
    deadline = asyncio.get_running_loop().time() + _wait(request)
    while True:
        try:
            return await _asked(parts, ask, in_thread=in_thread)
        except NotReached:
            if asyncio.get_running_loop().time() >= deadline:
                raise
            await asyncio.sleep(0.05)


async def _asked(parts: State, ask: Callable[[], Sent], *, in_thread: bool) -> Sent:
    if in_thread and not parts.store.remote:
        return await run_in_threadpool(ask)
    return await parts.ask(ask)


def _has(header: str, etag: str) -> bool:
    """Whether ``If-None-Match`` names the tag; weak comparison (RFC 9110, 13.1.2)."""
    tags = [tag.strip().removeprefix("W/") for tag in header.split(",")]
    return header.strip() == "*" or etag in tags


def _wait(request: Request) -> float:
    """Seconds that ``Prefer: wait=`` (RFC 7240) asks for, bounded."""
    for preference in request.headers.get("prefer", "").split(","):
        name, _, value = preference.strip().partition("=")
        if name.lower() == "wait" and value.isdecimal():
            return min(int(value), LONGEST_WAIT)
    return 0
