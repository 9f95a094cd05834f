"""Ranges and keys: small arithmetic on sorted numbers."""

from collections.abc import Sequence

import numpy as np

from projections.asof.facts import Numbers

DAY_BITS = 22
"""Every day, OPEN too, is less than 2 ** DAY_BITS."""


def slot_day(places: Numbers, days: Numbers | int) -> Numbers:
    """Keys that sort by slot, or by anything else, then by day."""
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
