"""The two readings of every slot: what counts, what stays of it, what it comes to."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.latest import Latest, latest_words
from projections.asof.layout import FORECAST, MARKS, PAIR, PLACE, UNSURE, Layout, spread
from projections.asof.reach import LONG, Reach, window
from projections.asof.settling import Readings, readings
from projections.asof.view import Candidates, View, candidates, denials_in_effect

Pick = Callable[[Candidates], Flags]
"""Which candidates a reading takes."""


class Judged(NamedTuple):
    """Both readings, and the denials that are in effect."""

    certain: Readings
    possible: Readings
    """Of the slots in which dates leave a doubt; elsewhere it is the certain one."""
    doubtful: Flags
    """By slot."""
    denials: Numbers


def judge(layout: Layout, view: View) -> Judged:
    """Steps 2 to 4 for all slots that are asked for.

    A slot with a denial that is itself a forecast has to be asked of ``domain.posture``: there
    the order of the rules matters.
    """
    denials = denials_in_effect(layout, view)
    weigh = _long if layout.size > LONG else _short
    look = weigh(layout, view, denials)
    stay, seen = look(lambda found: _begun(found, view.day))
    certain = readings(layout, view.day, stay.rows)
    unsure = ~_begun(seen, view.day)
    doubtful = np.zeros(len(layout.slots), dtype=np.bool_)
    doubtful[seen.columns[PLACE][unsure]] = True
    if not unsure.any():
        return Judged(certain, certain, doubtful, denials)
    sights = None
    if layout.has_forecasts:
        sights = _last_sights(layout, view, denials, seen.where(unsure))
    stay, _ = look(lambda found: _possible(found, doubtful, sights))
    return Judged(certain, readings(layout, view.day, stay.rows), doubtful, denials)


def _begun(found: Candidates, day: int) -> Flags:
    begun: Flags = found.columns[f.START_HI] <= day
    begun &= found.columns[MARKS] & UNSURE == 0
    return begun


def _possible(found: Candidates, doubtful: Flags, sights: Numbers | None) -> Flags:
    """Step 3: all but the forecasts of which somebody has seen what came."""
    place = found.columns[PLACE]
    taken: Flags = doubtful[place]
    if sights is not None:
        overtaken = found.columns[MARKS] & FORECAST > 0
        overtaken &= found.columns[f.START_HI] <= sights[place]
        taken &= ~overtaken
    return taken


Look = Callable[[Pick], tuple[Latest, Candidates]]
"""What stays of what a reading takes, and all that was looked at for it."""


def _short(layout: Layout, view: View, denials: Numbers) -> Look:
    found = candidates(layout, view, denials)
    return lambda pick: (latest_words(found.where(pick(found)), view.day), found)


@lru_cache(maxsize=64)
def _reach(layout: Layout) -> Reach:
    return Reach(layout)


def _long(layout: Layout, view: View, denials: Numbers) -> Look:
    """By windows, and for pairs that these do not settle by all of their words."""
    reach = _reach(layout)
    near = window(layout, reach, view)
    found = candidates(layout, view, denials, near.rows)

    def look(pick: Pick) -> tuple[Latest, Candidates]:
        taken = found.where(pick(found))
        stay = latest_words(taken, view.day)
        done = reach.settled(view, near, taken, stay)
        if done.all():
            return stay, found
        open_ = np.zeros(len(layout.start), dtype=np.bool_)
        open_[near.pairs[~done]] = True
        _, rows = spread(layout.start[open_], layout.end[open_])
        more = candidates(layout, view, denials, rows)
        rest = latest_words(more.where(pick(more)), view.day)
        settled = ~open_[layout.numbers[PAIR][stay.rows]]
        rows = np.concatenate([stay.rows[settled], rest.rows])
        recency = np.concatenate([stay.recency[settled], rest.recency])
        order = np.argsort(rows)
        kept = found.where(~open_[found.columns[PAIR]])
        return Latest(rows[order], recency[order]), kept.and_also(more)

    return look


def _last_sights(layout: Layout, view: View, denials: Numbers, unsure: Candidates) -> Numbers:
    """By slot, the last day to which something begun is vouched for, where a forecast asks."""
    sights = np.full(len(layout.slots), -1, dtype=np.int64)
    asking = np.unique(unsure.columns[PLACE][unsure.columns[MARKS] & FORECAST > 0])
    if not len(asking):
        return sights
    bounds = np.array(layout.first_row)
    _, rows = spread(bounds[asking], bounds[asking + 1])
    seen = candidates(layout, view, denials, rows)
    seen = seen.where(_begun(seen, view.day))
    np.maximum.at(sights, seen.columns[PLACE], seen.columns[f.VOUCHED])
    against = layout.numbers[:, denials]
    against = against[:, (against[f.START_HI] <= view.day) & (against[MARKS] & UNSURE == 0)]
    np.maximum.at(sights, against[PLACE], against[f.VOUCHED])
    return sights
