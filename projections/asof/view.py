"""What a question can see: steps 1 and 2, and first publication, on columns."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from domain.days import OPEN
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import ECHO, FIRST, GROUP, MARKS, PAIR, PLACE, Layout
from projections.asof.runs import DAY_BITS, paired, slot_day, spread, turns_of, within


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
    """Claims for a value that are possibly in force and not disowned."""

    rows: Numbers
    place: Numbers
    pair: Numbers
    first: Numbers
    """First publication among what is visible."""

    def where(self, chosen: Flags | Numbers) -> "Candidates":
        """Some of them."""
        return Candidates(
            self.rows[chosen], self.place[chosen], self.pair[chosen], self.first[chosen]
        )

    def and_also(self, others: "Candidates", places: int = 0, pairs: int = 0) -> "Candidates":
        """These, then others, whose slots and pairs may be counted from other numbers on."""
        return Candidates(
            np.concatenate([self.rows, others.rows]),
            np.concatenate([self.place, others.place + places]),
            np.concatenate([self.pair, others.pair + pairs]),
            np.concatenate([self.first, others.first]),
        )


def candidates(
    layout: Layout, view: View, denials: Numbers, among: Numbers | None = None
) -> Candidates:
    """Claims for a value that are possibly in force; of all rows or of those named."""
    rows = (
        rows_in_force(layout, view, 0, layout.size) if among is None else _some(layout, view, among)
    )
    numbers = layout.numbers
    first = numbers[FIRST][rows].astype(np.int64)
    if not view.plain and layout.has_echoes:
        _republish(layout, view, rows, first)
    found = Candidates(rows, numbers[PLACE][rows], numbers[PAIR][rows], first)
    if len(denials):
        disowned = _disowned(layout, found, denials)
        if len(disowned):
            kept = np.ones(len(rows), dtype=np.bool_)
            kept[disowned] = False
            return found.where(kept)
    return found


def denials_in_effect(layout: Layout, view: View) -> Numbers:
    """Visible claims against a value that are possibly in force."""
    if layout.size == layout.numbers.shape[1]:
        return np.zeros(0, dtype=np.int64)
    return rows_in_force(layout, view, layout.size, layout.numbers.shape[1])


def rows_in_force(layout: Layout, view: View, first: int, last: int) -> Numbers:
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
    return found.nonzero()[0] + first


def _some(layout: Layout, view: View, rows: Numbers) -> Numbers:
    numbers = layout.numbers
    found = view.sees(layout, rows)
    found &= numbers[f.START_LO][rows] <= view.day
    found &= numbers[f.END_HI][rows] >= view.day
    return rows[found]


def _republish(layout: Layout, view: View, rows: Numbers, first: Numbers) -> None:
    """First publication of relays among visible words, where some are out of sight."""
    echoes = (layout.numbers[MARKS][rows] & ECHO).nonzero()[0]
    if len(echoes):
        groups = layout.numbers[GROUP][rows[echoes]]
        order, bounds = layout.groups
        sizes = bounds[groups + 1] - bounds[groups]
        _, inside = spread(bounds[groups], bounds[groups + 1])
        same = order[inside]
        published = np.where(view.sees(layout, same), layout.numbers[f.PUBLISHED][same], OPEN)
        first[echoes] = np.minimum.reduceat(published, sizes.cumsum() - sizes)


def _disowned(layout: Layout, found: Candidates, denials: Numbers) -> Numbers:
    """Places in ``found`` of what its own origin now thinks otherwise of (step 2).

    That is where a denial of the same pair and value is published later and vouched for to the
    word's start: of the denials that are published later, the one that is vouched for longest.
    """
    numbers = layout.numbers
    denials = denials[numbers[PAIR][denials] >= 0]
    voice = paired(numbers[PAIR][denials], numbers[f.VALUE][denials])
    published = numbers[f.PUBLISHED][denials]
    order = np.lexsort((published, voice))
    denials, voice, published = denials[order], voice[order], published[order]
    turn = turns_of(voice)
    number = turn.cumsum() - 1
    ahead = (len(denials) - number) << DAY_BITS
    longest = np.maximum.accumulate((ahead + numbers[f.VOUCHED][denials])[::-1])[::-1] - ahead
    own = paired(found.pair, numbers[f.VALUE][found.rows])
    voices = voice[turn]
    some = within(own, voices).nonzero()[0]
    key = slot_day(voices.searchsorted(own[some]), found.first[some])
    later = slot_day(number, published).searchsorted(key, "right")
    known = (later < len(denials)).nonzero()[0]
    some, later, key = some[known], later[known], key[known]
    hit = number[later] == key >> DAY_BITS
    hit &= numbers[f.START_LO][found.rows[some]] <= longest[later]
    disowned: Numbers = some[hit]
    return disowned
