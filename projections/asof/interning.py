"""Words as small numbers, so that claims are rows of numbers."""

from collections.abc import Hashable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.claims import Slot
from domain.vocabulary import ASPECTS, Value

W = TypeVar("W", bound=Hashable)


class Interned(dict[W, int], Generic[W]):
    """Words to their numbers, in the order in which they turn up; ``words`` is the way back."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[W] = []

    def __missing__(self, word: W) -> int:
        self[word] = number = len(self.words)
        self.words.append(word)
        return number


LOW, NEITHER, HIGH, NUMBER = -1, 0, 1, 2
"""On which side of its aspect's scale a value lies; numbers are compared one by one."""


class Words:
    """The words of all claims that are held in a process.

    They grow with the slots, sources and reports there are, not with the facts.
    """

    def __init__(self) -> None:
        self.slots: Interned[Slot] = Interned()
        self.paths: Interned[str] = Interned()
        """Publisher and chain as one text, source ids between blanks."""
        self.origins: Interned[str] = Interned()
        self.reports: Interned[str] = Interned()
        self.values: Interned[tuple[str, Value]] = Interned()
        """Aspect and value."""
        self._sides = np.zeros(0, dtype=np.int8)

    def sides(self) -> NDArray[np.integer[Any]]:
        """By number of a value: LOW, NEITHER, HIGH or NUMBER."""
        known = self._sides
        new = [_side(*word) for word in self.values.words[len(known) :]]
        if new:
            # Another thread may be doing the same, and comes to the same.
            known = self._sides = np.append(known, np.array(new, dtype=np.int8))
        return known


def _side(aspect: str, value: Value) -> int:
    if isinstance(value, tuple):
        return NUMBER
    scale = ASPECTS[aspect]
    return LOW if value in scale.low else HIGH if value in scale.high else NEITHER
