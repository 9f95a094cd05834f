"""A consistent copy of an SQLite database while it is in use."""

import sqlite3
from contextlib import closing
from pathlib import Path

from domain.errors import Refused
from projections.store import Store

PAGES = 2000
"""Database pages that are copied before writers have a turn."""


def backup(store: Store, target: Path) -> None:
    """Copy the database to a new file, by SQLite's own backup; raises Refused."""
    if store.remote:
        raise Refused.at("", "PostgreSQL is backed up by pg_dump; docs/operations.md says how")
    if target.exists():
        raise Refused.at("", f"{target} is there already; name a new file")
    with (
        closing(sqlite3.connect(store.engine.url.database or "")) as source,
        closing(sqlite3.connect(target)) as copy,
    ):
        source.backup(copy, pages=PAGES)
        # One file, complete by itself, instead of a file and its write-ahead log.
        copy.execute("PRAGMA journal_mode=DELETE")
