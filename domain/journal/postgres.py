"""The journal in PostgreSQL, with the locks that live in the same sessions.

Apart from the rest, so that whoever works on a file does not load the driver.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple

import psycopg
from eventsourcing.postgres import (
    ConnectionPool,
    PostgresApplicationRecorder,
    PostgresDatastore,
)
from psycopg.rows import DictRow, dict_row
from psycopg.types.composite import register_composite

from domain import journal
from domain.errors import Unavailable
from domain.journal import LOCK_SECONDS, TABLE, AlreadyRecorded, Journal, Lock


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


@contextmanager
def in_our_words() -> Iterator[None]:
    """The errors of the library and of the driver as ours."""
    try:
        with journal.in_our_words():
            yield
    except psycopg.IntegrityError as error:
        raise AlreadyRecorded(str(error)) from error
    except psycopg.Error as error:
        raise Unavailable("the journal does not answer") from error


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
            with in_our_words(), sessions.locked(key, idle_seconds):
                yield

        return held

    writing = lock(0x57A9CE01, 60)
    try:
        with in_our_words():
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
    return PostgresJournal(
        Journal(recorder, sessions.close, in_our_words), writing, lock(0x57A9CE02, 0)
    )


def _create(sessions: _Sessions, recorder: PostgresApplicationRecorder, writing: Lock) -> None:
    """Make the table where it is missing; a start needs no right to, and a standby cannot."""
    with sessions.get_connection() as session:
        found = session.execute("SELECT to_regclass(%s) AS name", [TABLE]).fetchone()
    if found and found["name"]:
        sessions.register_type_adapters()
        return
    with writing():
        recorder.create_table()
