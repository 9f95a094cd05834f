"""Errors as RFC 9457 problem documents: one table from our errors to HTTP."""

from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

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
    async def http(_: Request, error: HTTPException) -> Response:
        document = _plain(error.status_code, str(error.detail))
        headers = dict(error.headers or {})
        if headers.get("Allow") == "GET":
            # What ``api.heads`` adds, of which the framework's routes do not know.
            headers["Allow"] = "GET, HEAD"
        return _response(error.status_code, document, headers)


def _plain(status: int, detail: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": [],
    }
