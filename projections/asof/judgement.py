"""The two readings of every slot: what counts, what stays of it, what it comes to."""

from collections.abc import Callable
from typing import NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from projections.asof import facts as f
from projections.asof import reach as reaches
from projections.asof.facts import Flags, Numbers
from projections.asof.latest import latest_words
from projections.asof.layout import FORECAST, MARKS, PLACE, UNSURE, Layout
from projections.asof.reach import LONG, Reach, asked_pairs, tops_of, window
from projections.asof.runs import NONE, segments, spread, within
from projections.asof.settling import Readings, readings
from projections.asof.view import Candidates, View, candidates

Pick = Callable[[Candidates], Flags]
"""Which candidates a reading takes."""


_NOBODY = Candidates(NONE, NONE, NONE, NONE)


class Judged(NamedTuple):
    """Both readings."""

    certain: Readings
    possible: Readings
    """Of the slots in which dates leave a doubt; elsewhere it is the certain one."""
    doubtful: Flags | None
    """By slot; None for no doubts."""

    def answer(self) -> Readings:
        """Step 5: the certain reading where it has a fact, otherwise the possible one."""
        if self.doubtful is None:
            return self.certain
        certain, possible = self.certain, self.possible
        missing = ~within(possible.places, certain.places)
        if not np.count_nonzero(missing):
            return certain
        taken = missing[possible.reading]
        columns = np.concatenate([certain.columns, possible.columns[:, taken]], axis=1)
        order = columns[PLACE].argsort(kind="stable")
        columns = columns[:, order]
        turns, reading = segments(columns[PLACE])
        return Readings(
            columns[PLACE][turns],
            turns,
            np.concatenate([certain.rows, possible.rows[taken]])[order],
            columns,
            np.concatenate([certain.standing, possible.standing[taken]])[order],
            reading,
        )


def judge(layout: Layout, view: View, denials: Numbers) -> Judged:
    """Steps 2 to 4 for all slots that are asked for; ``denials`` are those in effect.

    A slot with a denial that is itself a forecast has to be asked of ``domain.posture``: there
    the order of the rules matters.
    """
    if layout.longest > LONG:
        return _of_long(layout, view, denials)
    found = candidates(layout, view, denials)
    seen = begun(layout, found, view.day)
    if np.count_nonzero(seen) == len(seen):
        stay = latest_words(layout, found, view.day)
        certain = readings(layout, view.day, found.where(stay.places))
        return Judged(certain, certain, None)
    doubtful, pick = _doubts(layout, view, denials, found.where(~seen))
    # Both readings in one go: the possible one as if it were of other slots.
    others = found.where(pick(found))
    both = found.where(seen).and_also(others, len(layout.slots), len(layout.start))
    stay = latest_words(layout, both, view.day)
    return _parted(layout, view.day, both.where(stay.places), doubtful)


def _parted(layout: Layout, day: int, both: Candidates, doubtful: Flags) -> Judged:
    """The readings of two sets of slots, taken apart again."""
    found, count = readings(layout, day, both), len(layout.slots)
    return Judged(found.between(0, count), found.between(count, 2 * count), doubtful)


def begun(layout: Layout, found: Candidates, day: int) -> Flags:
    """Step 3: seen to have begun, by their dates."""
    seen: Flags = layout.numbers[f.START_HI][found.rows] <= day
    seen &= layout.numbers[MARKS][found.rows] & UNSURE == 0
    return seen


def _doubts(layout: Layout, view: View, denials: Numbers, unsure: Candidates) -> tuple[Flags, Pick]:
    """The slots in which something has perhaps not begun, and what their possible reading takes.

    Step 3: all but the forecasts of which somebody has seen what came.
    """
    doubtful = np.zeros(len(layout.slots), dtype=np.bool_)
    doubtful[unsure.place] = True
    marks, sights = layout.numbers[MARKS], None
    if layout.has_forecasts and (marks[unsure.rows] & FORECAST).any():
        sights = last_sights(layout, view, denials, unsure)

    def pick(found: Candidates) -> Flags:
        taken: Flags = doubtful[found.place]
        if sights is not None:
            overtaken = marks[found.rows] & FORECAST > 0
            overtaken &= layout.numbers[f.START_HI][found.rows] <= sights[found.place]
            taken &= ~overtaken
        return taken

    return doubtful, pick


_reaches: WeakKeyDictionary[Layout, Reach] = WeakKeyDictionary()


def _reach(layout: Layout) -> Reach:
    found = _reaches.get(layout)
    if found is None:
        found = _reaches[layout] = Reach(layout)
    return found


def _of_long(layout: Layout, view: View, denials: Numbers) -> Judged:
    """By windows, wider ones for the pairs that are not settled by narrower ones."""
    reach = _reach(layout)
    pairs = asked_pairs(layout, view)
    near = window(layout, reach, view, pairs, reaches.WINDOWS[0])
    first = near, candidates(layout, view, denials, near.rows)

    def look(pick: Pick, among: Flags | None) -> tuple[Candidates, Candidates]:
        """(what stays of what a reading takes, all that was looked at for it).

        ``among`` are the slots that the reading is of; None for all.
        """
        (near, found), stayed, seen = first, _NOBODY, _NOBODY
        for width in (*reaches.WINDOWS[1:], None, None):
            taken = found.where(pick(found))
            latest = latest_words(layout, taken, view.day)
            stay = taken.where(latest.places)
            done = reach.settled(view, near, tops_of(layout, taken, stay, latest.recency))
            if among is not None:
                done |= ~among[layout.place_of_pair[near.pairs]]
            if done.all():
                stayed, seen = stayed.and_also(stay), seen.and_also(found)
                break
            open_ = np.zeros(len(layout.start), dtype=np.bool_)
            open_[near.pairs[~done]] = True
            stayed = stayed.and_also(stay.where(~open_[stay.pair]))
            seen = seen.and_also(found.where(~open_[found.pair]))
            near = window(layout, reach, view, near.pairs[~done], width)
            found = candidates(layout, view, denials, near.rows)
        return stayed.where(stayed.rows.argsort()), seen

    sure, seen = look(lambda found: begun(layout, found, view.day), None)
    unsure = seen.where(~begun(layout, seen, view.day))
    if not len(unsure.rows):
        certain = readings(layout, view.day, sure)
        return Judged(certain, certain, None)
    doubtful, pick = _doubts(layout, view, denials, unsure)
    possible, _ = look(pick, doubtful)
    return _parted(layout, view.day, sure.and_also(possible, len(layout.slots)), doubtful)


def last_sights(layout: Layout, view: View, denials: Numbers, unsure: Candidates) -> Numbers:
    """By slot, the last day to which something begun is vouched for, where a forecast asks."""
    sights = np.full(len(layout.slots), -1, dtype=np.int64)
    asking = np.unique(unsure.place[layout.numbers[MARKS][unsure.rows] & FORECAST > 0])
    bounds = np.array(layout.first_row)
    _, rows = spread(bounds[asking], bounds[asking + 1])
    seen = candidates(layout, view, denials, rows)
    seen = seen.where(begun(layout, seen, view.day))
    np.maximum.at(sights, seen.place, layout.numbers[f.VOUCHED][seen.rows])
    against = layout.numbers.take(denials, axis=1)
    against = against[:, (against[f.START_HI] <= view.day) & (against[MARKS] & UNSURE == 0)]
    np.maximum.at(sights, against[PLACE], against[f.VOUCHED])
    return sights
