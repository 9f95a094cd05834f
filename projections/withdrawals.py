"""Withdrawals of facts, read back as the rules want them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from domain.claims import NEVER, Withdrawal
from projections.tables import Tables

CHUNK = 500
"""Positions a query asks for at once."""


def withdrawals_at(
    connection: Connection, tables: Tables, positions: Iterable[int]
) -> dict[int, list[Withdrawal]]:
    """Fact position to the acts that ever took it back."""
    table = tables.withdrawal
    wanted = list(positions)
    found: dict[int, list[Withdrawal]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(
            select(table.c.position, table.c.day, table.c.since, table.c.until, table.c.kind).where(
                table.c.position.in_(wanted[start : start + CHUNK])
            )
        )
        found |= _by_position(rows)
    return found


def withdrawals_of(
    connection: Connection, tables: Tables, actor: str
) -> dict[int, list[Withdrawal]]:
    """The same of all facts in which an actor takes part."""
    rows = connection.execute(select(tables.withdrawal).where(of_actor(tables, actor)))
    return _by_position(rows)


def _by_position(rows: Iterable[Any]) -> dict[int, list[Withdrawal]]:
    found: dict[int, list[Withdrawal]] = {}
    for row in rows:
        act = Withdrawal(row.day, row.since, row.until, row.kind == "corrected")
        found.setdefault(row.position, []).append(act)
    return found


def of_actor(tables: Tables, actor: str) -> ColumnElement[bool]:
    """Which rows of withdrawals are about a fact in which the actor takes part."""
    timeline = tables.timeline
    mine = select(timeline.c.position).where(timeline.c.actor == actor)
    return tables.withdrawal.c.position.in_(mine)


def standing(connection: Connection, tables: Tables, rows: Sequence[Any]) -> list[Any]:
    """Those of the rows (with a ``position``) whose fact is not withdrawn now, at any K."""
    taken = withdrawals_at(connection, tables, {row.position for row in rows})
    return [
        row for row in rows if not any(act.until == NEVER for act in taken.get(row.position, ()))
    ]
