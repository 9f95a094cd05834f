"""The doors ahead of the router: for facts, and for questions about one actor.

Middleware, routing and dependencies of the framework take several times as long as all that
a posted fact or an answer which is at hand needs, and a good part of a new answer's time. So
what is surely ``POST /v1/events``, what was asked in the same words before, and what is asked
of one actor without a mistake is served at once; the routes stay where they are for everything
else about them, refusals and their descriptions included.
"""

import re
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.parameters import DiffParameters, Parameters, PostureParameters, TimelineParameters
from api.problems import problem_response
from api.routes import answers, events
from api.state import State
from domain.errors import StancelineError

Door = Callable[[Request, State], Awaitable[Response | None]]
"""Serves a request, or None where the router has to."""


class _Place(NamedTuple):
    path: str


PLACE = _Place("/v1/events")
"""What ``api.observing`` counts such requests under, as if the router had chosen it."""


class _Asked(NamedTuple):
    """A question about one actor: its parameters, and the route that answers it."""

    model: type[Parameters]
    route: Callable[[str, Any, Request, State], Awaitable[Response]]


_PATH = re.compile(r"/v1/actors/([^/]+)/([a-z]+)")
_OF_ONE = {
    "posture": _Asked(PostureParameters, answers.posture),
    "timeline": _Asked(TimelineParameters, answers.timeline),
    "diff": _Asked(DiffParameters, answers.diff),
}


class Direct:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        door = _door(scope)
        response = None
        if door is not None:
            request = Request(scope, receive, send)
            try:
                response = await door(request, request.app.state.parts)
            except StancelineError as error:
                response = problem_response(error)
        served = self._app if response is None else response
        await served(scope, receive, send)


def _door(scope: Scope) -> Door | None:
    """A query, which the call for facts refuses, is left to the router."""
    if scope["type"] != "http":
        return None
    if scope["method"] == "GET":
        return _question
    facts = scope["path"] == PLACE.path and scope["method"] == "POST"
    return _facts if facts and not scope["query_string"] else None


async def _facts(request: Request, parts: State) -> Response:
    request.scope["route"] = PLACE
    return await events.post(request, parts)


async def _question(request: Request, parts: State) -> Response | None:
    return await answers.again(request, parts) or await _of_one(request, parts)


async def _of_one(request: Request, parts: State) -> Response | None:
    """The answer to a new question about one actor; what is wrong with one the router says."""
    path = _PATH.fullmatch(request.scope["path"])
    asked = _OF_ONE.get(path[2]) if path else None
    if path is None or asked is None:
        return None
    given = request.query_params.multi_items()
    said = dict(given)
    if len(said) < len(given):
        return None
    try:
        parameters = asked.model.model_validate(said)
    except ValidationError:
        return None
    request.scope["route"] = _Place(f"/v1/actors/{{id}}/{path[2]}")
    return await asked.route(path[1], parameters, request, parts)
