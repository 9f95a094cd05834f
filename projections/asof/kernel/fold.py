"""From a question to the stances of its slots."""

from array import array
from collections.abc import Sequence

from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.kernel.telling import Telling
from projections.asof.table import NUMERIC, Table
from projections.asof.view import View

_SURE, _WORD = states.SURE, states.WORD
_NONE: tuple[int, ...] = ()


class Fold(Telling):
    """The answer to one question."""

    def __init__(
        self, columns: Columns, sides: memoryview, view: View, facts: bool, lost: bool
    ) -> None:
        """As ``Telling``."""
        super().__init__(columns, sides, view, facts, lost)
        self.found = 0
        """Slots that have a stance, so far."""
        self.numbers = array("i", bytes(4 * NUMERIC * self.columns.slots))
        """The first NUMERIC columns of a table one after the other, with room for every slot."""
        self._make_columns(memoryview(self.numbers), self.columns.slots)
        self.seen = memoryview(array("i", bytes(4 * (self.columns.most + 1))))
        """By row of a slot, and by report: the last stance, as ``found``, it was counted for."""
        self.reported = memoryview(array("i", bytes(4 * (self.columns.reports + 1))))
        self.alternatives: list[tuple[int, ...]] = []
        self.displaced: list[tuple[int, ...]] = []
        self.losers: list[tuple[tuple[int, int], ...]] = []

    def _make_columns(self, numbers: memoryview, slots: int) -> None:
        self.places = numbers[:slots]
        self.headlines = numbers[slots : 2 * slots]
        self.values = numbers[2 * slots : 3 * slots]
        self.statuses = numbers[3 * slots : 4 * slots]
        self.certain = numbers[4 * slots : 5 * slots]
        self.earliest = numbers[5 * slots : 6 * slots]
        self.latest = numbers[6 * slots : 7 * slots]
        self.vouched = numbers[7 * slots : 8 * slots]
        self.origins = numbers[8 * slots : 9 * slots]
        self.mentions = numbers[9 * slots :]

    def table(self, places: Sequence[int]) -> Table:
        """The stances of these slots."""
        for place in places:
            self._judge(place)
        slots, found = self.columns.slots, self.found
        numbers = [self.numbers[slots * n : slots * n + found] for n in range(NUMERIC)]
        others = self.alternatives, self.displaced, self.losers
        return Table._make([*numbers, *self._groups(found), *others])

    def _judge(self, place: int) -> None:
        """Add the stance of a slot, where it has one."""
        self._in_force(place)
        sure = self._counted(_SURE)
        possible = self._counted(0)
        if possible == 0:
            return
        end = self._read(_SURE if sure else 0, 0)
        head = self._settle(0, end)
        self._stance(place, head, end, sure, possible)

    def _stance(self, place: int, head: int, end: int, sure: int, possible: int) -> None:
        """Steps 5 to 8, from the answer's reading, which is the first ``end`` of ``kept``."""
        columns = self.columns
        row = self.rows[head]
        value = columns.value[row]
        agreed = self._agreed(0, end, value)
        origins = self._origins(end, value)
        certain = sure > 0
        alternatives = _NONE
        if certain and possible > sure:
            last = self._read(0, end)
            self._settle(end, last)
            if not (agreed and self._agreed(end, last, value)):
                own, others = self._values(0, end), self._values(end, last)
                if own != others:
                    certain = False
                    alternatives = tuple(sorted(others - own))
        certain = certain and self._lasts(end, agreed) and not self._interrupted(place, row)
        status = self._status(end, row, agreed, origins)
        found = self.found
        self.found += 1
        self.places[found] = place
        self.headlines[found] = row
        self.values[found] = value
        self.statuses[found] = status
        self.certain[found] = certain
        self.earliest[found] = columns.start_lo[row]
        self.latest[found] = columns.start_hi[row]
        self.vouched[found] = columns.vouched[row]
        self.origins[found] = origins
        self.mentions[found] = self._mentions(place, end, value)
        self.alternatives.append(alternatives)
        self.displaced.append(self._displaced(end))
        self._add_facts(found, place, end, status)
        if self.lost:
            self.losers.append(self._losers(end, sure))

    def _mentions(self, place: int, end: int, value: int) -> int:
        """Step 8: reports that repeat an active fact of the headline's value.

        Groups are marked as seen at their first row, since relays of one word are one group, which
        may have thousands.
        """
        columns, base, found = self.columns, self.columns.rows_from[place], 0
        for at in range(end):
            row = self.rows[self.kept[at]]
            if not self.stands[at] or columns.value[row] != value:
                continue
            group = columns.group[row]
            begin = columns.same_from[group]
            first = columns.same[begin] - base
            if self.seen[first] == self.found:
                continue
            self.seen[first] = self.found
            for number in range(begin, columns.same_from[group + 1]):
                other = columns.same[number]
                report = columns.report[other]
                if self.reported[report] != self.found and self._sees(other):
                    self.reported[report] = self.found
                    found += 1
        return found

    def _displaced(self, end: int) -> tuple[int, ...]:
        """Step 8: value and origin, as one number, of what step 4b displaced."""
        columns = self.columns
        if end == 1:
            return _NONE
        found: list[int] = []
        for at in range(end):
            if not self.stands[at]:
                row = self.rows[self.kept[at]]
                voice = columns.value[row]
                found.append(voice << _WORD | columns.origin[row])
        return tuple(sorted(set(found))) if found else _NONE
