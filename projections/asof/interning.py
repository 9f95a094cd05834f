"""Words as small numbers, so that claims are rows of numbers."""

from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from domain.claims import Slot
from domain.vocabulary import ASPECTS, Value

K = TypeVar("K", bound=Hashable)
W = TypeVar("W")


class Interned(dict[K, int], Generic[K, W]):
    """Words, by what a row says for them, to their numbers, in the order in which they turn up.

    ``words`` is the way back. To look a row's own parts up costs less than to make the word.
    """

    def __init__(self, word: Callable[[K], W]) -> None:
        super().__init__()
        self._word = word
        self.words: list[W] = []

    def __missing__(self, key: K) -> int:
        self[key] = number = len(self.words)
        self.words.append(self._word(key))
        return number


LOW, NEITHER, HIGH, NUMBER = -1, 0, 1, 2
"""On which side of its aspect's scale a value lies; numbers are compared one by one."""


class Words:
    """The words of all claims that are held in a process.

    They grow with the slots, sources and reports there are, not with the facts.
    """

    def __init__(self) -> None:
        self.slots: Interned[tuple[str, str, str], Slot] = Interned(_slot)
        self.paths: Interned[str, str] = Interned(str)
        """Publisher and chain as one text, source ids between blanks."""
        self.origins: Interned[str, str] = Interned(str)
        self.reports: Interned[str, str] = Interned(str)
        self.values: Interned[tuple[str, str, int | None], tuple[str, Value]] = Interned(_value)
        """Aspect and value."""
        self._sides = np.zeros(0, dtype=np.int8)
        self._origins = np.zeros(0, dtype=np.int32)

    def origins_of_paths(self) -> NDArray[np.integer[Any]]:
        """By number of a path: the number of the origin that it ends at."""
        known = self._origins
        new = [self.origins[path.rpartition(" ")[2]] for path in self.paths.words[len(known) :]]
        if new:
            known = self._origins = np.append(known, np.array(new, dtype=np.int32))
        return known

    def sides(self) -> NDArray[np.integer[Any]]:
        """By number of a value: LOW, NEITHER, HIGH or NUMBER."""
        known = self._sides
        new = [_side(*word) for word in self.values.words[len(known) :]]
        if new:
            # Another thread may be doing the same, and comes to the same.
            known = self._sides = np.append(known, np.array(new, dtype=np.int8))
        return known


def _slot(key: tuple[str, str, str]) -> Slot:
    aspect, toward, subject = key
    return Slot(aspect, toward or None, subject or None)


def _value(key: tuple[str, str, int | None]) -> tuple[str, Value]:
    aspect, word, personnel = key
    return aspect, word if personnel is None else (word, personnel)


def _side(aspect: str, value: Value) -> int:
    if isinstance(value, tuple):
        return NUMBER
    scale = ASPECTS[aspect]
    return LOW if value in scale.low else HIGH if value in scale.high else NEITHER
