"""The stances of a table as JSON, piece by piece: what says the same is one text, in UTF-8.

There may be tens of thousands of stances, and most of their parts come again and again.
"""

from collections.abc import Callable, Sequence
from typing import Any

from projections.asof.kernel import states
from projections.asof.table import Shown, Table

MOST = 16_384
"""Texts of one kind that are kept, as a rule."""
LONGEST = 1024
"""Bytes of a text that is kept."""
PLACES = 2**14
"""Texts by number of one kind that are kept at most."""
_NUMBERS, _WORD, _MASK = states.NUMBERS, states.WORD, PLACES - 1
_NO_FACTS = b',"against":[],"evidence":[]}'


class Memo:
    """Texts by what they say, made when first asked for; it starts anew when it is full."""

    def __init__(self, make: Callable[[Any], bytes], most: int = MOST) -> None:
        self.make, self.most = make, most
        self.known: dict[Any, bytes] = {}

    def text(self, key: Any) -> bytes:
        """What is said for a key."""
        found = self.known.get(key)
        return self._made(key) if found is None else found

    def _made(self, key: Any) -> bytes:
        found: bytes = self.make(key)
        if len(found) <= LONGEST:
            if len(self.known) >= self.most:
                self.known.clear()
            self.known[key] = found
        return found


class Numbered:
    """Texts by a number, made when first asked for; one takes the place of another in time.

    A number's place follows from it, which costs a tenth of looking it up.
    """

    def __init__(self, make: Callable[[int], bytes]) -> None:
        self.make = make
        self.known: list[tuple[int, bytes] | None] = [None] * PLACES

    def text(self, key: int) -> bytes:
        """What is said for a number of up to 63 bits, not negative."""
        # Of two numbers in one, the first is small where the second is a count.
        place = (key ^ key >> 26) & _MASK
        known = self.known[place]
        if known is not None:
            number, found = known
            if number == key:
                return found
        return self._made(key, place)

    def _made(self, key: int, place: int) -> bytes:
        found: bytes = self.make(key)
        # Number and text at once: another thread may ask meanwhile.
        self.known[place] = (key, found)
        return found


class Pieces:
    """What stances are written with, in the order in which they are written."""

    def __init__(
        self,
        value: Numbered,
        standing: Numbered,
        alternatives: Memo,
        since: Numbered,
        through: Numbered,
        number: Numbered,
        counted: Numbered,
        displaced: Memo,
    ) -> None:
        """By words and days as their numbers.

        ``standing`` is by the status, doubled, and one more where it is certain; ``since`` by
        the earliest and the latest day, ``counted`` by origins and mentions, as one number each.
        """
        self.value, self.standing, self.alternatives = value, standing, alternatives
        self.since, self.through, self.number = since, through, number
        self.counted, self.displaced = counted, displaced
        # As a rule there are no alternatives and none displaced, and that needs no looking up.
        none = alternatives.text(())
        self.unrivalled = Numbered(lambda said: standing.text(said) + none)
        self.none_displaced = displaced.text(())
        self.nothing_more = self.none_displaced + _NO_FACTS

    def write(
        self,
        table: Table,
        openings: list[bytes],
        day: int,
        compared: Callable[[int], int],
        shown: Shown | None,
        numbers: Sequence[int],
    ) -> tuple[list[bytes], list[int]]:
        """(Pieces of the stances with these numbers, where those of each one end).

        ``openings`` are by slot, and each begins with a comma; ``compared`` finds the status of a
        stance that is about numbers; without ``shown`` no stance has facts.
        """
        pieces: list[bytes] = []
        ends: list[int] = []
        places, values, statuses = table.places, table.values, table.statuses
        certain, vouched = table.certain, table.vouched
        earliest, latest = table.earliest, table.latest
        origins, mentions = table.origins, table.mentions
        alternatives, displaced = table.alternatives, table.displaced
        begin_against = begin_facts = 0
        if shown is not None:
            against, evidence = shown.against, shown.evidence
            denials, against_to = shown.denials.rows, shown.denials.ends
            facts, facts_to = shown.facts.rows, shown.facts.ends
        for count, at in enumerate(numbers):
            status = statuses[at]
            if status == _NUMBERS:
                status = compared(at)
            stale = day - vouched[at]
            pieces.append(openings[places[at]])
            pieces.append(self.value.text(values[at]))
            others = alternatives[at]
            standing = self.standing if others else self.unrivalled
            pieces.append(standing.text(status << 1 | certain[at]))
            if others:
                pieces.append(self.alternatives.text(others))
            begun = earliest[at]
            pieces.append(self.since.text(begun << _WORD | latest[at]))
            pieces.append(self.through.text(vouched[at]))
            pieces.append(self.number.text(stale if stale > 0 else 0))
            many = origins[at]
            pieces.append(self.counted.text(many << _WORD | mentions[at]))
            others = displaced[at]
            if shown is None:
                if others:
                    pieces.append(self.displaced.text(others))
                pieces.append(_NO_FACTS if others else self.nothing_more)
            else:
                pieces.append(self.displaced.text(others) if others else self.none_displaced)
                pieces.append(b',"against":[')
                _list(pieces, against, denials, begin_against, against_to[count])
                pieces.append(b'],"evidence":[')
                _list(pieces, evidence, facts, begin_facts, facts_to[count])
                pieces.append(b"]}")
                begin_against, begin_facts = against_to[count], facts_to[count]
            ends.append(len(pieces))
        return pieces, ends


def _list(
    pieces: list[bytes], texts: list[bytes | None], rows: Sequence[int], begin: int, end: int
) -> None:
    """Add the texts of some rows, which begin with commas, but for the first comma."""
    first = len(pieces)
    for at in range(begin, end):
        text = texts[rows[at]]
        if text is None:
            raise LookupError(f"there is no text of row {rows[at]}")
        pieces.append(text)
    if end > begin:
        pieces[first] = pieces[first][1:]


def without(texts: list[bytes | None], rows: Sequence[int]) -> list[int]:
    """Those of some rows that have no text."""
    return [row for row in rows if texts[row] is None]
