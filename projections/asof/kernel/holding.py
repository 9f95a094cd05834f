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
        for row in range(columns.rows_from[place], columns.rows_from[place + 1]):
            if (
                columns.end_hi[row] < day
                and columns.start_lo[row] > since
                and columns.value[row] != value
                and self._sees(row)
            ):
                return True
        return False

    def _origins(self, end: int, value: int) -> int:
        """Step 8: origins with the headline's value; readings are in the order of origins."""
        columns, found, before = self.columns, 0, -1
        for at in range(end):
            row = self.rows[self.kept[at]]
            if self.stands[at] and columns.value[row] == value and columns.origin[row] != before:
                before = columns.origin[row]
                found += 1
        return found

    def _status(self, end: int, head: int, agreed: bool, origins: int, against: list[int]) -> int:
        """Step 6."""
        if against and self._denied(end, head, against):
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

    def _denied(self, end: int, head: int, against: list[int]) -> bool:
        """Whether somebody denies the headline who does not hold its value himself."""
        columns, holders = self.columns, set()
        value, start = columns.value[head], columns.start_lo[head]
        for at in range(end):
            row = self.rows[self.kept[at]]
            if self.stands[at] and columns.value[row] == value:
                holders.add(columns.origin[row])
        for row in against:
            if (
                columns.value[row] == value
                and columns.vouched[row] >= start
                and columns.origin[row] not in holders
            ):
                return True
        return False
