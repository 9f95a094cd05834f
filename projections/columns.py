"""All claims of an actor as columns: what a client needs to find postures by itself.

Days are ordinals (``domain.days``), words are indices into lists that are sent once.
Claims stand in the order of fact ids, so that their index breaks the ties of step 4c.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any

from sqlalchemy import select

from domain.claims import Claim
from domain.days import OPEN
from projections.rows import AGAINST, EVEN, PROJECTION, RELAYED, claim_of
from projections.snapshots import Snapshot
from projections.withdrawals import withdrawals_of

STANDING = OPEN + 1
"""``gone`` of a fact that is not withdrawn: no K reaches it."""
_NUMBERS = (
    "reliability",
    "published",
    "start_lo",
    "start_hi",
    "end_lo",
    "end_hi",
    "vouched",
    "speaks",
    "position",
)


class _Words(dict[Hashable, int]):
    """Words to their indices, in the order in which they turn up."""

    def __missing__(self, word: Hashable) -> int:
        self[word] = index = len(self)
        return index


def actor_columns(snapshot: Snapshot, actor: str, position: int) -> dict[str, Any]:
    """Claims and episodes of an actor by a record position."""
    table = snapshot.tables.claim
    rows = snapshot.connection.execute(
        select(table)
        .where(table.c.actor == actor, table.c.position <= position)
        .order_by(table.c.id, table.c.aspect, table.c.toward, table.c.subject)
    )
    gone = _gone(snapshot, actor, position)
    claims = [claim_of(row) for row in rows]
    claimed = {claim.position for claim in claims}
    return {
        **encoded(claims, gone),
        "episodes": _episodes(snapshot, actor, position, gone, claimed),
    }


def encoded(claims: Sequence[Claim], gone: dict[int, int]) -> dict[str, Any]:
    """Claims, in the order of ids, as columns; ``gone`` maps positions to the first K without."""
    slots, values, sources, reports = _Words(), _Words(), _Words(), _Words()
    paths = _Words()
    columns: dict[str, list[int]] = {
        "slot": [slots[claim.slot] for claim in claims],
        "value": [values[claim.value] for claim in claims],
        "path": [paths[claim.path] for claim in claims],
        "report": [reports[claim.report] for claim in claims],
        "flags": [_flags(claim) for claim in claims],
        "gone": [gone.get(claim.position, STANDING) for claim in claims],
    }
    columns |= {name: [getattr(claim, name) for claim in claims] for name in _NUMBERS}
    listed = [[sources[source] for source in path] for path in paths]  # type: ignore[attr-defined]
    return {
        "slots": [list(slot) for slot in slots],  # type: ignore[call-overload]
        "values": list(values),
        "sources": list(sources),
        "paths": listed,
        "reports": list(reports),
        "claims": columns,
    }


def _flags(claim: Claim) -> int:
    return (
        RELAYED * claim.relayed
        | AGAINST * claim.against
        | EVEN * claim.even
        | PROJECTION * claim.projection
    )


def _gone(snapshot: Snapshot, actor: str, position: int) -> dict[int, int]:
    """Fact position to the first K at which it is withdrawn, as recorded by ``position``."""
    taken = withdrawals_of(snapshot.connection, snapshot.tables, actor)
    counting = {
        at: [act.day for act in acts if act.counts(OPEN, position)] for at, acts in taken.items()
    }
    return {at: min(days) for at, days in counting.items() if days}


def _episodes(
    snapshot: Snapshot, actor: str, position: int, gone: dict[int, int], claimed: set[int]
) -> dict[str, Any]:
    """What is on the actor's timeline and bears on none of its slots: incidents, gaps, others'."""
    table, event = snapshot.tables.timeline, snapshot.tables.event
    rows = [
        row
        for row in snapshot.connection.execute(
            select(table, event.c.type)
            .join(event, event.c.position == table.c.position)
            .where(table.c.actor == actor, table.c.position <= position)
            .order_by(table.c.start_lo, table.c.start_hi, table.c.published, table.c.id)
        )
        if row.position not in claimed
    ]
    types, roles = _Words(), _Words()
    columns = {
        "type": _column(rows, lambda row: types[row.type]),
        "role": _column(rows, lambda row: roles[row.role]),
        "gone": _column(rows, lambda row: gone.get(row.position, STANDING)),
        **{
            name: _column(rows, lambda row, name=name: getattr(row, name))  # type: ignore[misc]
            for name in ("start_lo", "start_hi", "published", "position")
        },
    }
    return {"types": list(types), "roles": list(roles), **columns}


def _column(rows: Iterable[Any], pick: Callable[[Any], int]) -> list[int]:
    return [pick(row) for row in rows]
