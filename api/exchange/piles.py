"""Piles of bytes on disk: for an export that has to gather things before it may write them.

It is a temporary database like ``spool``'s. Whatever is put is appended; the index is made at
the first look, in one sort: kept up while things come in, it would cost a random write each.
"""

import sqlite3
from collections.abc import Iterator
from functools import cached_property

from api.exchange.spool import scratch


class Piles:
    """Pieces by the name of their pile, in the order in which they were put."""

    def __init__(self) -> None:
        self._connection = scratch(
            "CREATE TABLE piece (number INTEGER PRIMARY KEY, pile TEXT, value BLOB)"
        )

    def put(self, pile: str, value: bytes) -> None:
        """Put a piece on a pile."""
        self._connection.execute("INSERT INTO piece (pile, value) VALUES (?, ?)", [pile, value])

    def of(self, pile: str) -> Iterator[bytes]:
        """The pieces of a pile."""
        query = "SELECT value FROM piece WHERE pile = ? ORDER BY number"
        return (value for (value,) in self._sorted.execute(query, [pile]))

    @cached_property
    def _sorted(self) -> sqlite3.Connection:
        self._connection.execute("CREATE INDEX by_pile ON piece (pile)")
        return self._connection

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
