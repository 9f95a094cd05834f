"""Stored facts by position or id."""

from collections.abc import Iterable
from typing import Any

import orjson
from sqlalchemy import select

from projections.store import Snapshot
from projections.withdrawals import CHUNK


def bodies_at(snapshot: Snapshot, positions: Iterable[int]) -> dict[int, dict[str, Any]]:
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
