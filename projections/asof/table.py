"""The stances of the slots that have one, a column each: what the kernel finds and writes."""

from collections.abc import Sequence
from typing import NamedTuple

NUMERIC = 10
"""Columns that are numbers: the first ones."""


class Table(NamedTuple):
    """Slot by slot in the order of answers; facts by their rows, words by their numbers."""

    places: Sequence[int]
    """The slots, by their numbers in the layout."""
    headlines: Sequence[int]
    values: Sequence[int]
    statuses: Sequence[int]
    """Places in ``verdicts.STATUSES``."""
    certain: Sequence[int]
    """0 or 1."""
    earliest: Sequence[int]
    latest: Sequence[int]
    """The days between which the headline has begun."""
    vouched: Sequence[int]
    origins: Sequence[int]
    mentions: Sequence[int]
    active: list[tuple[int, ...]]
    """By fact id; none where they were not asked for."""
    against: list[tuple[int, ...]]
    """By fact id; none where they were not asked for."""
    alternatives: list[tuple[int, ...]]
    """Values."""
    displaced: list[tuple[int, ...]]
    """Value and origin, as one number, of what a later change displaced."""
    lost: list[tuple[tuple[int, int], ...]]
    """(row, place in ``verdicts.REASONS``) of what is possibly in force and not active."""


class Shown(NamedTuple):
    """The facts of some stances, by their rows, and what each row says as JSON after a comma."""

    evidence: list[bytes | None]
    """By row; known of all that are among the facts."""
    facts: list[tuple[int, ...]]
    """Stance by stance."""
    against: list[bytes | None]
    denials: list[tuple[int, ...]]
