"""Postures in process: the whole answer with evidence, against fetching its rows."""

import random
import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select

from benchmarks.ground import Ground
from benchmarks.history import DAYS, FIRST
from benchmarks.measure import Point, Row, Spent, each, in_turn, milli, times
from benchmarks.reference import check
from domain.days import OPEN
from projections.coordinates import Coordinates
from projections.facts import stored
from projections.posture import Question
from projections.reader import Reader, plain


class Asked(NamedTuple):
    """One question to one actor."""

    actor: str
    question: Question


class Found(NamedTuple):
    """What answering and fetching cost at one size."""

    present: Spent
    known: Spent
    recorded: Spent
    fetch: Spent
    shown: int
    """Facts in an answer, for and against."""


def rows(ground: Ground) -> Iterator[Row | Point]:
    sizes = ground.sizes
    logs = [(facts, facts // sizes.an_actor) for facts in (sizes.small, sizes.large)]
    small, large = (_at(ground, *log) for log in logs)
    hot = {facts: _at(ground, facts, 1) for facts in sizes.hot}
    full = sizes.large >= 10**6
    for size, found in ((sizes.small, small), (sizes.large, large)):
        yield from _points("log grows", size, found)
    for size, found in hot.items():
        yield from _points("actor grows", size, found)
    p50 = small.present.wall
    yield Row(
        f"posture, whole answer with evidence, {sizes.an_actor:,} facts an actor",
        "p50 at most 0.4 ms and 2 x the fetch",
        f"{small.present}, {times(p50, small.fetch.wall)} x",
        f"fetch of its rows by SQLAlchemy {small.fetch}",
        p50 <= 0.0004 and p50 <= 2 * small.fetch.wall,
        f"p99 {milli(small.present.p99)}",
    )
    short, long = _grown(ground, *logs)
    growth = long.cpu / short.cpu
    yield Row(
        f"the same, log from {sizes.small:,} to {sizes.large:,} facts",
        "ratio at most 1.2",
        f"{growth:.2f} (CPU), {times(long.wall, short.wall)} (wall)",
        f"{milli(long.wall)} / {milli(short.wall)}, in turn",
        growth <= 1.2 if full else (None if growth <= 1.2 else False),
        "" if full else "10^6 facts by --full",
    )
    first, last = sizes.hot[0], sizes.hot[-1]
    few, many = _grown(ground, (first, 1), (last, 1))
    grown = many.cpu / few.cpu
    yield Row(
        f"the same, one actor from {first:,} to {last:,} facts in 20 slots",
        "ratio at most 3",
        f"{grown:.2f} (CPU), {times(many.wall, few.wall)} (wall)",
        f"{milli(many.wall)} / {milli(few.wall)}, in turn",
        (last >= 10**5 or None) if grown <= 3 else False,
        f"answers show {hot[first].shown} facts and {hot[last].shown}; the larger ones take "
        f"{times(hot[last].present.wall, hot[last].fetch.wall)} x the fetch of their rows",
    )
    for name, found in (("past K", small.known), ("past T", small.recorded)):
        yield _past(f"the same at {name}", found, small.present)
    for name, found in (("past K", hot[last].known), ("past T", hot[last].recorded)):
        yield _past(f"the same at {name}, {last:,} facts an actor", found, hot[last].present)


def _grown(ground: Ground, *histories: tuple[int, int]) -> list[Spent]:
    """The present in histories of (facts, actors), in turn."""
    with ExitStack() as stack:
        works = []
        for facts, actors in histories:
            reader = stack.enter_context(ground.reader(facts, actors))
            asked = _present(random.Random(facts), ground, _names(actors))
            works.append(partial(each, asked, partial(_answer, reader)))
            works[-1]()  # reads what will be asked for
        return in_turn(works)


def _present(pick: random.Random, ground: Ground, names: list[str]) -> list[Asked]:
    return [_asked(pick, names) for _ in range(ground.sizes.questions)]


def _names(actors: int) -> list[str]:
    return [f"actor-{number:04d}" for number in range(min(actors, 20))]


def _past(work: str, found: Spent, present: Spent) -> Row:
    ratio = found.cpu / present.cpu
    return Row(
        work,
        "at most 2 x the present",
        f"{ratio:.2f} (CPU), {times(found.wall, present.wall)} (wall)",
        f"{milli(found.wall)} / {milli(present.wall)}",
        ratio <= 2,
    )


def _points(curve: str, size: int, found: Found) -> Iterator[Point]:
    yield Point(f"present, {curve}", size, found.present.wall)
    yield Point(f"past K, {curve}", size, found.known.wall)
    yield Point(f"past T, {curve}", size, found.recorded.wall)


def _at(ground: Ground, facts: int, actors: int) -> Found:
    with ground.reader(facts, actors) as reader:
        pick = random.Random(facts)
        names = _names(actors)
        with reader.store.reading() as snapshot:
            middle = snapshot.head // 2
        count = ground.sizes.questions
        present = _present(pick, ground, names)
        known = [_asked(pick, names, known=True) for _ in range(count)]
        recorded = [_asked(pick, names, last=middle) for _ in range(count)]
        for asked in (*present, *known, *recorded):
            _answer(reader, asked)
        # The fold is slow on purpose: few questions where an actor has many facts.
        few = 5 if facts // actors <= 10_000 else 1
        for asked in (*present[:few], *known[:few], *recorded[:few]):
            check(reader, *asked, plain(reader.posture(*asked, "active")))
        shown = [_positions(reader, asked) for asked in present]
        answers = [
            partial(each, asked, partial(_answer, reader)) for asked in (present, known, recorded)
        ]
        return Found(
            *in_turn([*answers, partial(each, shown, partial(_fetch, reader))]),
            shown=round(statistics.median(map(len, shown))),
        )


def _asked(
    pick: random.Random, names: list[str], *, known: bool = False, last: int | None = None
) -> Asked:
    first = FIRST.toordinal()
    day = first + pick.randrange(400, DAYS)
    known_by = first + pick.randrange(400, DAYS) if known else OPEN
    return Asked(pick.choice(names), Question(Coordinates(day, known_by, last), 0))


def _answer(reader: Reader, asked: Asked) -> bytes:
    return reader.posture(asked.actor, asked.question, "active")


def _positions(reader: Reader, asked: Asked) -> list[int]:
    answer = plain(reader.posture(asked.actor, asked.question, "active"))
    stances = answer["stances"]
    entries = [e for stance in stances for e in (*stance["evidence"], *stance["against"])]
    return sorted({entry["position"] for entry in entries})


def _fetch(reader: Reader, positions: list[int]) -> list[Any]:
    """The same evidence rows alone, by position."""
    with reader.store.reading() as snapshot:
        log = stored(snapshot.connection.dialect.name)
        rows = snapshot.connection.execute(
            select(log.position, log.state).where(log.position.in_(positions))
        )
        return rows.all()
