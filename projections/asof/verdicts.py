"""Stances with their facts: who says so, who denies it, and what lost."""

from typing import cast

from domain.posture import AGAINST, BEFORE_CHANGE, OLDER_WORD, ONLY_POSSIBLE, displaced_values
from domain.vocabulary import Value, spelled
from projections.asof import facts as f
from projections.asof.interning import Words
from projections.asof.kernel import states
from projections.asof.kernel.fold import Fold
from projections.asof.layout import Layout
from projections.asof.numbers import Number, disagreement
from projections.asof.table import Table
from projections.asof.view import View

Displaced = tuple[tuple[Value, tuple[str, ...]], ...]
"""The values that a later change displaced, each with the origins that held it."""
STATUSES = ("single", "corroborated", "nuanced", "mixed", "contested")
_SECOND = 2**states.WORD - 1
"""The second of two words in one number."""
REASONS = (OLDER_WORD, ONLY_POSSIBLE, BEFORE_CHANGE, AGAINST)


def table_of(layout: Layout, view: View, *, facts: bool = True, lost: bool = False) -> Table:
    """The stances of all slots that are asked for.

    ``facts`` names those that carry each, ``lost`` what lost, and why.
    """
    fold = Fold(layout.columns, layout.words.sides().data, view, facts, lost)
    places = view.places
    return fold.table(range(len(layout.slots)) if places is None else places.nonzero()[0].tolist())


def reasons(lost: tuple[tuple[int, int], ...]) -> dict[int, str]:
    """Row to the reason why it lost, of one stance."""
    return {row: REASONS[reason] for row, reason in lost}


def compared(layout: Layout, table: Table, number: int) -> str:
    """Step 6 of a stance whose values are numbers."""
    rows, values = list(table.active[number]), layout.words.values.words
    origins, numbers = layout.numbers[[[f.ORIGIN], [f.VALUE]], rows].tolist()
    return disagreement(
        (origin, cast(Number, values[value][1]))
        for origin, value in zip(origins, numbers, strict=True)
    )


def alternatives(words: Words, values: tuple[int, ...]) -> tuple[str, ...]:
    """Values as they are spelled."""
    return tuple(sorted(spelled(words.values.words[value][1]) for value in values))


def displaced(words: Words, voices: tuple[int, ...]) -> Displaced:
    """Step 8: values with their origins."""
    values, origins = words.values.words, words.origins.words
    return displaced_values(
        [(values[voice >> states.WORD][1], origins[voice & _SECOND]) for voice in voices]
    )
