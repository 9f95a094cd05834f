"""Which facts carry a stance, which deny it, and which lost."""

from array import array

from projections.asof.kernel import states
from projections.asof.kernel.columns import Columns
from projections.asof.kernel.holding import Holding
from projections.asof.table import Groups
from projections.asof.view import View

_SURE, _DISOWNED, _OVERTAKEN = states.SURE, states.DISOWNED, states.OVERTAKEN
_ACTIVE, _DISPLACED, _NUMBERS = states.ACTIVE, states.DISPLACED, states.NUMBERS
_OLDER_WORD, _ONLY_POSSIBLE = states.OLDER_WORD, states.ONLY_POSSIBLE
_BEFORE_CHANGE, _AGAINST = states.BEFORE_CHANGE, states.AGAINST
_SOME = 64
"""Active rows that there is room for at first."""


class Telling(Holding):
    """Rows stance by stance, as plain numbers: an answer may have thousands."""

    def __init__(
        self, columns: Columns, sides: memoryview, view: View, facts: bool, lost: bool
    ) -> None:
        """As ``Candidates``; ``facts``: whether to tell those that carry a stance or deny it."""
        super().__init__(columns, sides, view, lost)
        self.facts = facts
        self.carried = self.opposed = 0
        """How many of ``carriers`` and ``opponents`` are in use."""
        self.active = array("i", bytes(4 * _SOME))
        self.carriers = memoryview(self.active)
        slots, most = self.columns.slots, self.columns.most_denials if facts else 0
        denials = len(self.columns.denials_by_id) if facts else 0
        self.room = array("i", bytes(4 * (2 * slots + denials + most + 1)))
        self._make_room_to_add(memoryview(self.room), slots, denials)

    def _make_room_to_add(self, room: memoryview, slots: int, denials: int) -> None:
        self.carriers_to, self.opponents_to = room[:slots], room[slots : 2 * slots]
        """By stance: where its facts end."""
        self.opponents = room[2 * slots : 2 * slots + denials]
        self.flagged = room[2 * slots + denials :]
        """By denial of a slot: whether it is to be added; zero between slots."""

    def _groups(self, found: int) -> tuple[Groups, Groups]:
        """(Active rows, denials) of the first stances."""
        slots, room = self.columns.slots, self.room
        return (
            Groups(self.active[: self.carried], room[:found]),
            Groups(room[2 * slots : 2 * slots + self.opposed], room[slots : slots + found]),
        )

    def _add_facts(self, number: int, place: int, end: int, status: int) -> None:
        """Add the facts of a stance, which is the first ``end`` of ``kept``."""
        if self.facts or status == _NUMBERS:
            self._add_active(end)
        if self.facts:
            self._add_denials(place)
        self.carriers_to[number], self.opponents_to[number] = self.carried, self.opposed

    def _add_active(self, end: int) -> None:
        """Add the rows of the answer, by fact id."""
        if self.carried + end > len(self.carriers):
            self._make_room_for(end)
        many = 0
        for at in range(end):
            if self.stands[at]:
                self.members[many] = self.rows[self.kept[at]]
                many += 1
        if many > 1:
            self._descend(self.members, many, self.columns.rank)
        for at in range(many):
            self.carriers[self.carried + at] = self.members[many - 1 - at]
        self.carried += many

    def _make_room_for(self, more: int) -> None:
        room = array("i", bytes(8 * (self.carried + more)))
        wider = memoryview(room)
        wider[: self.carried] = self.carriers[: self.carried]
        self.active, self.carriers = room, wider

    def _add_denials(self, place: int) -> None:
        """Add the slot's denials, by fact id: all of its denials are listed in that order."""
        columns = self.columns
        begin = columns.denials_from[place]
        for at in range(self.denied):
            self.flagged[self.denials[at] - begin] = 1
        left, number = self.denied, begin - columns.denials_from[0]
        while left > 0:
            row = columns.denials_by_id[number]
            if self.flagged[row - begin]:
                self.flagged[row - begin] = 0
                self.opponents[self.opposed] = row
                self.opposed += 1
                left -= 1
            number += 1

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
