"""What a question sees of a slot, and what of that is in force: steps 1 to 3."""

from array import array
from bisect import bisect_left

from projections.asof import facts as f
from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.view import View

_UNSURE, _ECHO, _FORECAST = f.UNSURE, f.ECHO, f.FORECAST
_SURE, _DISOWNED, _OVERTAKEN, _OUT = states.SURE, states.DISOWNED, states.OVERTAKEN, states.OUT
Denied = tuple[list[int], list[int]]
"""When a value was denied, and until when: see ``_stairs``."""
_NO_ROWS: list[int] = []
"""Never written to."""


class Candidates:
    """One question to a layout, and the room that a slot is looked at in.

    A slot's *candidates* are its visible rows for a value that are possibly in force; they are
    spoken of by their places in ``rows``. A *reading* is a stretch of ``kept``.
    """

    def __init__(self, columns: Columns, sides: memoryview, view: View, lost: bool) -> None:
        """``sides`` by value; ``lost``: whether to tell what lost."""
        self.columns, self.sides, self.lost = columns, sides, lost
        self.day, self.known_by, self.position = view.day, view.known_by, view.position
        self.plain = view.plain
        self.gone = None if view.gone is None else view.gone.data.cast("B")
        """By row, 1 for what is not visible."""
        self.overtaken: list[int] = []
        self.said: dict[int, dict[int, Denied]] = {}
        """By origin and value, what it denies on the slot."""
        self.republished: dict[int, int] = {}
        """By GROUP, what was found for it."""
        self.count = self.forecasts = 0
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
        self.kept = room[4 * size : 6 * size]
        self.stands = room[6 * size :]
        """Of each of ``kept``, whether it is active."""

    def _in_force(self, place: int) -> list[int]:
        """Find a slot's candidates, and who is out of every reading; returns the denials left."""
        columns = self.columns
        against = self._denials(columns.denials_from[place], columns.denials_from[place + 1])
        guessed = len(against)
        if guessed or self.said:
            observed = [row for row in against if not columns.marks[row] & _FORECAST]
            guessed -= len(observed)
            self.said = self._words_against(observed)
        self._look(place)
        if self.overtaken:
            self.overtaken = []
        if self.forecasts or guessed:
            return self._overtake(against)
        return against

    def _sees(self, row: int) -> bool:
        """Step 1."""
        columns = self.columns
        if columns.published[row] > self.known_by:
            return False
        if self.plain:
            return True
        if columns.position[row] > self.position:
            return False
        return self.gone is None or not self.gone[row]

    def _look(self, place: int) -> None:
        """Find the candidates of a slot, as far back as they can matter; disown some (step 2).

        An origin's older words matter no more where a newer one that is seen to have begun stays
        whatever they say. They count for what overtakes forecasts, though, and among what lost.
        """
        columns = self.columns
        self.count = self.forecasts = 0
        all_of_slot = self.lost or columns.whole[place]
        row, last = columns.rows_from[place], columns.rows_from[place + 1]
        while row < last:
            until, begin = columns.until[row], self.count
            all_of_it = all_of_slot or (columns.echoes[row] and not self.plain)
            enough = begin + columns.width
            while row < until:
                self._take_in(row)
                row += 1
                if self.count == enough and not all_of_it:
                    if row < until and self._is_settled(begin, row):
                        break
                    enough = begin + 4 * (enough - begin)
            self._disown(begin)
            row = until

    def _take_in(self, row: int) -> None:
        """Make a row a candidate, where it is one."""
        columns, day, count = self.columns, self.day, self.count
        if columns.start_lo[row] > day or columns.end_hi[row] < day or not self._sees(row):
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

        The others are the candidates from ``begin`` on. None that was published earlier can make
        one of them give way; one of the others has to stay, and to be nearer or as near.
        """
        columns = self.columns
        if columns.first[row] >= self.first[self.count - 1]:
            return False
        self._disown(begin)
        reach = min(columns.ahead[row], self.day)
        self.top = self.second = self.holder = -1
        ahead = begin
        for c in range(begin, self.count):
            while ahead < self.count and self.first[ahead] == self.first[c]:
                if not self.state[ahead] & _OUT:
                    other = self.rows[ahead]
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

    def _denials(self, first: int, last: int) -> list[int]:
        """The slot's denials that are visible and possibly in force."""
        if first == last:
            return _NO_ROWS
        columns, day = self.columns, self.day
        return [
            row
            for row in range(first, last)
            if columns.start_lo[row] <= day and columns.end_hi[row] >= day and self._sees(row)
        ]

    def _words_against(self, against: list[int]) -> dict[int, dict[int, Denied]]:
        """What each origin denies in these words: values, with when and until when."""
        columns = self.columns
        words: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for row in against:
            values = words.setdefault(columns.origin[row], {})
            word = columns.published[row], columns.vouched[row]
            values.setdefault(columns.value[row], []).append(word)
        return {
            origin: {value: _stairs(said) for value, said in values.items()}
            for origin, values in words.items()
        }

    def _disown(self, begin: int) -> None:
        """Step 2: take the candidates from ``begin`` on, which are of one origin, back.

        That is what the origin thinks otherwise of by now: a later denial counts against all
        words that begin up to its last day.
        """
        columns = self.columns
        if not self.said or begin == self.count:
            return
        own = self.said.get(columns.origin[self.rows[begin]])
        if own is None:
            return
        for c in range(begin, self.count):
            row = self.rows[c]
            stairs = own.get(columns.value[row])
            if stairs is not None:
                published, vouched = stairs
                later = bisect_left(published, self.first[c] + 1)
                if later < len(published) and columns.start_lo[row] <= vouched[later]:
                    self.state[c] |= _DISOWNED

    def _overtake(self, against: list[int]) -> list[int]:
        """Step 3: forecasts of which somebody has seen what came; returns the other denials."""
        columns, sights = self.columns, self._sights(against)
        for c in range(self.count):
            row = self.rows[c]
            if columns.marks[row] & _FORECAST and columns.start_hi[row] <= sights:
                self.state[c] |= _OVERTAKEN
        left: list[int] = []
        guessed = False
        for row in against:
            forecast = columns.marks[row] & _FORECAST
            if forecast and columns.start_hi[row] <= sights:
                self.overtaken.append(row)
            else:
                left.append(row)
                guessed = guessed or forecast > 0
        if guessed:
            self._disown_all(left)
        return left

    def _disown_all(self, against: list[int]) -> None:
        """Step 2 once more, with the forecasts among these denials that nobody overtook."""
        self.said = self._words_against(against)
        count, end = self.count, 0
        while end < count:
            begin, origin = end, self.columns.origin[self.rows[end]]
            while end < count and self.columns.origin[self.rows[end]] == origin:
                end += 1
            self.count = end
            self._disown(begin)
        self.count = count

    def _sights(self, against: list[int]) -> int:
        """The last day to which something that was seen to begin is vouched for."""
        columns, sights = self.columns, -1
        for c in range(self.count):
            if self.state[c] & (_SURE | _OUT) == _SURE:
                sights = max(sights, columns.vouched[self.rows[c]])
        for row in against:
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


def _stairs(said: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """Days of publication, ascending, and the last day vouched for on or after each of them."""
    said.sort(reverse=True)
    published: list[int] = []
    vouched: list[int] = []
    longest = -1
    for day, last in said:
        longest = max(longest, last)
        published.append(day)
        vouched.append(longest)
    published.reverse()
    vouched.reverse()
    return published, vouched
