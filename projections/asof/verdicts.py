"""Steps 5 to 8 for all slots at once: certainty, status, and who says so."""

from collections.abc import Iterator
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np

from domain.claims import Slot
from domain.posture import displaced_values
from domain.vocabulary import Value, spelled
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.held import Held
from projections.asof.interning import Words
from projections.asof.judgement import Judged
from projections.asof.layout import PLACE, RANK, Layout
from projections.asof.runs import (
    LOWER,
    PAIR_BITS,
    grouped,
    paired,
    slot_day,
    spread,
    within,
)
from projections.asof.settling import Readings
from projections.asof.view import View

Displaced = tuple[tuple[Value, tuple[str, ...]], ...]
"""The values that a later change displaced, each with the origins that held it."""


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


def stances(
    layout: Layout, view: View, judged: Judged, denials: Numbers, *, facts: bool
) -> Iterator[Stance]:
    """The stances, slot by slot, with their facts or without; ``denials`` are those in effect."""
    answer = judged.answer()
    if not len(answer.places):
        return
    held = Held(layout, answer)
    certain = held.certain(view.day)
    certain[_interrupted(layout, view, answer)] = False
    alternatives = _doubts(layout, judged, answer, certain)
    against = _against(layout, denials) if facts else {}
    displaced = _displaced(layout.words, answer)
    values, slots = layout.words.values.words, layout.slots
    heads = answer.columns[:, answer.turns]
    columns = zip(
        answer.places.tolist(),
        answer.rows[answer.turns].tolist(),
        heads[f.VALUE].tolist(),
        held.statuses(denials),
        certain.tolist(),
        zip(heads[f.START_LO].tolist(), heads[f.START_HI].tolist(), strict=True),
        heads[f.VOUCHED].tolist(),
        held.origins.tolist(),
        held.mentions(view).tolist(),
        held.by_id() if facts else repeat((), len(held.turns)),
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
            alternatives.get(place, ()),
            since,
            vouched,
            origins,
            mentions,
            displaced.get(place, ()),
            active,
            against.get(place, ()),
        )


def _doubts(
    layout: Layout, judged: Judged, answer: Readings, certain: Flags
) -> dict[int, tuple[str, ...]]:
    """Alternatives by slot. What may not have begun, or may be otherwise, is not certain."""
    if judged.doubtful is None:
        return {}
    if answer is not judged.certain:
        certain &= within(answer.places, judged.certain.places)
    own = _voices(answer, judged.doubtful)
    possible = _voices(judged.possible, judged.doubtful)
    differing = {voice >> PAIR_BITS for voice in own ^ possible}
    if not differing:
        return {}
    certain[answer.places.searchsorted(sorted(differing))] = False
    words = layout.words.values.words
    found: dict[int, list[str]] = {}
    for voice in possible - own:
        value = words[voice & LOWER][1]
        found.setdefault(voice >> PAIR_BITS, []).append(spelled(value))
    return {place: tuple(sorted(values)) for place, values in found.items()}


def _voices(readings: Readings, doubtful: Flags) -> set[int]:
    """The active values of slots in doubt: number of the slot and of the value as one."""
    place = readings.columns[PLACE]
    voices = paired(place, readings.columns[f.VALUE])
    return set(voices[readings.standing & doubtful[place]].tolist())


def _interrupted(layout: Layout, view: View, answer: Readings) -> Numbers:
    """Step 5: where another value began after the headline's last word, and has ended since."""
    rows, keys = layout.ended
    heads = answer.columns[:, answer.turns]
    since = keys.searchsorted(slot_day(answer.places, heads[f.VOUCHED]), "right")
    until = keys.searchsorted(slot_day(answer.places, view.day), "right")
    index, inside = spread(since, until)
    between, numbers = rows[inside], layout.numbers
    hit = numbers[f.END_HI][between] < view.day
    hit &= numbers[f.VALUE][between] != heads[f.VALUE][index]
    hit &= view.sees(layout, between)
    found: Numbers = index[hit]
    return found


def _against(layout: Layout, denials: Numbers) -> dict[int, tuple[int, ...]]:
    """The denials of each slot, by fact id."""
    if not len(denials):
        return {}
    place = layout.numbers[PLACE][denials]
    order = np.lexsort((layout.numbers[RANK][denials], place))
    return grouped(place[order], denials[order].tolist())


def _displaced(words: Words, answer: Readings) -> dict[int, Displaced]:
    """Step 8: what step 4b displaced, by slot."""
    if np.count_nonzero(answer.standing) == len(answer.standing):
        return {}
    columns = answer.columns[:, ~answer.standing]
    voices = paired(columns[f.VALUE], columns[f.ORIGIN])
    place = columns[PLACE]
    order = np.lexsort((voices, place))
    said = grouped(place[order], voices[order].tolist())
    return {number: _spelled_out(words, own) for number, own in said.items()}


@lru_cache(maxsize=4096)
def _spelled_out(words: Words, voices: tuple[int, ...]) -> Displaced:
    """Values with their origins; the same few come again and again."""
    values, origins = words.values.words, words.origins.words
    return displaced_values(
        [(values[voice >> PAIR_BITS][1], origins[voice & LOWER]) for voice in voices]
    )
