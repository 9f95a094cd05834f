"""Actors, sources and reports: register, list, show."""

from typing import Annotated

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.bodies import json_body
from api.jobs import Job
from api.openapi import answers, body_of
from api.parameters import Asked, ListParameters
from api.shapes import Acknowledgement
from api.state import Parts, json_response
from domain.errors import StancelineError
from domain.registrations import REGISTRATIONS, Registration
from domain.validation import validate

router = APIRouter(tags=["Who and what"])


def _install(kind: type[Registration]) -> None:
    noun, path = kind.noun, f"/v1/{kind.noun}s"

    async def register(request: Request, parts: Parts) -> Response:
        thing = validate(kind, await json_body(request))
        (outcome,) = await parts.intake.submit(Job(registration=thing))
        if isinstance(outcome, StancelineError):
            raise outcome
        answer = {
            "id": outcome.id,
            "position": outcome.position,
            "status": 201 if outcome.new else 200,
        }
        headers = {"Location": f"{path}/{outcome.id}"}
        return json_response(answer, answer["status"], headers)  # type: ignore[arg-type]

    async def page(parameters: Annotated[ListParameters, Asked], parts: Parts) -> Response:
        return json_response(
            await parts.ask(
                lambda: parts.reader.registered(noun, parameters.limit, parameters.after)
            )
        )

    async def one(id: str, parts: Parts) -> Response:
        return json_response(await parts.ask(lambda: parts.reader.registration(noun, id)))

    router.post(
        path,
        status_code=201,
        summary=f"Register {_a(noun)}",
        openapi_extra=body_of(kind),
        responses=answers(Acknowledgement, 400, 409, 415, 422, status=201),
    )(register)
    router.get(path, summary=f"List {noun}s")(page)
    router.get(f"{path}/{{id}}", summary=f"Show {_a(noun)}")(one)


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


for _kind in REGISTRATIONS:
    _install(_kind)
