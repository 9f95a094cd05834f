"""Open a database by its URL: SQLite in a file, or PostgreSQL."""

from pathlib import Path
from typing import Any

from filelock import FileLock
from sqlalchemy import URL, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import Refused
from domain.journal import LOCK_SECONDS, sqlite_journal
from projections.store import Store


def open_store(database_url: str) -> Store:
    """The store behind ``STANCELINE_DATABASE_URL``; raises Refused for a URL of another kind."""
    try:
        url = make_url(database_url)
    except ArgumentError:
        raise _unfit() from None
    if url.get_backend_name() == "sqlite" and url.database:
        return _sqlite(url)
    raise _unfit()


def _unfit() -> Refused:
    # The URL may hold a password, so it is not repeated.
    return Refused.at(
        "", "STANCELINE_DATABASE_URL is sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"
    )


def _sqlite(url: URL) -> Store:
    path = Path(url.database or "")
    journal = sqlite_journal(str(path))
    engine = create_engine(
        url, connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False}, pool_size=8
    )
    event.listen(engine, "connect", _tune_sqlite)
    lock = FileLock(f"{path}.lock", timeout=LOCK_SECONDS)
    return Store(journal, engine, lambda: lock)


def _tune_sqlite(connection: Any, _record: object) -> None:
    """Read models can be rebuilt from the journal, so their commits need no flush of their own."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()
