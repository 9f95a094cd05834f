"""Files that come over HTTP: taken to disk as they arrive, imported in a thread, progress told."""

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
from fastapi import Request
from starlette.concurrency import run_in_threadpool

from api.bodies import NDJSON, check_coding
from api.problems import problem, status_of
from domain.errors import Refused, StancelineError, UnknownMedia

Progress = Callable[[int, int], None]
Work = Callable[[Progress | None], dict[str, Any]]
ANY = ("", "application/octet-stream", "application/x-www-form-urlencoded")
"""What clients say of a file that they know nothing of; the last is what curl says of every one."""
MEDIA: dict[str, tuple[str, ...]] = {
    "ucdp-ged": ("text/csv", "application/geo+json", "application/json"),
    "acled": ("text/csv",),
    "stix": ("application/stix+json", "application/json"),
    "csv": ("text/csv", NDJSON),
    "cloudevents": (NDJSON, "application/cloudevents+json"),
}
"""Content types by format; ``text/plain`` is any text."""


def check_media(request: Request, format: str) -> None:
    """Raise UnknownMedia for a body that is not the file itself, as UTF-8."""
    header = request.headers.get("content-type", "")
    media, _, parameters = header.partition(";")
    media = media.strip().lower()
    told = dict(part.strip().lower().partition("=")[::2] for part in parameters.split(";"))
    if media not in (*ANY, "text/plain", *MEDIA[format]):
        known = ", ".join(MEDIA[format])
        why = f"send the file itself as the body, as {known}: curl --data-binary @FILE"
        raise UnknownMedia(f"content type {header!r} is not read here; {why}")
    if told.get("charset", "utf-8").strip('"') != "utf-8":
        raise UnknownMedia(f"content type {header!r} is not read here; files are UTF-8")
    check_coding(request)


async def received(request: Request) -> Any:
    """The body as a named temporary file, which is gone when it is closed; raises Refused."""
    spool = tempfile.NamedTemporaryFile(prefix="stanceline-")  # noqa: SIM115 - the caller's
    try:
        async for part in request.stream():
            spool.write(part)
        spool.flush()
        if not spool.tell():
            raise Refused.at("", "the body is empty; send the file itself as the body")
    except BaseException:
        spool.close()
        raise
    return spool


def wants_progress(request: Request) -> bool:
    """Whether the client asks for lines while the work goes on."""
    return NDJSON in request.headers.get("accept", "")


async def told(work: Work) -> AsyncIterator[bytes]:
    """NDJSON: ``{rows}`` while the work goes on, at last ``{status, summary}`` or a problem."""
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()

    def progress(done: int, _: int) -> None:
        loop.call_soon_threadsafe(lines.put_nowait, {"rows": done})

    async def carried_out() -> None:
        try:
            last = await _last(work, progress)
            lines.put_nowait(last)
        finally:
            lines.put_nowait(None)

    task = asyncio.create_task(carried_out())
    while (line := await lines.get()) is not None:
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)
    await task


async def _last(work: Work, progress: Progress) -> dict[str, Any]:
    try:
        summary = await run_in_threadpool(work, progress)
    except StancelineError as error:
        return {"status": status_of(error), "problem": problem(error)}
    return {"status": status_after(summary), "summary": summary}


def status_after(summary: dict[str, Any]) -> int:
    """201 where something was recorded, 200 where it was all there or only tried."""
    changed = any(summary[name] for name in ("recorded", "corrected", "retracted"))
    return 201 if changed and not summary["dry_run"] else 200
