"""The claims of a slot as columns of numbers, so that a question looks at many rows at once.

A row is a claim for its value. The rows of one *pair* (a slot and an origin) lie together,
the newest word first, with bounds on what is still to come; the pairs of a slot lie together.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from domain.claims import Claim, Slot
from domain.posture import by_origin

Numbers = NDArray[np.int64]
Flags = NDArray[np.bool_]
DAY_BITS = 22
"""Every day, OPEN too, is less than 2 ** DAY_BITS."""
LAST_DAY = 2**DAY_BITS - 1
LOOKED_AT = 9
"""Columns that a look at some rows takes along: the first ones of ``Block.numbers``."""


class Block:
    """The claims of one slot."""

    def __init__(self, slot: Slot, claims: Sequence[Claim]) -> None:
        self.slot = slot
        self.claims: list[Claim] = []
        """By row."""
        self.bounds = [0]
        """Where each pair starts, and where the last one ends."""
        self.pairs: dict[str, int] = {}
        self.values: dict[object, int] = {}
        self.groups: list[list[int]] = []
        """Rows that say the same: of one origin, value and ``start_lo``."""
        self.against = [claim for claim in claims if claim.against]
        columns: list[list[tuple[int, ...]]] = []
        for found in by_origin([claim for claim in claims if not claim.against]):
            self.pairs[found[0].origin] = len(self.pairs)
            columns.append(self._pair(found))
        ids = {id: rank for rank, id in enumerate(sorted(claim.id for claim in self.claims))}
        rows = [
            (*row, ids[claim.id])
            for row, claim in zip((r for pair in columns for r in pair), self.claims, strict=True)
        ]
        facts = np.array(rows, dtype=np.int64).reshape(len(rows), FACTS).T
        self.numbers = np.vstack([facts, *self._bounds(facts)])

    def _pair(self, claims: list[Claim]) -> list[tuple[int, ...]]:
        said: dict[tuple[object, int], list[Claim]] = {}
        for claim in claims:
            said.setdefault((claim.value, claim.start_lo), []).append(claim)
        first = {key: min(claim.published for claim in same) for key, same in said.items()}
        groups = {key: len(self.groups) + number for number, key in enumerate(said)}
        self.groups += [[] for _ in said]
        rows: list[tuple[int, ...]] = []
        numbered = [
            (first[key] if claim.relayed else claim.published, key, claim)
            for claim in claims
            for key in [(claim.value, claim.start_lo)]
        ]
        numbered.sort(key=lambda row: -row[0])
        for earliest, key, claim in numbered:
            self.groups[groups[key]].append(len(self.claims))
            self.claims.append(claim)
            value = self.values.setdefault(claim.value, len(self.values))
            rows.append(_row(claim, earliest, value, groups[key]))
        self.bounds.append(len(self.claims))
        return rows

    def _bounds(self, facts: Numbers) -> list[Numbers]:
        """Of each row: the most that it and the older words of its pair can reach."""
        reached = (SPEAKS, START_LO, END_HI, PUBLISHED)
        return [
            *(self._running(np.maximum, facts[column], newest_first=False) for column in reached),
            self._running(np.minimum, facts[START_LO], newest_first=True),
        ]

    def _running(self, pick: np.ufunc, column: Numbers, *, newest_first: bool) -> Numbers:
        step = 1 if newest_first else -1
        parts = [
            pick.accumulate(column[first:last][::step])[::step]
            for first, last in zip(self.bounds, self.bounds[1:], strict=False)
        ]
        return np.concatenate(parts) if parts else column[:0]


START_LO, END_HI, PUBLISHED, POSITION, FIRST, SPEAKS, VALUE, START_HI, MARKS = range(LOOKED_AT)
VOUCHED, END_LO, RELIABILITY, GROUP, ID = range(LOOKED_AT, 14)
FACTS = 14
LATER_SPEAKS, LATER_START, LATER_END, LATER_PUBLISHED, EARLIEST_START = range(FACTS, 19)
UNSURE, ECHO, FORECAST = 1, 2, 4
"""Marks of a row: not seen or not likelier than not; older than its own report; a projection."""


def _row(claim: Claim, first: int, value: int, group: int) -> tuple[int, ...]:
    marks = (
        UNSURE * (claim.projection or claim.even)
        | ECHO * (first < claim.published)
        | FORECAST * claim.projection
    )
    return (
        claim.start_lo,
        claim.end_hi,
        claim.published,
        claim.position,
        first,
        claim.speaks,
        value,
        claim.start_hi,
        marks,
        claim.vouched,
        claim.end_lo,
        claim.reliability,
        group,
    )
