"""Statements by the driver itself, for what is asked and written with every group of writes.

SQLAlchemy's own work would be most of their time. ``?`` stands for a value in every dialect;
no value ever stands in a statement itself.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
from sqlalchemy import Connection, Table

from domain.errors import Unavailable

Row = tuple[Any, ...] | list[Any]
"""Values in the order of the table's columns."""
COPIED = 25
"""Rows from which on PostgreSQL takes a COPY faster than INSERTs."""
TOGETHER = 25
"""Rows of a narrow table that one statement inserts into a file: a third faster than one by one."""
NARROW = 10
"""Columns up to which that is so."""


def file_cursor(connection: Connection) -> sqlite3.Cursor:
    """The driver's own, of a connection to an SQLite file."""
    cursor: sqlite3.Cursor = connection.connection.cursor()  # type: ignore[assignment]
    return cursor


def ask(connection: Connection, statement: str, values: Sequence[Any] = ()) -> list[Any]:
    """The rows of a query, as tuples; raises Unavailable where the file does not answer."""
    if connection.dialect.name != "sqlite":
        return list(connection.exec_driver_sql(statement.replace("?", "%s"), tuple(values)))
    try:
        return file_cursor(connection).execute(statement, values).fetchall()
    except sqlite3.OperationalError as error:
        raise Unavailable("the database does not answer") from error


def change(connection: Connection, statement: str, values: Sequence[Any]) -> int:
    """Carry out one change; returns how many rows it changed."""
    if connection.dialect.name != "sqlite":
        return connection.exec_driver_sql(statement.replace("?", "%s"), tuple(values)).rowcount
    try:
        return file_cursor(connection).execute(statement, values).rowcount
    except sqlite3.OperationalError as error:
        raise Unavailable("the database does not answer") from error


def change_many(connection: Connection, statement: str, rows: Iterable[Row]) -> None:
    """Carry out one change for each of the rows."""
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(statement.replace("?", "%s"), [*map(tuple, rows)])
        return
    try:
        file_cursor(connection).executemany(statement, rows)
    except sqlite3.OperationalError as error:
        raise Unavailable("the database does not answer") from error


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, values in the order of the table's columns, by the driver's fastest way."""
    if not rows:
        return
    if len(rows) >= COPIED and connection.dialect.name == "postgresql":
        _copy(connection, table, rows)
        return
    width, whole = len(table.columns), 0
    if width <= NARROW and connection.dialect.name == "sqlite":
        whole = len(rows) - len(rows) % TOGETHER
        if whole:
            change_many(connection, _insert(table.name, width, TOGETHER), _together(rows, whole))
    if whole < len(rows):
        change_many(connection, _insert(table.name, width, 1), rows[whole:])


@lru_cache
def _insert(table: str, width: int, rows: int) -> str:
    marks = ", ".join("?" * width)
    return f"INSERT INTO {table} VALUES {', '.join([f'({marks})'] * rows)}"  # noqa: S608


def _together(rows: Sequence[Row], until: int) -> Iterator[Row]:
    for start in range(0, until, TOGETHER):
        yield [*chain.from_iterable(rows[start : start + TOGETHER])]


def one_of(
    connection: Connection, column: str, values: Sequence[str]
) -> tuple[str, tuple[Any, ...]]:
    """A condition that holds where a column is one of the values, and its one value."""
    if connection.dialect.name == "sqlite":
        texts = orjson.dumps(values).decode()
        return f"{column} IN (SELECT value FROM json_each(?))", (texts,)  # noqa: S608
    return f"{column} = ANY(?)", (list(values),)


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """PostgreSQL's bulk path; raises Unavailable, and ValueError for rows that do not fit."""
    import psycopg

    statement = f"COPY {table.name} FROM STDIN"
    try:
        with connection.connection.cursor() as cursor, cursor.copy(statement) as copy:  # type: ignore[attr-defined]
            for row in rows:
                copy.write_row(row)
    except (psycopg.OperationalError, psycopg.InterfaceError) as error:
        raise Unavailable("the database does not answer") from error
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error
