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
    fact: Fact | None
    """None for a row that only registers its single need."""
    needs: tuple[Registration, ...] = ()
    """What has to be registered first; what has the id already is left as it is."""
    warnings: tuple[str, ...] = ()
    digest: str = ""
    """Of what the row says, where that is more than ``digest_of`` its fact."""


class Unread(NamedTuple):
    """A row that cannot be read, and why."""

    place: str
    why: str


class Aside(NamedTuple):
    """Something of a file that has no place here, and what was left out."""

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
        if row.fact is None:
            _one(row.place, found, known, _registration(row, known))
        else:
            steps = _row(batch, row, row.fact, standing.get(row.key), known)
            _one(row.place, found, known, steps)
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


def _registration(row: Row, known: Series) -> Iterator[_Step]:
    """An actor, source or report of its own row; with another content it is a conflict."""
    new = decide_registration(row.needs[0], known)
    if new is not None:
        known.decided(new)
    yield _Step([new] if new else [], "recorded" if new else "unchanged")


def _row(
    batch: Batch, row: Row, fact: Fact, current: Current | None, known: Series
) -> Iterator[_Step]:
    digest = row.digest or digest_of(fact)
    if current is None:
        yield from _new(batch, row, fact, digest, known)
    elif current.gone:
        yield from _back_again(batch, row, fact, digest, current, known)
    elif current.digest == digest:
        yield _Step([], "unchanged")
    elif known.withdrawn(current.fact):
        yield from _anew(batch, row, fact, digest, known)
    else:
        yield from _changed(batch, row, fact, digest, current, known)


def _anew(batch: Batch, row: Row, fact: Fact, digest: str, known: Series) -> Iterator[_Step]:
    """A row that comes back after its fact was withdrawn: it rests on the release now."""
    revised, needs = _in_release(batch, row, fact, known)
    yield from _new(batch, row._replace(needs=needs), revised, digest, known)


def _new(batch: Batch, row: Row, said: Fact, digest: str, known: Series) -> Iterator[_Step]:
    fact = posted(said)
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
    batch: Batch, row: Row, fact: Fact, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """A row that had vanished: the same release did not lose it, another one has it anew."""
    if current.release == batch.release.id and current.digest == digest:
        reason = f"row {row.key} is in {batch.file} again"
        yield _restored(batch, row.key, digest, current.fact, reason, known)
    else:
        yield from _anew(batch, row, fact, digest, known)


def _restored(batch: Batch, key: str, digest: str, fact: str, reason: str, known: Series) -> _Step:
    new = decide_restoration("fact", fact, Restoration(reason=reason), known).new
    return _Step([_stamped(new, batch, key, digest)] if new else [], "recorded")


def _changed(
    batch: Batch, row: Row, fact: Fact, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """The dataset thinks otherwise now (source), or its reading was mended (coding)."""
    reason = f"row {row.key} reads otherwise in {batch.file}"
    fact, needs, basis = _revision(batch, row, fact, current, known)
    other = posted(fact).id
    if known.recorded(other) and other != current.fact and known.withdrawn(other):
        yield _swapped(batch, row.key, digest, (current.fact, other), basis, reason, known)
        return
    events = list(_registered(needs, known))
    try:
        if basis["basis"] == "coding" and fact.report != known.fact_content(current.fact)["report"]:
            yield from _replaced(batch, row, fact, digest, current, reason, known)
            return
        body = Correction(**basis, reason=reason, with_echoes=False, replacement=fact.content())
        new = decide_correction(current.fact, body, known).new
    except StancelineError:
        known.forget(events)
        raise
    if new is None:
        yield _Step([], "unchanged")
    else:
        yield _Step([*events, _stamped(new, batch, row.key, digest)], "corrected")


def _revision(
    batch: Batch, row: Row, fact: Fact, current: Current, known: Series
) -> tuple[Fact, tuple[Registration, ...], dict[str, Any]]:
    """What the row says now, what that needs, and on which basis it changed."""
    before = known.fact_content(current.fact)
    coding = {"basis": "coding"}
    if batch.versions:
        later = _published(fact.report, row.needs, known) >= _published(before["report"], (), known)
        if fact.report == before["report"] or not later:
            return fact, row.needs, coding
        return fact, row.needs, {"basis": "source", "report": fact.report}
    if current.release == batch.release.id:
        kept = {"report": before["report"], "attribution": tuple(before.get("attribution", ()))}
        return fact.model_copy(update=kept), row.needs, coding
    revised, needs = _in_release(batch, row, fact, known)
    return revised, needs, {"basis": "source", "report": batch.release.id}


def _published(report: str, needs: Sequence[Registration], known: Series) -> int:
    found = known.report(report)
    if found is not None:
        return found.published
    told = [n.published for n in needs if isinstance(n, Report) and n.id == report]
    return days.day_of(told[0]) if told else days.UNBOUNDED


def _replaced(
    batch: Batch, row: Row, fact: Fact, digest: str, current: Current, reason: str, known: Series
) -> Iterator[_Step]:
    """The row was moved to another report, an older one: one fact goes, another comes."""
    body = Retraction(basis="coding", reason=reason)
    gone = decide_fact_retraction(current.fact, body, known).new
    if gone is not None:
        yield _Step([_stamped(gone, batch, row.key, current.digest)], "")
    for step in _new(batch, row, fact, digest, known):
        yield step._replace(counted="corrected")


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


def _in_release(
    batch: Batch, row: Row, fact: Fact, known: Series
) -> tuple[Fact, tuple[Registration, ...]]:
    """The row as the release prints it: its origin stays, the report is the release's."""
    if batch.versions or fact.report == batch.release.id:
        return fact, row.needs
    report = known.report(fact.report)
    told = next((n.publisher for n in row.needs if isinstance(n, Report)), None)
    path = (report.publisher if report else told, *fact.attribution)
    chain = [source for source in path if source and source != batch.release.publisher]
    changes = {"report": batch.release.id, "attribution": tuple(dict.fromkeys(chain))}
    return fact.model_copy(update=changes), (*row.needs, *batch.needs)


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
