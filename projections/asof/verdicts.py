"""Stances with their facts: who says so, who denies it, and what lost."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from domain.claims import Slot
from domain.vocabulary import Value
from projections.asof.facts import Numbers
from projections.asof.held import Held
from projections.asof.judgement import Judged
from projections.asof.layout import PLACE, RANK, Layout
from projections.asof.runs import grouped
from projections.asof.table import NO_STANCES, Displaced, Table, table_of
from projections.asof.view import View


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


def stances(layout: Layout, view: View, judged: Judged, denials: Numbers) -> Iterator[Stance]:
    """The stances, slot by slot; ``denials`` are those in effect."""
    answer = judged.answer()
    if not len(answer.places):
        return
    held = Held(layout, answer)
    table = table_of(layout, view, judged, held, denials)
    against = _against(layout, denials)
    values, slots = layout.words.values.words, layout.slots
    columns = zip(
        table.places,
        table.headlines,
        table.values,
        table.statuses,
        table.certain,
        zip(table.earliest, table.latest, strict=True),
        table.vouched,
        table.origins,
        table.mentions,
        held.by_id(),
        strict=True,
    )
    for place, row, value, status, sure, since, vouched, origins, mentions, active in columns:
        yield Stance(
            place,
            slots[place],
            row,
            values[value][1],
            status,
            sure,
            table.alternatives.get(place, ()),
            since,
            vouched,
            origins,
            mentions,
            table.displaced.get(place, ()),
            active,
            against.get(place, ()),
        )


def _against(layout: Layout, denials: Numbers) -> dict[int, tuple[int, ...]]:
    """The denials of each slot, by fact id."""
    if not len(denials):
        return {}
    place = layout.numbers[PLACE][denials]
    order = np.lexsort((layout.numbers[RANK][denials], place))
    return grouped(place[order], denials[order].tolist())


def table(layout: Layout, view: View, judged: Judged, denials: Numbers) -> Table:
    """The stances without their facts."""
    answer = judged.answer()
    if not len(answer.places):
        return NO_STANCES
    return table_of(layout, view, judged, Held(layout, answer), denials)
