"""Claims in the order in which the rules look at them.

First the claims for a value: slot by slot in the order of answers, in a slot origin by origin,
of an origin the newest word first. Then the denials: slot by slot, in a slot origin by origin,
of an origin value by value, the newest word first. A layout is never changed (``arranging``
makes them).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from domain.claims import Claim, Slot
from projections.asof import facts as f
from projections.asof.facts import PLACE, Facts, Flags, Numbers, written
from projections.asof.interning import Words
from projections.asof.kernel.columns import Columns
from projections.asof.runs import slot_day, spread
from projections.rows import AGAINST, EVEN, PROJECTION, RELAYED

WIDTH = 4
"""Words of an origin on a slot that the kernel looks at first."""


@dataclass(eq=False)
class Layout:
    """Claims of some slots. Rows up to ``size`` are for their value, the others are denials."""

    words: Words
    slots: list[Slot]
    """By PLACE, in the order of answers."""
    numbers: Numbers
    """(COLUMNS, rows), 32 bits wide; of one actor, the numbers of a row lie together."""
    positions: Numbers
    ids: NDArray[np.uint64]
    size: int

    @property
    def facts(self) -> Facts:
        """The claims as they were read."""
        return Facts(self.numbers[: f.FIELDS], self.positions, self.ids)

    @cached_property
    def first_row(self) -> Numbers:
        """First row of each slot, and the end."""
        column = self.numbers[PLACE][: self.size]
        return np.searchsorted(column, np.arange(len(self.slots) + 1))

    @cached_property
    def first_denial(self) -> Numbers:
        """First denial of each slot, and the end."""
        column = self.numbers[PLACE][self.size :]
        denials: Numbers = np.searchsorted(column, np.arange(len(self.slots) + 1)) + self.size
        return denials

    @cached_property
    def columns(self) -> Columns:
        """The same as the kernel reads it."""
        own, denials = self.numbers[:, : self.size], self.numbers[:, self.size :]
        marks = self.numbers[f.MARKS]
        sizes = np.bincount(own[f.GROUP]) if self.size else np.zeros(0, dtype=np.int64)
        forecasts = self.numbers[PLACE][marks & f.FORECAST > 0]
        run = _runs(own[PLACE], own[f.ORIGIN])
        until, ahead, begun = _of_runs(run, own[f.SPEAKS], own[f.START_LO])
        newest = np.stack([begun, own[f.FIRST]], axis=1)
        by_start = np.lexsort((own[f.START_LO], own[PLACE]))
        echo = own[f.MARKS] & f.ECHO > 0
        reports, report = np.unique(self.numbers[f.REPORT], return_inverse=True)
        columns = [*self.numbers]
        columns[f.REPORT] = report.astype(np.int32)
        return Columns(
            [column.data for column in columns],
            self.positions.data,
            np.argsort(own[f.GROUP], kind="stable").data,
            np.concatenate([[0], np.cumsum(sizes)]).data,
            self.first_row.data,
            self.first_denial.data,
            until.data,
            ahead.data,
            newest.reshape(-1).data,
            (np.bincount(forecasts, minlength=len(self.slots)) > 0).data.cast("B"),
            np.flatnonzero(echo).data,
            np.concatenate([[0], np.cumsum(echo)]).data,
            by_start.data,
            own[f.START_LO][by_start].data,
            (np.lexsort((denials[f.RANK], denials[PLACE])) + self.size).data,
            reports=len(reports),
            width=WIDTH,
        )

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


def _runs(place: Numbers, origin: Numbers) -> Numbers:
    """By row: the number of its run, which is the words of an origin on a slot."""
    turn = np.zeros(len(place), dtype=np.int64)
    turn[1:] = (place[1:] != place[:-1]) | (origin[1:] != origin[:-1])
    return turn.cumsum()


def _of_runs(run: Numbers, speaks: Numbers, start: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """By row: where its run ends, the latest ``speaks`` from there on, the earliest start so far.

    Within the run, that is.
    """
    ends = np.bincount(run).cumsum()
    # What is a later run's is smaller than all of an earlier one's.
    base = slot_day(len(run) - run, 0)
    ahead: Numbers = np.maximum.accumulate((base + speaks)[::-1])[::-1] - base
    begun: Numbers = np.minimum.accumulate(base + start) - base
    return ends[run].astype(np.int32), ahead.astype(np.int32), begun.astype(np.int32)
