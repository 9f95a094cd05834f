"""Answers that were sent lately, as bytes, for questions that are asked again.

An answer is a function of the question and of the log up to the checkpoint, so what was
answered at the same checkpoint is still right. Whoever asks has passed every check before.
"""

import threading
from collections import OrderedDict
from typing import NamedTuple

from projections.control import Checkpoint

OVERHEAD = 500
"""Bytes that an answer takes beside its body, about."""


class Question(NamedTuple):
    """All that an answer depends on beside the log: what was asked, on which day."""

    path: str
    query: bytes
    today: int


class Remembered:
    """Bodies of answers by question; bounded in bytes, the least used go first. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._lock = threading.Lock()
        self._bodies: OrderedDict[Question, tuple[Checkpoint, bytes]] = OrderedDict()

    def get(self, question: Question, checkpoint: Checkpoint | None) -> bytes | None:
        """The body that was sent at this checkpoint, or None."""
        with self._lock:
            found = self._bodies.get(question)
            if found is None or found[0] != checkpoint:
                return None
            self._bodies.move_to_end(question)
            return found[1]

    def keep(self, question: Question, checkpoint: Checkpoint | None, body: bytes) -> None:
        """Remember a body, unless it is so long that it would push out most others."""
        if checkpoint is None or len(body) > self._most // 8:
            return
        with self._lock:
            before = self._bodies.pop(question, None)
            self._size += len(body) + OVERHEAD - (len(before[1]) + OVERHEAD if before else 0)
            self._bodies[question] = checkpoint, body
            while self._size > self._most:
                _, (_, oldest) = self._bodies.popitem(last=False)
                self._size -= len(oldest) + OVERHEAD
