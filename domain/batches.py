"""Imports as batches: what the log says of them, and the decisions on their rows.

Every event that an import records carries a stamp, ``imported: {batch, row, digest}``, and the
first of them is preceded by ``batch_opened``. So the log alone tells which row of which series
a fact stands for, and what there is to take back. ``batch_reverted`` takes it back as one.
The event type names and the stamp are the storage format.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from domain import days
from domain.amend import (
    Amendable,
    Amended,
    KnownAct,
    decide_correction,
    decide_fact_retraction,
    decide_restoration,
)
from domain.amendments import Correction, Restoration, Retraction
from domain.decide import decide_fact, decide_registration
from domain.errors import Conflict, Refused, StancelineError, Unknown
from domain.events.base import Fact, derived_id, posted
from domain.journal import NewEvent
from domain.registrations import Registration, Report

OPENED = "batch_opened"
REVERTED = "batch_reverted"
STAMP = "imported"
BATCH_TYPES = (OPENED, REVERTED)


class Current(NamedTuple):
    """Where a series stands on one row: the fact that says it now."""

    fact: str
    digest: str
    """Of what the row said, so that the same again is seen to be the same."""
    gone: bool
    """The row was missing from a file that was the whole dataset."""
    release: str | None
    """The release that it was last read in."""


class Series(Amendable, Protocol):
    """What a decision on imported rows asks, beyond what every decision asks."""

    def rows(self, dataset: str, keys: Sequence[str]) -> dict[str, Current]:
        """Where the series stands on these rows; nothing of rows that it does not have."""

    def batch(self, id: str) -> dict[str, Any] | None:
        """What was said of a batch when it was opened, with ``reverted``; or None."""

    def built_upon(self, id: str) -> list[str]:
        """Later batches, not taken back, that changed what this one recorded."""

    def fact_content(self, id: str) -> dict[str, Any]:
        """The stored body of a recorded fact."""

    def decided(self, event: NewEvent) -> None:
        """See an event as recorded."""

    def forget(self, events: Sequence[NewEvent]) -> None:
        """Take events out of what was decided."""


class Row(NamedTuple):
    """One row of a file, read by its format."""

    place: str
    """Where it stands: ``line 17``, an object's id."""
    key: str
    """The dataset's own id of it."""
    fact: Fact
    needs: tuple[Registration, ...] = ()
    """What has to be registered first; what has the id already is left as it is."""
    warnings: tuple[str, ...] = ()


class Unread(NamedTuple):
    """A row that cannot be read, and why."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: which series, from which file."""

    id: str
    dataset: str
    format: str
    file: str
    digest: str
    """SHA-256 of the file."""
    release: Report
    """The dataset as this file has it."""
    needs: tuple[Registration, ...]
    """What the release's report needs, in order; the report itself is last."""
    versions: bool = False
    """Whether a row names the report of its own version (otherwise the release is it)."""

    def opened(self) -> NewEvent:
        """The event that opens the batch."""
        said = {"dataset": self.dataset, "format": self.format, "file": self.file}
        body = {"id": self.id, **said, "digest": self.digest, "release": self.release.id}
        return NewEvent(self.id, OPENED, body)


@dataclass(slots=True)
class Decisions:
    """What a chunk of rows comes to: the events, the counts, and what was found wrong."""

    events: list[NewEvent] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    rejected: list[Unread] = field(default_factory=list)

    def count(self, what: str) -> None:
        """One more of a kind."""
        self.counts[what] = self.counts.get(what, 0) + 1


def digest_of(fact: Fact) -> str:
    """Short digest of what a row says, whoever prints it."""
    said = {k: v for k, v in fact.content().items() if k not in ("report", "attribution", "id")}
    return str(derived_id(said)).replace("-", "")[:16]


def decide_rows(batch: Batch, rows: Sequence[Row], known: Series) -> Decisions:
    """New rows are facts, changed ones corrections, the same ones nothing."""
    found = Decisions()
    standing = known.rows(batch.dataset, [row.key for row in rows])
    for row in rows:
        _one(row.place, found, known, _row(batch, row, standing.get(row.key), known))
    return _opened(batch, found, known)


def decide_vanished(batch: Batch, keys: Sequence[str], known: Series) -> Decisions:
    """Rows that a file of the whole dataset no longer has are retracted."""
    found = Decisions()
    for key, current in known.rows(batch.dataset, keys).items():
        if not current.gone and not known.withdrawn(current.fact):
            _one(f"row {key}", found, known, _vanished(batch, key, current, known))
    return _opened(batch, found, known)


def decide_reversion(id: str, reason: str, known: Series) -> Amended:
    """Take a whole import back; raises Unknown, Conflict."""
    batch = known.batch(id)
    if batch is None:
        raise Unknown(f"there is no batch {id!r}; GET /v1/imports lists them")
    event_id = str(derived_id({"act": REVERTED, "target": id}))
    if batch["reverted"]:
        return Amended(None, KnownAct(batch["reverted"], "", {"id": event_id}))
    if later := known.built_upon(id):
        raise Conflict(f"batch {later[-1]} changed rows of it; revert that one first")
    return Amended(
        NewEvent(event_id, REVERTED, {"id": event_id, "target": id, "reason": reason}), None
    )


class _Step(NamedTuple):
    """The events of one row and what they are counted as."""

    events: list[NewEvent]
    counted: str


def _one(place: str, found: Decisions, known: Series, steps: Iterator[_Step]) -> None:
    """All events of one row, or none of them and the reason."""
    done: list[_Step] = []
    try:
        done.extend(steps)
    except StancelineError as error:
        found.rejected.append(Unread(place, error.detail))
        found.count("rejected")
        return
    for step in done:
        found.events += step.events
        if step.counted:
            found.count(step.counted)


def _opened(batch: Batch, found: Decisions, known: Series) -> Decisions:
    """The batch's own event first, where it records anything for the first time."""
    if any(STAMP in event.body for event in found.events) and known.batch(batch.id) is None:
        found.events.insert(0, batch.opened())
    return found


def _row(batch: Batch, row: Row, current: Current | None, known: Series) -> Iterator[_Step]:
    digest = digest_of(row.fact)
    if current is None:
        yield from _new(batch, row, digest, known)
    elif current.gone:
        yield from _back_again(batch, row, digest, current, known)
    elif current.digest == digest:
        yield _Step([], "unchanged")
    elif known.withdrawn(current.fact):
        yield from _new(batch, _in_release(batch, row, known), digest, known)
    else:
        yield from _changed(batch, row, digest, current, known)


def _new(batch: Batch, row: Row, digest: str, known: Series) -> Iterator[_Step]:
    fact = posted(row.fact)
    if (before := known.recorded(fact.id)) and before.content_id == fact.content_id:
        yield from _known_before(batch, row, digest, fact.id, known)
        return
    events = list(_registered(row.needs, known))
    try:
        new = decide_fact(fact, known)
    except StancelineError:
        known.forget(events)
        raise
    if new is None:
        raise Conflict(f"event {fact.id} is recorded already")
    known.decided(new)
    yield _Step([*events, _stamped(new, batch, row.key, digest)], "recorded")


def _known_before(batch: Batch, row: Row, digest: str, fact: str, known: Series) -> Iterator[_Step]:
    """A fact that was taken back with its batch comes back; one that stands stays as it is."""
    acts = known.history("fact", fact).effective
    if acts and all("batch" in act.details for act in acts):
        reason = f"imported again from {batch.file}"
        yield _restored(batch, row.key, digest, fact, reason, known)
    else:
        yield _Step([], "unchanged")


def _back_again(
    batch: Batch, row: Row, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """A row that had vanished: the same release did not lose it, another one has it anew."""
    if current.release == batch.release.id and current.digest == digest:
        reason = f"row {row.key} is in {batch.file} again"
        yield _restored(batch, row.key, digest, current.fact, reason, known)
    else:
        yield from _new(batch, _in_release(batch, row, known), digest, known)


def _restored(batch: Batch, key: str, digest: str, fact: str, reason: str, known: Series) -> _Step:
    new = decide_restoration("fact", fact, Restoration(reason=reason), known).new
    return _Step([_stamped(new, batch, key, digest)] if new else [], "recorded")


def _changed(
    batch: Batch, row: Row, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """The dataset thinks otherwise now (source), or its reading was mended (coding)."""
    before = known.fact_content(current.fact)
    revised = _in_release(batch, row, known)
    needs = list(_registered(revised.needs, known))
    later = batch.versions and revised.fact.report != before["report"]
    if later or (not batch.versions and current.release != batch.release.id):
        correction: dict[str, Any] = {"basis": "source", "report": revised.fact.report}
        fact = revised.fact
    else:
        correction = {"basis": "coding"}
        kept = {"report": before["report"], "attribution": tuple(before.get("attribution", ()))}
        fact = row.fact.model_copy(update=kept)
    reason = f"row {row.key} reads otherwise in {batch.file}"
    other = posted(fact).id
    if known.recorded(other) and other != current.fact and known.withdrawn(other):
        yield _swapped(batch, row.key, digest, (current.fact, other), correction, reason, known)
        return
    body = Correction(
        **correction,
        reason=reason,
        with_echoes=False,
        replacement=fact.content(),
    )
    try:
        new = decide_correction(current.fact, body, known).new
    except StancelineError:
        known.forget(needs)
        raise
    if new is None:
        yield _Step([], "unchanged")
        return
    yield _Step([*needs, _stamped(new, batch, row.key, digest)], "corrected")


def _swapped(
    batch: Batch,
    key: str,
    digest: str,
    facts: tuple[str, str],
    basis: dict[str, Any],
    reason: str,
    known: Series,
) -> _Step:
    """Back to what the row said once: that fact is restored, the present one retracted."""
    present, former = facts
    retraction = Retraction(**basis, reason=reason, with_echoes=False)
    gone = decide_fact_retraction(present, retraction, known).new
    back = decide_restoration("fact", former, Restoration(reason=reason), known).new
    events = [_stamped(new, batch, key, digest) for new in (gone, back) if new]
    return _Step(events, "corrected")


def _in_release(batch: Batch, row: Row, known: Series) -> Row:
    """The row as the release prints it: its origin stays, the report is the release's."""
    if batch.versions or row.fact.report == batch.release.id:
        return row
    before = next((n for n in row.needs if isinstance(n, Report)), None)
    report = known.report(row.fact.report)
    publisher = report.publisher if report else before.publisher if before else None
    chain = tuple(
        dict.fromkeys(
            source
            for source in (publisher, *row.fact.attribution)
            if source and source != batch.release.publisher
        )
    )
    fact = row.fact.model_copy(update={"report": batch.release.id, "attribution": chain})
    return row._replace(fact=fact, needs=(*row.needs, *batch.needs))


def _vanished(batch: Batch, key: str, current: Current, known: Series) -> Iterator[_Step]:
    reason = f"row {key} is not in {batch.file}"
    needs: list[NewEvent] = []
    if current.release == batch.release.id:
        body = Retraction(basis="coding", reason=reason)
    else:
        needs = list(_registered(batch.needs, known))
        body = Retraction(basis="source", report=batch.release.id, reason=reason, with_echoes=False)
    try:
        new = decide_fact_retraction(current.fact, body, known).new
    except StancelineError:
        known.forget(needs)
        raise
    stamped = [_stamped(new, batch, key, current.digest)] if new else []
    yield _Step([*needs, *stamped], "retracted")


def _registered(needs: Iterable[Registration], known: Series) -> Iterator[NewEvent]:
    """What is not registered yet, in order."""
    for thing in needs:
        if known.registered(thing.noun, thing.id) is None:
            new = decide_registration(thing, known)
            if new is not None:
                known.decided(new)
                yield new


def _stamped(event: NewEvent, batch: Batch, key: str, digest: str) -> NewEvent:
    stamp = {"batch": batch.id, "row": key, "digest": digest}
    return event._replace(body={**event.body, STAMP: stamp})


def slug(name: str, fallback: str = "unnamed") -> str:
    """A name as an id: lower case, joined by ``-``, Latin letters without their marks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].strip("-") or fallback


def check_order(batch: Batch, latest: int | None) -> None:
    """Refuse a release that is older than what the series has come to."""
    day = days.day_of(batch.release.published)
    if latest is not None and day < latest:
        why = f"{batch.release.published} is before {days.iso(latest)}, the series' last release"
        raise Refused.at("/published", f"{why}; an older file amends nothing")
