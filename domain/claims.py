"""A claim: one fact as it bears on one slot, with all that the posture rules look at."""

from typing import NamedTuple

from domain.days import OPEN
from domain.vocabulary import Value


class Slot(NamedTuple):
    """What a stance is about, within one actor."""

    aspect: str
    toward: str | None
    subject: str | None

    def order(self) -> tuple[str, str, str]:
        """Sort key of answers: aspect, toward, subject, none first."""
        return self.aspect, self.toward or "", self.subject or ""


class Claim(NamedTuple):
    """One fact on one slot. Days are ordinals (``domain.days``)."""

    id: str
    position: int
    report: str
    slot: Slot
    value: Value
    origin: str
    path: tuple[str, ...]
    """Publisher and chain: every source the words passed through."""
    reliability: int
    """Rank of the worst letter on the path, 5 = A .. 0 = F or none."""
    published: int
    start_lo: int
    start_hi: int
    end_lo: int
    end_hi: int
    vouched: int
    speaks: int
    """Last day it speaks for in step 4a: ``vouched``, or ``start_lo`` of a plain change."""
    relayed: bool
    against: bool
    even: bool
    """Its likelihood is ``roughly_even``."""
    projection: bool

    def possible(self, day: int) -> bool:
        """Possibly in force on that day, by its dates (step 3)."""
        return self.start_lo <= day <= self.end_hi

    def begun(self, day: int) -> bool:
        """Seen to have begun by that day, by its dates (step 3)."""
        return (
            self.start_lo <= day <= self.end_hi
            and self.start_hi <= day
            and not self.projection
            and not self.even
        )

    def nearest(self, day: int) -> int:
        """The day nearest to ``day`` for which it speaks (step 4a)."""
        return min(day, self.speaks)


class Withdrawal(NamedTuple):
    """One act that takes a fact back: from which publication day, over which positions."""

    day: int
    """First K at which it counts; UNBOUNDED for a coding mistake, which counts at every K."""
    since: int
    """Position of the act."""
    until: int
    """Position of the restoration that undid it, or NEVER."""
    corrected: bool
    """Whether the act was a correction rather than a retraction."""

    def counts(self, known_by: int, recorded_by: int) -> bool:
        """Whether the act is in effect at (K, T)."""
        return self.day <= known_by and self.since <= recorded_by < self.until


NEVER = 2**62
"""A position after every position."""


def withdrawn_by(
    acts: list[Withdrawal], known_by: int = OPEN, recorded_by: int = NEVER - 1
) -> Withdrawal | None:
    """The latest act in effect at (K, T), or None where the fact stands (section 4)."""
    effective = [act for act in acts if act.counts(known_by, recorded_by)]
    return max(effective, key=lambda act: act.since, default=None)
