"""The log itself as CloudEvents 1.0, one JSON event a line (NDJSON), out and in.

A file that was written from a whole log restores an empty system to the same answers, record
times included: they are kept as long as the log here is nothing but the beginning of the file.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from itertools import islice
from typing import IO, TYPE_CHECKING, Any

import orjson

from api.bodies import parse_json
from api.exchange.importing import Progress, Summary
from api.exchange.outgoing import Export
from api.writer import Job, Writer
from domain.batches import Decisions, Unread
from domain.errors import Refused, StancelineError
from domain.journal import Envelope, NewEvent
from domain.replay import Brought, decide_replay
from projections.known import DatabaseKnown
from projections.log import instant
from projections.store import Store

if TYPE_CHECKING:
    from api.exchange.service import Import

SOURCE = "urn:stanceline"
PREFIX = "stanceline."
CHUNK = 1000


def write(export: Export) -> Iterator[bytes]:
    """The log up to the position of the export, a line an event."""
    export.only("recorded_by")
    for page in export.store.journal.pages(0, export.cut.position):
        yield b"".join(orjson.dumps(cloud_event(e), option=orjson.OPT_APPEND_NEWLINE) for e in page)


def cloud_event(event: Envelope) -> dict[str, Any]:
    """One recorded event in the envelope of the standard."""
    body = event.body
    return {
        "specversion": "1.0",
        "id": event.key,
        "source": SOURCE,
        "type": PREFIX + event.type,
        "subject": str(body.get("target") or body.get("actor") or body["id"]),
        "time": instant(event.recorded_at),
        "datacontenttype": "application/json",
        "sequence": str(event.position),
        "data": body,
    }


def restore(
    store: Store, writer: Writer, asked: "Import", progress: Progress | None
) -> dict[str, Any]:
    """Record every event of the file that is not there; raises StancelineError."""
    summary, opened = Summary(), set[str]()
    keep = _continues(store, asked)
    with asked.path.open("rb") as stream, ExitStack() as stack:
        known = None
        if asked.dry_run:
            snapshot = stack.enter_context(store.reading())
            known = DatabaseKnown(snapshot.connection, snapshot.tables, snapshot.cache)
        done = 0
        lines = enumerate(stream, 1)
        while chunk := list(islice(lines, CHUNK)):
            decide = partial(decide_replay, _read(chunk, keep, summary), opened)
            found = decide(known) if known else _recorded(writer, decide)
            _add(summary, found)
            done += len(chunk)
            if progress:
                progress(done, 0)
    answer = {"format": "cloudevents", "dry_run": asked.dry_run, "times_kept": keep}
    return {**answer, **summary.answer()}


def _recorded(writer: Writer, decide: Any) -> Decisions:
    job = Job(several=decide)
    writer.process([job])
    (outcome,) = job.result.result()
    if isinstance(outcome, StancelineError):
        raise outcome
    found: Decisions = outcome.details["decisions"]
    return found


def _add(summary: Summary, found: Decisions) -> None:
    for name in ("recorded", "unchanged"):
        summary.counts[name] += found.counts.get(name, 0)
    for unread in found.rejected:
        summary.reject(unread)


def _read(chunk: list[tuple[int, bytes]], keep: bool, summary: Summary) -> list[Brought]:
    found = []
    for number, line in chunk:
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            found.append(Brought(place, _event(parse_json(line), keep)))
        except StancelineError as error:
            summary.reject(Unread(place, error.detail))
    return found


def _event(value: Any, keep: bool) -> NewEvent:
    """The recorded event in a CloudEvent; raises Refused."""
    if not isinstance(value, dict) or value.get("specversion") != "1.0":
        raise Refused.at("/specversion", "is not a CloudEvent of version 1.0")
    kind, key, body = value.get("type"), value.get("id"), value.get("data")
    if not isinstance(kind, str) or not kind.startswith(PREFIX):
        raise Refused.at("/type", f"{kind!r} does not start with {PREFIX!r}")
    if not isinstance(key, str) or not isinstance(body, dict):
        raise Refused.at("/data", "an event has an id and an object as data")
    return NewEvent(key, kind.removeprefix(PREFIX), body, _micros(value) if keep else None)


def _micros(value: dict[str, Any]) -> int:
    try:
        moment = datetime.fromisoformat(str(value.get("time")))
        whole = int(moment.replace(microsecond=0).timestamp())
    except (ValueError, OverflowError):
        raise Refused.at("/time", f"{value.get('time')!r} is not an RFC 3339 instant") from None
    if moment.tzinfo is None:
        raise Refused.at("/time", "has no offset from UTC")
    return whole * 1_000_000 + moment.microsecond


def _continues(store: Store, asked: "Import") -> bool:
    """Whether the log is the beginning of the file, event by event."""
    with asked.path.open("rb") as stream:
        for page in store.journal.pages(0, store.journal.head()):
            for event in page:
                if _key(stream) != event.key:
                    return False
    return True


def _key(stream: IO[bytes]) -> str | None:
    try:
        value = parse_json(stream.readline() or b"null")
    except StancelineError:
        return None
    return value.get("id") if isinstance(value, dict) else None
