"""Events by the report that they are about: the rows of ``tables.filed``.

In no order of their reports, a page of events falls on most pages of the table when it is big. So
while a generation is built they are written in the order of the table, when somebody asks and at
the end.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from projections.driver import Row, ask, change, insert_rows
from projections.tables import Tables

MOST = 500_000
"""Positions that wait to be filed at the most: some seconds' work."""


class Filing:
    """Writes the rows of one transaction."""

    def __init__(self, connection: Connection, tables: Tables, after: int | None) -> None:
        self._connection = connection
        self._tables = tables
        self.after = after
        """The position after which nothing is filed yet; None where everything is at once."""

    def add(self, events: Iterable[Row]) -> None:
        """File events by their rows in ``tables.event``, unless it is done later."""
        if self.after is None:
            filed = sorted((report, at) for at, _, _, report, _ in events if report is not None)
            insert_rows(self._connection, self._tables.filed, filed)

    def complete(self, position: int) -> None:
        """File everything up to the position, of which the events are written."""
        if self.after is not None:
            complete(self._connection, self._tables, self.after)
            self.after = position

    def bound(self, position: int) -> None:
        """The same where so much waits that it would take long later, in one statement."""
        if self.after is not None and position - self.after >= MOST:
            self.complete(position)


def filed_until(connection: Connection, tables: Tables) -> int:
    """The last position that is filed, 0 for none; looks through the whole table."""
    newest = ask(connection, f"SELECT max(position) FROM {tables.filed.name}")  # noqa: S608
    return newest[0][0] or 0


def complete(connection: Connection, tables: Tables, after: int) -> None:
    """File all events that come after the position; what is filed already stays as it is."""
    change(
        connection,
        f"INSERT INTO {tables.filed.name} (report, position) "  # noqa: S608
        f"SELECT report, position FROM {tables.event.name} "
        "WHERE position > ? AND report IS NOT NULL ORDER BY report, position "
        "ON CONFLICT DO NOTHING",
        (after,),
    )
