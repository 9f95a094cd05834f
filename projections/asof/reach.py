"""How far a long history has to be read: windows on the newest words of each pair.

Each row knows how far all older words of its pair can reach, so a pair is done where nothing
beyond its window can win, make something give way, or count at all. Short histories are
looked at whole, which costs less than looking where to look.
"""

from typing import NamedTuple

import numpy as np

from domain.days import OPEN
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import ECHO, FIRST, MARKS, PAIR, Layout
from projections.asof.runs import DAY_BITS, LAST_DAY, segments, spread
from projections.asof.view import Candidates, View

WINDOWS = (48, 320)
"""Words of a pair that are looked at, at first and again, before its whole history is."""
LONG = 192
"""Words of a pair from which on windows are used."""


class Reach:
    """Bounds on the words of each pair; a pure function of a layout."""

    def __init__(self, layout: Layout) -> None:
        numbers, size = layout.numbers[:, : layout.size], layout.size
        # Not the layout itself: what is kept of it must not keep it.
        self._start, self._end = layout.start, layout.end
        pair = numbers[PAIR].astype(np.int64)
        ahead = (len(layout.start) - 1 - pair) << DAY_BITS
        begun = np.minimum.accumulate(ahead + numbers[f.START_LO]) - ahead
        self._begun = (pair << DAY_BITS) + (LAST_DAY - begun)
        self._newest = (pair << DAY_BITS) + (LAST_DAY - numbers[FIRST])
        later = (f.SPEAKS, f.START_LO, f.END_HI, f.PUBLISHED)
        self.later = np.empty((len(later), size), dtype=np.int32)
        for number, column in enumerate(later):
            keys = (ahead + numbers[column])[::-1]
            self.later[number] = np.maximum.accumulate(keys)[::-1] - ahead
        self.first = numbers[FIRST]
        echo = np.zeros(len(layout.start), dtype=np.bool_)
        echo[pair[numbers[MARKS] & ECHO > 0]] = True
        self.echoes = echo

    def starts(self, view: View) -> Numbers:
        """The first row of each pair that may count: published by K, and begun by D or before."""
        pairs = np.arange(len(self._start), dtype=np.int64) << DAY_BITS
        begun: Numbers = np.searchsorted(self._begun, pairs + (LAST_DAY - view.day))
        if view.known_by < OPEN:
            known = np.searchsorted(self._newest, pairs + (LAST_DAY - view.known_by))
            begun = np.maximum(begun, known)
        return begun

    def settled(self, view: View, near: "Window", tops: tuple[Numbers, Numbers]) -> Flags:
        """Of each pair of a window, whether the words that it leaves out can change nothing.

        ``tops``: see ``tops_of``.
        """
        pairs, rest = near.pairs, near.rest
        inside = rest < self._end[pairs]
        row = np.where(inside, rest, self._start[pairs])
        speaks, start, end, published = self.later[:, row]
        first = self.first[row]
        orderly = np.ones(len(pairs), dtype=np.bool_)
        if not view.plain:
            # With words out of sight, a relay's first word may be newer than its place here.
            first = np.where(self.echoes[pairs], published, first)
            orderly = ~self.echoes[pairs]
        best, second = tops[0][pairs], tops[1][pairs]
        newer = (best >= 0) & (first < best & LAST_DAY)
        nearer = np.minimum(speaks, view.day) <= best >> DAY_BITS
        give_way = orderly & (np.minimum(start, view.day) < second)
        done: Flags = ~inside | (end < view.day) | (newer & (nearer | give_way))
        return done


def tops_of(
    layout: Layout, found: Candidates, stayed: Candidates, recency: Numbers
) -> tuple[Numbers, Numbers]:
    """By pair: recency of what stays, and the latest start that any value gives way to."""
    rows, numbers = found.rows, layout.numbers
    best = np.full(len(layout.start), -1, dtype=np.int64)
    best[stayed.pair] = recency
    second = np.full(len(layout.start), -1, dtype=np.int64)
    if len(rows):
        start, value = numbers[f.START_LO][rows], numbers[f.VALUE][rows]
        turns, index = segments(found.pair)
        top = np.maximum.reduceat(start, turns)
        holder = np.maximum.reduceat(np.where(start == top[index], value, -1), turns)
        other = np.where(value != holder[index], start, -1)
        second[found.pair[turns]] = np.maximum.reduceat(other, turns)
    return best, second


class Window(NamedTuple):
    """The newest words of some pairs that may count."""

    pairs: Numbers
    rows: Numbers
    rest: Numbers
    """Of each of the pairs, the first row that was left out."""


def window(layout: Layout, reach: Reach, view: View, pairs: Numbers, width: int | None) -> Window:
    """So many of the words of each of the pairs; None for all of them."""
    if width is None:
        last = layout.end[pairs]
        return Window(pairs, spread(layout.start[pairs], last)[1], last)
    first = reach.starts(view)[pairs]
    rest = np.maximum(np.minimum(first + width, layout.end[pairs]), first)
    return Window(pairs, spread(first, rest)[1], rest)


def asked_pairs(layout: Layout, view: View) -> Numbers:
    """The pairs of the slots that are asked for."""
    if view.places is None:
        return np.arange(len(layout.start))
    return view.places[layout.place_of_pair].nonzero()[0]
