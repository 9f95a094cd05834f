"""What a question can see: steps 1 and 2, and first publication, on columns."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from domain.days import OPEN
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import ECHO, FIRST, GROUP, MARKS, PLACE, Layout, spread


@dataclass(frozen=True, slots=True)
class View:
    """A question's day, and which claims are visible to it (step 1)."""

    day: int
    known_by: int
    position: int
    plain: bool
    """Whether K alone decides what is visible."""
    gone: Flags | None = None
    """Rows that are withdrawn or excluded; None for none."""
    places: Flags | None = None
    """The slots that are asked for; None for all."""

    def sees(self, layout: Layout, rows: Numbers) -> Flags:
        """Which of the rows are visible."""
        found: Flags = layout.numbers[f.PUBLISHED][rows] <= self.known_by
        if not self.plain:
            found &= layout.positions[rows] <= self.position
            if self.gone is not None:
                found &= ~self.gone[rows]
        return found


class Candidates(NamedTuple):
    """Rows that are possibly in force and not disowned, ascending, with their columns."""

    rows: Numbers
    columns: Numbers
    first: Numbers
    """First publication among what is visible."""

    def where(self, chosen: Flags) -> "Candidates":
        """Some of them."""
        return Candidates(self.rows[chosen], self.columns[:, chosen], self.first[chosen])

    def and_also(self, others: "Candidates") -> "Candidates":
        """These and others, in no order."""
        return Candidates(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.columns, others.columns], axis=1),
            np.concatenate([self.first, others.first]),
        )


def candidates(
    layout: Layout, view: View, denials: Numbers, among: Numbers | None = None
) -> Candidates:
    """Claims for a value that are possibly in force; of all rows or of those named."""
    rows = _possible(layout, view, 0, layout.size) if among is None else _some(layout, view, among)
    columns = layout.numbers.take(rows, axis=1)
    first = columns[FIRST].astype(np.int64)
    if not view.plain and layout.has_echoes:
        _republish(layout, view, columns, first)
    found = Candidates(rows, columns, first)
    if len(denials):
        return found.where(~_disowned(layout, found, denials))
    return found


def denials_in_effect(layout: Layout, view: View) -> Numbers:
    """Visible claims against a value that are possibly in force."""
    if layout.size == layout.numbers.shape[1]:
        return np.zeros(0, dtype=np.int64)
    return _possible(layout, view, layout.size, layout.numbers.shape[1])


def _possible(layout: Layout, view: View, first: int, last: int) -> Numbers:
    """The rows ``first..last - 1`` that are visible, asked for, and possibly in force."""
    numbers = layout.numbers[:, first:last]
    found: Flags = numbers[f.START_LO] <= view.day
    found &= numbers[f.END_HI] >= view.day
    if view.known_by < OPEN:
        found &= numbers[f.PUBLISHED] <= view.known_by
    if not view.plain:
        found &= layout.positions[first:last] <= view.position
        if view.gone is not None:
            found &= ~view.gone[first:last]
    if view.places is not None:
        found &= view.places[numbers[PLACE]]
    return np.flatnonzero(found) + first


def _some(layout: Layout, view: View, rows: Numbers) -> Numbers:
    numbers = layout.numbers
    found = view.sees(layout, rows)
    found &= numbers[f.START_LO][rows] <= view.day
    found &= numbers[f.END_HI][rows] >= view.day
    return rows[found]


def _republish(layout: Layout, view: View, columns: Numbers, first: Numbers) -> None:
    """First publication of relays among visible words, where some are out of sight."""
    echoes = np.flatnonzero(columns[MARKS] & ECHO)
    if len(echoes):
        first[echoes] = first_visible(layout, view, columns[GROUP][echoes])


def first_visible(layout: Layout, view: View, groups: Numbers) -> Numbers:
    """The earliest visible publication of each group of words; OPEN where none is visible."""
    order, bounds = layout.groups
    _, inside = spread(bounds[groups], bounds[groups + 1])
    rows = order[inside]
    published = np.where(view.sees(layout, rows), layout.numbers[f.PUBLISHED][rows], OPEN)
    starts = np.concatenate([[0], np.cumsum(bounds[groups + 1] - bounds[groups])[:-1]])
    earliest: Numbers = np.minimum.reduceat(published, starts)
    return earliest


def _disowned(layout: Layout, found: Candidates, denials: Numbers) -> Flags:
    """Rows of which their own origin now thinks otherwise (step 2)."""
    numbers = layout.numbers
    key = _voice(found.columns[PLACE], found.columns[f.ORIGIN])
    order = np.argsort(key, kind="stable")
    wanted = _voice(numbers[PLACE][denials], numbers[f.ORIGIN][denials])
    first = np.searchsorted(key[order], wanted, "left")
    last = np.searchsorted(key[order], wanted, "right")
    index, inside = spread(first, last)
    rows, against = order[inside], numbers[:, denials[index]]
    hit = found.columns[f.VALUE][rows] == against[f.VALUE]
    hit &= found.first[rows] < against[f.PUBLISHED]
    hit &= found.columns[f.START_LO][rows] <= against[f.VOUCHED]
    disowned = np.zeros(len(found.rows), dtype=np.bool_)
    disowned[rows[hit]] = True
    return disowned


def _voice(place: Numbers, origin: Numbers) -> Numbers:
    voices: Numbers = place.astype(np.int64) << 32 | origin
    return voices
