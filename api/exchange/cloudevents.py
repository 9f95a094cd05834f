"""The log itself as CloudEvents 1.0, one JSON event a line (NDJSON), out and in.

A file that was written from a whole log restores an empty system to the same answers, record
times included: they are kept as long as the log here is nothing but the beginning of the file.
Into any other log the events are recorded after what is there: the same ones are unchanged, and
where one is in conflict with what is recorded, nothing is recorded at all.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any

import orjson

from api.exchange.importing import Progress, Summary, recorded
from api.exchange.outgoing import Export
from api.exchange.reading import lines
from api.exchange.trying import Tried
from api.strictly import parse_json
from api.writer import Writer
from domain.batches import OPENED, Decisions, Unread
from domain.errors import Conflict, Finding, Refused, StancelineError, TooLarge
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
NAMED = 100
"""Events that a refusal names at the most."""
NAMES = {"mapping": "map"}
"""What people call a parameter, where it is another name."""
NOTE = (
    "a restored log is no batch: its events are recorded as they were, those of its own batches"
    " among them, and each of these can be taken back; the whole is taken back by starting from"
    " an empty database"
)
Decide = Callable[[DatabaseKnown], Decisions]


def write(export: Export) -> Iterator[bytes]:
    """The log up to the position of the export, a line an event."""
    export.only("recorded_by")
    for page in export.store.journal.pages(0, export.cut.position):
        export.progress(page[-1].position, export.cut.position)
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
    """Record every event of the file that is not there, or none where one cannot be.

    The whole file is tried first. Raises Conflict where something else is recorded under the
    id of an event, Refused where an event breaks a rule.
    """
    for name in ("complete", "published", "mapping"):
        if getattr(asked, name):
            raise Refused.at(f"/{NAMES.get(name, name)}", "a log is restored whole; leave it out")
    keep = _continues(store, asked)
    with store.reading() as snapshot, closing(Tried(snapshot)) as tried:
        found = _through(asked, keep, lambda decide: decide(tried), progress)
    if not asked.dry_run:
        if found.rejected:
            raise _unrestored(found)
        found = _through(asked, keep, partial(recorded, writer), progress)
        if found.rejected:
            raise _overtaken(found)
    return {
        "format": "cloudevents",
        "dataset": None,
        "release": None,
        "dry_run": asked.dry_run,
        "times_kept": keep,
        "positions_kept": keep and found.in_order,
        "note": NOTE,
        **found.summary.answer(),
    }


class _Restored:
    """What the events of a file come to."""

    def __init__(self) -> None:
        self.summary = Summary()
        self.rejected: list[Unread] = []
        self.in_order = True
        """Whether the positions are 1, 2, 3 and so on, as they are in an empty system."""
        self.opened: set[str] = set()
        self.done = 0

    def add(self, found: Decisions) -> None:
        """What a chunk came to."""
        for name in ("recorded", "unchanged"):
            self.summary.counts[name] += found.counts.get(name, 0)
        for unread in found.rejected:
            self.reject(unread)
        self.opened.update(event.key for event in found.events if event.type == OPENED)

    def reject(self, unread: Unread) -> None:
        """An event that cannot be recorded; the first ones are named."""
        self.summary.reject(unread)
        if len(self.rejected) < NAMED:
            self.rejected.append(unread)

    def place(self, position: str | None) -> None:
        """Where the next event stood in its log."""
        self.done += 1
        self.in_order = self.in_order and position == str(self.done)


def _through(
    asked: "Import",
    keep: bool,
    carry_out: Callable[[Decide], Decisions],
    progress: Progress | None,
) -> _Restored:
    """The whole file, a chunk at a time."""
    found, stream, done = _Restored(), lines(asked.path), 0
    while chunk := list(islice(stream, CHUNK)):
        brought = _read(chunk, keep, found)
        found.add(carry_out(partial(decide_replay, brought, frozenset(found.opened))))
        done += len(chunk)
        if progress:
            progress(done, 0)
    return found


def _unrestored(found: _Restored) -> StancelineError:
    """Why nothing was recorded: a log with holes would answer something else."""
    number = found.summary.counts["rejected"]
    return _said(found, f"{number} events of the file cannot be recorded here, so none was")


def _overtaken(found: _Restored) -> StancelineError:
    """Somebody recorded something else between the trial and the recording."""
    counts = found.summary.counts
    why = f"while it was restored, {counts['rejected']} events came to be in conflict with others"
    return _said(found, f"{why}; {counts['recorded']} were recorded")


def _said(found: _Restored, why: str) -> StancelineError:
    kind = Conflict if any(unread.conflict for unread in found.rejected) else Refused
    named = [Finding("", f"{unread.place}: {unread.why}") for unread in found.rejected]
    return kind(f"{why}; {named[0].detail}", tuple(named))


def _read(chunk: list[tuple[int, bytes | TooLarge]], keep: bool, found: _Restored) -> list[Brought]:
    brought = []
    for number, line in chunk:
        place = f"line {number}"
        try:
            if isinstance(line, TooLarge):
                raise line
            value = parse_json(line)
            brought.append(Brought(place, _event(value, keep)))
            found.place(value.get("sequence"))
        except StancelineError as error:
            found.reject(Unread(place, error.detail))
    return brought


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
    brought = lines(asked.path)
    for page in store.journal.pages(0, store.journal.head()):
        for event in page:
            if _key(next(brought, None)) != event.key:
                return False
    return True


def _key(line: tuple[int, bytes | TooLarge] | None) -> str | None:
    if line is None or isinstance(line[1], TooLarge):
        return None
    try:
        value = parse_json(line[1])
    except StancelineError:
        return None
    return value.get("id") if isinstance(value, dict) else None
