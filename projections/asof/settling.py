"""Steps 4b and 4c for all slots at once: later changes, then the headline."""

from typing import NamedTuple

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import LAST_DAY, PLACE, RANK, Layout, slot_day


class Readings(NamedTuple):
    """What the words that stay come to, slot by slot."""

    places: Numbers
    """The slots that have a reading, ascending."""
    rows: Numbers
    """Of each slot the headline, then the other active claims, then the displaced ones."""
    columns: Numbers
    """Of the rows."""
    turns: Numbers
    """Where each slot's rows begin."""
    active: Numbers
    """How many of each slot's rows are active."""

    @property
    def reading(self) -> Numbers:
        """The number of the reading of each row."""
        return np.repeat(np.arange(len(self.turns)), np.diff(self.turns, append=len(self.rows)))

    def standing(self) -> Flags:
        """Which rows are active."""
        offsets = np.arange(len(self.rows)) - self.turns[self.reading]
        standing: Flags = offsets < self.active[self.reading]
        return standing


def readings(layout: Layout, day: int, rows: Numbers) -> Readings:
    """The readings that follow from the words that stay (rows, ascending)."""
    columns = layout.numbers.take(rows, axis=1)
    place = columns[PLACE]
    turn = np.ones(len(rows), dtype=np.bool_)
    np.not_equal(place[1:], place[:-1], out=turn[1:])
    turns = np.flatnonzero(turn)
    if not len(rows):
        return Readings(place, rows, columns, turns, turns)
    displaced = _displaced(columns, turns, np.cumsum(turn) - 1)
    order = _best_first(columns, displaced, day)
    active = np.add.reduceat(~displaced, turns, dtype=np.int64)
    return Readings(place[turns], rows[order], columns[:, order], turns, active)


def _displaced(columns: Numbers, turns: Numbers, index: Numbers) -> Flags:
    """Step 4b: another value of the slot begins after the last day it is vouched for."""
    start, value = columns[f.START_LO], columns[f.VALUE]
    top = np.maximum.reduceat(start, turns)[index]
    holder = np.maximum.reduceat(np.where(start == top, value, -1), turns)[index]
    second = np.maximum.reduceat(np.where(value != holder, start, -1), turns)[index]
    displaced: Flags = np.where(value == holder, second, top) > columns[f.VOUCHED]
    return displaced


def _best_first(columns: Numbers, displaced: Flags, day: int) -> Numbers:
    """Step 4c: the headline first, then the active ones, then the displaced, slot by slot."""
    near = LAST_DAY - np.minimum(columns[f.SPEAKS], day)
    standing = slot_day(columns[PLACE].astype(np.int64) << 1 | displaced, near)
    published = LAST_DAY - columns[f.PUBLISHED]
    merit = slot_day(slot_day(7 - columns[f.RELIABILITY], published), 0)
    merit |= LAST_DAY - columns[f.START_LO]
    order: Numbers = np.lexsort((columns[RANK], merit, standing))
    return order
