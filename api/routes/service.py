"""The catalogue, and whether the service lives and is ready."""

from fastapi import APIRouter
from starlette.responses import Response

from api.catalogue import catalogue
from api.state import Parts, json_response

router = APIRouter(tags=["Service"])


@router.get("/v1/catalogue", summary="The vocabulary")
async def show_catalogue() -> Response:
    """Aspects and their scales, event types with their JSON Schemas, words of estimate."""
    return json_response(catalogue())


@router.get("/healthz", summary="Alive?")
async def healthz() -> Response:
    """The process answers."""
    return json_response({"status": "ok"})


@router.get("/readyz", summary="Ready?")
async def readyz(parts: Parts) -> Response:
    """The log is reachable and the projections have caught up with it."""
    head = parts.store.journal.head()
    checkpoint = parts.store.checkpoint()
    position = checkpoint.position if checkpoint else 0
    ready = position >= head
    answer = {"status": "ready" if ready else "behind", "head": head, "position": position}
    return json_response(answer, 200 if ready else 503)
