"""What the candidates of a slot come to: step 4."""

from projections.asof.kernel import states
from projections.asof.kernel.candidates import Candidates

_OUT = states.OUT


class Readings(Candidates):
    """A *reading* is a stretch of ``kept``; ``stands`` says which of it are active."""

    def _read(self, wanted: int, end: int) -> int:
        """Step 4a, origin by origin: keep what stays, from ``end`` on; returns the new end."""
        columns = self.columns
        c = 0
        while c < self.count:
            origin, many = columns.origin[self.rows[c]], 0
            while c < self.count and columns.origin[self.rows[c]] == origin:
                if self.state[c] & (wanted | _OUT) == wanted:
                    self.members[many] = c
                    many += 1
                c += 1
            if many == 1:
                self.kept[end] = self.members[0]
                end += 1
            elif many > 1:
                end = self._latest(many, end)
        return end

    def _latest(self, many: int, end: int) -> int:
        """One origin's latest word among the members: keep what stays; returns the new end."""
        columns = self.columns
        if not self.plain:
            self._descend(self.members, many, self.first)
        self.top = self.second = self.holder = -1
        base, at, ahead = end, 0, 0
        near = first = start = -1
        while at < many:
            c = self.members[at]
            said = self.first[c]
            while ahead < many and self.first[self.members[ahead]] == said:
                row = self.rows[self.members[ahead]]
                self._note(columns.start_lo[row], columns.value[row])
                ahead += 1
            at += 1
            row = self.rows[c]
            begins = columns.start_lo[row]
            if self._rival(columns.value[row]) > begins:
                continue
            speaks = columns.speaks[row]
            if speaks > self.day:
                speaks = self.day
            if speaks != near:
                newer = speaks > near
            elif said != first:
                newer = said > first
            else:
                newer = begins > start
            if newer:
                near, first, start, end = speaks, said, begins, base
            elif speaks != near or said != first or begins != start:
                continue
            self.kept[end] = c
            end += 1
        return end

    def _settle(self, begin: int, end: int) -> int:
        """Steps 4b and 4c for a reading: which of it are active; returns the headline."""
        columns = self.columns
        head = self.kept[begin]
        if end == begin + 1:
            self.stands[begin] = 1
            return head
        self.top = self.second = self.holder = -1
        for at in range(begin, end):
            row = self.rows[self.kept[at]]
            self._note(columns.start_lo[row], columns.value[row])
        head = -1
        for at in range(begin, end):
            c = self.kept[at]
            row = self.rows[c]
            self.stands[at] = self._rival(columns.value[row]) <= columns.vouched[row]
            if self.stands[at] and (head < 0 or self._before(row, self.rows[head])):
                head = c
        return head

    def _before(self, one: int, other: int) -> bool:
        """Step 4c: whether a row is rather the headline than another."""
        columns, day = self.columns, self.day
        a, b = columns.speaks[one], columns.speaks[other]
        a, b = a if a < day else day, b if b < day else day
        if a != b:
            return a > b
        a, b = columns.reliability[one], columns.reliability[other]
        if a != b:
            return a > b
        a, b = columns.published[one], columns.published[other]
        if a != b:
            return a > b
        a, b = columns.start_lo[one], columns.start_lo[other]
        if a != b:
            return a > b
        return columns.rank[one] < columns.rank[other]
