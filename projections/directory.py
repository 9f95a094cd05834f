"""Single things and lists of what is registered."""

from typing import Any

import orjson
from sqlalchemy import func, select

from domain.claims import NEVER
from domain.errors import Unknown
from projections import log, timeline
from projections.facts import Found, bodies_at, brought, find_one, positions_of_report
from projections.snapshots import Snapshot
from projections.store import Store
from projections.withdrawals import withdrawals_at

Answer = dict[str, Any]


def registered_page(snapshot: Snapshot, noun: str, limit: int, after: str | None) -> Answer:
    """A page of what is registered, by id; texts of reports are left to the report itself."""
    table = snapshot.tables.registered
    rows = snapshot.connection.execute(
        select(table.c.id, table.c.position, table.c.body)
        .where(table.c.noun == noun, table.c.id > (after or ""))
        .order_by(table.c.id)
        .limit(limit + 1)
    ).all()
    items = [{**orjson.loads(row.body), "position": row.position} for row in rows[:limit]]
    for item in items:
        item.pop("text", None)
    return {
        "position": snapshot.head,
        "items": items,
        "next": rows[limit - 1].id if len(rows) > limit else None,
    }


def one_registration(snapshot: Snapshot, noun: str, id: str) -> Answer:
    """One actor, source or report; of a report also every fact that rests on it."""
    found = snapshot.registry.registration(noun, id)
    if found is None:
        raise Unknown(f"there is no {noun} {id!r}")
    position, body = found
    if noun != "report":
        return {**body, "position": position}
    return {
        **body,
        "position": position,
        "amendments": _acts(snapshot, "report", id),
        **_resting(snapshot, id),
    }


RESTING = 1000
"""Facts of a report that are listed at the most; ``facts_total`` counts them all."""


def _resting(snapshot: Snapshot, report: str) -> Answer:
    """What falls if the report is dropped."""
    connection = snapshot.connection
    resting = positions_of_report(snapshot.tables, report)
    total = connection.scalar(select(func.count()).select_from(resting.subquery()))
    first = resting.order_by(snapshot.tables.filed.c.position).limit(RESTING)
    bodies = bodies_at(connection, connection.scalars(first))
    taken = withdrawals_at(connection, snapshot.tables, bodies)
    facts = []
    for position, body in bodies.items():
        described = timeline.described(snapshot, body, position)
        facts.append(
            {
                **{key: described[key] for key in ("id", "type", "headline", "position")},
                "state": _state(taken.get(position, [])),
            }
        )
    return {"facts": facts, "facts_total": total}


def _state(acts: list[Any]) -> str:
    standing = [act for act in acts if act.until == NEVER]
    if not standing:
        return "standing"
    return "corrected" if max(standing, key=lambda act: act.since).corrected else "retracted"


def one_event(store: Store, snapshot: Snapshot, id: str) -> Answer:
    """An event by its id: a fact with what became of it, an amendment, or what was registered."""
    found = find_one(snapshot.connection, snapshot.tables, id)
    if found is not None:
        return _fact(store, snapshot, found)
    act = snapshot.tables.act
    position = snapshot.connection.scalar(select(act.c.position).where(act.c.id == id).limit(1))
    if position is None:
        raise Unknown(f"there is no event {id!r}")
    return log.shown(store.journal.read(position - 1, 1)[0])


def _fact(store: Store, snapshot: Snapshot, fact: Found) -> Answer:
    event = store.journal.read(fact.position - 1, 1)[0]
    acts = withdrawals_at(snapshot.connection, snapshot.tables, [fact.position])
    answer = {
        **timeline.described(snapshot, brought(event), fact.position),
        "recorded_at": log.instant(event.recorded_at),
        "state": _state(acts.get(fact.position, [])),
        "amendments": _acts(snapshot, "fact", fact.id),
    }
    if event.type == "fact_corrected":
        answer["corrects"] = event.body["target"]
    return answer


def _acts(snapshot: Snapshot, kind: str, target: str) -> list[Answer]:
    """Every act on a fact or report, in order."""
    table = snapshot.tables.act
    rows = snapshot.connection.execute(
        select(table)
        .where(table.c.target_kind == kind, table.c.target == target)
        .order_by(table.c.position)
    )
    return [
        {"id": row.id, "position": row.position, "act": row.kind, **orjson.loads(row.details)}
        for row in rows
    ]
