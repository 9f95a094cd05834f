"""The door for facts, ahead of the router.

Middleware, routing and dependencies of the framework take several times as long as all that
a posted fact needs. So what is surely ``POST /v1/events`` is handed to its endpoint at once;
the route stays where it is for everything else about it, its description included.
"""

from typing import NamedTuple

from fastapi import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem_response
from api.routes import events
from domain.errors import StancelineError


class _Place(NamedTuple):
    path: str


PLACE = _Place("/v1/events")
"""What ``api.observing`` counts such requests under, as if the router had chosen it."""


class Direct:
    """ASGI middleware; a query, which this call refuses, is left to the router."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if (
            scope["type"] != "http"
            or scope["path"] != PLACE.path
            or scope["method"] != "POST"
            or scope["query_string"]
        ):
            await self._app(scope, receive, send)
            return
        scope["route"] = PLACE
        request = Request(scope, receive, send)
        try:
            response = await events.post(request, request.app.state.parts)
        except StancelineError as error:
            response = problem_response(error)
        await response(scope, receive, send)
