"""Retract, correct and restore facts and reports."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bodies import json_body
from api.jobs import Job
from api.openapi import answers, body_of
from api.shapes import AmendmentAnswer
from api.state import Parts, State, json_response
from domain import amend
from domain.amendments import Correction, Restoration, Retraction
from domain.errors import StancelineError
from domain.validation import validate

router = APIRouter(prefix="/v1", tags=["Amendments"])
ANSWERS = answers(AmendmentAnswer, 400, 404, 409, 415, 422, status=201)


@router.post(
    "/events/{id}/retraction",
    status_code=201,
    summary="Retract a fact",
    responses=ANSWERS,
    openapi_extra=body_of(Retraction),
)
async def retract(id: str, request: Request, parts: Parts) -> Response:
    """Take a fact back; of basis ``source`` its echoes go with it."""
    body = validate(Retraction, await json_body(request))
    return await _amended(partial(amend.decide_fact_retraction, id.lower(), body), parts)


@router.post(
    "/events/{id}/correction",
    status_code=201,
    summary="Correct a fact",
    responses=ANSWERS,
    openapi_extra=body_of(Correction),
)
async def correct(id: str, request: Request, parts: Parts) -> Response:
    """Take a fact back and put another in its place, in one step."""
    body = validate(Correction, await json_body(request))
    return await _amended(partial(amend.decide_correction, id.lower(), body), parts)


@router.post(
    "/events/{id}/restoration",
    status_code=201,
    summary="Restore a fact",
    responses=ANSWERS,
    openapi_extra=body_of(Restoration),
)
async def restore(id: str, request: Request, parts: Parts) -> Response:
    """Undo every earlier withdrawal of a fact."""
    body = validate(Restoration, await json_body(request))
    return await _amended(partial(amend.decide_restoration, "fact", id.lower(), body), parts)


@router.post(
    "/reports/{id}/retraction",
    status_code=201,
    summary="Retract a report",
    responses=ANSWERS,
    openapi_extra=body_of(Retraction),
)
async def retract_report(id: str, request: Request, parts: Parts) -> Response:
    """Take back everything that rests on a report, facts recorded later included."""
    body = validate(Retraction, await json_body(request))
    return await _amended(partial(amend.decide_report_retraction, id, body), parts)


@router.post(
    "/reports/{id}/restoration",
    status_code=201,
    summary="Restore a report",
    responses=ANSWERS,
    openapi_extra=body_of(Restoration),
)
async def restore_report(id: str, request: Request, parts: Parts) -> Response:
    """Undo every earlier withdrawal of a report."""
    body = validate(Restoration, await json_body(request))
    return await _amended(partial(amend.decide_restoration, "report", id, body), parts)


async def _amended(decide: Callable[[Any], amend.Amended], parts: State) -> Response:
    (outcome,) = await parts.intake.submit(Job(amendment=decide))
    if isinstance(outcome, StancelineError):
        raise outcome
    status = 201 if outcome.new else 200
    answer: dict[str, Any] = {
        "id": outcome.id,
        "position": outcome.position,
        "status": status,
        "echoes": outcome.details.get("echoes", []),
    }
    if "replacement" in outcome.details:
        answer["replacement"] = outcome.details["replacement"]
    return json_response(answer, status, {"Location": f"/v1/events/{outcome.id}"})
