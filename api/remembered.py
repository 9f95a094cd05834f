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


class Sent(NamedTuple):
    """An answer as it was sent."""

    body: bytes
    route: object
    """What the router chose for it."""
    etag: str | None
    """Of a pinned answer."""


class Remembered:
    """Answers by question; bounded in bytes, the least used go first. Thread-safe."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[Question, tuple[Checkpoint, Sent]] = OrderedDict()

    def __contains__(self, question: Question) -> bool:
        """Whether the question was answered lately, at whichever checkpoint."""
        return question in self._answers

    def get(self, question: Question, checkpoint: Checkpoint | None) -> Sent | None:
        """What was sent at this checkpoint, or None."""
        with self._lock:
            found = self._answers.get(question)
            if found is None or found[0] != checkpoint:
                return None
            self._answers.move_to_end(question)
            return found[1]

    def keep(self, question: Question, checkpoint: Checkpoint | None, sent: Sent) -> None:
        """Remember an answer, unless it is so long that it would push out most others."""
        if checkpoint is None or len(sent.body) > self._most // 8:
            return
        # Whatever made the body may have left room behind it; a copy has none.
        sent = sent._replace(body=bytes(memoryview(sent.body)))
        with self._lock:
            before = self._answers.pop(question, None)
            self._size += _weight(sent) - (_weight(before[1]) if before else 0)
            self._answers[question] = checkpoint, sent
            while self._size > self._most:
                _, (_, oldest) = self._answers.popitem(last=False)
                self._size -= _weight(oldest)


def _weight(sent: Sent) -> int:
    return len(sent.body) + OVERHEAD
