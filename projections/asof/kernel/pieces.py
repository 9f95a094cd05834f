"""The stances of a table as JSON, piece by piece: what says the same is one text.

There may be tens of thousands of stances, and most of their parts come again and again.
"""

from collections.abc import Callable, Sequence
from typing import Any

from projections.asof.kernel import states
from projections.asof.table import Shown, Table

MOST = 16_384
"""Texts of one kind that are kept, as a rule."""
LONGEST = 1024
"""Characters of a text that is kept."""
_NUMBERS, _WORD = states.NUMBERS, states.WORD


class Memo:
    """Texts by what they say, made when first asked for; it starts anew when it is full."""

    def __init__(self, make: Callable[[Any], str], most: int = MOST) -> None:
        self.make, self.most = make, most
        self.known: dict[Any, str] = {}

    def text(self, key: Any) -> str:
        """What is said for a key."""
        found = self.known.get(key)
        return self._made(key) if found is None else found

    def _made(self, key: Any) -> str:
        found: str = self.make(key)
        if len(found) <= LONGEST:
            if len(self.known) >= self.most:
                self.known.clear()
            self.known[key] = found
        return found


class Pieces:
    """What stances are written with, in the order in which they are written."""

    def __init__(
        self,
        value: Memo,
        standing: Memo,
        alternatives: Memo,
        earliest: Memo,
        latest: Memo,
        through: Memo,
        number: Memo,
        counted: Memo,
        displaced: Memo,
    ) -> None:
        """By words and days as their numbers, but ``standing`` and ``counted``.

        The first is by the status, doubled, and one more where it is certain, the second by
        origins and mentions as one number.
        """
        self.value, self.standing, self.alternatives = value, standing, alternatives
        self.earliest, self.latest, self.through = earliest, latest, through
        self.number, self.counted, self.displaced = number, counted, displaced

    def write(
        self,
        table: Table,
        openings: list[str],
        day: int,
        compared: Callable[[int], int],
        shown: Shown | None,
        numbers: Sequence[int],
    ) -> tuple[list[str], list[int]]:
        """(Pieces of the stances with these numbers, where those of each one end).

        A stance begins with a comma. ``openings`` are by slot; ``compared`` finds the status of
        a stance that is about numbers; without ``shown`` no stance has facts.
        """
        pieces: list[str] = []
        ends: list[int] = []
        places, values, statuses = table.places, table.values, table.statuses
        certain, vouched = table.certain, table.vouched
        earliest, latest = table.earliest, table.latest
        origins, mentions = table.origins, table.mentions
        evidence = against = 0
        for count, at in enumerate(numbers):
            status = statuses[at]
            if status == _NUMBERS:
                status = compared(at)
            stale = day - vouched[at]
            pieces.append(",")
            pieces.append(openings[places[at]])
            pieces.append(self.value.text(values[at]))
            pieces.append(self.standing.text(status << 1 | certain[at]))
            pieces.append(self.alternatives.text(table.alternatives[at]))
            pieces.append(self.earliest.text(earliest[at]))
            pieces.append(self.latest.text(latest[at]))
            pieces.append(self.through.text(vouched[at]))
            pieces.append(self.number.text(stale if stale > 0 else 0))
            many = origins[at]
            pieces.append(self.counted.text(many << _WORD | mentions[at]))
            pieces.append(self.displaced.text(table.displaced[at]))
            if shown is None:
                pieces.append(',"against":[],"evidence":[]}')
            else:
                pieces.append(',"against":[')
                against = _list(pieces, shown.against, against, shown.denials[count])
                pieces.append('],"evidence":[')
                evidence = _list(pieces, shown.evidence, evidence, shown.facts[count])
                pieces.append("]}")
            ends.append(len(pieces))
        return pieces, ends


def _list(pieces: list[str], texts: list[str], begin: int, many: int) -> int:
    """Add so many of the texts, which begin with commas; returns where the others begin."""
    if many:
        pieces.append(texts[begin][1:])
        pieces += texts[begin + 1 : begin + many]
    return begin + many


def gathered(texts: list[str | None], groups: list[tuple[int, ...]]) -> tuple[list[str], list[int]]:
    """(The texts of some rows, group after group, the rows that have none)."""
    found: list[str] = []
    missing: list[int] = []
    for group in groups:
        for row in group:
            text = texts[row]
            if text is None:
                missing.append(row)
            else:
                found.append(text)
    return found, missing
