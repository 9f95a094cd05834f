"""Each origin's latest word (step 4a), for all pairs of slot and origin at once.

Every round looks at the best word of each pair. Mostly it stays, and the pair is done. Where
it gives way to a later one, so do others with it, and the next round looks at what is left.
"""

from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import Layout
from projections.asof.runs import DAY_BITS, LAST_DAY, NONE, segments
from projections.asof.view import Candidates

ROUNDS = 8
"""Rounds after which what gives way is found word by word: hostile histories take very many."""
_MANY = np.iinfo(np.int32).max


class Latest(NamedTuple):
    """The words that stay."""

    places: Numbers
    """Their places among the candidates, ascending."""
    recency: Numbers
    """Of each: ``nearest`` and first publication as one number."""


def latest_words(layout: Layout, found: Candidates, day: int) -> Latest:
    """What stays of each pair; ``found`` is in the order of pairs."""
    numbers, rows = layout.numbers, found.rows
    near = np.minimum(numbers[f.SPEAKS][rows], day).astype(np.int64)
    recency = near << DAY_BITS | found.first
    words = _Words(
        np.arange(len(rows)),
        found.pair,
        numbers[f.START_LO][rows],
        found.first,
        recency,
        numbers[f.VALUE][rows],
        recency,
    )
    stayed: list[Numbers] = []
    while len(words.places):
        if len(stayed) == ROUNDS:
            words = words._replace(left=np.where(_gives_way(words), -1, words.recency))
        stays, words = _round(words)
        stayed.append(stays)
    if not stayed:
        return Latest(NONE, NONE)
    places = stayed[0]
    if len(stayed) > 1:
        places = np.concatenate(stayed)
        places.sort()
    return Latest(places, recency[places])


class _Words(NamedTuple):
    """Words in the order of pairs; one that gave way still makes others give way."""

    places: Numbers
    pair: Numbers
    start: Numbers
    first: Numbers
    recency: Numbers
    value: Numbers
    left: Numbers
    """``recency`` of what has not given way yet, otherwise -1."""

    def where(self, chosen: Flags) -> "_Words":
        return _Words(
            self.places[chosen],
            self.pair[chosen],
            self.start[chosen],
            self.first[chosen],
            self.recency[chosen],
            self.value[chosen],
            self.left[chosen],
        )


def _gives_way(words: _Words) -> Flags:
    """Step 4a for every word at once: from the latest start down, who was published when."""
    found = np.zeros(len(words.places), dtype=np.bool_)
    order = np.lexsort((-words.start, words.pair))
    columns = zip(
        order.tolist(),
        *(column[order].tolist() for column in (words.pair, words.start, words.value, words.first)),
        strict=True,
    )
    for _, pair in groupby(columns, key=itemgetter(1)):
        # The latest publication so far, and the latest for another value than that one's.
        top, value, second = -1, -1, -1
        for _, same in groupby(pair, key=itemgetter(2)):
            together = list(same)
            for place, _, _, said, first in together:
                found[place] = (second if said == value else top) >= first
            for _, _, _, said, first in together:
                if said == value:
                    top = max(top, first)
                elif first > top:
                    top, value, second = first, said, top
                else:
                    second = max(second, first)
    return found


_NO_WORDS = _Words(*(NONE,) * 7)


def _round(words: _Words) -> tuple[Numbers, _Words]:
    """(places of the words that stay, the words of pairs that are still open)."""
    turns, index = segments(words.pair)
    start, value = words.start, words.value
    best = np.maximum.reduceat(words.left, turns)
    top: Flags = words.left == best[index]
    begins = np.maximum.reduceat(np.where(top, start, -1), turns)[index]
    top &= start == begins
    later: Flags = start > begins
    later &= words.first >= (best & LAST_DAY)[index]
    if not np.count_nonzero(later):
        return words.places[top], _NO_WORDS
    least = np.minimum.reduceat(np.where(later, value, _MANY), turns)[index]
    most = np.maximum.reduceat(np.where(later, value, -1), turns)[index]
    stays = top & ((most < 0) | ((least == value) & (most == value)))
    open_ = ~np.logical_or.reduceat(stays, turns)[index]
    if not np.count_nonzero(open_):
        return words.places[stays], _NO_WORDS
    left = np.where(top | _swept(words, turns, index, top, later), -1, words.left)
    return words.places[stays], words._replace(left=left).where(open_)


def _swept(words: _Words, turns: Numbers, index: Numbers, top: Flags, later: Flags) -> Flags:
    """What gives way to the latest of the words that the best one gives way to."""
    own = np.maximum.reduceat(np.where(top, words.value, -1), turns)[index]
    later = later & (words.value != own)
    begins = np.maximum.reduceat(np.where(later, words.start, -1), turns)[index]
    later &= words.start == begins
    value = np.maximum.reduceat(np.where(later, words.value, -1), turns)[index]
    later &= words.value == value
    first = np.maximum.reduceat(np.where(later, words.first, -1), turns)[index]
    swept: Flags = (words.value != value) & (words.start < begins) & (words.first <= first)
    return swept & (value >= 0)
