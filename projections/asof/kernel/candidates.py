"""What a question sees of a slot, and what of that is in force: steps 1 to 3."""

from array import array
from bisect import bisect_left

from projections.asof import facts as f
from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns

_UNSURE, _ECHO, _FORECAST = f.UNSURE, f.ECHO, f.FORECAST
_SURE, _DISOWNED, _OVERTAKEN, _OUT = states.SURE, states.DISOWNED, states.OVERTAKEN, states.OUT
_NO_ROWS: list[int] = []
"""Never written to."""


class Candidates:
    """One question to a layout, and the room that a slot is looked at in.

    A slot's *candidates* are its visible rows for a value that are possibly in force; they are
    spoken of by their places in ``rows``. A *reading* is a stretch of ``kept``.
    """

    def __init__(
        self,
        columns: Columns,
        sides: memoryview,
        day: int,
        known_by: int,
        position: int,
        plain: bool,
        gone: memoryview | None,
        lost: bool,
    ) -> None:
        """``plain``: K alone decides what is visible; ``gone``: by row, 1 for what is not.

        ``lost``: whether to tell what lost. ``sides`` by value.
        """
        self.columns, self.sides = columns, sides
        self.day, self.known_by, self.position = day, known_by, position
        self.plain, self.gone, self.lost = plain, gone, lost
        self.all_stands = gone is None
        self.overtaken: list[int] = []
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
        self._look(columns.rows_from[place], columns.rows_from[place + 1])
        if self.overtaken:
            self.overtaken = []
        if self.count == 0:
            return _NO_ROWS
        against = self._denials(columns.denials_from[place], columns.denials_from[place + 1])
        guessed = len(against)
        if guessed:
            observed = [row for row in against if not columns.marks[row] & _FORECAST]
            guessed -= len(observed)
            self._disown(observed)
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
        return self.all_stands or not self.gone[row]  # type: ignore[index]

    def _look(self, first: int, last: int) -> None:
        """Find the candidates of a slot, which has these rows for its values."""
        columns, day = self.columns, self.day
        count = forecasts = 0
        for row in range(first, last):
            if columns.start_lo[row] > day or columns.end_hi[row] < day or not self._sees(row):
                continue
            marks = columns.marks[row]
            sure = columns.start_hi[row] <= day and not marks & _UNSURE
            self.rows[count] = row
            self.state[count] = _SURE if sure else 0
            self.first[count] = (
                columns.first[row] if self.plain or not marks & _ECHO else self._republished(row)
            )
            forecasts += 1 if marks & _FORECAST else 0
            count += 1
        self.count, self.forecasts = count, forecasts

    def _republished(self, row: int) -> int:
        """First publication of a relay among visible words, where some are out of sight."""
        columns = self.columns
        earliest, group = columns.published[row], columns.group[row]
        for number in range(columns.same_from[group], columns.same_from[group + 1]):
            other = columns.same[number]
            if columns.published[other] < earliest and self._sees(other):
                earliest = columns.published[other]
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

    def _disown(self, against: list[int]) -> None:
        """Step 2: what its own origin thinks otherwise of by now, of these denials.

        A later denial counts against all words that begin up to its last day; of each origin's
        denials of a value only those matter that no later one outlasts.
        """
        columns = self.columns
        said: dict[int, dict[int, list[tuple[int, int]]]] = {}
        for row in against:
            values = said.setdefault(columns.origin[row], {})
            word = columns.published[row], columns.vouched[row]
            values.setdefault(columns.value[row], []).append(word)
        begin = end = 0
        while begin < self.count:
            origin = columns.origin[self.rows[begin]]
            while end < self.count and columns.origin[self.rows[end]] == origin:
                end += 1
            own = said.get(origin)
            if own is not None:
                for value, words in own.items():
                    self._take_back(begin, end, value, words)
            begin = end

    def _take_back(self, begin: int, end: int, value: int, words: list[tuple[int, int]]) -> None:
        """Disown an origin's candidates of a value, which it denied in these words."""
        columns = self.columns
        published, vouched = _stairs(words)
        # Not [-1]: what is compiled does not count from the end.
        first_said, last_said, longest = published[0], published[len(published) - 1], vouched[0]
        for c in range(begin, end):
            row = self.rows[c]
            if columns.value[row] != value or self.first[c] >= last_said:
                continue
            if self.first[c] < first_said:
                taken_back = columns.start_lo[row] <= longest
            else:
                later = bisect_left(published, self.first[c] + 1)
                taken_back = columns.start_lo[row] <= vouched[later]
            if taken_back:
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
            self._disown(left)
        return left

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
