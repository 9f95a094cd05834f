"""The facts in which an actor takes part, in the order in which they happened."""

from typing import Any

import orjson
from sqlalchemy import and_, or_, select

from domain.claims import Withdrawal, withdrawn_by
from domain.days import iso
from projections.encoded import Encoded
from projections.evidence import marks
from projections.facts import bodies_at
from projections.rows import dated
from projections.snapshots import Snapshot
from projections.window import Entry, Window
from projections.withdrawals import withdrawals_at


def entries(snapshot: Snapshot, encoded: Encoded, rows: list[Entry], window: Window) -> bytes:
    """The rows as a JSON array of answers, each with its state at (K, T)."""
    positions = [row.position for row in rows]

    def make(places: list[int]) -> list[bytes]:
        wanted = [positions[place] for place in places]
        bodies = bodies_at(snapshot.connection, wanted)
        return [
            orjson.dumps(described(snapshot, bodies[position], position)) for position in wanted
        ]

    texts = encoded.texts(snapshot.checkpoint.generation, "timeline", positions, make)
    taken = withdrawals_at(snapshot.connection, snapshot.tables, positions)
    states = (
        {"role": row.role, **_state(snapshot, row, taken.get(row.position, []), window)}
        for row in rows
    )
    complete = (
        b"%b,%b" % (text[:-1], orjson.dumps(state)[1:])
        for text, state in zip(texts, states, strict=True)
    )
    return b"[%b]" % b",".join(complete)


def described(snapshot: Snapshot, body: dict[str, Any], position: int) -> dict[str, Any]:
    """A fact with what follows from its date and its report."""
    fact = dated(body, snapshot.registry)
    days = fact.dates
    attribution = body.get("attribution", [])
    return {
        **{key: value for key, value in body.items() if key != "content_id"},
        "headline": fact.fact.headline(snapshot.registry.name),
        "attribution": attribution,
        "origin": attribution[-1] if attribution else fact.report.publisher,
        "published": iso(fact.report.published),
        "start": [iso(days.start_lo), iso(days.start_hi)],
        "end": [iso(days.end_lo), iso(days.end_hi)],
        "vouched_through": iso(days.vouched),
        "projection": days.projection,
        **marks(body),
        "position": position,
    }


def _state(
    snapshot: Snapshot, row: Entry, acts: list[Withdrawal], window: Window
) -> dict[str, Any]:
    if row.published > window.known_by:
        return {"state": "not_yet_known"}
    act = withdrawn_by(acts, window.known_by, window.position)
    if act is None:
        return {"state": "standing"}
    return {
        "state": "corrected" if act.corrected else "retracted",
        **_act_details(snapshot, row, act),
    }


def _act_details(snapshot: Snapshot, entry: Entry, act: Withdrawal) -> dict[str, Any]:
    """Which act, why, and by which fact it was corrected."""
    table = snapshot.tables.act
    targets = or_(
        and_(table.c.target_kind == "fact", table.c.target == entry.id),
        table.c.target_kind == "report",
    )
    row = snapshot.connection.execute(
        select(table.c.id, table.c.details).where(table.c.position == act.since, targets)
    ).first()
    if row is None:
        raise LookupError(f"no act at position {act.since}")
    details = orjson.loads(row.details)
    found = {"withdrawn_by": row.id, "reason": details["reason"]}
    if act.corrected:
        found["corrected_by"] = details["replacement"]
    return found
