"""From a question to the stances of its slots."""

from array import array
from collections.abc import Sequence

from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.kernel.holding import Holding
from projections.asof.table import NUMERIC, Table
from projections.asof.view import View

_SURE, _DISOWNED, _OVERTAKEN = states.SURE, states.DISOWNED, states.OVERTAKEN
_ACTIVE, _DISPLACED, _NUMBERS = states.ACTIVE, states.DISPLACED, states.NUMBERS
_OLDER_WORD, _ONLY_POSSIBLE = states.OLDER_WORD, states.ONLY_POSSIBLE
_BEFORE_CHANGE, _AGAINST = states.BEFORE_CHANGE, states.AGAINST
_NO_FACTS: tuple[int, ...] = ()
_WORD = states.WORD


class Fold(Holding):
    """The answer to one question."""

    def __init__(
        self, columns: Columns, sides: memoryview, view: View, facts: bool, lost: bool
    ) -> None:
        """As ``Candidates``; ``facts``: whether to tell those that carry a stance."""
        super().__init__(columns, sides, view, lost)
        self.facts = facts
        self.found = 0
        """Slots that have a stance, so far."""
        self.numbers = array("i", bytes(4 * NUMERIC * self.columns.slots))
        """The first NUMERIC columns of a table one after the other, with room for every slot."""
        self._make_columns(memoryview(self.numbers), self.columns.slots)
        self.seen = memoryview(array("i", bytes(4 * (self.columns.most + 1))))
        """By row of a slot, and by report: the last stance, as ``found``, it was counted for."""
        self.reported = memoryview(array("i", bytes(4 * (self.columns.reports + 1))))
        self.active: list[tuple[int, ...]] = []
        self.against: list[tuple[int, ...]] = []
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
        others = self.active, self.against, self.alternatives, self.displaced, self.losers
        return Table._make([*numbers, *others])

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
        alternatives = _NO_FACTS
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
        if self.facts:
            self.active.append(self._active(end))
            self.against.append(self._by_id(self.denials, self.denied))
        else:
            self.active.append(self._active(end) if status == _NUMBERS else _NO_FACTS)
            self.against.append(_NO_FACTS)
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
            return _NO_FACTS
        found: list[int] = []
        for at in range(end):
            if not self.stands[at]:
                row = self.rows[self.kept[at]]
                voice = columns.value[row]
                found.append(voice << _WORD | columns.origin[row])
        return tuple(sorted(set(found))) if found else _NO_FACTS

    def _active(self, end: int) -> tuple[int, ...]:
        """The rows of the answer, by fact id."""
        if end == 1:
            return (self.rows[self.kept[0]],)
        many = 0
        for at in range(end):
            if self.stands[at]:
                self.members[many] = self.rows[self.kept[at]]
                many += 1
        return self._by_id(self.members, many)

    def _by_id(self, rows: memoryview, many: int) -> tuple[int, ...]:
        """The first of some rows in the order of fact ids; where they stand is changed."""
        if many == 0:
            return _NO_FACTS
        self._descend(rows, many, self.columns.rank)
        return tuple([rows[many - 1 - at] for at in range(many)])

    def _losers(self, end: int, sure: int) -> tuple[tuple[int, int], ...]:
        """(row, reason) of what is possibly in force and not active."""
        for at in range(end):
            self.state[self.kept[at]] |= _ACTIVE if self.stands[at] else _DISPLACED
        found = [(self.denials[at], _AGAINST) for at in range(self.denied)]
        found += [(row, _ONLY_POSSIBLE) for row in self.overtaken]
        for c in range(self.count):
            state = self.state[c]
            if state & _ACTIVE:
                continue
            reason = _OLDER_WORD
            if state & _DISPLACED:
                reason = _BEFORE_CHANGE
            elif not state & _DISOWNED and (state & _OVERTAKEN or (sure > 0 and not state & _SURE)):
                reason = _ONLY_POSSIBLE
            found.append((self.rows[c], reason))
        return tuple(found)
