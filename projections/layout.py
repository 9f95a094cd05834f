"""All claims of an actor as columns: the blocks of its slots, one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain.claims import Claim
from domain.days import OPEN
from projections.blocks import (
    DAY_BITS,
    EARLIEST_START,
    ECHO,
    END_HI,
    FIRST,
    FORECAST,
    GROUP,
    LAST_DAY,
    MARKS,
    POSITION,
    START_LO,
    Block,
    Flags,
    Numbers,
)
from projections.latest import Origin


@dataclass(frozen=True, slots=True)
class Denials:
    """Claims against a value, sorted by the pair that they may put out of force."""

    claims: list[Claim]
    slot: Numbers
    pair: Numbers
    """The pair of the same slot and origin; -1 where it has nothing for a value."""
    value: Numbers
    published: Numbers
    vouched: Numbers
    start_lo: Numbers
    end_hi: Numbers


class Layout:
    """The rows of all slots, in the order of answers."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.blocks = blocks
        # In rows of memory, or every `take` would copy the whole.
        self.numbers = np.ascontiguousarray(np.hstack([block.numbers for block in blocks]))
        self.claims = [claim for block in blocks for claim in block.claims]
        self.first_row = _offsets([len(block.claims) for block in blocks])
        self.first_pair = _offsets([len(block.pairs) for block in blocks])
        bounds = [block.bounds for block in blocks]
        self.start = _joined([b[:-1] for b in bounds], self.first_row)
        self.end = _joined([b[1:] for b in bounds], self.first_row)
        self.slot = np.repeat(np.arange(len(blocks)), np.diff(self.first_pair))
        """Of each pair."""
        self.pair_of = np.repeat(np.arange(len(self.start)), self.end - self.start)
        self.pair_of_row: list[int] = self.pair_of.tolist()
        columns, pair = self.numbers, self.pair_of << DAY_BITS
        self._newest = pair + (LAST_DAY - columns[FIRST])
        self._begun = pair + (LAST_DAY - columns[EARLIEST_START])
        self.echoes = self._any(columns[MARKS] & ECHO > 0)
        """Pairs in which some word is older than its own report."""
        self.forecasts = np.flatnonzero(columns[MARKS] & FORECAST)
        ended = np.flatnonzero(columns[END_HI] < OPEN)
        order = np.lexsort((columns[START_LO][ended], self.slot[self.pair_of[ended]]))
        self.ended = ended[order]
        """Rows that end, by slot and start."""
        slot = self.slot[self.pair_of[self.ended]]
        self._ended = (slot << DAY_BITS) + columns[START_LO][self.ended]
        self.denials = self._denials()
        self._groups = [
            [first + row for row in group]
            for block, first in zip(blocks, self.first_row.tolist(), strict=False)
            for group in block.groups
        ]
        sizes = _offsets([len(block.groups) for block in blocks])
        spread = np.repeat(sizes[:-1], np.diff(self.first_row))
        self._group: list[int] = (columns[GROUP] + spread).tolist()
        self._order: Numbers | None = None
        self._walks: dict[int, Origin] = {}

    def starts(self, day: int, known_by: int, pairs: Numbers) -> Numbers:
        """The first row of each pair that may count: published by K, and begun by D or before."""
        pair = pairs << DAY_BITS
        begun: Numbers = np.searchsorted(self._begun, pair + (LAST_DAY - day))
        if known_by < OPEN:
            known = np.searchsorted(self._newest, pair + (LAST_DAY - known_by))
            begun = np.maximum(begun, known)
        return begun

    def interruptions(self, slots: Numbers, vouched: Numbers, day: int) -> tuple[Numbers, Numbers]:
        """Where in ``ended`` stand the rows of each slot with ``vouched < start_lo <= day``."""
        base = slots << DAY_BITS
        since = np.searchsorted(self._ended, base + vouched, "right")
        return since, np.searchsorted(self._ended, base + day, "right")

    def repeats(self, row: int) -> list[int]:
        """Rows that say the same as this one, itself among them."""
        return self._groups[self._group[row]]

    def at_positions(self, positions: Sequence[int]) -> Numbers:
        """The rows of the facts that stand at these positions."""
        column = self.numbers[POSITION]
        if self._order is None:
            self._order = np.argsort(column, kind="stable")
        ordered = column[self._order]
        first = np.searchsorted(ordered, positions, "left")
        last = np.searchsorted(ordered, positions, "right")
        parts = [self._order[a:b] for a, b in zip(first.tolist(), last.tolist(), strict=True)]
        return np.concatenate([self._order[:0], *parts])

    def through(self, source: str) -> Flags:
        """Rows whose words passed through a source."""
        return np.array([source in claim.path for claim in self.claims], dtype=np.bool_)

    def walk(self, pair: int) -> Origin:
        """The words of a pair, to be read one by one; kept."""
        found = self._walks.get(pair)
        if found is None:
            rows = range(int(self.start[pair]), int(self.end[pair]))
            found = self._walks[pair] = Origin([(self.claims[row], row) for row in rows])
        return found

    def _any(self, flags: Flags) -> Flags:
        found = np.zeros(len(self.start), dtype=np.bool_)
        found[self.pair_of[flags]] = True
        return found

    def _denials(self) -> Denials:
        found: list[tuple[int, int, int, Claim]] = []
        for slot, block in enumerate(self.blocks):
            first = int(self.first_pair[slot])
            for claim in block.against:
                pair = block.pairs.get(claim.origin)
                value = block.values.get(claim.value, -1)
                found.append((slot, -1 if pair is None else first + pair, value, claim))
        found.sort(key=lambda row: row[1])
        claims = [row[3] for row in found]
        slots = _numbers([row[0] for row in found])
        pairs = _numbers([row[1] for row in found])
        values = _numbers([row[2] for row in found])
        days = (
            _numbers([getattr(claim, name) for claim in claims])
            for name in ("published", "vouched", "start_lo", "end_hi")
        )
        return Denials(claims, slots, pairs, values, *days)


def _numbers(values: Sequence[int]) -> Numbers:
    return np.array(values, dtype=np.int64)


def _offsets(sizes: Sequence[int]) -> Numbers:
    return np.concatenate([[0], np.cumsum(sizes, dtype=np.int64)]).astype(np.int64)


def _joined(parts: Sequence[Sequence[int]], offsets: Numbers) -> Numbers:
    return np.concatenate([_numbers(p) + o for p, o in zip(parts, offsets, strict=False)])
