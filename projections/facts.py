"""Recorded facts by position or id: what they say stands in the journal, and nowhere else.

The read models hold what facts are looked for by. A fact is the event of its own id, or what
an event puts in the place of another fact (``tables.replacement``).
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Select, TableClause, column, exists, select, table

from domain import journal
from domain.amendments import FactCorrected
from domain.decide import Recorded
from domain.events import revive_fact
from domain.events.base import Fact
from projections.driver import ask, one_of
from projections.tables import Tables
from projections.withdrawals import CHUNK

Body = dict[str, Any]
_CORRECTED = FactCorrected.event_type


class Found(NamedTuple):
    """Where a fact stands."""

    id: str
    position: int
    report: str
    published: int


class Stored(NamedTuple):
    """The journal's table, as queries need it."""

    table: TableClause
    position: ColumnElement[int]
    topic: ColumnElement[str]
    state: ColumnElement[bytes]


@lru_cache
def stored(dialect: str) -> Stored:
    """The journal's table in a database of this kind."""
    log = table(journal.TABLE, column(journal.POSITION[dialect]), column("topic"), column("state"))
    return Stored(log, log.c[journal.POSITION[dialect]], log.c.topic, log.c.state)


def find(connection: Connection, tables: Tables, ids: Collection[str]) -> dict[str, Found]:
    """The facts with these ids, by id; ids of no fact that was applied are left out."""
    found: dict[str, Found] = {}
    position, event = journal.POSITION[connection.dialect.name], tables.event.name
    wanted = list(ids)
    for start in range(0, len(wanted), CHUNK):
        own, some = one_of(connection, "s.originator_id", wanted[start : start + CHUNK])
        put, _ = one_of(connection, "r.id", wanted[start : start + CHUNK])
        rows = ask(
            connection,
            f"SELECT s.originator_id, e.position, e.report, e.published "  # noqa: S608
            f"FROM {journal.TABLE} AS s JOIN {event} AS e ON e.position = s.{position} "
            f"WHERE {own} AND e.published IS NOT NULL AND e.type <> ? UNION ALL "
            f"SELECT r.id, e.position, e.report, e.published FROM {tables.replacement.name} AS r "
            f"JOIN {event} AS e ON e.position = r.position WHERE {put}",
            (*some, _CORRECTED, *some),
        )
        found.update((row[0], Found(*row)) for row in rows)
    return found


def find_one(connection: Connection, tables: Tables, id: str) -> Found | None:
    """The fact with an id, or None."""
    return find(connection, tables, [id]).get(id)


def positions_of_report(tables: Tables, report: str) -> Select[tuple[int]]:
    """Positions of the facts that rest on a report."""
    filed, event = tables.filed, tables.event
    is_fact = exists().where(event.c.position == filed.c.position, event.c.published.is_not(None))
    return select(filed.c.position).where(filed.c.report == report, is_fact)


def recorded(connection: Connection, tables: Tables, ids: Sequence[str]) -> dict[str, Recorded]:
    """What was recorded under these ids: events of every kind, and facts that corrections brought.

    The content of an event is named by its ``content_id`` or ``digest``, or by its id alone.
    """
    events = events_of(connection, ids)
    found = replacements(connection, tables, ids)
    for event in events:
        content_id = event.body.get("content_id") or event.body.get("digest") or event.key
        found[event.key] = Recorded(content_id, event.position)
    return found


def events_of(connection: Connection, keys: Sequence[str]) -> list[journal.Envelope]:
    """The recorded events of these keys (``journal.NewEvent``), in no order."""
    among, own = one_of(connection, "originator_id", keys)
    rows = ask(
        connection,
        f"SELECT {journal.POSITION[connection.dialect.name]}, originator_id, topic, state "  # noqa: S608
        f"FROM {journal.TABLE} WHERE {among}",
        own,
    )
    return [journal.envelope(*row) for row in rows]


def any_replaced(connection: Connection, tables: Tables) -> bool:
    """Whether any correction has brought a fact."""
    table = tables.replacement.name
    return bool(ask(connection, f"SELECT id FROM {table} ORDER BY id DESC LIMIT 1"))  # noqa: S608


def replacements(
    connection: Connection, tables: Tables, ids: Collection[str]
) -> dict[str, Recorded]:
    """Those of the facts that corrections brought, by id."""
    if not ids or not any_replaced(connection, tables):
        return {}
    table = tables.replacement.name
    among, own = one_of(connection, "id", list(ids))
    rows = ask(
        connection,
        f"SELECT id, content_id, position FROM {table} WHERE {among}",  # noqa: S608
        own,
    )
    return {id: Recorded(content_id, position) for id, content_id, position in rows}


def bodies_at(connection: Connection, positions: Iterable[int]) -> dict[int, Body]:
    """Fact position to what the fact says."""
    return dict(_bodies(connection, positions))


def facts_at(connection: Connection, positions: Iterable[int]) -> Iterator[Fact]:
    """The facts at these positions, not judged again."""
    for _, body in _bodies(connection, positions):
        yield revive_fact(body)


def body_of(position: int, topic: str, state: bytes) -> Body:
    """What the fact in a row of the journal says; raises ValueError where it cannot be read."""
    return brought(journal.envelope(position, "", topic, state))


def brought(event: journal.Envelope) -> Body:
    """What the fact that an event brings says; raises ValueError where it cannot be read."""
    if event.broken:
        raise ValueError(f"the event at position {event.position} cannot be read: {event.broken}")
    body: Body = event.body["replacement"] if event.type == _CORRECTED else event.body
    return body


def _bodies(connection: Connection, positions: Iterable[int]) -> Iterator[tuple[int, Body]]:
    log = stored(connection.dialect.name)
    wanted = sorted(positions)
    for start in range(0, len(wanted), CHUNK):
        rows = connection.execute(
            select(log.position, log.topic, log.state).where(
                log.position.in_(wanted[start : start + CHUNK])
            )
        ).all()
        for position, topic, state in rows:
            yield position, body_of(position, topic, state)
