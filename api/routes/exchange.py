"""Import data of the field, take imports back, export."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Self

from fastapi import APIRouter, Request
from fastapi import Path as InPath
from pydantic import Field, model_validator
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from api.bodies import NDJSON, json_body
from api.exchange import exporting, formats, receiving, service
from api.exchange.describing import IMPORT_BODY, IMPORTED, TEMPO, exported
from api.exchange.receiving import status_after
from api.exchange.shapes import BatchesAnswer, ImportAnswer, ReversionAnswer, TempoAnswer
from api.openapi import answers, body_of
from api.parameters import Asked, ExportParameters, Limit, Parameters, TempoParameters
from api.state import Parts, State, json_response
from api.writer import Writer
from domain.amendments import Restoration
from domain.days import day_of
from domain.events.base import field_problem
from domain.validation import validate
from domain.words import Day, Text
from projections import batches

router = APIRouter(prefix="/v1", tags=["Exchange"])
Name = Annotated[Text, Field(min_length=1, max_length=200)]


class ImportParameters(Parameters):
    """What the body is, and how to take it."""

    format: str
    """``ucdp-ged``, ``acled``, ``stix``, ``csv`` or ``cloudevents``."""
    dataset: Name | None = None
    """Name of the series, the stem of ``file`` by default; a newer file gives what changed."""
    complete: bool = False
    """The body is the whole dataset: what it no longer has is retracted."""
    dry_run: bool = False
    """Report what would be done, and record nothing."""
    published: Day | None = None
    """Day on which this release was published."""
    file: Name | None = None
    """The file's name; ``dataset`` by default. The release is read from it (``ged_v23_1.csv``)."""
    map: Annotated[str, Field(max_length=10_000)] | None = None
    """``FIELD=COLUMN`` of a csv, joined by commas."""

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.dataset and not self.file and self.format != "cloudevents":
            raise field_problem("dataset", "is missing: name the series here, or the file in file")
        return self

    def asked(self, path: Path) -> service.Import:
        """The import of a file that these parameters ask for; raises Refused."""
        return service.Import(
            format=self.format,
            path=path,
            name=self.file or self.dataset or self.format,
            dataset=self.dataset,
            complete=self.complete,
            dry_run=self.dry_run,
            published=self.published,
            mapping=service.mapping(self.map.split(",") if self.map else ()),
        )


class BatchesParameters(Parameters):
    """A page of imports."""

    limit: Limit = 100
    """Imports of a page at the most."""
    after: Annotated[str, Field(pattern=r"^[0-9]{1,18}$")] | None = None
    """Continue after this position (the ``next`` of a page)."""


@router.get(
    "/actors/{id}/tempo",
    summary="What was counted",
    responses=answers(TempoAnswer, 404, 422, example=TEMPO),
)
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


@router.post(
    "/imports",
    status_code=201,
    summary="Import a file",
    responses=answers(ImportAnswer, 400, 404, 409, 415, 422, status=201, example=IMPORTED),
    openapi_extra=IMPORT_BODY,
)
async def import_file(
    parameters: Annotated[ImportParameters, Asked], request: Request, parts: Parts
) -> Response:
    """The body is the file, of any length; it is kept on disk while it is read.

    201 where something was recorded, 200 where it was all there or only tried. With
    ``Accept: application/x-ndjson`` the answer is a line ``{rows}`` now and then while the work
    goes on, and at last ``{status, summary}`` or ``{status, problem}``.
    """
    formats.module_of(parameters.format, formats.INCOMING)
    receiving.check_media(request, parameters.format)
    parameters.asked(Path())
    spool = await receiving.received(request)
    work = partial(_imported, parts, parameters, spool)
    if receiving.wants_progress(request):
        return StreamingResponse(receiving.told(work), media_type=NDJSON)
    answer = await run_in_threadpool(work, None)
    return json_response(answer, status_after(answer))


def _imported(
    parts: State,
    parameters: ImportParameters,
    spool: Any,
    progress: receiving.Progress | None,
) -> dict[str, Any]:
    with spool:
        asked = parameters.asked(Path(spool.name))
        return service.run(parts.store, Writer(parts.store), asked, progress)


@router.get("/imports", summary="List imports", responses=answers(BatchesAnswer, 422))
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


@router.post(
    "/imports/{id}/reversion",
    status_code=201,
    summary="Take an import back",
    responses=answers(ReversionAnswer, 400, 404, 409, 415, 422, status=201),
    openapi_extra=body_of(Restoration),
)
async def revert(id: str, request: Request, parts: Parts) -> Response:
    """Retract what the import recorded and undo what it amended, as one; ``{reason}``."""
    body = validate(Restoration, await json_body(request))
    writer = Writer(parts.store)
    answer = await run_in_threadpool(service.revert, writer, id, body.reason)
    return json_response(answer, 201 if answer["reverted"] else 200)


@router.get("/exports/{format}", summary="Export", responses=exported(404, 422))
async def export(
    format: Annotated[str, InPath(json_schema_extra={"enum": [*formats.OUTGOING]})],
    parameters: Annotated[ExportParameters, Asked],
    parts: Parts,
) -> Response:
    """What stands at the coordinates, streamed; the log itself for ``cloudevents``."""
    stack = ExitStack()
    given = frozenset(parameters.model_fields_set)

    def started() -> Iterator[bytes]:
        # What there is no format for is refused before anything is opened for it.
        formats.module_of(format, formats.OUTGOING)
        snapshot = stack.enter_context(parts.store.reading())
        chosen = exporting.prepared(
            parts.store, snapshot, parameters.coordinates(), parameters.actor, given
        )
        found = exporting.parts(format, chosen)
        # The first part is made before the answer starts, so that refusals are problems.
        return chain([next(found, b"")], found)

    try:
        found = await run_in_threadpool(started)
    except BaseException:
        stack.close()
        raise
    chosen = formats.OUTGOING[format]
    # An actor that exists has a slug for its id, which is safe in a header.
    name = "-".join(filter(None, ("stanceline", parameters.actor)))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{chosen.suffix}"'}
    return StreamingResponse(_closing(found, stack), headers=headers, media_type=chosen.media)


def _closing(found: Iterator[bytes], stack: ExitStack) -> Iterator[bytes]:
    with stack:
        yield from found
