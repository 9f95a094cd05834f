"""Errors as RFC 9457 problem documents: one table from our errors to HTTP."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match, Mount

from domain import errors
from domain.validation import findings_in

STATUS: dict[type[errors.StancelineError], int] = {
    errors.Refused: 422,
    errors.Unknown: 404,
    errors.Conflict: 409,
    errors.NotReached: 404,
    errors.Malformed: 400,
    errors.TooLarge: 413,
    errors.UnknownMedia: 415,
    errors.Unavailable: 503,
}
RETRY_AFTER = 2
"""Seconds after which a client may ask again when the database is away."""


def status_of(error: errors.StancelineError) -> int:
    """The HTTP status of one of our errors."""
    return STATUS[type(error)]


def problem(error: errors.StancelineError) -> dict[str, Any]:
    """The problem document of one of our errors."""
    status = status_of(error)
    document = _plain(status, error.detail)
    document["errors"] = [finding._asdict() for finding in error.findings]
    if isinstance(error, errors.NotReached):
        document["position"] = error.head
    return document


def problem_response(error: errors.StancelineError) -> Response:
    """The problem as a response."""
    headers = {"Retry-After": str(RETRY_AFTER)} if isinstance(error, errors.Unavailable) else {}
    return _response(status_of(error), problem(error), headers)


def _response(status: int, document: dict[str, Any], headers: dict[str, str]) -> Response:
    return Response(orjson.dumps(document), status, headers, media_type="application/problem+json")


def install(app: FastAPI) -> None:
    """Answer every error of this application with a problem document."""

    @app.exception_handler(errors.StancelineError)
    async def ours(_: Request, error: errors.StancelineError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def parameters(_: Request, error: RequestValidationError) -> Response:
        return problem_response(errors.Refused.of(findings_in(error.errors(), skip=1)))

    @app.exception_handler(Exception)
    async def fault(_: Request, __: Exception) -> Response:
        return _response(500, _plain(500, "a fault of this server; its log says more"), {})

    @app.exception_handler(HTTPException)
    async def http(request: Request, error: HTTPException) -> Response:
        document = _plain(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            # What is mounted are files, and has no routes.
            headers["Allow"] = ", ".join(_allowed(request)) or "GET, HEAD"
        return _response(error.status_code, document, headers)


def _allowed(request: Request) -> Iterator[str]:
    """The methods that the path has (RFC 9110, section 15.5.6); a route knows its own alone."""
    routes = [route for route in request.app.routes if not isinstance(route, Mount)]
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in routes):
            yield method
            if method == "GET":
                # ``api.heads`` adds it.
                yield "HEAD"


def _plain(status: int, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [],
    }
