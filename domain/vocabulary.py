"""The closed vocabulary: aspects with their scales, words of estimate, letters and grades.

Projections and readers speak only this; event types are open (SEMANTICS sections 5, 6).
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Likelihood = Literal[
    "almost_no_chance",
    "very_unlikely",
    "unlikely",
    "roughly_even",
    "likely",
    "very_likely",
    "almost_certain",
]
LIKELIHOOD_BANDS: dict[str, tuple[int, int]] = {
    "almost_no_chance": (1, 5),
    "very_unlikely": (5, 20),
    "unlikely": (20, 45),
    "roughly_even": (45, 55),
    "likely": (55, 80),
    "very_likely": (80, 95),
    "almost_certain": (95, 99),
}
"""Percent, from ICD 203."""
BELOW_EVEN = frozenset({"almost_no_chance", "very_unlikely", "unlikely"})

Confidence = Literal["low", "moderate", "high"]
Credibility = Literal[1, 2, 3, 4, 5, 6]
Reliability = Literal["A", "B", "C", "D", "E", "F"]
Mode = Literal["quoted", "mixed", "paraphrase", "implicit", "self_claim"]
Comparator = Literal["=", "<", "<=", "~"]
Value = str | tuple[str, int]
"""A word of the aspect's scale; for ``force_level`` a comparator and a number of personnel."""

RELIABILITY_RANK = {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1, "F": 0}
"""Higher is better; F (cannot be judged) and no letter are equal and last."""


@dataclass(frozen=True, slots=True)
class Aspect:
    """One dimension of posture: its two sides, the values between, and what a slot needs."""

    name: str
    low: tuple[str, ...]
    neutral: tuple[str, ...]
    high: tuple[str, ...]
    needs_other: bool = False
    subject: str | None = None

    @property
    def values(self) -> tuple[str, ...]:
        """All values in the order of the scale."""
        return self.low + self.neutral + self.high


def _aspect(
    name: str, scale: str, *, needs_other: bool = False, subject: str | None = None
) -> Aspect:
    """Read a scale written as in section 6: ``low (neutral) | high``, blanks between values."""
    low, _, high = scale.partition("|") if "|" in scale else ("", "", scale)
    words = low.split()
    return Aspect(
        name,
        tuple(w for w in words if not w.startswith("(")),
        tuple(w.strip("()") for w in words if w.startswith("(")),
        tuple(high.split()),
        needs_other,
        subject,
    )


ASPECTS: dict[str, Aspect] = {
    a.name: a
    for a in (
        _aspect("violence", "ceased limited reduced (calibrated) | sustained high increased"),
        _aspect("threat", "none limited | moderate significant greatest"),
        _aspect("capability", "lost degraded limited | maintained growing", subject="what for"),
        _aspect("intent", "renounced absent | latent persistent stated imminent", subject="what"),
        _aspect("ties", "severed distant | cordial close integrated", needs_other=True),
        _aspect("support", "withdrawn | occasional routine", needs_other=True),
        _aspect("dependence", "independent | dependent", needs_other=True, subject="for what"),
        _aspect("safe_haven", "denied (disputed) | viable", subject="place"),
        _aspect("leadership", "delegated", needs_other=True, subject="what"),
        _aspect("priority", "stated", subject="what"),
        _aspect("agreement", "ended suspended | signed", needs_other=True, subject="agreement"),
        _aspect(
            "commitment",
            "not_met lapsed (undertaken) (disputed) | partly_met met",
            needs_other=True,
            subject="what",
        ),
        _aspect("compliance", "not_in (unclear) | in", subject="agreement"),
        _aspect("expectation", "stated", needs_other=True, subject="what"),
        _aspect("force_level", "", subject="place"),
    )
}


def opposed(aspect: str, one: Value, other: Value) -> bool:
    """Whether two values of an aspect lie on different sides (SEMANTICS section 3, step 6)."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return not _share_a_number(one, other)
    scale = ASPECTS[aspect]
    return (one in scale.low and other in scale.high) or (one in scale.high and other in scale.low)


def _share_a_number(one: tuple[str, int], other: tuple[str, int]) -> bool:
    """Whether some real number satisfies both comparators; ``~`` means within 10 %."""
    floor = max(_floor(*one), _floor(*other))
    return all(
        floor < ceiling or (floor == ceiling and reached)
        for ceiling, reached in (_ceiling(*one), _ceiling(*other))
    )


def bounds(value: tuple[str, int]) -> tuple[Fraction | float, tuple[Fraction, bool]]:
    """The least number that satisfies a comparator, and the upper bound, which may be reached.

    Two values clash where the bound of one is less than ``(the least number of the other, True)``.
    """
    return _floor(*value), _ceiling(*value)


def _floor(comparator: str, number: int) -> Fraction | float:
    """The least number that satisfies the comparator; there is none for ``<`` and ``<=``."""
    if comparator == "~":
        return Fraction(number) * Fraction(9, 10)
    return Fraction(number) if comparator == "=" else -math.inf


def _ceiling(comparator: str, number: int) -> tuple[Fraction, bool]:
    """The upper bound, and whether it is itself reached."""
    if comparator == "~":
        return Fraction(number) * Fraction(11, 10), True
    return Fraction(number), comparator != "<"


def shown(value: Value) -> str | int:
    """The value as answers write it: the word, or the bare number of a force level."""
    return value if isinstance(value, str) else value[1]


def spelled(value: Value) -> str:
    """The value as one string (``alternatives``): the word, or ``<=8600``."""
    return value if isinstance(value, str) else f"{value[0]}{value[1]}"
