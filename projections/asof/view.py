"""What a question can see."""

from dataclasses import dataclass

from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.layout import Layout


@dataclass(frozen=True, slots=True)
class View:
    """A question's day, and which claims are visible to it (step 1)."""

    day: int
    known_by: int
    position: int
    plain: bool
    """Whether K alone decides what is visible."""
    gone: Flags | None = None
    """Rows that are withdrawn or excluded; None for none."""
    places: Flags | None = None
    """The slots that are asked for; None for all."""

    def sees(self, layout: Layout, rows: Numbers) -> Flags:
        """Which of the rows are visible."""
        found: Flags = layout.numbers[f.PUBLISHED][rows] <= self.known_by
        if not self.plain:
            found &= layout.positions[rows] <= self.position
            if self.gone is not None:
                found &= ~self.gone[rows]
        return found

    def in_force(self, layout: Layout) -> Numbers:
        """The rows that are visible, asked for, and possibly in force."""
        numbers = layout.numbers
        found: Flags = numbers[f.START_LO] <= self.day
        found &= numbers[f.END_HI] >= self.day
        if self.places is not None:
            found &= self.places[numbers[f.PLACE]]
        rows: Numbers = found.nonzero()[0]
        return rows[self.sees(layout, rows)]
