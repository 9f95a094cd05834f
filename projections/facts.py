"""Stored facts by position or id."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Connection, Select, select

from domain.events import revive_fact
from domain.events.base import Fact
from projections.tables import Tables
from projections.withdrawals import CHUNK

if TYPE_CHECKING:
    from projections.store import Snapshot


def positions_of_report(tables: Tables, report: str) -> Select[tuple[int]]:
    """Positions of the facts that rest on a report, by the log's index."""
    event, fact = tables.event, tables.fact
    return (
        select(fact.c.position)
        .join(event, event.c.position == fact.c.position)
        .where(event.c.report == report, fact.c.report == report)
    )


def bodies_at(snapshot: "Snapshot", positions: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Fact position to the fact's stored body."""
    return dict(_bodies(snapshot.connection, snapshot.tables, positions))


def facts_at(connection: Connection, tables: Tables, positions: Iterable[int]) -> Iterator[Fact]:
    """The facts at these positions, not judged again."""
    for _, body in _bodies(connection, tables, positions):
        yield revive_fact(body)


def _bodies(
    connection: Connection, tables: Tables, positions: Iterable[int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    table = tables.fact
    wanted = sorted(positions)
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(
            select(table.c.position, table.c.body).where(
                table.c.position.in_(wanted[start : start + CHUNK])
            )
        ).all()
        yield from ((row.position, orjson.loads(row.body)) for row in rows)
