"""The catalogue, and whether the service lives and is ready."""

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import PlainTextResponse, Response

from api.catalogue import catalogue
from api.metrics import WAITING, exposition
from api.problems import RETRY_AFTER
from api.state import Parts, json_response
from domain.errors import Unavailable
from projections.status import status

router = APIRouter(tags=["Service"])


@router.get("/v1/catalogue", summary="The vocabulary")
async def show_catalogue() -> Response:
    """Aspects and their scales, event types with their JSON Schemas, words of estimate."""
    return json_response(catalogue())


@router.get("/healthz", summary="Alive?")
async def healthz() -> Response:
    """The process answers."""
    return json_response({"status": "ok"})


@router.get("/metrics", summary="Metrics for Prometheus", response_class=PlainTextResponse)
async def metrics(parts: Parts) -> Response:
    """Positions, lag, queue and latencies, in Prometheus' text format."""
    try:
        found = await parts.ask(lambda: status(parts.store))
    except Unavailable:
        found = None
    WAITING.set(parts.intake.waiting)
    return Response(exposition(found), media_type=CONTENT_TYPE_LATEST)


@router.get("/readyz", summary="Ready?")
async def readyz(parts: Parts) -> Response:
    """The log is reachable and the projections have caught up with it."""
    found = await parts.ask(lambda: status(parts.store))
    ready = found.state == "ready"
    headers = {} if ready else {"Retry-After": str(RETRY_AFTER)}
    return json_response(found.shown(), 200 if ready else 503, headers)
