"""The journal: with ``journal.postgres`` beside it the one place that knows ``eventsourcing``.

Events are stored by the library's own recorders under stable type names of ours, each as
the first version of an originator named by its key, so that a key is recorded once. The
notification id is the position. ``UPCASTERS`` brings old bodies to today's shape.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from itertools import starmap
from typing import Any, NamedTuple

import orjson
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    PersistenceError,
    StoredEvent,
)
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from domain.errors import Unavailable

Body = dict[str, Any]
UPCASTERS: dict[str, tuple[Callable[[Body], Body], ...]] = {}
"""Event type to its upcasters, oldest first: the n-th turns version n into n + 1."""
LOCK_SECONDS = 15
WAL_BYTES = 64 * 2**20
"""Bytes of its file that SQLite's write-ahead log keeps at the most when it begins anew."""
WAL_PAGES = 500_000
"""Pages (of 4 KiB) of it from which on a commit carries them over, if nobody else has."""
TABLE = "stored_events"
POSITION = {"sqlite": "rowid", "postgresql": "notification_id"}
"""The column of the position, by kind of database."""
_VERSION = 1
_LAST = 2**63 - 1
"""No position is later."""


class NewEvent(NamedTuple):
    """An event that was decided and is not recorded yet."""

    key: str
    """Unique in the journal: the event's id, or its noun and slug."""
    type: str
    body: Body
    at: int | None = None
    """When it was recorded, where it is restored from a log (microseconds since 1970)."""
    json: bytes | None = None
    """The body, where it is written out already; ``body`` is empty then."""


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


_envelope = partial(tuple.__new__, Envelope)
"""The same without a call of Python: replay makes one for every event."""
Stored = tuple[int, str, str, bytes]
"""Position, key, type and state of a recorded event."""
Rows = Callable[[int, int, int | None], list[Stored]]
"""Events with ``after < position <= until`` in order, at most ``limit`` of them."""
Within = Callable[[sqlite3.Cursor, Sequence[StoredEvent]], Sequence[int]]
"""Inserts events by a cursor of somebody else, and returns their positions."""
Lock = Callable[[], AbstractContextManager[None]]
"""Makes a context in which this thread of this process is the only one in the database."""
Translation = Lock
"""Makes a context in which errors of a library become ours."""


class AlreadyRecorded(Exception):
    """One of the keys is in the journal, so nothing of the batch was recorded."""


class Journal:
    """The log of everything that was recorded, in order of position."""

    def __init__(
        self,
        recorder: ApplicationRecorder,
        close: Callable[[], None],
        translated: "Translation | None" = None,
        rows: Rows | None = None,
        within: Within | None = None,
    ) -> None:
        self._recorder = recorder
        self._within = within
        self._rows = rows or self._notifications
        self._close = close
        self._translated = translated or in_our_words

    def append(self, events: Sequence[NewEvent], now: int | None = None) -> list[int]:
        """Record all events or none, durably, and return their positions.

        ``now``, in microseconds since 1970, is for those that bring no time of their own.
        Raises AlreadyRecorded where a key is taken, Unavailable where the database is away.
        """
        stored = _stored(events, now or this_moment())
        with self._translated():
            positions = self._recorder.insert_events(stored)
        if positions is None:
            raise Unavailable("the journal did not say where the events stand")
        return list(positions)

    def append_with(
        self, cursor: sqlite3.Cursor, events: Sequence[NewEvent], now: int
    ) -> list[int]:
        """The same in the transaction of a cursor, of a connection that flushes what it commits.

        Only of a journal in an SQLite file.
        """
        if self._within is None:
            raise RuntimeError("only an SQLite journal takes events with other rows")
        try:
            return list(self._within(cursor, _stored(events, now)))
        except sqlite3.IntegrityError as error:
            raise AlreadyRecorded(str(error)) from error
        except sqlite3.Error as error:
            raise Unavailable("the journal does not answer") from error

    def read(self, after: int, limit: int, until: int | None = None) -> list[Envelope]:
        """Events with ``after < position <= until`` in order, at most ``limit`` of them."""
        return [*self.each(after, limit, until)]

    def each(self, after: int, limit: int, until: int | None = None) -> Iterator[Envelope]:
        """The same, each decoded when its turn comes: whoever uses it at once has it at hand."""
        with self._translated():
            rows = self._rows(after, limit, until)
        return starmap(envelope, rows)

    def _notifications(self, after: int, limit: int, until: int | None) -> list[Stored]:
        found = self._recorder.select_notifications(after, limit, until, inclusive_of_start=False)
        return [(n.id, str(n.originator_id), n.topic, bytes(n.state)) for n in found]

    def pages(self, after: int, until: int, size: int = 1000) -> Iterator[list[Envelope]]:
        """Everything in ``after < position <= until``, a bounded page at a time."""
        while page := self.read(after, size, until):
            yield page
            after = page[-1].position

    def head(self) -> int:
        """The last position, 0 for an empty journal."""
        with self._translated():
            return self._recorder.max_notification_id() or 0

    def close(self) -> None:
        """Give the connections back."""
        self._close()


def this_moment() -> int:
    """By the clock of this machine, in microseconds since 1970."""
    return time.time_ns() // 1000


def _stored(events: Sequence[NewEvent], now: int) -> list[StoredEvent]:
    return [
        StoredEvent(
            originator_id=event.key,
            originator_version=_VERSION,
            topic=event.type,
            state=_state(event, event.at or now),
        )
        for event in events
    ]


def _state(event: NewEvent, at: int) -> bytes:
    """The stored form of an event."""
    version = 1 + len(UPCASTERS.get(event.type, ()))
    body = orjson.dumps(event.body) if event.json is None else event.json
    return b'{"at":%d,"v":%d,"body":%b}' % (at, version, body)


def envelope(position: int, key: str, topic: str, state: bytes) -> Envelope:
    """The event in a row of the journal's table; one that cannot be read is ``broken``."""
    try:
        stored = orjson.loads(state)
        body: Body = stored["body"]
        for upcast in UPCASTERS.get(topic, ())[stored["v"] - 1 :]:
            body = upcast(body)
        return _envelope((position, stored["at"], key, topic, body, None))
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        return Envelope(position, 0, key, topic, {}, f"{type(error).__name__}: {error}")


@contextmanager
def in_our_words() -> Iterator[None]:
    """The library's errors as ours."""
    try:
        yield
    except IntegrityError as error:
        raise AlreadyRecorded(str(error)) from error
    except PersistenceError as error:
        raise Unavailable("the journal does not answer") from error


class _Recorder(SQLiteApplicationRecorder):
    """The library's recorder with one statement for all events; it makes one for each of them."""

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> Sequence[int]:
        c.executemany(
            self.insert_events_statement,
            [(e.originator_id, e.originator_version, e.topic, e.state) for e in stored_events],
        )
        # SQLite gives each the number after the highest, and nobody else writes meanwhile.
        last = self._max_notification_id(c)
        return range(last - len(stored_events) + 1, last + 1)


class _DurablePool(SQLiteConnectionPool):
    """The library sets WAL and leaves ``synchronous`` alone; FULL loses no acknowledged event."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        cursor = connection.cursor()
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
        cursor.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")
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
    recorder = _Recorder(datastore)
    with in_our_words():
        recorder.create_table()

    def rows(after: int, limit: int, until: int | None) -> list[Stored]:
        # As ``select_notifications`` does it, without an object for each.
        with datastore.transaction(commit=False) as cursor:
            # Plain tuples instead of the library's rows by name.
            cursor.sqlite_cursor.row_factory = None
            cursor.execute(
                f"SELECT rowid, originator_id, topic, state FROM {TABLE} "  # noqa: S608
                "WHERE rowid > ? AND rowid <= ? ORDER BY rowid LIMIT ?",
                (after, _LAST if until is None else until, limit),
            )
            found: list[Stored] = cursor.fetchall()
            return found

    def within(cursor: sqlite3.Cursor, events: Sequence[StoredEvent]) -> Sequence[int]:
        return recorder._insert_events(SQLiteCursor(cursor), events)

    return Journal(recorder, datastore.close, rows=rows, within=within)
