"""Open a database by its URL: SQLite in a file, or PostgreSQL."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import Refused, Unavailable
from domain.journal import LOCK_SECONDS, WAL_BYTES, WAL_PAGES, Lock, sqlite_journal
from projections import schema
from projections.carrying import Carrier
from projections.locking import file_lock, open_file_lock
from projections.outages import Kept
from projections.store import File, Locks, Store

POOL = 10
"""Connections of one process to PostgreSQL for read models; the journal has half as many."""


def open_store(database_url: str, pool_size: int = POOL) -> Store:
    """The store behind ``STANCELINE_DATABASE_URL``.

    Raises Refused for a URL of another kind or a database of a newer program, Unavailable
    where the database does not answer.
    """
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise _unfit() from None
    if url.get_backend_name() == "sqlite" and url.database:
        return _sqlite(url)
    if url.drivername in ("postgresql", "postgres", "postgresql+psycopg") and url.database:
        return _postgres(url, pool_size)
    raise _unfit()


def _unfit() -> Refused:
    # The URL may hold a password, so it is not repeated.
    return Refused.at(
        "", "STANCELINE_DATABASE_URL is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )


def _postgres(url: URL, pool_size: int) -> Store:
    # The driver takes a while to import, and a file needs none of it.
    from domain.journal.postgres import postgres_journal
    from projections.postgres import PATIENCE_SECONDS, connect_parameters, postgres_engine

    engine = postgres_engine(url, pool_size)
    parameters = connect_parameters(engine, url)
    opened = postgres_journal(parameters, max(2, pool_size // 2), PATIENCE_SECONDS)
    store = Store(opened.journal, engine, Locks(opened.writing, opened.building))
    return _upgraded(store, opened.writing)


def _sqlite(url: URL) -> Store:
    # A link and what it stands for are one database, with the same locks beside.
    path = Path(url.database or "").resolve()
    # Rows that are built anew, or applied anew from the journal, need no flush of their own.
    engine, records = _file_engine(url, "NORMAL"), Kept(_file_engine(url, "FULL"))
    locks = Locks(
        open_file_lock(f"{path}.lock", "another process keeps writing"),
        file_lock(f"{path}.building.lock", "the next generation is being built already"),
    )
    store = Store(sqlite_journal(str(path)), engine, locks, File(records, Carrier(path)))
    return _upgraded(store, locks.writing)


def _upgraded(store: Store, writing: Lock) -> Store:
    try:
        schema.upgrade(store.engine, writing)
    except (Refused, Unavailable):
        store.close()
        raise
    return store


def _file_engine(url: URL, synchronous: str) -> Engine:
    def tune(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute(f"PRAGMA synchronous={synchronous}")
        cursor.execute("PRAGMA cache_size=-8192")
        # Some systems' SQLite overwrites all that is dropped, and a generation is half the file.
        cursor.execute("PRAGMA secure_delete=FAST")
        # ``carrying`` comes long before; it relies on no checkpoint while the log is shorter.
        cursor.execute(f"PRAGMA wal_autocheckpoint={WAL_PAGES}")
        cursor.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")
        cursor.close()

    arguments = {"timeout": LOCK_SECONDS, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, pool_size=8)
    event.listen(engine, "connect", tune)
    return engine
