"""Import data of the field, take imports back, export."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.bodies import json_body
from api.exchange import exporting, formats, service
from api.parameters import Asked, ExportParameters, Limit, Parameters, TempoParameters
from api.state import Parts, json_response
from api.writer import Writer
from domain.amendments import Restoration
from domain.days import day_of
from domain.validation import validate
from domain.words import Day, Text
from projections import batches

router = APIRouter(prefix="/v1", tags=["Exchange"])


class ImportParameters(Parameters):
    """What the body is, and how to take it."""

    format: str
    """``ucdp-ged``, ``acled``, ``stix``, ``csv`` or ``cloudevents``."""
    dataset: Annotated[Text, Field(max_length=200)]
    """Name of the series; a newer file of the same series gives what changed."""
    complete: bool = False
    """The body is the whole dataset: what it no longer has is retracted."""
    dry_run: bool = False
    """Report what would be done, and record nothing."""
    published: Day | None = None
    """Day on which this release was published."""
    file: Annotated[Text, Field(max_length=200)] | None = None
    """The file's name; ``dataset`` by default."""
    map: Annotated[str, Field(max_length=10_000)] | None = None
    """``FIELD=COLUMN`` of a csv, joined by commas."""


class BatchesParameters(Parameters):
    """A page of imports."""

    limit: Limit = 100
    after: Annotated[str, Field(pattern=r"^[0-9]{1,18}$")] | None = None
    """Continue after this position (the ``next`` of a page)."""


@router.get("/actors/{id}/tempo", summary="What was counted")
async def tempo(id: str, parameters: Annotated[TempoParameters, Asked], parts: Parts) -> Response:
    """Incidents and fatalities (low, best, high) by bucket and counterpart."""
    answer = await run_in_threadpool(
        parts.reader.tempo,
        id,
        parameters.bucket,
        first=day_of(parameters.from_) if parameters.from_ else None,
        last=day_of(parameters.to) if parameters.to else None,
        known_by=parameters.knowledge(),
        recorded_by=parameters.record(),
    )
    return json_response(answer)


@router.post("/imports", status_code=201, summary="Import a file")
async def import_file(
    parameters: Annotated[ImportParameters, Asked], request: Request, parts: Parts
) -> Response:
    """The body is the file, of any length; it is kept on disk while it is read."""
    with tempfile.NamedTemporaryFile() as spool:
        async for part in request.stream():
            spool.write(part)
        spool.flush()
        asked = service.Import(
            format=parameters.format,
            path=Path(spool.name),
            name=parameters.file or parameters.dataset,
            dataset=parameters.dataset,
            complete=parameters.complete,
            dry_run=parameters.dry_run,
            published=parameters.published,
            mapping=service.mapping((parameters.map or "").split(",") if parameters.map else ()),
        )
        answer = await run_in_threadpool(service.run, parts.store, Writer(parts.store), asked)
    return json_response(answer, 201 if answer["batch"] else 200)


@router.get("/imports", summary="List imports")
async def imports(parameters: Annotated[BatchesParameters, Asked], parts: Parts) -> Response:
    """Imports in the order in which they were opened."""

    def page() -> dict[str, Any]:
        with parts.store.reading() as snapshot:
            found = batches.page(
                snapshot.connection,
                snapshot.tables,
                int(parameters.after or 0),
                parameters.limit + 1,
            )
            items, more = found[: parameters.limit], found[parameters.limit :]
            return {
                "position": snapshot.head,
                "items": items,
                "next": str(items[-1]["position"]) if more else None,
            }

    return json_response(await run_in_threadpool(page))


@router.post("/imports/{id}/reversion", status_code=201, summary="Take an import back")
async def revert(id: str, request: Request, parts: Parts) -> Response:
    """Retract what the import recorded and undo what it amended, as one; ``{reason}``."""
    body = validate(Restoration, await json_body(request))
    writer = Writer(parts.store)
    answer = await run_in_threadpool(service.revert, writer, id, body.reason)
    return json_response(answer, 201 if answer["reverted"] else 200)


@router.get("/exports/{format}", summary="Export")
async def export(
    format: str,
    parameters: Annotated[ExportParameters, Asked],
    parts: Parts,
) -> Response:
    """What stands at the coordinates, streamed; the log itself for ``cloudevents``."""
    stack = ExitStack()
    given = frozenset(parameters.model_fields_set)

    def started() -> Iterator[bytes]:
        module = formats.module_of(format, formats.OUTGOING)
        snapshot = stack.enter_context(parts.store.reading())
        chosen = exporting.prepared(
            parts.store, snapshot, parameters.coordinates(), parameters.actor, given
        )
        found = iter(module.write(chosen))
        # The first part is made before the answer starts, so that refusals are problems.
        return chain([next(found, b"")], found)

    try:
        found = await run_in_threadpool(started)
    except BaseException:
        stack.close()
        raise
    chosen = formats.OUTGOING[format]
    headers = {"Content-Disposition": f'attachment; filename="stanceline.{chosen.suffix}"'}
    return StreamingResponse(_closing(found, stack), headers=headers, media_type=chosen.media)


def _closing(found: Iterator[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        yield from found
