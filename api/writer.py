"""The one way in: jobs are decided in order, recorded in one transaction, projected, answered.

Whatever waits is taken together, so that its acknowledgements share one flush to disk.
"""

from collections.abc import Sequence
from contextlib import suppress
from enum import Enum, auto

from api.deciding import decide, placed
from api.jobs import Job
from api.waking import wake
from domain.errors import StancelineError, Unavailable
from domain.journal import AlreadyRecorded, NewEvent
from projections.known import DatabaseKnown
from projections.snapshots import Snapshot
from projections.store import Store

GROUP = 20_000
"""Events that are recorded together at the most; ``intake.LASTING`` bounds their time.

The more there are, the more of them fall on the same pages of the file.
"""


class _Looks(Enum):
    """Where the writer looks for what is recorded before it decides."""

    NOWHERE = auto()
    """It supposes that facts are new; the journal refuses those that are not.

    To look takes as long as to record.
    """
    IN_THE_JOURNAL = auto()
    AMONG_THE_PARKED = auto()
    """In the journal, and among the registrations that could not be applied."""


class Writer:
    """Decides, records and projects; one at a time over all threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._supposes_new = True
        """Whether all facts were new of the last part of a load that was looked for."""

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

    def _record(self, jobs: Sequence[Job]) -> None:
        if self._may_suppose_new(jobs):
            # Where some of them are not new, or something else is wrong, all are looked for.
            with suppress(AlreadyRecorded):
                if self._decided(jobs, _Looks.NOWHERE):
                    return
        try:
            self._decided(jobs, _Looks.IN_THE_JOURNAL)
        except AlreadyRecorded:
            # The key of a registration or an amendment that was parked.
            self._decided(jobs, _Looks.AMONG_THE_PARKED)

    def _may_suppose_new(self, jobs: Sequence[Job]) -> bool:
        """Not on PostgreSQL, where what the journal refuses uses positions up."""
        load = all(job.bulk and job.facts for job in jobs)
        return load and self._supposes_new and not self._store.remote

    def _decided(self, jobs: Sequence[Job], looks: _Looks) -> bool:
        """Decide a group and record it.

        False, and nothing is done, where some facts that are supposed to be new are refused, for
        which there may be another reason. Raises AlreadyRecorded, and nothing is done, where the
        journal has one of the keys.
        """
        facts = [fact.id for job in jobs for fact in job.facts]
        with self._store.deciding() as snapshot:
            known = DatabaseKnown(snapshot.connection, snapshot.tables, snapshot.cache)
            if looks is _Looks.NOWHERE:
                known.suppose_new(facts)
            else:
                known.prefetch(facts)
            if looks is _Looks.AMONG_THE_PARKED:
                known.see_parked(snapshot.checkpoint.generation)
            events: list[NewEvent] = []
            made: dict[str, bytes] = {}
            decided = [(job, decide(job, known, events, made)) for job in jobs]
            all_new = len(events) == len(facts)
            if looks is _Looks.NOWHERE and not all_new:
                return False
            if facts and jobs[0].bulk:
                self._supposes_new = all_new
            positions = self._positions(snapshot, events, made) if events else {}
        for job, outcomes in decided:
            if isinstance(outcomes, StancelineError):
                job.result.set_exception(outcomes)
            else:
                job.result.set_result([placed(outcome, positions) for outcome in outcomes])
        return True

    def _positions(
        self, snapshot: Snapshot, events: list[NewEvent], made: dict[str, bytes]
    ) -> dict[str, int]:
        """Record and project; nothing can come between, because the caller holds ``writing``."""
        found = self._store.record(snapshot, events, made)
        return {event.key: position for position, event in zip(found, events, strict=True)}


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
