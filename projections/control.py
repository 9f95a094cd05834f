"""The fixed tables: which generation answers, which is being built, what could not be applied.

These are the tables that Alembic keeps (``projections.schema``). The tables of a generation
are not: they are made whole by ``tables.VERSION`` and never altered, only replaced.
"""

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    func,
    select,
    union_all,
)

from domain.journal import POSITION, TABLE, this_moment
from projections.driver import ask, change

NAME = "readmodels"
control = MetaData()
projection = Table(
    "projection",
    control,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
)
"""Checkpoint: the rows of ``generation`` say everything up to ``position``."""

building = Table(
    "building",
    control,
    Column("name", String, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Column("started_from", BigInteger, nullable=False),
)
"""The next generation while it is built; its builder goes on only while the row is there."""

retired = Table(
    "retired",
    control,
    Column("generation", Integer, primary_key=True, autoincrement=False),
    Column("retired_at", BigInteger, nullable=False),
)
"""Generations that answer no more; dropped when nobody can be reading them any longer."""

parked = Table(
    "parked",
    control,
    Column("generation", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    Column("key", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("actors", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("parked_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("generation", "position"),
)
"""Events that a generation could not apply, with the reason; ``actors`` and ``body`` are JSON."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Which generation answers, and up to which position it does."""

    version: int
    generation: int
    position: int


@dataclass(frozen=True, slots=True)
class Building(Checkpoint):
    """The generation that is being built; since when (microseconds), from which position."""

    started_at: int
    started_from: int

    def seconds_left(self, head: int) -> float | None:
        """Time left at the pace so far; None where there is no pace yet."""
        done, seconds = self.position - self.started_from, (this_moment() - self.started_at) / 1e6
        return None if done <= 0 else max(0, head - self.position) * seconds / done


def current(connection: Connection) -> Checkpoint | None:
    """The generation that answers, or None."""
    rows = ask(connection, _CURRENT, (NAME,))
    return Checkpoint(*rows[0]) if rows else None


_CURRENT = "SELECT version, generation, position FROM projection WHERE name = ?"


def head(connection: Connection) -> int:
    """The last position in the journal, 0 where it is empty, as this connection sees it."""
    column = POSITION[connection.dialect.name]
    rows = ask(connection, f"SELECT max({column}) FROM {TABLE}")  # noqa: S608
    return int(rows[0][0] or 0)


def moved(connection: Connection, fence: Table, after: Checkpoint, position: int) -> bool:
    """Move a checkpoint (``projection`` or ``building``) on; False where it is not there."""
    changed = change(
        connection,
        f"UPDATE {fence.name} SET position = ? "  # noqa: S608
        "WHERE name = ? AND generation = ? AND position = ?",
        (position, NAME, after.generation, after.position),
    )
    return changed == 1


def under_construction(connection: Connection) -> Building | None:
    """The generation that is being built, or None."""
    column = building.c
    row = connection.execute(
        select(
            column.version,
            column.generation,
            column.position,
            column.started_at,
            column.started_from,
        ).where(column.name == NAME)
    ).one_or_none()
    return Building(*row) if row else None


def next_generation(connection: Connection) -> int:
    """A number that no generation has."""
    numbers = union_all(*(select(table.c.generation) for table in (projection, building, retired)))
    highest = connection.scalar(select(func.max(numbers.subquery().c.generation)))
    return (highest or 0) + 1
