"""Imports in the read models: which row of which series each event is about."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, func, select, update

from domain.batches import OPENED, STAMP, Current
from domain.claims import NEVER
from domain.days import UNBOUNDED
from domain.journal import Envelope
from projections.facts import find
from projections.tables import Tables
from projections.withdrawals import CHUNK

Row = tuple[Any, ...]
RECORDED, CORRECTED, RETRACTED, RESTORED = "recorded", "corrected", "retracted", "restored"


def apply(
    connection: Connection,
    tables: Tables,
    event: Envelope,
    amended: Callable[[list[int], int], None],
) -> None:
    """Open a batch, or take one back."""
    if event.type == OPENED:
        body = event.body
        text = orjson.dumps(body).decode()
        connection.execute(
            tables.batch.insert().values(
                position=event.position,
                id=body["id"],
                dataset=body["dataset"],
                release=body["release"],
                reverted=0,
                body=text,
            )
        )
    else:
        _revert(connection, tables, event, amended)


def dataset_of(connection: Connection, tables: Tables, batch: str) -> str:
    """The series that a batch belongs to."""
    table = tables.batch
    query = select(table.c.dataset).where(table.c.id == batch)
    return str(connection.execute(query).scalar_one())


def imported_row(event: Envelope) -> Row:
    """The row of ``tables.imported`` that a stamped event makes, all but its dataset."""
    body, stamp = event.body, event.body[STAMP]
    match event.type:
        case "fact_corrected":
            fact, former, kind = body["replacement"]["id"], body["target"], CORRECTED
        case "fact_retracted":
            fact, former, kind = body["target"], body["target"], RETRACTED
        case "fact_restored":
            fact, former, kind = body["target"], "", RESTORED
        case _:
            fact, former, kind = body["id"], "", RECORDED
    return stamp["row"], event.position, stamp["batch"], fact, former, kind, stamp["digest"], 0


def rows(
    connection: Connection, tables: Tables, dataset: str, keys: Sequence[str]
) -> dict[str, Current]:
    """The latest word of the series on each of these rows, batches taken back aside."""
    table, batch = tables.imported, tables.batch
    found: dict[str, Current] = {}
    for start in range(0, len(keys), CHUNK):
        query = (
            select(table.c.row, table.c.fact, table.c.digest, table.c.kind, batch.c.release)
            .join(batch, batch.c.id == table.c.batch)
            .where(
                table.c.dataset == dataset,
                table.c.row.in_(keys[start : start + CHUNK]),
                table.c.reverted == 0,
            )
            .order_by(table.c.position)
        )
        for row, fact, digest, kind, release in connection.execute(query):
            found[row] = Current(fact, digest, kind == RETRACTED, release)
    return found


def keys(connection: Connection, tables: Tables, dataset: str) -> Iterator[list[str]]:
    """The keys of all rows that the series has, in pages."""
    table, last = tables.imported, ""
    while True:
        page = list(
            connection.scalars(
                select(table.c.row)
                .where(table.c.dataset == dataset, table.c.row > last, table.c.reverted == 0)
                .distinct()
                .order_by(table.c.row)
                .limit(CHUNK)
            )
        )
        if not page:
            return
        yield page
        last = page[-1]


def batch(connection: Connection, tables: Tables, id: str) -> dict[str, Any] | None:
    """What was said of a batch when it was opened, and whether it was taken back."""
    table = tables.batch
    row = connection.execute(
        select(table.c.body, table.c.reverted).where(table.c.id == id)
    ).one_or_none()
    return {**orjson.loads(row.body), "reverted": row.reverted} if row else None


def page(connection: Connection, tables: Tables, after: int, limit: int) -> list[dict[str, Any]]:
    """Batches in the order in which they were opened, with how many rows each changed."""
    table, imported = tables.batch, tables.imported
    count = select(func.count()).where(imported.c.batch == table.c.id).scalar_subquery()
    query = (
        select(table.c.position, table.c.body, table.c.reverted, count.label("events"))
        .where(table.c.position > after)
        .order_by(table.c.position)
        .limit(limit)
    )
    return [
        {
            **orjson.loads(row.body),
            "position": row.position,
            "events": row.events,
            "reverted": row.reverted or None,
        }
        for row in connection.execute(query)
    ]


def latest(connection: Connection, tables: Tables, dataset: str) -> dict[str, Any] | None:
    """The last batch of a series that was not taken back."""
    table = tables.batch
    body = connection.scalar(
        select(table.c.body)
        .where(table.c.dataset == dataset, table.c.reverted == 0)
        .order_by(table.c.position.desc())
        .limit(1)
    )
    return orjson.loads(body) if body else None


def built_upon(connection: Connection, tables: Tables, id: str) -> list[str]:
    """Later batches, not taken back, that changed what this one recorded."""
    mine, other = tables.imported.alias("mine"), tables.imported.alias("other")
    query = (
        select(other.c.batch, func.max(other.c.position).label("last"))
        .join(mine, mine.c.fact == other.c.former)
        .where(mine.c.batch == id, other.c.batch != id, other.c.reverted == 0)
        .where(other.c.position > mine.c.position)
        .group_by(other.c.batch)
        .order_by("last")
    )
    return [row.batch for row in connection.execute(query)]


def _revert(
    connection: Connection,
    tables: Tables,
    event: Envelope,
    amended: Callable[[list[int], int], None],
) -> None:
    """Undo exactly what the batch did: its facts go, what it took back stands again.

    What it had restored is withdrawn as it was, from here on: rows that an earlier record
    time counts are never touched.
    """
    table, id, at = tables.imported, event.body["target"], event.position
    mine = connection.execute(
        select(table.c.position, table.c.fact, table.c.former, table.c.kind)
        .where(table.c.batch == id)
        .order_by(table.c.position)
    ).all()
    stood = {row.fact: row.position for row in reversed(mine) if row.kind != RETRACTED}
    left = {row.former: row.position for row in reversed(mine) if row.former not in stood}
    touched: list[int] = []
    for start in range(0, len(mine), CHUNK):
        part = mine[start : start + CHUNK]
        where = _positions(connection, tables, part)
        _undo_acts(connection, tables, [row.position for row in part if row.former], at)
        # Rows may share a fact; the first of them tells what the batch did to it.
        first = [row for row in part if stood.get(row.fact) == row.position]
        gone = sorted(row.fact for row in first if row.kind != RESTORED)
        came = [(where[row.fact], row.fact, row.position) for row in first if row.kind == RESTORED]
        again = _as_before(connection, tables, came)
        back = [row.former for row in part if row.former and left.get(row.former) == row.position]
        _act_on(connection, tables, event, gone + [row[1] for row in again], "retracted")
        _act_on(connection, tables, event, sorted(back), "restored")
        _withdraw(connection, tables, [(where[f], f, UNBOUNDED) for f in gone], at)
        _withdraw(connection, tables, again, at)
        touched += where.values()
    for changed, column in ((table, table.c.batch), (tables.batch, tables.batch.c.id)):
        connection.execute(update(changed).where(column == id).values(reverted=at))
    amended(touched, at)


def _positions(connection: Connection, tables: Tables, part: Sequence[Any]) -> dict[str, int]:
    ids = {row.fact for row in part} | {row.former for row in part}
    return {id: fact.position for id, fact in find(connection, tables, ids).items()}


def _as_before(
    connection: Connection, tables: Tables, came: Sequence[tuple[int, str, int]]
) -> list[tuple[int, str, int]]:
    """From which day each fact was withdrawn until the restoration at the position.

    One that stood is left out: the restoration tells that one more row says it.
    """
    table = tables.withdrawal
    found = []
    for position, id, restored in came:
        day = connection.scalar(
            select(func.min(table.c.day)).where(
                table.c.position == position,
                table.c.target_kind == "fact",
                table.c.until == restored,
            )
        )
        if day is not None:
            found.append((position, id, day))
    return found


def _undo_acts(connection: Connection, tables: Tables, positions: list[int], at: int) -> None:
    for table, column in (
        (tables.act, tables.act.c.position),
        (tables.withdrawal, tables.withdrawal.c.since),
    ):
        connection.execute(
            update(table)
            .where(column.in_(positions), table.c.target_kind == "fact", table.c.until == NEVER)
            .values(until=at)
        )


def _act_on(
    connection: Connection, tables: Tables, event: Envelope, facts: list[str], verb: str
) -> None:
    body = event.body
    details = {"reason": body["reason"], "batch": body["target"]}
    if verb == "retracted":
        details["basis"] = "coding"
    text = orjson.dumps(details).decode()
    until = NEVER if verb == "retracted" else event.position
    if facts:
        connection.execute(
            tables.act.insert(),
            [
                {
                    "target_kind": "fact",
                    "target": id,
                    "position": event.position,
                    "kind": verb,
                    "day": UNBOUNDED,
                    "until": until,
                    "id": body["id"],
                    "digest": "",
                    "details": text,
                }
                for id in facts
            ],
        )


def _withdraw(
    connection: Connection, tables: Tables, facts: list[tuple[int, str, int]], at: int
) -> None:
    if facts:
        connection.execute(
            tables.withdrawal.insert(),
            [
                {
                    "position": position,
                    "since": at,
                    "target_kind": "fact",
                    "target": id,
                    "kind": "retracted",
                    "day": day,
                    "until": NEVER,
                }
                for position, id, day in facts
            ],
        )
