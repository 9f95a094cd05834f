"""The journal: the one module that knows the ``eventsourcing`` library.

Events are stored by the library's own recorders under stable type names of ours, each as
the first version of an originator named by its key, so that a key is recorded once. The
notification id is the position. ``UPCASTERS`` brings old bodies to today's shape.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, NamedTuple

import orjson
import psycopg
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.postgres import (
    ConnectionPool,
    PostgresApplicationRecorder,
    PostgresDatastore,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteDatastore,
)
from psycopg.rows import DictRow, dict_row
from psycopg.types.composite import register_composite

from domain.errors import Unavailable

Body = dict[str, Any]
UPCASTERS: dict[str, tuple[Callable[[Body], Body], ...]] = {}
"""Event type to its upcasters, oldest first: the n-th turns version n into n + 1."""
LOCK_SECONDS = 15
WAL_PAGES = 8000
"""Pages (of 4 KiB) that SQLite writes ahead before it carries them over, which waits for the disk.

Whoever writes one fact at a time touches the same pages again and again; each is carried once.
"""
TABLE = "stored_events"
_VERSION = 1


class NewEvent(NamedTuple):
    """An event that was decided and is not recorded yet."""

    key: str
    """Unique in the journal: the event's id, or its noun and slug."""
    type: str
    body: Body
    at: int | None = None
    """When it was recorded, where it is restored from a log (microseconds since 1970)."""


class Envelope(NamedTuple):
    """A recorded event with what the journal knows of it."""

    position: int
    recorded_at: int
    """Microseconds since 1970 on the recording machine's clock; order is ``position``."""
    key: str
    type: str
    body: Body
    broken: str | None = None
    """Why the stored body could not be read; it is empty then."""


class AlreadyRecorded(Exception):
    """One of the keys is in the journal, so nothing of the batch was recorded."""


class Journal:
    """The log of everything that was recorded, in order of position."""

    def __init__(self, recorder: ApplicationRecorder, close: Callable[[], None]) -> None:
        self._recorder = recorder
        self._close = close

    def append(self, events: Sequence[NewEvent]) -> list[Envelope]:
        """Record all events or none, durably, and return them with their positions.

        Raises AlreadyRecorded where a key is taken, Unavailable where the database is.
        """
        now = time.time_ns() // 1000
        stored = [
            StoredEvent(
                originator_id=event.key,
                originator_version=_VERSION,
                topic=event.type,
                state=orjson.dumps(
                    {
                        "at": event.at or now,
                        "v": 1 + len(UPCASTERS.get(event.type, ())),
                        "body": event.body,
                    }
                ),
            )
            for event in events
        ]
        with _translated():
            positions = self._recorder.insert_events(stored)
        if positions is None:
            raise Unavailable("the journal did not say where the events stand")
        return [
            Envelope(position, event.at or now, event.key, event.type, event.body)
            for position, event in zip(positions, events, strict=True)
        ]

    def read(self, after: int, limit: int, until: int | None = None) -> list[Envelope]:
        """Events with ``after < position <= until`` in order, at most ``limit`` of them."""
        with _translated():
            notifications = self._recorder.select_notifications(
                after, limit, until, inclusive_of_start=False
            )
        return [_envelope(n.id, str(n.originator_id), n.topic, n.state) for n in notifications]

    def pages(self, after: int, until: int, size: int = 1000) -> Iterator[list[Envelope]]:
        """Everything in ``after < position <= until``, a bounded page at a time."""
        while page := self.read(after, size, until):
            yield page
            after = page[-1].position

    def head(self) -> int:
        """The last position, 0 for an empty journal."""
        with _translated():
            return self._recorder.max_notification_id() or 0

    def close(self) -> None:
        """Give the connections back."""
        self._close()


def _envelope(position: int, key: str, topic: str, state: bytes) -> Envelope:
    try:
        return _read(position, key, topic, state)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Envelope(position, 0, key, topic, {}, f"{type(error).__name__}: {error}")


def _read(position: int, key: str, topic: str, state: bytes) -> Envelope:
    stored = orjson.loads(state)
    body: Body = stored["body"]
    for upcast in UPCASTERS.get(topic, ())[stored["v"] - 1 :]:
        body = upcast(body)
    return Envelope(position, stored["at"], key, topic, body)


@contextmanager
def _translated() -> Iterator[None]:
    """The library's errors in our words."""
    try:
        yield
    except (IntegrityError, psycopg.IntegrityError) as error:
        raise AlreadyRecorded(str(error)) from error
    except (PersistenceError, psycopg.Error) as error:
        raise Unavailable("the journal does not answer") from error


class _DurablePool(SQLiteConnectionPool):
    """The library sets WAL and leaves ``synchronous`` alone; FULL loses no acknowledged event."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
        return connection


def sqlite_journal(path: str) -> Journal:
    """A journal in an SQLite file."""
    datastore = SQLiteDatastore(
        path, lock_timeout=LOCK_SECONDS, originator_id_type="text", pool_timeout=LOCK_SECONDS
    )
    datastore.pool.close()
    datastore.pool = _DurablePool(
        db_name=path, lock_timeout=LOCK_SECONDS, pool_timeout=LOCK_SECONDS
    )
    recorder = SQLiteApplicationRecorder(datastore)
    with _translated():
        recorder.create_table()
    return Journal(recorder, datastore.close)


class _Sessions(PostgresDatastore):
    """The library's datastore over our own pool, with every timeout set.

    It raises the driver's errors: the library's own would be tried ten times by its
    recorder, which makes an outage last long and a lost acknowledgement a false conflict.
    """

    def __init__(self, connect: Mapping[str, Any], pool_size: int, patience: float) -> None:
        super().__init__("", "", "", "", "", originator_id_type="text", lock_timeout=LOCK_SECONDS)
        self.pool = ConnectionPool(
            kwargs={**connect, "row_factory": dict_row, "autocommit": True},
            connection_class=psycopg.Connection[DictRow],
            min_size=1,
            max_size=pool_size,
            open=False,
            check=ConnectionPool.check_connection,
            timeout=patience,
            max_waiting=0,
            max_lifetime=3600,
            max_idle=600,
            # Short, so that a pool which gave up connects anew with the next request.
            reconnect_timeout=1,
            num_workers=2,
        )
        self._held = threading.local()

    @contextmanager
    def get_connection(self) -> Iterator[psycopg.Connection[DictRow]]:
        """The session that holds this thread's locks, or one of the pool."""
        if (held := getattr(self._held, "session", None)) is not None:
            yield held
            return
        self.pool.open()
        with self.pool.connection() as session:
            for info in self.psycopg_type_adapters.values():
                if not session.adapters.types.get(info.oid):
                    register_composite(info, session)
            yield session

    @contextmanager
    def locked(self, key: int, idle_seconds: int) -> Iterator[None]:
        """Hold an advisory lock; what the thread appends meanwhile goes through its session.

        So whoever lost the lock has lost the session, and cannot append. The lock of a
        process that hangs is freed after ``idle_seconds`` (0 for never).
        """
        outer = getattr(self._held, "session", None)
        with self.get_connection() as session:
            session.execute(
                "SELECT pg_advisory_lock(%s), set_config('idle_session_timeout', %s, false)",
                [key, f"{idle_seconds}s"],
            )
            self._held.session = session
            try:
                yield
            finally:
                self._held.session = outer
                _unlock(session, key)


def _unlock(session: psycopg.Connection[DictRow], key: int) -> None:
    try:
        session.execute(
            "SELECT pg_advisory_unlock(%s), set_config('idle_session_timeout', '0', false)", [key]
        )
    except psycopg.Error:
        # The lock goes with its session; nothing is held back for others.
        session.close()


Lock = Callable[[], AbstractContextManager[None]]
"""Makes a context in which this thread of this process is the only one in the database."""


class PostgresJournal(NamedTuple):
    """A journal in PostgreSQL with the locks that live in the same sessions."""

    journal: Journal
    writing: Lock
    building: Lock


def postgres_journal(
    connect: Mapping[str, Any], pool_size: int, patience: float
) -> PostgresJournal:
    """A journal in PostgreSQL; ``connect`` are psycopg's parameters, timeouts among them.

    ``patience`` are the seconds to wait for a connection. Raises Unavailable.
    """
    sessions = _Sessions(connect, pool_size, patience)

    def lock(key: int, idle_seconds: int) -> Lock:
        @contextmanager
        def held() -> Iterator[None]:
            with _translated(), sessions.locked(key, idle_seconds):
                yield

        return held

    writing = lock(0x57A9CE01, 60)
    try:
        with _translated():
            recorder = PostgresApplicationRecorder(sessions, events_table_name=TABLE)
            # The functions append without the table's lock, so a reader may skip events.
            recorder.sql_create_statements = [
                statement
                for statement in recorder.sql_create_statements
                if "FUNCTION" not in statement.as_string()
            ]
            _create(sessions, recorder, writing)
    except Unavailable:
        sessions.close()
        raise
    return PostgresJournal(Journal(recorder, sessions.close), writing, lock(0x57A9CE02, 0))


def _create(sessions: _Sessions, recorder: PostgresApplicationRecorder, writing: Lock) -> None:
    """Make the table where it is missing; a start needs no right to, and a standby cannot."""
    with sessions.get_connection() as session:
        found = session.execute("SELECT to_regclass(%s) AS name", [TABLE]).fetchone()
    if found and found["name"]:
        sessions.register_type_adapters()
        return
    with writing():
        recorder.create_table()
