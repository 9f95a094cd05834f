"""The one way in: jobs are decided in order, recorded in one transaction, projected, answered.

Whatever waits is taken together, so that its acknowledgements share one flush to disk.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.waking import Waiter, wake
from domain.amend import Amended
from domain.batches import Decisions
from domain.decide import decide_fact, decide_registration, is_new
from domain.errors import StancelineError, Unavailable
from domain.events.base import Posted
from domain.journal import AlreadyRecorded, Envelope, NewEvent, this_moment
from domain.registrations import Registration
from projections.control import Checkpoint
from projections.known import DatabaseKnown
from projections.pending import Made
from projections.store import Store

GROUP = 20_000
"""Events that are recorded together at the most; ``intake.LASTING`` bounds their time.

The more there are, the more of them fall on the same pages of the file.
"""


class Outcome(NamedTuple):
    """What became of one thing that was sent."""

    id: str
    position: int
    new: bool
    details: dict[str, Any]


Outcomes = list[Outcome | StancelineError]


class Ready(NamedTuple):
    """A fact that may be recorded, unless it is already: checked, and made into rows.

    What it refers to is registered, and registrations never change.
    """

    id: str
    content_id: str
    type: str
    body: bytes
    """As JSON."""
    rows: bytes
    """As ``FactRows`` packs them: many facts wait at a time, and nothing looks through bytes."""


@dataclass(slots=True)
class Job:
    """Some facts, a registration or an amendment; ``result`` is set when it is durable."""

    facts: Sequence[Posted | Ready] = ()
    atomic: bool = False
    """All facts or none; otherwise each has its own outcome."""
    registration: Registration | None = None
    amendment: Callable[[DatabaseKnown], Amended] | None = None
    bulk: bool = False
    """Part of something long, which gives way to what is written one at a time."""
    more: bool = False
    """Whether another part of it comes in a moment."""
    several: Callable[[DatabaseKnown], Decisions] | None = None
    """Decides many events at once, recorded in one transaction: a part of an import."""
    result: "Future[Outcomes]" = field(default_factory=Future)
    waiter: Waiter | None = None
    """Is told, in its loop, when ``result`` is set."""

    @property
    def size(self) -> int:
        """Events it may make."""
        return len(self.facts) or 1


class _Decided(NamedTuple):
    """An outcome whose position is not known before the append."""

    key: str
    id: str
    position: int
    new: bool
    details: dict[str, Any]


_Outcome = _Decided | str | StancelineError
"""A text is the id of a fact that is new."""
_NONE: dict[str, Any] = {}


class Writer:
    """Decides, records and projects; one at a time over all threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._supposes_new = not store.remote
        """Whether facts of a load are supposed to be new; the journal refuses those that are not.

        To ask it before costs as much as to record them. Not where some of the load were not
        new, nor on PostgreSQL, which uses positions up for what it refuses.
        """

    def process(self, jobs: Sequence[Job]) -> None:
        """Carry the jobs out in order; every ``result`` is set when this returns."""
        try:
            for group in _groups(jobs):
                self._carry_out(group)
                _wake(group)
        except Exception as error:  # noqa: BLE001 - whoever waits for a job raises it
            for job in jobs:
                if not job.result.done():
                    job.result.set_exception(error)
            _wake(jobs)

    def _carry_out(self, jobs: Sequence[Job]) -> None:
        """Record a group; once more where the database was away in the middle of it.

        What was recorded although its acknowledgement was lost is found the second time.
        """
        begun = False
        try:
            with self._store.writing():
                begun = True
                self._record(jobs)
        except Unavailable:
            if not begun or any(job.result.done() for job in jobs):
                raise
            with self._store.writing():
                self._record(jobs)

    def _record(self, jobs: Sequence[Job], *, again: bool = True) -> None:
        with self._store.deciding() as snapshot:
            known = DatabaseKnown(snapshot.connection, snapshot.tables, snapshot.cache)
            facts = [fact.id for job in jobs for fact in job.facts]
            supposed = again and self._supposes_new and jobs[0].bulk
            if supposed:
                known.suppose_new(facts)
            else:
                known.prefetch(facts)
            if not again:
                known.see_parked(snapshot.checkpoint.generation)
            events: list[NewEvent] = []
            made: dict[str, bytes] = {}
            decided = [(job, _decide(job, known, events, made)) for job in jobs]
        if jobs[0].bulk and not supposed:
            self._supposes_new = len(events) == len(facts) and not self._store.remote
        positions: dict[str, int] = {}
        if events:
            try:
                positions = self._append(events, made, snapshot.checkpoint)
            except AlreadyRecorded:
                # A fact that was supposed to be new, or the key of a registration or an amendment
                # that was parked: decide once more.
                if not again:
                    raise
                self._record(jobs, again=False)
                return
        for job, outcomes in decided:
            if isinstance(outcomes, StancelineError):
                job.result.set_exception(outcomes)
            else:
                job.result.set_result([_placed(outcome, positions) for outcome in outcomes])

    def _append(
        self, events: list[NewEvent], made: dict[str, bytes], checkpoint: Checkpoint
    ) -> dict[str, int]:
        """Record and project; nothing can come between, because the caller holds ``writing``.

        ``made`` are the rows that are made already, by the keys of their events.
        """
        now = this_moment()
        positions = self._store.journal.append(events, now)
        placed = list(zip(positions, events, strict=True))
        parts: list[Envelope | Made] = [
            Made(position, event.at or now, event.key, event.type, made[event.key])
            if event.key in made
            else Envelope(position, event.at or now, event.key, event.type, event.body)
            for position, event in placed
        ]
        self._store.apply(parts, checkpoint)
        return {event.key: position for position, event in placed}


def _wake(jobs: Sequence[Job]) -> None:
    wake(job.waiter for job in jobs if job.waiter is not None)


def _groups(jobs: Sequence[Job]) -> list[list[Job]]:
    """Runs of jobs that are recorded together: an amendment sees all before it, so it is alone."""
    groups: list[list[Job]] = []
    room = 0
    for job in jobs:
        alone = job.amendment or job.several
        if alone or room < job.size:
            groups.append([])
            room = GROUP
        groups[-1].append(job)
        room = 0 if alone else room - job.size
    return groups


def _decide(
    job: Job, known: DatabaseKnown, events: list[NewEvent], made: dict[str, bytes]
) -> Sequence[_Outcome] | StancelineError:
    try:
        if job.registration:
            return [_decide_registration(job.registration, known, events)]
        if job.several:
            return [_decide_several(job.several, known, events)]
        if job.amendment:
            return [_decide_amendment(job.amendment, known, events)]
        return _decide_facts(job, known, events, made)
    except StancelineError as error:
        return error


def _decide_registration(
    thing: Registration, known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    new = decide_registration(thing, known)
    if new is None:
        found = known.registration(thing.noun, thing.id)
        return _Decided(f"{thing.noun}:{thing.id}", thing.id, found[0] if found else 0, False, {})
    known.decided(new)
    events.append(new)
    return _Decided(new.key, thing.id, 0, True, {})


def _decide_amendment(
    decide: Callable[[DatabaseKnown], Amended], known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    new, before = decide(known)
    if before is not None:
        return _Decided("", before.details["id"], before.position, False, before.details)
    if new is None:
        raise Unavailable("the amendment was not decided")
    events.append(new)
    details = {"echoes": [echo["id"] for echo in new.body.get("echoes", ())]}
    if "replacement" in new.body:
        details["replacement"] = new.body["replacement"]["id"]
    return _Decided(new.key, new.key, 0, True, details)


def _decide_several(
    decide: Callable[[DatabaseKnown], Decisions], known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    found = decide(known)
    events += found.events
    key = found.events[-1].key if found.events else ""
    return _Decided(key, key, 0, bool(found.events), {"decisions": found})


def _decide_facts(
    job: Job, known: DatabaseKnown, events: list[NewEvent], made: dict[str, bytes]
) -> list[_Outcome]:
    outcomes: list[_Outcome] = []
    new_events: list[NewEvent] = []
    own: dict[str, bytes] = {}
    findings: list[Any] = []
    for index, fact in enumerate(job.facts):
        try:
            new = _decide_fact(fact, known)
        except StancelineError as error:
            if job.atomic:
                findings += [(index, error)]
            outcomes.append(error)
            continue
        if new is None:
            before = known.recorded(fact.id)
            position = before.position if before else 0
            outcomes.append(_Decided(fact.id, fact.id, position, False, _NONE))
        else:
            known.decided_fact(fact.id, fact.content_id)
            new_events.append(new)
            if isinstance(fact, Ready):
                own[fact.id] = fact.rows
            outcomes.append(fact.id)
    if findings:
        known.forget(new_events)
        raise _combined(findings)
    events += new_events
    made.update(own)
    return outcomes


def _decide_fact(fact: Posted | Ready, known: DatabaseKnown) -> NewEvent | None:
    if isinstance(fact, Posted):
        return decide_fact(fact, known)
    if is_new(fact.id, fact.content_id, known):
        return NewEvent(fact.id, fact.type, {}, json=fact.body)
    return None


def _placed(outcome: _Outcome, positions: dict[str, int]) -> Outcome | StancelineError:
    if isinstance(outcome, str):
        return Outcome(outcome, positions[outcome], True, _NONE)
    if isinstance(outcome, StancelineError):
        return outcome
    position = positions.get(outcome.key, outcome.position)
    return Outcome(outcome.id, position, outcome.new, outcome.details)


def _combined(errors: list[tuple[int, StancelineError]]) -> StancelineError:
    """One error for an array: of the first one's kind, with all findings under their index."""
    first = errors[0][1]
    return type(first)(
        first.detail,
        tuple(
            finding._replace(pointer=f"/{index}{finding.pointer}")
            for index, error in errors
            for finding in error.findings
        ),
    )
