"""Steps 4b and 4c for all slots at once: later changes, then the headline."""

from typing import NamedTuple

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import RANK, Layout
from projections.asof.runs import LAST_DAY, segments, slot_day
from projections.asof.view import Candidates


class Readings(NamedTuple):
    """What the words that stay come to, slot by slot."""

    places: Numbers
    """The slots that have a reading, ascending."""
    turns: Numbers
    """Where the rows of each begin."""
    rows: Numbers
    """Of each slot the headline, then the other active claims, then the displaced ones."""
    columns: Numbers
    """Of the rows."""
    standing: Flags
    """Which rows are active."""
    reading: Numbers
    """The number of the reading of each row."""

    def between(self, first: int, last: int) -> "Readings":
        """The readings of slots ``first..last - 1``, counted from ``first`` on."""
        a, b = self.places.searchsorted((first, last)).tolist()
        start, end = (int(self.turns[n]) if n < len(self.turns) else len(self.rows) for n in (a, b))
        return Readings(
            self.places[a:b] - first,
            self.turns[a:b] - start,
            self.rows[start:end],
            self.columns[:, start:end],
            self.standing[start:end],
            self.reading[start:end] - a,
        )


def readings(layout: Layout, day: int, stay: Candidates) -> Readings:
    """The readings that follow from the words that stay, which are in the order of slots."""
    rows, place = stay.rows, stay.place
    columns = layout.numbers.take(rows, axis=1)
    turns, reading = segments(place)
    if not len(rows):
        return Readings(place, turns, rows, columns, np.empty(0, dtype=np.bool_), reading)
    displaced = _displaced(columns, turns, reading)
    order = _best_first(columns, place, displaced, day)
    return Readings(place[turns], turns, rows[order], columns[:, order], ~displaced[order], reading)


def _displaced(columns: Numbers, turns: Numbers, index: Numbers) -> Flags:
    """Step 4b: another value of the slot begins after the last day it is vouched for."""
    start, value = columns[f.START_LO], columns[f.VALUE]
    top = np.maximum.reduceat(start, turns)[index]
    holder = np.maximum.reduceat(np.where(start == top, value, -1), turns)[index]
    second = np.maximum.reduceat(np.where(value != holder, start, -1), turns)[index]
    displaced: Flags = np.where(value == holder, second, top) > columns[f.VOUCHED]
    return displaced


def _best_first(columns: Numbers, place: Numbers, displaced: Flags, day: int) -> Numbers:
    """Step 4c: the headline first, then the active ones, then the displaced, slot by slot."""
    near = LAST_DAY - np.minimum(columns[f.SPEAKS], day)
    standing = slot_day(place.astype(np.int64) << 1 | displaced, near)
    published = LAST_DAY - columns[f.PUBLISHED]
    merit = slot_day(slot_day(7 - columns[f.RELIABILITY], published), 0)
    merit |= LAST_DAY - columns[f.START_LO]
    order: Numbers = np.lexsort((columns[RANK], merit, standing))
    return order
