"""What a question sees, and who denies what by now: steps 1 and 2."""

from array import array

from projections.asof import facts as f
from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.view import View

_FORECAST = f.FORECAST
_WORD, _LAST = states.WORD, 2**states.WORD - 1


class Denials:
    """One question to a layout, and what it sees denied of a slot."""

    def __init__(self, columns: Columns, view: View) -> None:
        self.columns = columns
        self.day, self.known_by, self.position = view.day, view.known_by, view.position
        self.plain = view.plain
        self.gone = None if view.gone is None else view.gone.data.cast("B")
        """By row, 1 for what is not visible."""
        self.denied = self.told = 0
        self.teller, self.heard, self.unheard = -1, 0, 0
        """Whose denials were looked for last, where they begin in ``said``, and where they end."""
        self._make_room_to_deny(memoryview(array("i", bytes(12 * (self.columns.most_denials + 1)))))
        self.words = memoryview(array("q", bytes(8 * (self.columns.most_denials + 1))))
        """Of each of ``said``, its value and how long ago it was published, as one number."""

    def _make_room_to_deny(self, room: memoryview) -> None:
        size = len(room) // 3
        self.denials = room[:size]
        """The first ``denied`` are the slot's that are visible and possibly in force."""
        self.said = room[size : 2 * size]
        """The first ``told`` are those that count in step 2, in the order of rows."""
        self.longest = room[2 * size :]
        """Of each of ``said``, the last day for which any is vouched that is as new or newer.

        Of the same origin and value, that is.
        """

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

    def _deny(self, place: int) -> int:
        """Find the denials of a slot; returns how many are forecasts."""
        columns, day = self.columns, self.day
        denied = forecasts = 0
        for row in range(columns.denials_from[place], columns.denials_from[place + 1]):
            if columns.start_lo[row] <= day and columns.end_hi[row] >= day and self._sees(row):
                self.denials[denied] = row
                denied += 1
                forecasts += 1 if columns.marks[row] & _FORECAST else 0
        self.denied = denied
        return forecasts

    def _tell(self, forecasts: bool) -> None:
        """Take the denials for what their origins think by now, with or without forecasts."""
        columns, told = self.columns, 0
        before = longest = -1
        for at in range(self.denied):
            row = self.denials[at]
            if not forecasts and columns.marks[row] & _FORECAST:
                continue
            if (
                before < 0
                or columns.origin[before] != columns.origin[row]
                or columns.value[before] != columns.value[row]
                or columns.vouched[row] > longest
            ):
                longest = columns.vouched[row]
            before = row
            self.said[told] = row
            value = columns.value[row]
            self.words[told] = (value << _WORD) | (_LAST - columns.published[row])
            self.longest[told] = longest
            told += 1
        self.told = told
        self.teller, self.unheard = -1, 0

    def _thinks_otherwise(self, row: int, first: int) -> bool:
        """Step 2: whether the origin of a row that was first published on a day denies it now.

        A later denial counts against all words that begin up to its last day.
        """
        columns = self.columns
        if columns.origin[row] != self.teller:
            self._listen(columns.origin[row])
        value = columns.value[row]
        low, high, sought = self.heard, self.unheard, (value << _WORD) | (_LAST - first)
        while low < high:
            middle = (low + high) >> 1
            if self.words[middle] < sought:
                low = middle + 1
            else:
                high = middle
        at = low - 1
        return (
            low > self.heard
            and self.words[at] >> _WORD == value
            and columns.start_lo[row] <= self.longest[at]
        )

    def _listen(self, origin: int) -> None:
        """Find what an origin denies, from ``heard`` on; origins are mostly asked for in order."""
        columns = self.columns
        at = self.unheard if origin > self.teller else 0
        while at < self.told and columns.origin[self.said[at]] < origin:
            at += 1
        self.teller, self.heard = origin, at
        while at < self.told and columns.origin[self.said[at]] == origin:
            at += 1
        self.unheard = at

    def _descend(self, items: memoryview, many: int, keys: memoryview) -> None:
        """Sort the first items, the one with the greatest key first, as Shell did it.

        In place and without objects: nothing that Python has sorts numbers like that.
        """
        gap = 1
        while gap < many // 3:
            gap = 3 * gap + 1
        while gap > 0:
            for at in range(gap, many):
                item, place = items[at], at
                while place >= gap and keys[items[place - gap]] < keys[item]:
                    items[place] = items[place - gap]
                    place -= gap
                items[place] = item
            gap //= 3
