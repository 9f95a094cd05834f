"""Runs, ranges and keys: small arithmetic on sorted numbers."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from projections.asof.facts import Flags, Numbers

DAY_BITS = 22
"""Every day, OPEN too, is less than 2 ** DAY_BITS."""
LAST_DAY = 2**DAY_BITS - 1
NONE: Numbers = np.zeros(0, dtype=np.int64)
PAIR_BITS = 32
LOWER = 2**PAIR_BITS - 1
"""The second number of ``paired``."""


def turns_of(keys: Numbers) -> Flags:
    """Where a run of equal numbers begins."""
    found: Flags = np.empty(len(keys), dtype=np.bool_)
    found[:1] = True
    np.not_equal(keys[1:], keys[:-1], out=found[1:])
    return found


def segments(keys: Numbers) -> tuple[Numbers, Numbers]:
    """(where each run of equal numbers begins, the number of the run of each)."""
    turn = turns_of(keys)
    return turn.nonzero()[0], turn.cumsum() - 1


def grouped(ascending: Numbers, items: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """The items of each run of equal numbers, by that number."""
    turns = turns_of(ascending).nonzero()[0]
    return dict(zip(ascending[turns].tolist(), parted(items, turns), strict=True))


def parted(items: Sequence[int], turns: Numbers) -> list[tuple[int, ...]]:
    """The items of each run; ``turns`` are where the runs begin."""
    bounds = [*turns.tolist(), len(items)]
    return [tuple(items[first:last]) for first, last in pairwise(bounds)]


def paired(first: Numbers, second: Numbers) -> Numbers:
    """Keys that sort by one number, then by another; neither is negative."""
    found: Numbers = first.astype(np.int64) << PAIR_BITS | second
    return found


def within(numbers: Numbers, ascending: Numbers) -> Flags:
    """Which of the numbers stand among others, which are sorted."""
    if not len(ascending):
        return np.zeros(len(numbers), dtype=np.bool_)
    place = np.minimum(ascending.searchsorted(numbers), len(ascending) - 1)
    found: Flags = ascending[place] == numbers
    return found


def slot_day(places: Numbers, days: Numbers | int) -> Numbers:
    """Keys that sort by slot (or pair), then by day."""
    found: Numbers = (places.astype(np.int64) << DAY_BITS) + days
    return found


def spread(first: Numbers, last: Numbers) -> tuple[Numbers, Numbers]:
    """The numbers in each range ``first..last - 1``: (index of the range, the number)."""
    sizes = np.maximum(last - first, 0)
    index = np.arange(len(sizes)).repeat(sizes)
    return index, np.arange(len(index)) + (first - sizes.cumsum() + sizes)[index]


def ranks(order: Sequence[int] | Numbers) -> Numbers:
    """The place of each in an order."""
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[np.asarray(order)] = np.arange(len(order))
    return ranks
