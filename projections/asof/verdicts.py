"""Stances with their facts: who says so, who denies it, and what lost."""

from collections.abc import Iterator
from typing import NamedTuple, cast

from domain.claims import Slot
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


class Stance(NamedTuple):
    """The stance of one slot; facts by their rows in the layout."""

    place: int
    slot: Slot
    headline: int
    value: Value
    status: str
    certain: bool
    alternatives: tuple[str, ...]
    since: tuple[int, int]
    vouched: int
    origins: int
    mentions: int
    displaced: Displaced
    active: tuple[int, ...]
    """By fact id."""
    against: tuple[int, ...]
    """By fact id."""
    lost: dict[int, str] = {}  # noqa: RUF012 - never written to
    """With ``evidence=all``: row to the reason why it lost, withdrawn ones among them."""


def table_of(layout: Layout, view: View, *, facts: bool = True, lost: bool = False) -> Table:
    """The stances of all slots that are asked for.

    ``facts`` names those that carry each, ``lost`` what lost, and why.
    """
    fold = Fold(layout.columns, layout.words.sides().data, view, facts, lost)
    places = view.places
    return fold.table(range(len(layout.slots)) if places is None else places.nonzero()[0].tolist())


def stances(layout: Layout, table: Table) -> Iterator[Stance]:
    """The stances one by one, without what lost."""
    return (stance(layout, table, number) for number in range(len(table.places)))


def stance(layout: Layout, table: Table, number: int) -> Stance:
    """One of the stances, without what lost."""
    words, place, code = layout.words, table.places[number], table.statuses[number]
    return Stance(
        place=place,
        slot=layout.slots[place],
        headline=table.headlines[number],
        value=words.values.words[table.values[number]][1],
        status=STATUSES[code] if code != states.NUMBERS else compared(layout, table, number),
        certain=bool(table.certain[number]),
        alternatives=alternatives(words, table.alternatives[number]),
        since=(table.earliest[number], table.latest[number]),
        vouched=table.vouched[number],
        origins=table.origins[number],
        mentions=table.mentions[number],
        displaced=displaced(words, table.displaced[number]),
        active=table.active[number],
        against=table.against[number],
    )


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
