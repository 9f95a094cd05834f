"""Things by kind and id that one import or export has to remember: on disk where they are many.

It is a temporary database of SQLite's own: small ones stay in its cache (2 MB), larger ones
spill to a file that nobody else sees and that goes with the connection.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any

import orjson

PAGE = 500
"""Things that are fetched together."""


def scratch(*tables: str) -> sqlite3.Connection:
    """A temporary database with these tables, in one transaction that is never committed."""
    # An answer is streamed by whichever thread is free, one at a time.
    connection = sqlite3.connect("", check_same_thread=False, isolation_level=None)
    connection.execute("PRAGMA journal_mode = OFF")
    for statement in tables:
        connection.execute(statement)
    connection.execute("BEGIN")
    return connection


class Spool:
    """Values by (kind, id); iterated in the order in which their ids first came."""

    def __init__(self) -> None:
        self._connection = scratch(
            "CREATE TABLE thing (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, value BLOB)",
            "CREATE UNIQUE INDEX by_id ON thing (kind, id)",
            "CREATE INDEX by_kind ON thing (kind)",
        )

    def put(self, kind: str, id: str, value: Any = True) -> None:
        """Keep a JSON value; it takes the place of an earlier one."""
        self._connection.execute(
            "INSERT INTO thing (kind, id, value) VALUES (?, ?, ?)"
            " ON CONFLICT DO UPDATE SET value = excluded.value",
            [kind, id, orjson.dumps(value)],
        )

    def first(self, kind: str, id: str, value: Any = True) -> bool:
        """Keep a value where there is none; whether it was kept."""
        done = self._connection.execute(
            "INSERT OR IGNORE INTO thing (kind, id, value) VALUES (?, ?, ?)",
            [kind, id, orjson.dumps(value)],
        )
        return done.rowcount == 1

    def get(self, kind: str, id: str) -> Any:
        """The value, or None."""
        query = "SELECT value FROM thing WHERE kind = ? AND id = ?"
        found = self._connection.execute(query, [kind, id]).fetchone()
        return orjson.loads(found[0]) if found else None

    def has(self, kind: str, id: str) -> bool:
        """Whether something is kept under the id."""
        query = "SELECT 1 FROM thing WHERE kind = ? AND id = ?"
        return self._connection.execute(query, [kind, id]).fetchone() is not None

    def drop(self, kind: str, id: str) -> None:
        """Forget a value."""
        self._connection.execute("DELETE FROM thing WHERE kind = ? AND id = ?", [kind, id])

    def each(self, kind: str) -> Iterator[tuple[str, Any]]:
        """(id, value) of a kind, a page at a time, so that more may be kept meanwhile."""
        last = 0
        query = "SELECT number, id, value FROM thing WHERE kind = ? AND number > ? "
        query += "ORDER BY number LIMIT ?"
        while page := self._connection.execute(query, [kind, last, PAGE]).fetchall():
            last = page[-1][0]
            for _, id, value in page:
                yield id, orjson.loads(value)

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
