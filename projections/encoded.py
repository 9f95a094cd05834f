"""Facts as JSON in UTF-8, made when they are first shown and kept while there is room."""

import threading
from collections import deque
from collections.abc import Callable, Hashable, Sequence
from weakref import WeakKeyDictionary

from projections.asof.layout import Layout

OVERHEAD = 300
"""Bytes that an entry takes beside its text, about."""
Make = Callable[[list[int]], Sequence[bytes]]
"""Makes the texts of some of the keys, which it is given by their places."""


class Encoded:
    """Texts by kind and key, of one generation; bounded in bytes, oldest go first. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._begin(-1)

    def _begin(self, generation: int) -> None:
        self._generation = generation
        self._size = 0
        self._kept: dict[str | None, dict[Hashable, bytes]] = {}
        self._order: deque[tuple[dict[Hashable, bytes], Hashable, int]] = deque()
        self._by_row: WeakKeyDictionary[Layout, list[bytes | None]] = WeakKeyDictionary()

    def by_row(self, layout: Layout) -> list[bytes | None]:
        """What a layout's rows say as evidence, None where that is not known; others may fill it.

        Texts that are kept elsewhere too, under keys: as soon as one goes, so do these lists.
        """
        with self._lock:
            found = self._by_row.get(layout)
            if found is None:
                found = self._by_row[layout] = [None] * len(layout.positions)
            return found

    def texts(
        self, generation: int, kind: str | None, keys: Sequence[Hashable], make: Make
    ) -> list[bytes]:
        """The text of each key; what is not kept is made."""
        with self._lock:
            if generation != self._generation:
                self._begin(generation)
            kept = self._kept.setdefault(kind, {})
            found = [kept.get(key) for key in keys]
        if None not in found:
            return found  # type: ignore[return-value]
        missing = [place for place, text in enumerate(found) if text is None]
        made = make(missing)
        with self._lock:
            for place, text in zip(missing, made, strict=True):
                found[place] = text
                self._keep(kept, keys[place], text)
        return found  # type: ignore[return-value]

    def _keep(self, kept: dict[Hashable, bytes], key: Hashable, text: bytes) -> None:
        if key in kept:
            return
        kept[key] = text
        size = len(text) + OVERHEAD
        self._order.append((kept, key, size))
        self._size += size
        while self._size > self._most:
            texts, oldest, freed = self._order.popleft()
            del texts[oldest]
            self._size -= freed
            self._by_row.clear()
