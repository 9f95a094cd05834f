"""Each origin's latest word (section 3, step 4a) found from the newest word backwards.

The domain's fold looks at every fact of a slot. Here the facts of one origin lie sorted by
the day they were first published, newest first, with bounds on what is still to come, so
that the walk ends after a few facts however long the history is. Same answer: tested.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import NamedTuple

from domain.claims import Claim

Counts = Callable[[Claim, int], bool]
"""Whether a claim, with its ``first published``, counts besides K: recorded, not disowned."""


class _Row(NamedTuple):
    """A claim with what the walk compares, in the order in which it does."""

    first: int
    """``first published``, over all that was ever recorded."""
    published: int
    start_lo: int
    start_hi: int
    end_hi: int
    speaks: int
    sure: bool
    """Neither a projection nor ``roughly_even``."""
    claim: Claim
    name: int
    """The row of the layout."""


class Origin:
    """The facts of one origin on one slot, for their value."""

    def __init__(self, claims: Sequence[tuple[Claim, int]]) -> None:
        said: dict[tuple[object, int], int] = {}
        for claim, _ in claims:
            key = claim.value, claim.start_lo
            said[key] = min(said.get(key, claim.published), claim.published)
        rows = [_row(claim, said[claim.value, claim.start_lo], name) for claim, name in claims]
        rows.sort(key=lambda row: -row.first)
        self.rows = rows
        self._keys = [-row.first for row in rows]
        earliest = _running(min, [row.start_lo for row in rows])
        self._earliest_start = [-start for start in earliest]
        self._latest_speaks = _running(max, [row.speaks for row in reversed(rows)])[::-1]
        self._latest_start = _running(max, [row.start_lo for row in reversed(rows)])[::-1]

    def latest(
        self, day: int, known_by: int, counts: Counts | None, *, begun: bool
    ) -> tuple[list[int], bool]:
        """(rows that stay of this origin, whether something was passed over as not begun)."""
        rows = self.rows
        best: tuple[int, int, int] = (-1, -1, -1)
        found: list[int] = []
        tops = _Tops()
        unsure = False
        index = self._start(day, known_by)
        while index < len(rows):
            first = rows[index].first
            if found and self._settled(index, day, first, best, tops):
                break
            group: list[_Row] = []
            while index < len(rows) and rows[index].first == first:
                row = rows[index]
                index += 1
                if row.start_lo > day or row.end_hi < day or row.published > known_by:
                    continue
                if counts is not None and not counts(row.claim, first):
                    continue
                if row.start_hi > day or not row.sure:
                    unsure = True
                    if begun:
                        continue
                group.append(row)
                tops.see(row)
            for row in group:
                if tops.beyond(row):
                    continue
                recency = min(day, row.speaks), first, row.start_lo
                if recency > best:
                    best, found = recency, [row.name]
                elif recency == best:
                    found.append(row.name)
        return found, unsure

    def _start(self, day: int, known_by: int) -> int:
        """The first row that may count: published by K, and begun by D in this row or before."""
        known = bisect_left(self._keys, -known_by)
        return max(known, bisect_left(self._earliest_start, -day))

    def _settled(
        self, index: int, day: int, first: int, best: tuple[int, int, int], tops: "_Tops"
    ) -> bool:
        """Whether nothing from this row on can win, or all of it gives way."""
        reach = min(day, self._latest_speaks[index])
        return (reach, first) < best[:2] or min(day, self._latest_start[index]) < tops.second


class _Tops:
    """The latest start seen, and the latest of another value: what older words give way to."""

    __slots__ = ("first", "second", "value")

    def __init__(self) -> None:
        self.first = self.second = -1
        self.value: object = None

    def see(self, row: _Row) -> None:
        """Take a word into account."""
        value, start = row.claim.value, row.start_lo
        if value == self.value:
            self.first = max(self.first, start)
        elif start > self.first:
            self.first, self.second, self.value = start, self.first, value
        elif start > self.second:
            self.second = start

    def beyond(self, row: _Row) -> bool:
        """Whether a word of another value begins later."""
        other = self.second if row.claim.value == self.value else self.first
        return other > row.start_lo


def _row(claim: Claim, earliest: int, name: int) -> _Row:
    return _Row(
        earliest if claim.relayed else claim.published,
        claim.published,
        claim.start_lo,
        claim.start_hi,
        claim.end_hi,
        claim.speaks,
        not (claim.projection or claim.even),
        claim,
        name,
    )


def _running(pick: Callable[[int, int], int], numbers: Sequence[int]) -> list[int]:
    """The least or greatest so far, at every place."""
    found: list[int] = []
    for number in numbers:
        found.append(pick(found[-1], number) if found else number)
    return found
