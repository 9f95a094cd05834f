"""The stances of the slots that have one, a column each: what the kernel finds and writes."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

NUMERIC = 10
"""Columns that are numbers: the first ones."""


class Groups:
    """Rows of facts, stance by stance, one after the other in one array."""

    __slots__ = ("ends", "rows")

    def __init__(self, rows: "array[int]", ends: "array[int]") -> None:
        """``ends``: where those of each stance end."""
        self.rows, self.ends = rows, ends

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, number: int) -> "array[int]":
        return self.rows[self.ends[number - 1] if number else 0 : self.ends[number]]

    def __iter__(self) -> Iterator["array[int]"]:
        return (self[number] for number in range(len(self)))


def grouped(groups: Iterable[Sequence[int]]) -> Groups:
    """The rows of some stances."""
    rows, ends = array("i"), array("i")
    for group in groups:
        rows.extend(group)
        ends.append(len(rows))
    return Groups(rows, ends)


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
    active: Groups
    """By fact id; none where they were not asked for."""
    against: Groups
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
    facts: Groups
    against: list[bytes | None]
    denials: Groups
