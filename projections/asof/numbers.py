"""Step 6 for numbers of personnel: which of them no real number could satisfy together.

``domain.posture.status`` compares them two by two; here each is looked at once, because one
report may bring thousands.
"""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from domain.vocabulary import bounds

Number = tuple[str, int]
"""Comparator and number."""
_bounds = lru_cache(maxsize=4096)(bounds)


def disagreement(voices: Iterable[tuple[int, Number]]) -> Literal["nuanced", "mixed", "contested"]:
    """What numbers that differ come to; ``voices`` are (origin, number), of more than one value.

    Of each origin the greatest floor and the least ceiling matter: they clash with those of
    another origin, or only with one another.
    """
    floors: dict[int, Fraction | float] = {}
    ceilings: dict[int, tuple[Fraction, bool]] = {}
    for origin, number in voices:
        floor, ceiling = _bounds(number)
        floors[origin] = max(floor, floors.get(origin, floor))
        ceilings[origin] = min(ceiling, ceilings.get(origin, ceiling))
    lowest, *others = sorted(ceilings, key=ceilings.__getitem__)[:2]
    mixed = False
    for origin, floor in floors.items():
        rivals = others if origin == lowest else [lowest]
        if any(ceilings[rival] < (floor, True) for rival in rivals):
            return "contested"
        mixed = mixed or ceilings[origin] < (floor, True)
    return "mixed" if mixed else "nuanced"
