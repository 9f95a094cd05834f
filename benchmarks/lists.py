"""Longer answers: everybody's posture, a month's changes, pages of a long timeline."""

import random
from collections.abc import Iterator
from datetime import date

import orjson
from sqlalchemy import select

from benchmarks.ground import Ground
from benchmarks.history import DAYS, FIRST
from benchmarks.measure import Point, Row, Spent, each, milli, times, whole
from domain.days import OPEN
from projections import tokens
from projections.coordinates import Coordinates
from projections.facts import stored
from projections.posture import Question
from projections.reader import Reader, plain
from projections.tables import ORDER
from projections.window import Window

PLACES = (0.0, 0.25, 0.5, 0.75, 0.99)


def rows(ground: Ground) -> Iterator[Row | Point]:
    yield from _everybody(ground)
    yield _diff(ground)
    yield from _timeline(ground)


def _everybody(ground: Ground) -> Iterator[Row]:
    sizes = ground.sizes
    facts = sizes.everybody * 100
    with ground.reader(facts, sizes.everybody) as reader:
        days = _days(9)
        cold = whole(lambda: _postures(reader, days[0]))
        _check_everybody(reader, days[0])
        spent = each(
            [(day, k) for day, k in zip(days, _days(9, 5), strict=True)],
            lambda at: _postures(reader, *at),
        )
    yield Row(
        f"postures of all {sizes.everybody:,} actors at (D, K) without evidence, {facts:,} facts",
        "at most 40 ms",
        str(spent),
        f"the first one, which reads all claims: {milli(cold.wall)}",
        (sizes.everybody >= 1000 or None) if spent.wall <= 0.04 else False,
    )


def _postures(reader: Reader, day: int, known_by: int = OPEN) -> bytes:
    return orjson.dumps(reader.postures(Coordinates(day, known_by), "none", 1000, None))


def _check_everybody(reader: Reader, day: int) -> None:
    at = Coordinates(day)
    everybody = plain(reader.postures(at, "none", 1000, None))["items"]
    for item in everybody[:: max(1, len(everybody) // 10)]:
        alone = reader.posture(item["actor"], Question(at, 0), "none")
        if plain(alone)["stances"] != item["stances"]:
            raise AssertionError(f"{item['actor']} stands elsewhere among all than alone")


def _diff(ground: Ground) -> Row:
    sizes = ground.sizes
    with ground.reader(sizes.small, sizes.small // sizes.an_actor) as reader:
        days = _days(min(100, sizes.questions))
        actor = "actor-0000"
        each(days, lambda day: _posture(reader, actor, day))
        each(days, lambda day: _changes(reader, actor, day))
        alone = each(days, lambda day: _posture(reader, actor, day))
        spent = each(days, lambda day: _changes(reader, actor, day))
    return Row(
        "diff over 30 days, one actor",
        "at most 4 x a posture",
        f"{spent}, {times(spent.cpu, alone.cpu)} x",
        f"posture {alone}",
        spent.cpu <= 4 * alone.cpu,
    )


def _posture(reader: Reader, actor: str, day: int) -> bytes:
    return reader.posture(actor, Question(Coordinates(day), 0), "active")


def _changes(reader: Reader, actor: str, day: int) -> bytes:
    return orjson.dumps(reader.diff(actor, Coordinates(day), Coordinates(day + 30)))


def _timeline(ground: Ground) -> Iterator[Row]:
    facts = ground.sizes.large
    with ground.reader(facts, 1) as reader:
        found = {place: _pages(reader, int(facts * place)) for place in PLACES}
        late = FIRST.toordinal() + DAYS * 3 // 4
        window = Window("actor-0000", 0, first=late)
        bounded = each(range(15), lambda _: orjson.dumps(reader.timeline(window, None, 100, None)))
        fetch = each(range(15), lambda _: _rows(reader))
    slowest = max(spent.wall for spent in found.values())
    yield Row(
        f"timeline page of 100 anywhere in {facts:,} entries",
        "flat, at most 5 ms",
        ", ".join(f"{place:.0%}: {milli(spent.wall)}" for place, spent in found.items()),
        f"fetch of 100 rows by SQLAlchemy {milli(fetch.wall)}",
        slowest <= 0.005 if facts >= 10**6 else (None if slowest <= 0.005 else False),
        f"CPU {', '.join(milli(spent.cpu) for spent in found.values())}",
    )
    yield Row(
        f"the same from {date.fromordinal(late)} on, first page",
        "at most 5 ms",
        str(bounded),
        "",
        bounded.wall <= 0.005,
    )


def _pages(reader: Reader, offset: int) -> Spent:
    with reader.store.reading() as snapshot:
        table = snapshot.tables.timeline
        key = [table.c[name] for name in (*ORDER[1:], "id")]
        row = snapshot.connection.execute(
            select(*key).where(table.c.actor == "actor-0000").order_by(*key).offset(offset).limit(1)
        ).one()
        token = tokens.write(*row, snapshot.head) if offset else None
    window = Window("actor-0000", 0)
    return each(range(15), lambda _: orjson.dumps(reader.timeline(window, None, 100, token)))


def _rows(reader: Reader) -> object:
    with reader.store.reading() as snapshot:
        log = stored(snapshot.connection.dialect.name)
        return snapshot.connection.execute(select(log.state).limit(100)).all()


def _days(count: int, seed: int = 3) -> list[int]:
    pick = random.Random(seed)
    return [FIRST.toordinal() + pick.randrange(400, DAYS) for _ in range(count)]
