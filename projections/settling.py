"""Steps 4b and 4c for all slots at once: later changes, then the headline."""

from typing import NamedTuple

import numpy as np

from domain.posture import Reading, settle
from projections.blocks import (
    DAY_BITS,
    ID,
    LAST_DAY,
    PUBLISHED,
    RELIABILITY,
    SPEAKS,
    START_LO,
    VALUE,
    VOUCHED,
    Flags,
    Numbers,
)
from projections.layout import Layout

_FIRST = np.zeros(1, dtype=np.int64)


class Settled(NamedTuple):
    """The reading of one slot, and where in ``Layout.ended`` interruptions of it may stand."""

    reading: Reading
    rows: list[int]
    """Of the active claims, the headline first, then of the displaced ones."""
    since: int
    until: int


def readings(layout: Layout, day: int, rows: Numbers) -> dict[int, Settled]:
    """What the words that stay (rows, ascending) come to, by slot."""
    if not len(rows):
        return {}
    numbers = layout.numbers.take(rows, axis=1)
    slot = layout.slot[layout.pair_of[rows]]
    turns = np.concatenate([_FIRST, np.flatnonzero(slot[1:] != slot[:-1]) + 1])
    displaced = _displaced(numbers, turns)
    order = _best_first(numbers, slot, displaced, day)
    slots = slot[turns]
    vouched = numbers[VOUCHED][order[turns]]
    since, until = layout.interruptions(slots, vouched, day)
    active = np.add.reduceat(~displaced, turns, dtype=np.int64)
    found, claims = rows[order].tolist(), layout.claims
    bounds = [*turns.tolist(), len(found)]
    parts = (slots, active, since, until)
    settled: dict[int, Settled] = {}
    for place, (number, count, after, to) in enumerate(zip(*map(_list, parts), strict=True)):
        own = found[bounds[place] : bounds[place + 1]]
        words = tuple([claims[row] for row in own])
        settled[number] = Settled(Reading(words[:count], words[count:], words[0]), own, after, to)
    return settled


def again(layout: Layout, day: int, rows: list[int]) -> Settled:
    """What the words that stay in one slot come to, by the domain's own code."""
    names = {layout.claims[row].id: row for row in rows}
    reading = settle([layout.claims[row] for row in rows], day)
    own = [names[claim.id] for claim in (*reading.active, *reading.displaced)]
    return Settled(reading, own, 0, 0)


def _displaced(numbers: Numbers, turns: Numbers) -> Flags:
    """Step 4b: another value of the slot begins after the last day it is vouched for."""
    start, value = numbers[START_LO], numbers[VALUE]
    place = np.zeros(len(start), dtype=np.int64)
    place[turns[1:]] = 1
    place = place.cumsum()
    top = np.maximum.reduceat(start, turns)
    holder = np.maximum.reduceat(np.where(start == top[place], value, -1), turns)[place]
    second = np.maximum.reduceat(np.where(value != holder, start, -1), turns)
    other = np.where(value == holder, second[place], top[place])
    displaced: Flags = other > numbers[VOUCHED]
    return displaced


def _best_first(numbers: Numbers, slot: Numbers, displaced: Flags, day: int) -> Numbers:
    """Step 4c: the headline first, then the active ones, then the displaced, slot by slot."""
    near = LAST_DAY - np.minimum(day, numbers[SPEAKS])
    standing = (slot << 1 | displaced) << DAY_BITS | near
    published = LAST_DAY - numbers[PUBLISHED]
    start = LAST_DAY - numbers[START_LO]
    merit = ((7 - numbers[RELIABILITY]) << DAY_BITS | published) << DAY_BITS | start
    return np.lexsort((numbers[ID], merit, standing))


def _list(numbers: Numbers) -> list[int]:
    found: list[int] = numbers.tolist()
    return found
