"""Decisions on imported rows: a new one is a fact, a changed one a correction, the same nothing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from domain import days
from domain.amend import decide_correction, decide_fact_retraction, restoration_of
from domain.amendments import AMENDMENT_BY_EVENT, Correction, Restoration, Retraction
from domain.batches import STAMP, Batch, Current, Decisions, Deleted, Row, Series, Unread, digest_of
from domain.decide import decide_fact, decide_registration, register
from domain.errors import Conflict, StancelineError
from domain.events.base import Fact, posted
from domain.journal import NewEvent
from domain.registrations import Registration, Report


def decide_rows(batch: Batch, rows: Sequence[Row], known: Series) -> Decisions:
    """New rows are facts, changed ones corrections, the same ones nothing."""
    found = Decisions()
    standing = known.rows(batch.dataset, [row.key for row in rows])
    new = [row.fact for row in rows if row.fact and row.key not in standing]
    known.prefetch([posted(fact).id for fact in new])
    known.foresee([current.fact for current in standing.values()])
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


def decide_deleted(batch: Batch, rows: Sequence[Deleted], known: Series) -> Decisions:
    """Rows that the dataset says it has deleted, each retracted from that report's day on."""
    found = Decisions()
    standing = known.rows(batch.dataset, [row.key for row in rows])
    for row in rows:
        current = standing.get(row.key)
        if current is None or current.gone or known.withdrawn(current.fact):
            found.count("unchanged")
        else:
            said = replace(batch, release=row.report, needs=row.needs)
            _one(row.place, found, known, _vanished(said, row.key, current, known))
    return _opened(batch, found, known)


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
        conflict = isinstance(error, Conflict)
        found.rejected.append(Unread(place, error.detail, conflict=conflict))
        found.count("rejected")
        return
    for step in done:
        found.events += step.events
        for event in step.events:
            if event.type in AMENDMENT_BY_EVENT:
                known.told(event)
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
        yield _same(batch, row, digest, current.fact, known)
    elif known.withdrawn(current.fact):
        yield from _anew(batch, row, fact, digest, known)
    else:
        yield from _changed(batch, row, fact, digest, current, known)


def _same(batch: Batch, row: Row, digest: str, fact: str, known: Series) -> _Step:
    """What a row goes on to say stands, unless somebody else took it back."""
    if known.taken_back(fact) and _taken_by_series(batch, fact, known):
        return _says(batch, row.key, digest, fact, "recorded", known)
    return _Step([], "unchanged")


def _taken_by_series(batch: Batch, fact: str, known: Series) -> bool:
    return known.own(batch.dataset, known.history("fact", fact).effective)


def _anew(batch: Batch, row: Row, fact: Fact, digest: str, known: Series) -> Iterator[_Step]:
    """A row that comes back after its fact was withdrawn: it rests on the release now."""
    revised, needs = _in_release(batch, row, fact, known)
    yield from _new(batch, row._replace(needs=needs), revised, digest, known)


def _new(batch: Batch, row: Row, said: Fact, digest: str, known: Series) -> Iterator[_Step]:
    fact = posted(said)
    if (before := known.recorded(fact.id)) and before.content_id == fact.content_id:
        yield _known_before(batch, row, digest, fact.id, known)
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


def _known_before(batch: Batch, row: Row, digest: str, fact: str, known: Series) -> _Step:
    """A fact that the series took back comes back; one that a row of it says is joined."""
    acts = known.history("fact", fact).effective
    if known.own(batch.dataset, acts):
        return _says(batch, row.key, digest, fact, "recorded", known)
    if not acts and known.said_by_another(batch.dataset, fact, row.key):
        return _says(batch, row.key, digest, fact, "unchanged", known)
    return _Step([], "unchanged")


def _back_again(
    batch: Batch, row: Row, fact: Fact, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """A row that had vanished: the same release did not lose it, another one has it anew."""
    if current.release != batch.release.id or current.digest != digest:
        yield from _anew(batch, row, fact, digest, known)
    elif known.withdrawn(current.fact) and not _taken_by_series(batch, current.fact, known):
        yield _Step([], "unchanged")
    else:
        yield _says(batch, row.key, digest, current.fact, "recorded", known)


def _says(batch: Batch, key: str, digest: str, fact: str, counted: str, known: Series) -> _Step:
    """The row says a recorded fact from here on, which is restored where it was withdrawn."""
    history = known.history("fact", fact)
    body = Restoration(reason=f"row {key} says it in {batch.file}")
    said = _stamped(restoration_of(fact, body, history), batch, key, digest)
    # What the batch took itself it gives back first, so that taking it back leaves that alone.
    taken = known.taken_by(batch.id, history.effective)
    return _Step([_kept(key, fact, known), said] if taken else [said], counted)


def _kept(key: str, fact: str, known: Series) -> NewEvent:
    """A fact that a row left stands, since another says it; unstamped, as no row comes by it."""
    body = Restoration(reason=f"row {key} was not the only one to say it")
    return restoration_of(fact, body, known.history("fact", fact))


def _changed(
    batch: Batch, row: Row, fact: Fact, digest: str, current: Current, known: Series
) -> Iterator[_Step]:
    """The dataset thinks otherwise now (source), or its reading was mended (coding)."""
    reason = f"row {row.key} reads otherwise in {batch.file}"
    fact, needs, basis = _revision(batch, row, fact, current, known)
    row, other = row._replace(needs=needs), posted(fact).id
    shared = known.said_by_another(batch.dataset, current.fact, row.key)
    comes = known.recorded(other) is not None and other != current.fact
    if comes and (not known.withdrawn(other) or _taken_by_series(batch, other, known)):
        if not shared:
            gone = Retraction(**basis, reason=reason, with_echoes=False)
            yield from _taken_back(batch, row.key, digest, current.fact, gone, known)
        yield _says(batch, row.key, digest, other, "corrected", known)
    elif shared and not comes:
        for step in _new(batch, row, fact, digest, known):
            yield step._replace(counted="corrected")
    elif basis["basis"] == "coding" and fact.report != known.fact_content(current.fact)["report"]:
        yield from _replaced(batch, row, fact, digest, current, reason, known)
    else:
        body = Correction(**basis, reason=reason, with_echoes=False, replacement=fact.content())
        yield from _corrected(batch, row, digest, current.fact, body, known)
        if shared:
            yield _Step([_kept(row.key, current.fact, known)], "")


def _corrected(
    batch: Batch, row: Row, digest: str, fact: str, body: Correction, known: Series
) -> Iterator[_Step]:
    events = list(_registered(row.needs, known))
    try:
        # What somebody else withdrew stays so, although the row says it.
        new = decide_correction(fact, body, known, by_withdrawn=True).new
    except StancelineError:
        known.forget(events)
        raise
    if new is None:
        yield _Step([], "unchanged")
    else:
        brought = new.body["replacement"]
        known.decided(NewEvent(brought["id"], brought["type"], brought))
        yield _Step([*events, _stamped(new, batch, row.key, digest)], "corrected")


def _taken_back(
    batch: Batch, key: str, digest: str, fact: str, body: Retraction, known: Series
) -> Iterator[_Step]:
    gone = decide_fact_retraction(fact, body, known).new
    if gone is not None:
        yield _Step([_stamped(gone, batch, key, digest)], "")


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
    yield from _taken_back(batch, row.key, current.digest, current.fact, body, known)
    for step in _new(batch, row, fact, digest, known):
        yield step._replace(counted="corrected")


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
    if known.said_by_another(batch.dataset, current.fact, key):
        yield _Step([_kept(key, current.fact, known)], "")


def _registered(needs: Iterable[Registration], known: Series) -> Iterator[NewEvent]:
    """What is not registered yet, in order."""
    for thing in needs:
        if not _is_registered(thing, known):
            new = register(thing, known)
            known.decided(new)
            yield new


def _is_registered(thing: Registration, known: Series) -> bool:
    # Reports are many and remembered in this form.
    if isinstance(thing, Report):
        return known.report(thing.id) is not None
    return known.registered(thing.noun, thing.id) is not None


def _stamped(event: NewEvent, batch: Batch, key: str, digest: str) -> NewEvent:
    stamp = {"batch": batch.id, "row": key, "digest": digest}
    return event._replace(body={**event.body, STAMP: stamp})
