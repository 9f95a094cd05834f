"""One database: the journal, the current generation of read models, and its upkeep."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import Unavailable
from domain.journal import Envelope, Journal
from projections.projector import Projector
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import VERSION, Tables, control, projection, tables

NAME = "readmodels"
PAGE = 2000
"""Events a transaction of the catch-up."""

Progress = Callable[[int, int], None]
"""Called with (positions done, positions to do)."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which generation answers, and up to which position it does."""

    version: int
    generation: int
    position: int


class StaleCheckpoint(Exception):
    """Somebody else has applied these events; look again."""


class Store:
    """The journal and its read models. Thread-safe; writers hold ``writing``."""

    def __init__(self, journal: Journal, engine: Engine, lock: Callable[[], object]) -> None:
        self.journal = journal
        self.engine = engine
        self.cache = RegistryCache()
        self._process_lock = lock
        self._thread_lock = threading.RLock()
        control.create_all(engine)

    @contextmanager
    def reading(self) -> Iterator["Snapshot"]:
        """A connection with the tables and the position that its answers count to."""
        with self._connected() as connection:
            checkpoint = self._checkpoint(connection)
            if checkpoint is None:
                raise Unavailable("the projections are not built yet")
            yield Snapshot(connection, tables(checkpoint.generation), checkpoint, self.cache)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The one writer of this database, over threads and processes."""
        with self._thread_lock, self._process_lock():  # type: ignore[attr-defined]
            yield

    def catch_up(self, progress: Progress | None = None) -> int:
        """Apply what the journal has and the read models have not; returns the position.

        The caller holds ``writing``. Builds the read models first where the database has
        none or those of another version.
        """
        with self._connected() as connection:
            checkpoint = self._checkpoint(connection)
        if checkpoint is None or checkpoint.version != VERSION:
            return self.rebuild(progress)
        return self._follow(checkpoint, progress)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build the next generation beside the current one, then let it take over."""
        with self._connected() as connection:
            current = self._checkpoint(connection)
        number = current.generation + 1 if current else 1
        self._fresh(number)
        building = Checkpoint(VERSION, number, 0)
        position = self._fill(building, progress)
        with self._connected() as connection, connection.begin():
            connection.execute(delete(projection).where(projection.c.name == NAME))
            connection.execute(
                insert(projection).values(
                    name=NAME, version=VERSION, generation=number, position=position
                )
            )
        if current:
            tables(current.generation).metadata.drop_all(self.engine)
        return position

    def apply(self, events: Sequence[Envelope], after: Checkpoint) -> None:
        """Rows and checkpoint in one transaction; raises StaleCheckpoint where outrun."""
        with self._connected() as connection, connection.begin():
            moved = connection.execute(
                update(projection)
                .where(
                    projection.c.name == NAME,
                    projection.c.generation == after.generation,
                    projection.c.position == after.position,
                )
                .values(position=events[-1].position)
            )
            if moved.rowcount != 1:
                raise StaleCheckpoint
            Projector(connection, tables(after.generation), self.cache).apply(events)

    def checkpoint(self) -> Checkpoint | None:
        """Where the read models stand."""
        with self._connected() as connection:
            return self._checkpoint(connection)

    def close(self) -> None:
        """Give everything back."""
        self.journal.close()
        self.engine.dispose()

    def _follow(self, checkpoint: Checkpoint, progress: Progress | None) -> int:
        head = self.journal.head()
        position = checkpoint.position
        for page in self.journal.pages(position, head, PAGE):
            self.apply(page, replace(checkpoint, position=position))
            position = page[-1].position
            if progress:
                progress(position, head)
        return position

    def _fresh(self, number: int) -> None:
        metadata = tables(number).metadata
        metadata.drop_all(self.engine)
        metadata.create_all(self.engine)

    def _fill(self, building: Checkpoint, progress: Progress | None) -> int:
        position, head = 0, self.journal.head()
        for page in self.journal.pages(0, head, PAGE):
            with self._connected() as connection, connection.begin():
                Projector(connection, tables(building.generation), self.cache).apply(page)
            position = page[-1].position
            if progress:
                progress(position, head)
        return position

    def _checkpoint(self, connection: Connection) -> Checkpoint | None:
        row = connection.execute(
            select(projection.c.version, projection.c.generation, projection.c.position).where(
                projection.c.name == NAME
            )
        ).one_or_none()
        return Checkpoint(*row) if row else None

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                yield connection
        except (DBAPIError, PoolTimeout) as error:
            if isinstance(error, DBAPIError) and not _is_outage(error):
                raise
            raise Unavailable("the database does not answer") from error


def _is_outage(error: DBAPIError) -> bool:
    return error.connection_invalidated or type(error.orig).__name__ in {
        "OperationalError",
        "InterfaceError",
        "AdminShutdown",
        "LockNotAvailable",
        "QueryCanceled",
    }


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
