"""Each origin's latest word (step 4a), for all pairs of slot and origin at once.

Every round looks at the best word of each pair. Mostly it stays, and the pair is done. Where
it gives way to a later one, so do others with it, and the next round looks at what is left.
"""

from typing import NamedTuple

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import DAY_BITS, LAST_DAY, PAIR
from projections.asof.view import Candidates

_NONE: Numbers = np.zeros(0, dtype=np.int64)
_MANY = np.iinfo(np.int32).max


class Latest(NamedTuple):
    """The words that stay, ascending."""

    rows: Numbers
    recency: Numbers
    """Of each: ``nearest`` and first publication as one number."""


def latest_words(found: Candidates, day: int) -> Latest:
    """What stays of each pair; ``found`` is in the order of pairs."""
    columns = found.columns
    near = np.minimum(columns[f.SPEAKS], day).astype(np.int64)
    words = _Words(
        found.rows,
        columns[PAIR],
        columns[f.START_LO],
        found.first,
        near << DAY_BITS | found.first,
        columns[f.VALUE],
    )
    alive: Flags = np.ones(len(found.rows), dtype=np.bool_)
    rows, recency = [_NONE], [_NONE]
    while len(words.rows):
        stays, open_, alive = _round(words, alive)
        rows.append(words.rows[stays])
        recency.append(words.recency[stays])
        if open_ is None:
            break
        words, alive = words.where(open_), alive[open_]
    if len(rows) == 2:
        return Latest(rows[1], recency[1])
    joined = np.concatenate(rows)
    order = np.argsort(joined)
    return Latest(joined[order], np.concatenate(recency)[order])


class _Words(NamedTuple):
    """Words in the order of pairs; one that gave way still makes others give way."""

    rows: Numbers
    pair: Numbers
    start: Numbers
    first: Numbers
    recency: Numbers
    value: Numbers

    def where(self, chosen: Flags) -> "_Words":
        return _Words(*(column[chosen] for column in self))


def _round(words: _Words, alive: Flags) -> tuple[Flags, Flags | None, Flags]:
    """(words that stay, words of pairs that are still open or None, words not given way)."""
    turns, index = _turns(words.pair)
    start = words.start
    recency = np.where(alive, words.recency, -1)
    best = np.maximum.reduceat(recency, turns)
    top: Flags = recency == best[index]
    begins = np.maximum.reduceat(np.where(top, start, -1), turns)
    top &= start == begins[index]
    first = (best & LAST_DAY)[index]
    later: Flags = (start > begins[index]) & (words.first >= first)
    if not later.any():
        return top, None, alive
    least = np.minimum.reduceat(np.where(later, words.value, _MANY), turns)[index]
    most = np.maximum.reduceat(np.where(later, words.value, -1), turns)[index]
    stays = top & ((most < 0) | ((least == words.value) & (most == words.value)))
    done = np.logical_or.reduceat(stays, turns)
    if done.all():
        return stays, None, alive
    return stays, ~done[index], alive & ~top & ~_swept(words, turns, index, top, later)


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


def _turns(pair: Numbers) -> tuple[Numbers, Numbers]:
    """(where each pair begins, the number of the pair of each word)."""
    turn = np.empty(len(pair), dtype=np.bool_)
    turn[0] = True
    np.not_equal(pair[1:], pair[:-1], out=turn[1:])
    return np.flatnonzero(turn), np.cumsum(turn) - 1
