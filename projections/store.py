"""One database: the journal, and the generation of read models that answers."""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, Engine, Table, insert

from domain.errors import Unavailable
from domain.journal import AlreadyRecorded, Envelope, Journal, Lock, NewEvent, this_moment
from projections import control
from projections.carrying import Carrier
from projections.control import Checkpoint
from projections.driver import file_cursor
from projections.outages import Kept, connected
from projections.parking import POISON, apply_or_park
from projections.pending import Made
from projections.projector import Part
from projections.recording import Recording
from projections.registry import RegistryCache
from projections.snapshots import Snapshot, usable
from projections.steps import StaleCheckpoint, Steps
from projections.tables import VERSION, tables

PAGE = 2000
"""Events a transaction of the catch-up."""
OUTRUN = 5
"""Times to look again where somebody else has applied the events."""

_log = logging.getLogger("stanceline.store")

Progress = Callable[[int, int], None]
"""Called with (positions done, positions to do)."""


class Unapplied(Exception):
    """The projection cannot apply some of the events."""


@dataclass(frozen=True, slots=True)
class Locks:
    """What only one thread of one process does at a time; a process that dies lets go."""

    writing: Lock
    """Recording and projecting."""
    building: Lock
    """Building the next generation; taken before ``writing`` where both are."""


@dataclass(frozen=True, slots=True)
class File:
    """What a database in an SQLite file has beside."""

    records: Kept
    """A connection that flushes what it commits, for the journal and the rows of its events."""
    carrier: Carrier


class Store:
    """The journal and its read models. Thread-safe; writers hold ``writing``."""

    def __init__(
        self, journal: Journal, engine: Engine, locks: Locks, file: File | None = None
    ) -> None:
        self.journal = journal
        self.engine = engine
        self.cache = RegistryCache()
        self._steps = Steps(journal, self.cache)
        self.building = locks.building
        self._file = file
        self.remote = remote = file is None
        """Whether the database is another process, perhaps of another host: asking may wait."""
        self._reads = engine.execution_options(isolation_level="AUTOCOMMIT") if remote else engine
        self._recording = file.records.connected if file else partial(connected, self._reads)
        self._process_lock = locks.writing
        self._thread_lock = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """A connection with the tables and the position that its answers count to."""
        with connected(self._reads) as connection:
            yield self._snapshot(connection, usable(control.current(connection)))

    @contextmanager
    def deciding(self) -> Iterator[Snapshot]:
        """What decisions look at: everything that is recorded; the caller holds ``writing``."""
        with self._recording() as connection:
            checkpoint = control.current(connection)
            if checkpoint and usable(checkpoint).position >= control.head(connection):
                yield self._snapshot(connection, checkpoint)
                return
        self.catch_up()
        with self._recording() as connection:
            yield self._snapshot(connection, usable(control.current(connection)))

    def _snapshot(self, connection: Connection, checkpoint: Checkpoint) -> Snapshot:
        return Snapshot(connection, tables(checkpoint.generation), checkpoint, self.cache)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer of this database, over threads and processes."""
        with self._thread_lock, self._process_lock():
            yield

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction that is committed at the end.

        In an SQLite file whoever commits holds ``writing``, which ``carrying`` relies on.
        """
        with (
            nullcontext() if self.remote else self.writing(),
            connected(self.engine) as connection,
            self._changing(connection),
        ):
            yield connection

    @contextmanager
    def _changing(self, connection: Connection) -> Iterator[None]:
        file = self._file
        try:
            with file.carrier.watching(connection) if file else nullcontext(), connection.begin():
                yield
        except AlreadyRecorded:
            raise
        except BaseException:
            # It may have seen registrations that are not there now.
            self.cache.clear()
            raise

    def catch_up(self, progress: Progress | None = None) -> int:
        """Apply what the journal has and the read models have not; returns the position.

        The caller holds ``writing``. Raises Unavailable where the log has events and there
        are no read models of this version (``generations.prepare`` builds them).
        """
        for _ in range(OUTRUN):
            try:
                return self._follow(self._usable(), progress)
            except StaleCheckpoint:
                continue
        raise Unavailable("others keep applying the same events")

    def apply(self, events: Sequence[Envelope | Made], after: Checkpoint) -> None:
        """Rows and checkpoint together; raises StaleCheckpoint where outrun.

        Events that cannot be applied are parked, each in a transaction of its own.
        """
        apply_or_park(events, after, partial(self.step, control.projection))

    def step(
        self, fence: Table, parts: Sequence[Part], after: Checkpoint, parking: str | None
    ) -> None:
        """One transaction that moves a checkpoint and writes the rows (``parking.Step``).

        ``fence`` is ``control.projection`` or ``control.building``: whoever moves its row
        first applies the events, anybody else gets StaleCheckpoint.
        """
        with self.transaction() as connection:
            moved = self._steps.take(connection, fence, parts, after, parking)
        self._steps.keep(*moved)

    def record(
        self, on: Snapshot, events: Sequence[NewEvent], made: Mapping[str, bytes]
    ) -> list[int]:
        """Record what was decided on a snapshot, and project it; returns the positions.

        ``made`` are the rows that are made already, by the keys of their events. In a file both
        are one transaction with one flush, unless some of it cannot be applied. The caller holds
        ``writing``. Raises AlreadyRecorded where the journal has one of the keys.
        """
        recording = Recording(events, made, this_moment())
        if not self.remote:
            try:
                return self._record_at_once(on, recording)
            except Unapplied:
                _log.warning(
                    "%d events are not applied together; each is applied or parked", len(events)
                )
        else:
            # Where the pool has one connection alone, the rows are waiting for this one.
            on.connection.close()
        positions = self.journal.append(events, recording.now)
        self.apply(recording.parts(positions), on.checkpoint)
        return positions

    def _record_at_once(self, on: Snapshot, recording: Recording) -> list[int]:
        """Raises Unapplied, and nothing is recorded, where the projection fails."""
        # What was looked up on it before may count as a transaction of its own.
        on.connection.rollback()
        with self._changing(on.connection):
            cursor = file_cursor(on.connection)
            positions = self.journal.append_with(cursor, recording.events, recording.now)
            parts = recording.parts(positions)
            try:
                moved = self._steps.take(on.connection, control.projection, parts, on.checkpoint)
            except POISON as error:
                raise Unapplied from error
        self._steps.keep(*moved)
        return positions

    def checkpoint(self) -> Checkpoint | None:
        """Where the read models stand."""
        with connected(self._reads) as connection:
            return control.current(connection)

    def close(self) -> None:
        """Give everything back."""
        if self._file:
            self._file.carrier.close()
            self._file.records.close()
        self.journal.close()
        self.engine.dispose()

    def _usable(self) -> Checkpoint:
        checkpoint = self.checkpoint()
        if checkpoint is None and self.journal.head() == 0:
            self._begin()
            checkpoint = self.checkpoint()
        return usable(checkpoint)

    def _begin(self) -> None:
        """The first generation: nothing has been recorded, so there is nothing to build."""
        with self.transaction() as connection:
            number = control.next_generation(connection)
            tables(number).metadata.create_all(connection)
            connection.execute(
                insert(control.projection).values(
                    name=control.NAME, version=VERSION, generation=number, position=0
                )
            )

    def _follow(self, checkpoint: Checkpoint, progress: Progress | None) -> int:
        head = self.journal.head()
        position = checkpoint.position
        if position >= head:
            return position
        for page in self.journal.pages(position, head, PAGE):
            self.apply(page, replace(checkpoint, position=position))
            position = page[-1].position
            if progress:
                progress(position, head)
        return position
