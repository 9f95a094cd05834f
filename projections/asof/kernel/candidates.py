"""What is in force of what a question sees of a slot: steps 2 and 3."""

from array import array

from projections.asof import facts as f
from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.kernel.denials import Denials
from projections.asof.view import View

_UNSURE, _ECHO, _FORECAST = f.UNSURE, f.ECHO, f.FORECAST
_SURE, _DISOWNED, _OVERTAKEN, _OUT = states.SURE, states.DISOWNED, states.OVERTAKEN, states.OUT


class Candidates(Denials):
    """The room that a slot is looked at in.

    A slot's *candidates* are its visible rows for a value that are possibly in force; they are
    spoken of by their places in ``rows``. A *reading* is a stretch of ``kept``.
    """

    def __init__(self, columns: Columns, sides: memoryview, view: View, lost: bool) -> None:
        """``sides`` by value; ``lost``: whether to tell what lost."""
        super().__init__(columns, view)
        self.sides, self.lost = sides, lost
        self.overtaken: list[int] = []
        self.republished: dict[int, int] = {}
        """By GROUP, what was found for it."""
        self.count = self.forecasts = 0
        self.judged = 0
        """Candidates of which step 2 was asked."""
        self.top = self.second = self.holder = -1
        self._make_room(memoryview(array("i", bytes(32 * (self.columns.most + 1)))))

    def _make_room(self, room: memoryview) -> None:
        """Take what is needed to look at a slot; to slice costs less than to make."""
        size = len(room) // 8
        self.rows = room[:size]
        self.first = room[size : 2 * size]
        """First publication among what is visible (step 4a)."""
        self.state = room[2 * size : 3 * size]
        self.members = room[3 * size : 4 * size]
        """Those of one origin."""
        self.kept = room[4 * size : 6 * size]
        self.stands = room[6 * size :]
        """Of each of ``kept``, whether it is active."""

    def _in_force(self, place: int) -> None:
        """Find a slot's candidates and denials, and who is out of every reading."""
        guessed = self._deny(place)
        self._tell(False)
        self._look(place)
        if self.overtaken:
            self.overtaken = []
        if self.forecasts or guessed:
            self._overtake(guessed)

    def _look(self, place: int) -> None:
        """Find the candidates of a slot, as far back as they can matter; disown some (step 2).

        An origin's older words matter no more where a newer one that is seen to have begun stays
        whatever they say. They count for what overtakes forecasts, though, and among what lost.
        """
        columns, day = self.columns, self.day
        self.count = self.forecasts = 0
        all_of_it = self.lost or columns.whole[place]
        row, last = columns.rows_from[place], columns.rows_from[place + 1]
        while row < last:
            until, begin = columns.until[row], self.count
            self.judged = begin
            moved = 0 if self.plain or all_of_it else self._take_echoes(row, until)
            enough = self.count + columns.width
            row, floor = self._newest(row, until), -1
            while row < until:
                if floor <= columns.start_lo[row] <= day <= columns.end_hi[row] and (
                    moved == 0 or not columns.marks[row] & _ECHO
                ):
                    self._take_in(row)
                row += 1
                if self.count >= enough and not all_of_it:
                    if row < until and self._is_settled(begin, row):
                        break
                    enough = begin + 2 * (enough - begin)
                    floor = self._floor(begin)
            self._disown()
            row = until

    def _newest(self, row: int, until: int) -> int:
        """Where the words of an origin begin that have begun by the day and been published."""
        columns = self.columns
        while row < until:
            middle = (row + until) >> 1
            begun, first = columns.newest[2 * middle], columns.newest[2 * middle + 1]
            if begun > self.day or first > self.known_by:
                row = middle + 1
            else:
                until = middle
        return row

    def _take_echoes(self, row: int, until: int) -> int:
        """Take in an origin's words whose order is not that of the rows where some are hidden.

        Returns how many there are.
        """
        columns, day = self.columns, self.day
        begin, end = columns.echoes_from[row], columns.echoes_from[until]
        for number in range(begin, end):
            echo = columns.echoes[number]
            if columns.start_lo[echo] <= day <= columns.end_hi[echo]:
                self._take_in(echo)
        return end - begin

    def _take_in(self, row: int) -> None:
        """Make a row that is possibly in force a candidate, where it is visible."""
        columns, day, count = self.columns, self.day, self.count
        if not self._sees(row):
            return
        marks = columns.marks[row]
        sure = columns.start_hi[row] <= day and not marks & _UNSURE
        self.rows[count] = row
        self.state[count] = _SURE if sure else 0
        self.first[count] = (
            columns.first[row] if self.plain or not marks & _ECHO else self._republished(row)
        )
        self.forecasts += 1 if marks & _FORECAST else 0
        self.count = count + 1

    def _is_settled(self, begin: int, row: int) -> bool:
        """Whether none of an origin's words from a row on can be its latest.

        The others are the candidates from ``begin`` on. One of them has to stay that nothing
        from the row on can make give way. It has to speak for as near a day as all from the row
        on, and as those candidates that something from there on may make give way.
        """
        columns, many = self.columns, self.count - begin
        self._disown()
        for at in range(many):
            self.members[at] = begin + at
        if not self.plain:
            self._descend(self.members, many, self.first)
        reach = columns.ahead[row]
        for c in range(begin, self.count):
            if self.first[c] <= columns.first[row]:
                reach = max(reach, columns.speaks[self.rows[c]])
        reach = min(reach, self.day)
        self.top = self.second = self.holder = -1
        ahead = 0
        for at in range(many):
            c = self.members[at]
            if self.first[c] <= columns.first[row]:
                return False
            while ahead < many and self.first[self.members[ahead]] == self.first[c]:
                if not self.state[self.members[ahead]] & _OUT:
                    other = self.rows[self.members[ahead]]
                    self._note(columns.start_lo[other], columns.value[other])
                ahead += 1
            own = self.rows[c]
            if (
                self.state[c] & (_SURE | _OUT) == _SURE
                and columns.speaks[own] >= reach
                and self._rival(columns.value[own]) <= columns.start_lo[own]
            ):
                return True
        return False

    def _floor(self, begin: int) -> int:
        """The start before which no more words of an origin matter, -1 for none.

        Two words that are seen to have begun, of different values, begin later and are as new or
        newer: each makes all that begin before it give way that have another value than its own,
        and so whatever those would make give way.
        """
        columns = self.columns
        self.top = self.second = self.holder = -1
        if self.plain:
            for c in range(begin, self.count):
                if self.state[c] & (_SURE | _OUT) == _SURE:
                    row = self.rows[c]
                    self._note(columns.start_lo[row], columns.value[row])
        return self.second

    def _note(self, start: int, value: int) -> None:
        """Keep the latest start, whose value it is, and the latest of any other value."""
        if value == self.holder:
            if start > self.top:
                self.top = start
        elif start > self.top:
            self.second = self.top
            self.top = start
            self.holder = value
        elif start > self.second:
            self.second = start

    def _rival(self, value: int) -> int:
        """The latest start that was noted for another value, -1 for none."""
        return self.second if value == self.holder else self.top

    def _republished(self, row: int) -> int:
        """First publication of a relay among visible words, where some are out of sight."""
        columns, group = self.columns, self.columns.group[row]
        known = self.republished.get(group)
        if known is not None:
            return known
        earliest = columns.published[row]
        for number in range(columns.same_from[group], columns.same_from[group + 1]):
            other = columns.same[number]
            if columns.published[other] < earliest and self._sees(other):
                earliest = columns.published[other]
        self.republished[group] = earliest
        return earliest

    def _disown(self) -> None:
        """Step 2 for the candidates that are new: take back what their origins deny by now."""
        if self.told:
            for c in range(self.judged, self.count):
                if self._thinks_otherwise(self.rows[c], self.first[c]):
                    self.state[c] |= _DISOWNED
        self.judged = self.count

    def _overtake(self, guessed: int) -> None:
        """Step 3: leave out forecasts of which somebody has seen what came, denials first.

        The denials that are ``guessed`` and not overtaken take words back as all others do, and
        what they take back has seen nothing.
        """
        columns = self.columns
        if guessed:
            sights, left = self._sights(), 0
            for at in range(self.denied):
                row = self.denials[at]
                if columns.marks[row] & _FORECAST and columns.start_hi[row] <= sights:
                    self.overtaken.append(row)
                    guessed -= 1
                else:
                    self.denials[left] = row
                    left += 1
            self.denied = left
        if guessed:
            self._tell(True)
            self.judged = 0
            self._disown()
        if self.forecasts:
            sights = self._sights()
            for c in range(self.count):
                row = self.rows[c]
                if columns.marks[row] & _FORECAST and columns.start_hi[row] <= sights:
                    self.state[c] |= _OVERTAKEN

    def _sights(self) -> int:
        """The last day to which something that was seen to begin is vouched for."""
        columns, sights = self.columns, -1
        for c in range(self.count):
            if self.state[c] & (_SURE | _OUT) == _SURE:
                sights = max(sights, columns.vouched[self.rows[c]])
        for at in range(self.denied):
            row = self.denials[at]
            if columns.start_hi[row] <= self.day and not columns.marks[row] & _UNSURE:
                sights = max(sights, columns.vouched[row])
        return sights

    def _counted(self, wanted: int) -> int:
        """How many candidates a reading is of: _SURE for the certain one, 0 for the possible."""
        found = 0
        for c in range(self.count):
            if self.state[c] & (wanted | _OUT) == wanted:
                found += 1
        return found
