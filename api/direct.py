"""The doors ahead of the router: for facts, and for questions that are asked again.

Middleware, routing and dependencies of the framework take several times as long as all that
a posted fact or an answer which is at hand needs. So what is surely ``POST /v1/events``, and
what was asked in the same words before, is served at once; the routes stay where they are for
everything else about them, their descriptions included.
"""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fastapi import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

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
        return answers.again
    facts = scope["path"] == PLACE.path and scope["method"] == "POST"
    return _facts if facts and not scope["query_string"] else None


async def _facts(request: Request, parts: State) -> Response:
    request.scope["route"] = PLACE
    return await events.post(request, parts)
