"""Stored facts by position or id."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import orjson
from sqlalchemy import Select, select

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
    table = snapshot.tables.fact
    wanted = sorted(positions)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = snapshot.connection.execute(
            select(table.c.position, table.c.body).where(
                table.c.position.in_(wanted[start : start + CHUNK])
            )
        )
        found.update((row.position, orjson.loads(row.body)) for row in rows)
    return found
