"""Whether a reading is certain, and who holds it: steps 5 and 6."""

from projections.asof.interning import HIGH, LOW, NEITHER, NUMBER
from projections.asof.kernel import states
from projections.asof.kernel.readings import Readings

_LOW, _NEITHER, _HIGH, _NUMBER = LOW, NEITHER, HIGH, NUMBER
_SINGLE, _CORROBORATED, _NUANCED = states.SINGLE, states.CORROBORATED, states.NUANCED
_MIXED, _CONTESTED, _NUMBERS = states.MIXED, states.CONTESTED, states.NUMBERS


class Holding(Readings):
    """What is asked of the reading that is the answer, the first ``end`` of ``kept``."""

    def _agreed(self, begin: int, end: int, value: int) -> bool:
        """Whether all that is active in a reading has this value."""
        for at in range(begin, end):
            if self.stands[at] and self.columns.value[self.rows[self.kept[at]]] != value:
                return False
        return True

    def _values(self, begin: int, end: int, through: int = 0) -> set[int]:
        """The active values of a reading; only what certainly lasts through a day."""
        columns = self.columns
        found: set[int] = set()
        for at in range(begin, end):
            row = self.rows[self.kept[at]]
            if self.stands[at] and columns.end_lo[row] >= through:
                found.add(columns.value[row])
        return found

    def _lasts(self, end: int, agreed: bool) -> bool:
        """Step 5: whether each active value has a fact that is certainly in force."""
        columns = self.columns
        if not agreed:
            return self._values(0, end, self.day) == self._values(0, end)
        for at in range(end):
            if self.stands[at] and columns.end_lo[self.rows[self.kept[at]]] >= self.day:
                return True
        return False

    def _interrupted(self, place: int, head: int) -> bool:
        """Step 5: another value began after the headline's last word, and has ended since."""
        columns, day = self.columns, self.day
        since, value = columns.vouched[head], columns.value[head]
        low = columns.rows_from[place]
        last = high = columns.rows_from[place + 1]
        while low < high:
            middle = (low + high) >> 1
            if columns.starts[middle] <= since:
                low = middle + 1
            else:
                high = middle
        for at in range(low, last):
            if columns.starts[at] >= day:
                # Neither this nor what begins later has ended.
                return False
            row = columns.by_start[at]
            if columns.end_hi[row] < day and columns.value[row] != value and self._sees(row):
                return True
        return False

    def _origins(self, end: int, value: int) -> int:
        """Step 8: origins with the headline's value; readings are in the order of origins."""
        found, before = 0, -1
        for at in range(end):
            if self._holds(at, value) and self._origin(at) != before:
                before = self._origin(at)
                found += 1
        return found

    def _status(self, end: int, head: int, agreed: bool, origins: int) -> int:
        """Step 6."""
        if self.denied and self._is_denied(end, head):
            return _CONTESTED
        if agreed:
            return _SINGLE if origins == 1 else _CORROBORATED
        columns = self.columns
        low = high = False
        first = last = -1
        for at in range(end):
            row = self.rows[self.kept[at]]
            side = self.sides[columns.value[row]]
            if not self.stands[at] or side == _NEITHER:
                continue
            if side == _NUMBER:
                return _NUMBERS
            low = low or side == _LOW
            high = high or side == _HIGH
            last = columns.origin[row]
            first = last if first < 0 else first
        if low and high:
            return _MIXED if first == last else _CONTESTED
        return _NUANCED

    def _is_denied(self, end: int, head: int) -> bool:
        """Whether somebody denies the headline who does not hold its value himself.

        Readings and denials are both in the order of origins.
        """
        columns, at = self.columns, 0
        value, start = columns.value[head], columns.start_lo[head]
        for number in range(self.denied):
            row = self.denials[number]
            if columns.value[row] != value or columns.vouched[row] < start:
                continue
            origin = columns.origin[row]
            while at < end and not (self._holds(at, value) and self._origin(at) >= origin):
                at += 1
            if at == end or self._origin(at) != origin:
                return True
        return False

    def _holds(self, at: int, value: int) -> bool:
        """Whether one of a reading is active and has this value."""
        return self.stands[at] != 0 and self.columns.value[self.rows[self.kept[at]]] == value

    def _origin(self, at: int) -> int:
        return self.columns.origin[self.rows[self.kept[at]]]
