"""What the active claims of every slot have in common: origins, mentions, status."""

import numpy as np

from domain.posture import Reading
from domain.posture import status as domain_status
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.interning import HIGH, LOW, NEITHER, NUMBER
from projections.asof.layout import GROUP, PAIR, PLACE, RANK, Layout
from projections.asof.runs import PAIR_BITS, paired, parted, spread, turns_of, within
from projections.asof.settling import Readings
from projections.asof.view import View

_SINGLE, _CORROBORATED, _NUANCED, _MIXED, _CONTESTED, _NUMBERS = range(6)
_WORDS = ("single", "corroborated", "nuanced", "mixed", "contested", "")


class Held:
    """The active claims of each reading; arrays by claim, or by reading where that is said."""

    def __init__(self, layout: Layout, answer: Readings) -> None:
        self._layout = layout
        self.answer = answer
        self._count = len(answer.places)
        self._places = answer.places
        self.rows = answer.rows[answer.standing]
        self.columns = answer.columns[:, answer.standing]
        self.reading = answer.reading[answer.standing]
        self.turns = self.reading.searchsorted(np.arange(self._count))
        """By reading, its first claim: the headline."""
        value = self.columns[f.VALUE]
        self.agrees: Flags = value == value[self.turns][self.reading]
        """Whether it has the headline's value."""
        self.origins = self._counted(self._key(PAIR)[self.agrees])
        """By reading: origins with the headline's value (step 8)."""

    def certain(self, day: int) -> Flags:
        """By reading: whether each active value has a fact that is certainly in force."""
        found: Flags = np.ones(self._count, dtype=np.bool_)
        lasting: Flags = self.columns[f.END_LO] >= day
        if np.count_nonzero(lasting) < len(lasting):
            voices = self._key(f.VALUE)
            kept = within(voices[~lasting], _sorted(voices[lasting]))
            found[self.reading[~lasting][~kept]] = False
        return found

    def statuses(self, denials: Numbers) -> list[str]:
        """By reading: step 6."""
        code = np.minimum(self.origins, 2) - 1
        if np.count_nonzero(self.agrees) < len(self.agrees):
            several = np.zeros(self._count, dtype=np.bool_)
            several[self.reading[~self.agrees]] = True
            code = np.where(several, self._disagreement(), code)
        if len(denials):
            code[self._denied(denials)] = _CONTESTED
        found = [_WORDS[number] for number in code.tolist()]
        for reading in (code == _NUMBERS).nonzero()[0].tolist():
            found[reading] = self._compared(reading)
        return found

    def _disagreement(self) -> Numbers:
        """Several values: on one side, or on both sides by one origin or by two."""
        side = self._layout.words.sides()[self.columns[f.VALUE]]
        low = np.minimum.reduceat(side, self.turns)
        high = np.maximum.reduceat(side, self.turns)
        pair = self.columns[PAIR]
        taking = side != NEITHER
        first = np.minimum.reduceat(np.where(taking, pair, np.iinfo(np.int32).max), self.turns)
        last = np.maximum.reduceat(np.where(taking, pair, -1), self.turns)
        clash = np.where(first == last, _MIXED, _CONTESTED)
        code = np.where((low == LOW) & (high == HIGH), clash, _NUANCED)
        found: Numbers = np.where(high == NUMBER, _NUMBERS, code)
        return found

    def _denied(self, denials: Numbers) -> Numbers:
        """Readings whose headline somebody denies who does not hold its value himself."""
        against = self._layout.numbers.take(denials, axis=1)
        reading = self._places.searchsorted(against[PLACE])
        known = within(against[PLACE], self._places)
        against, reading = against[:, known], reading[known]
        heads = self.columns[:, self.turns[reading]]
        hit = against[f.VALUE] == heads[f.VALUE]
        hit &= against[f.VOUCHED] >= heads[f.START_LO]
        own = paired(reading, against[f.ORIGIN])
        hit &= ~within(own, _sorted(self._key(f.ORIGIN)[self.agrees]))
        denied: Numbers = reading[hit]
        return denied

    def _compared(self, reading: int) -> str:
        """Numbers are compared two by two, by the domain's own code."""
        claims = [self._layout.claim(row) for row in self.rows[self.reading == reading].tolist()]
        return domain_status(Reading(tuple(claims), (), claims[0]), ())

    def mentions(self, view: View) -> Numbers:
        """By reading: reports that repeat an active fact of the headline's value (step 8)."""
        order, bounds = self._layout.groups
        group = self.columns[GROUP][self.agrees]
        first, last = bounds[group], bounds[group + 1]
        told = self._key(f.REPORT)[self.agrees]
        if np.count_nonzero(last - first > 1):
            which, inside = spread(first, last)
            rows = order[inside]
            told = paired(told[which] >> PAIR_BITS, self._layout.numbers[f.REPORT][rows])
            told = told[view.sees(self._layout, rows)]
        return self._counted(told)

    def by_id(self) -> list[tuple[int, ...]]:
        """By reading: the rows of its active claims in the order of fact ids."""
        rows = self.rows[np.lexsort((self.columns[RANK], self.reading))].tolist()
        return parted(rows, self.turns)

    def _key(self, column: int) -> Numbers:
        """Reading and a column as one number."""
        return paired(self.reading, self.columns[column])

    def _counted(self, keys: Numbers) -> Numbers:
        """By reading: how many different keys."""
        keys = _sorted(keys)
        counted: Numbers = np.bincount(keys[turns_of(keys)] >> PAIR_BITS, minlength=self._count)
        return counted


def _sorted(keys: Numbers) -> Numbers:
    keys.sort()
    return keys
