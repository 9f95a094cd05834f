"""One database: the journal, and the generation of read models that answers."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection, Engine, Table, insert

from domain.errors import Unavailable
from domain.journal import Envelope, Journal, Lock
from projections import control
from projections.carrying import Carrier
from projections.control import Checkpoint
from projections.outages import connected
from projections.parking import apply_or_park, park
from projections.pending import Made
from projections.projector import Context, Part, Projector
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import VERSION, Tables, tables

PAGE = 2000
"""Events a transaction of the catch-up."""
CONTEXTS = 4
"""Checkpoints whose context is kept: that of the writer, and that of a generation being built."""
OUTRUN = 5
"""Times to look again where somebody else has applied the events."""

Progress = Callable[[int, int], None]
"""Called with (positions done, positions to do)."""


class StaleCheckpoint(Exception):
    """Somebody else has applied these events, or does not want them; look again."""


@dataclass(frozen=True, slots=True)
class Locks:
    """What only one thread of one process does at a time; a process that dies lets go."""

    writing: Lock
    """Recording and projecting."""
    building: Lock
    """Building the next generation; taken before ``writing`` where both are."""


class Store:
    """The journal and its read models. Thread-safe; writers hold ``writing``."""

    def __init__(
        self, journal: Journal, engine: Engine, locks: Locks, carrier: Carrier | None = None
    ) -> None:
        self.journal = journal
        self.engine = engine
        self.cache = RegistryCache()
        self._contexts: dict[tuple[int, int], Context] = {}
        self.building = locks.building
        self._carrier = carrier
        self.remote = remote = carrier is None
        """Whether the database is another process, perhaps of another host: asking may wait."""
        self._reads = engine.execution_options(isolation_level="AUTOCOMMIT") if remote else engine
        self._process_lock = locks.writing
        self._thread_lock = threading.RLock()

    @contextmanager
    def reading(self) -> Iterator["Snapshot"]:
        """A connection with the tables and the position that its answers count to."""
        with connected(self._reads) as connection:
            checkpoint = usable(control.current(connection))
            yield Snapshot(connection, tables(checkpoint.generation), checkpoint, self.cache)

    @contextmanager
    def deciding(self) -> Iterator["Snapshot"]:
        """What decisions look at: everything that is recorded; the caller holds ``writing``."""
        with connected(self._reads) as connection:
            checkpoint = control.current(connection)
            if checkpoint and usable(checkpoint).position >= self.journal.head():
                yield Snapshot(connection, tables(checkpoint.generation), checkpoint, self.cache)
                return
        self.catch_up()
        with self.reading() as snapshot:
            yield snapshot

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
        carrier = self._carrier
        with (
            self.writing() if carrier else nullcontext(),
            connected(self.engine) as connection,
            carrier.watching(connection) if carrier else nullcontext(),
            connection.begin(),
        ):
            yield connection

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
        to = replace(after, position=parts[-1].position)
        with self.transaction() as connection:
            if not control.moved(connection, fence, after, to.position):
                raise StaleCheckpoint
            context = None
            if parking is None:
                known = self._contexts.pop((after.generation, after.position), None)
                projector = Projector(connection, tables(after.generation), self.cache, known)
                context = projector.apply(parts)
            else:
                park(connection, after.generation, self._only(parts), parking)
        if context is not None:
            self._keep_context(to, context)

    def _only(self, parts: Sequence[Part]) -> Envelope:
        match parts:
            case [Envelope() as event]:
                return event
            case [Made(position=position)]:
                return self.journal.read(position - 1, 1, position)[0]
        raise ValueError("events are parked one by one")

    def _keep_context(self, checkpoint: Checkpoint, context: Context) -> None:
        """Whoever moves the same checkpoint on has seen nothing else happen since."""
        if len(self._contexts) >= CONTEXTS:
            self._contexts.clear()
        self._contexts[checkpoint.generation, checkpoint.position] = context

    def checkpoint(self) -> Checkpoint | None:
        """Where the read models stand."""
        with connected(self._reads) as connection:
            return control.current(connection)

    def close(self) -> None:
        """Give everything back."""
        if self._carrier:
            self._carrier.close()
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


def usable(checkpoint: Checkpoint | None) -> Checkpoint:
    """The checkpoint, where this program can read its tables; raises Unavailable."""
    if checkpoint is None or checkpoint.version < VERSION:
        raise Unavailable("the read models of this version are being built")
    if checkpoint.version > VERSION:
        raise Unavailable("the read models are of a newer program; this one must be replaced")
    return checkpoint


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A view of the read models for one answer.

    Every row knows its position, so counting to ``head`` is enough: what others write
    meanwhile lies beyond it.
    """

    connection: Connection
    tables: Tables
    checkpoint: Checkpoint
    cache: RegistryCache

    @property
    def head(self) -> int:
        """The last position that is projected."""
        return self.checkpoint.position

    @property
    def registry(self) -> DatabaseRegistry:
        """What is registered."""
        return DatabaseRegistry(self.connection, self.tables, self.cache)
