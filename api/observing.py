"""Every request gets an id, a line in the log and a place in the metrics."""

import logging
import random
import re
import time
from functools import lru_cache

from prometheus_client import Histogram
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.logs import request_id
from api.metrics import REQUESTS

log = logging.getLogger("stanceline.access")
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
LONGEST_PATH = 200
LEFT = 499
"""The status, as nginx counts it, of a client that went away before it sent everything."""


class Observing:
    """Outermost ASGI middleware; a client's ``X-Request-ID`` is kept where it is plain."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id, status = _id(scope), 500
        token = request_id.set(id)
        began = time.perf_counter()

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), (b"x-request-id", id.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sent)
        except ClientDisconnect:
            status = LEFT
        finally:
            _observed(scope, status, time.perf_counter() - began)
            request_id.reset(token)


def _id(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id" and _ID.fullmatch(value):
            return str(value.decode())
    # Ids are for finding lines that belong together; randomness of the system costs a call of it.
    return f"{random.getrandbits(128):032x}"


def _observed(scope: Scope, status: int, seconds: float) -> None:
    """Paths come by their template, so that their number is bounded; queries stay out."""
    route = getattr(scope.get("route"), "path", "none")
    _series(_method(scope), route, str(status)).observe(seconds)
    if log.isEnabledFor(logging.INFO):
        log.info(
            "request",
            extra={
                "method": _method(scope),
                "path": scope["path"][:LONGEST_PATH],
                "status": status,
                "ms": round(seconds * 1000, 2),
            },
        )


@lru_cache(maxsize=1024)
def _series(*labels: str) -> Histogram:
    """The place of such requests in the metrics; to look it up there takes longer than to count."""
    return REQUESTS.labels(*labels)


def _method(scope: Scope) -> str:
    known = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
    return scope["method"] if scope["method"] in known else "OTHER"
