"""What the active claims of every slot have in common: origins, mentions, status."""

from itertools import pairwise

import numpy as np

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.interning import HIGH, LOW, NEITHER, NUMBER
from projections.asof.layout import GROUP, PAIR, RANK, Layout, spread
from projections.asof.settling import Readings
from projections.asof.view import View

_BITS = 32
_WORDS = ("single", "corroborated", "nuanced", "mixed", "contested", "")


class Held:
    """The active claims of each reading; arrays by claim, or by reading where that is said."""

    def __init__(self, layout: Layout, answer: Readings) -> None:
        standing = answer.standing()
        self._layout = layout
        self._count = len(answer.places)
        self.rows = answer.rows[standing]
        self.columns = answer.columns[:, standing]
        self.index = answer.reading[standing]
        """The number of the reading."""
        self.turns = np.cumsum(answer.active) - answer.active
        """By reading, its first claim: the headline."""
        value = self.columns[f.VALUE]
        self.agrees: Flags = value == value[self.turns][self.index]
        """Whether it has the headline's value."""
        _, firsts = np.unique(self.columns[PAIR][self.agrees], return_index=True)
        self.origins = self._counted(self.index[self.agrees][firsts])
        """By reading: origins with the headline's value (step 8)."""

    def certain(self, day: int) -> Flags:
        """By reading: whether each active value has a fact that is certainly in force."""
        found: Flags = np.ones(self._count, dtype=np.bool_)
        lasting: Flags = self.columns[f.END_LO] >= day
        if not lasting.all():
            voices = self.index.astype(np.int64) << _BITS | self.columns[f.VALUE]
            found[self.index[np.isin(voices, voices[lasting], invert=True)]] = False
        return found

    def statuses(self) -> list[str]:
        """By reading: step 6 without evidence against; empty where numbers differ."""
        code = np.minimum(self.origins, 2) - 1
        if not self.agrees.all():
            several = np.zeros(self._count, dtype=np.bool_)
            several[self.index[~self.agrees]] = True
            code = np.where(several, self._disagreement(), code)
        return [_WORDS[number] for number in code.tolist()]

    def _disagreement(self) -> Numbers:
        """Step 6 for several values: on one side, or on both by one origin or by two."""
        side = self._layout.words.sides()[self.columns[f.VALUE]]
        low = np.minimum.reduceat(side, self.turns)
        high = np.maximum.reduceat(side, self.turns)
        pair = self.columns[PAIR]
        taking = side != NEITHER
        first = np.minimum.reduceat(np.where(taking, pair, np.iinfo(np.int32).max), self.turns)
        last = np.maximum.reduceat(np.where(taking, pair, -1), self.turns)
        clash = np.where(first == last, 3, 4)
        code = np.where((low == LOW) & (high == HIGH), clash, 2)
        found: Numbers = np.where(high == NUMBER, 5, code)
        return found

    def mentions(self, view: View) -> Numbers:
        """By reading: reports that repeat an active fact of the headline's value (step 8)."""
        order, bounds = self._layout.groups
        index, report = self.index[self.agrees], self.columns[f.REPORT][self.agrees]
        group = self.columns[GROUP][self.agrees]
        first, last = bounds[group], bounds[group + 1]
        if (last - first > 1).any():
            which, inside = spread(first, last)
            rows = order[inside]
            seen = view.sees(self._layout, rows)
            index, report = index[which[seen]], self._layout.numbers[f.REPORT][rows[seen]]
        told = np.unique(index.astype(np.int64) << _BITS | report)
        return self._counted(told >> _BITS)

    def by_id(self) -> list[tuple[int, ...]]:
        """By reading: the rows of its active claims in the order of fact ids."""
        order = np.lexsort((self.columns[RANK], self.index))
        rows = self.rows[order].tolist()
        bounds = [*self.turns.tolist(), len(rows)]
        return [tuple(rows[first:last]) for first, last in pairwise(bounds)]

    def _counted(self, index: Numbers) -> Numbers:
        counted: Numbers = np.bincount(index, minlength=self._count)
        return counted
