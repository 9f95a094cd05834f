"""Claims in the order in which the rules look at them.

First the claims for a value: slot by slot in the order of answers, in a slot origin by origin
(a *pair* is a slot and an origin), in a pair the newest word first. Then the denials, slot by
slot. A layout is never changed (``arranging`` makes them).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.claims import Claim, Slot
from domain.days import OPEN
from projections.asof import facts as f
from projections.asof.facts import Facts, Flags, Numbers, written
from projections.asof.interning import Words
from projections.asof.runs import slot_day, spread
from projections.rows import AGAINST, EVEN, PROJECTION, RELAYED

PLACE, PAIR, FIRST, MARKS, GROUP, RANK = range(f.FIELDS, f.FIELDS + 6)
"""Rows of ``Layout.numbers`` beside those of facts: number of the slot and of the pair in this
layout, day of first publication, marks, number of the words that say the same, rank of the id."""
COLUMNS = f.FIELDS + 6
UNSURE, ECHO, FORECAST = 1, 2, 4
"""Marks: not seen or not likelier than not; older than its own report; a projection."""


@dataclass(eq=False)
class Layout:
    """Claims of some slots. Rows up to ``size`` are for their value, the others are denials."""

    words: Words
    slots: list[Slot]
    """By PLACE, in the order of answers."""
    numbers: Numbers
    """(COLUMNS, rows), 32 bits wide."""
    positions: Numbers
    ids: NDArray[np.uint64]
    size: int
    start: Numbers
    """First row of each pair; the next pair's, and ``size``, end it."""

    @property
    def facts(self) -> Facts:
        """The claims as they were read."""
        return Facts(self.numbers[: f.FIELDS], self.positions, self.ids)

    @cached_property
    def end(self) -> Numbers:
        """Where each pair ends."""
        end: Numbers = np.append(self.start[1:], self.size)
        return end

    @cached_property
    def longest(self) -> int:
        """Words of the pair that has most."""
        return int((self.end - self.start).max(initial=0))

    @cached_property
    def place_of_pair(self) -> Numbers:
        """The slot of each pair."""
        place: Numbers = self.numbers[PLACE][self.start]
        return place

    @cached_property
    def first_row(self) -> list[int]:
        """First row of each slot, and the end."""
        column = self.numbers[PLACE][: self.size]
        found: list[int] = np.searchsorted(column, np.arange(len(self.slots) + 1)).tolist()
        return found

    @cached_property
    def first_denial(self) -> list[int]:
        """First denial of each slot, and the end."""
        column = self.numbers[PLACE][self.size :]
        found = np.searchsorted(column, np.arange(len(self.slots) + 1)) + self.size
        denials: list[int] = found.tolist()
        return denials

    @cached_property
    def has_echoes(self) -> bool:
        """Whether some word is older than its own report."""
        return bool((self.numbers[MARKS] & ECHO).any())

    @cached_property
    def has_forecasts(self) -> bool:
        """Whether some claim for a value is a projection."""
        return bool((self.numbers[MARKS][: self.size] & FORECAST).any())

    @cached_property
    def groups(self) -> tuple[Numbers, Numbers]:
        """(Rows sorted by what they say, where each group of them begins, and the end)."""
        group = self.numbers[GROUP][: self.size]
        sizes = np.bincount(group) if self.size else np.zeros(0, dtype=np.int64)
        return np.argsort(group, kind="stable"), np.concatenate([[0], np.cumsum(sizes)])

    @cached_property
    def ended(self) -> tuple[Numbers, Numbers]:
        """Rows that end, by slot and start, and the keys that they are sorted by."""
        rows = np.flatnonzero(self.numbers[f.END_HI][: self.size] < OPEN)
        keys = slot_day(self.numbers[PLACE][rows], self.numbers[f.START_LO][rows])
        order = np.argsort(keys, kind="stable")
        return rows[order], keys[order]

    @cached_property
    def row_of_position(self) -> tuple[Numbers, Numbers]:
        """(Rows sorted by position, their positions)."""
        order = np.argsort(self.positions, kind="stable")
        return order, self.positions[order]

    def rows_at(self, positions: Numbers) -> tuple[Numbers, Numbers]:
        """(Rows of the facts at these positions, index of the position for each)."""
        order, ordered = self.row_of_position
        first = np.searchsorted(ordered, positions, "left")
        last = np.searchsorted(ordered, positions, "right")
        index, inside = spread(first, last)
        return order[inside], index

    def through(self, source: str) -> Flags:
        """By row: whether the words passed through a source."""
        path = self.numbers[f.PATH]
        numbers = np.unique(path)
        words = self.words.paths.words
        passing = [n for n in numbers.tolist() if source in words[n].split(" ")]
        found: Flags = np.isin(path, passing)
        return found

    def claim(self, row: int) -> Claim:
        """One row as the rules of the domain want it."""
        n = self.numbers[:, row].tolist()
        flags, path = n[f.FLAGS], tuple(self.words.paths.words[n[f.PATH]].split(" "))
        return Claim(
            id=self.id(row),
            position=int(self.positions[row]),
            report=self.words.reports.words[n[f.REPORT]],
            slot=self.slots[n[PLACE]],
            value=self.words.values.words[n[f.VALUE]][1],
            origin=path[-1],
            path=path,
            reliability=n[f.RELIABILITY],
            published=n[f.PUBLISHED],
            start_lo=n[f.START_LO],
            start_hi=n[f.START_HI],
            end_lo=n[f.END_LO],
            end_hi=n[f.END_HI],
            vouched=n[f.VOUCHED],
            speaks=n[f.SPEAKS],
            relayed=bool(flags & RELAYED),
            against=bool(flags & AGAINST),
            even=bool(flags & EVEN),
            projection=bool(flags & PROJECTION),
        )

    def id(self, row: int) -> str:
        """The fact's id."""
        return written(int(self.ids[0, row]), int(self.ids[1, row]))

    def rows_of(self, place: int) -> list[int]:
        """The rows of a slot, denials last."""
        return [
            *range(self.first_row[place], self.first_row[place + 1]),
            *range(self.first_denial[place], self.first_denial[place + 1]),
        ]

    def claims_of(self, place: int) -> list[Claim]:
        """The claims of a slot, in the order of ``rows_of``."""
        return [self.claim(row) for row in self.rows_of(place)]
