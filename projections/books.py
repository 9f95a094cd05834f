"""An actor's claims in memory: a pure function of rows at a revision."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from domain.claims import Withdrawal
from projections.asof.arranging import arranged, joined
from projections.asof.facts import Facts, Flags, Numbers
from projections.asof.interning import Words
from projections.asof.layout import Layout


class Withdrawals:
    """What was ever taken back of the claims of a layout."""

    def __init__(self, layout: Layout | None, acts: dict[int, list[Withdrawal]]) -> None:
        self._layout = layout
        self._acts = acts
        listed = [(position, act) for position, own in acts.items() for act in own]
        self._rows: Numbers = np.zeros(0, dtype=np.int64)
        if layout is not None and listed:
            rows, index = layout.rows_at(np.array([position for position, _ in listed]))
            days = np.array([(act.day, act.since, act.until) for _, act in listed])
            self._rows = rows
            self._day, self._since, self._until = days[index].T

    def gone(self, known_by: int, position: int) -> Flags | None:
        """By row: withdrawn at (K, T); None where nothing is."""
        if self._layout is None or not len(self._rows):
            return None
        counts = (self._day <= known_by) & (self._since <= position) & (position < self._until)
        if not counts.any():
            return None
        found = np.zeros(self._layout.numbers.shape[1], dtype=np.bool_)
        found[self._rows[counts]] = True
        return found

    def of(self, position: int) -> list[Withdrawal]:
        """The acts that ever took the fact at a position back."""
        return self._acts.get(position, [])


@dataclass(slots=True)
class Book:
    """All claims of one actor, and what was ever taken back of them."""

    generation: int
    head: int = -1
    """The position up to which its revision was looked at."""
    added: int = 0
    amended: int = 0
    layout: Layout | None = None
    """None where there are no claims."""
    acts: dict[int, list[Withdrawal]] = field(default_factory=dict)
    _withdrawals: Withdrawals | None = None

    @property
    def size(self) -> int:
        """Claims in it."""
        return 0 if self.layout is None else len(self.layout.positions)

    @property
    def withdrawals(self) -> Withdrawals:
        """What was ever taken back."""
        if self._withdrawals is None:
            self._withdrawals = Withdrawals(self.layout, self.acts)
        return self._withdrawals

    def copy(self) -> "Book":
        """The same as it is now; a layout and what was taken back are never changed in place."""
        return replace(self)

    def add(self, facts: Facts, words: Words) -> None:
        """Take claims in."""
        parts = [facts] if self.layout is None else [self.layout.facts, facts]
        self.layout = arranged(words, Facts.joined(parts))
        self._withdrawals = None

    def amend(self, acts: dict[int, list[Withdrawal]]) -> None:
        """Take what was ever taken back in, whole."""
        self.acts, self._withdrawals = acts, None

    @classmethod
    def of_all(cls, books: Sequence["Book"]) -> "Book":
        """The claims of several actors as one book, actor by actor."""
        layouts = [book.layout for book in books if book.layout is not None]
        return cls(
            books[0].generation,
            added=max(book.added for book in books),
            layout=joined(layouts) if layouts else None,
            acts={position: acts for book in books for position, acts in book.acts.items()},
        )
