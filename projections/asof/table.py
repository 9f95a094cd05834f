"""Steps 5 to 8 for all slots at once: certainty, status, and how many say so."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from domain.posture import displaced_values
from domain.vocabulary import Value, spelled
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.held import Held
from projections.asof.interning import Words
from projections.asof.judgement import Judged
from projections.asof.layout import PLACE, Layout
from projections.asof.runs import LOWER, PAIR_BITS, grouped, paired, slot_day, spread, within
from projections.asof.settling import Readings
from projections.asof.view import View

Displaced = tuple[tuple[Value, tuple[str, ...]], ...]
"""The values that a later change displaced, each with the origins that held it."""


class Table(NamedTuple):
    """The stances of all slots that have one, a column each, slot by slot."""

    places: list[int]
    """The slots, by their numbers in the layout."""
    headlines: list[int]
    """Facts by their rows in the layout."""
    values: list[int]
    """By their numbers in ``Words.values``."""
    statuses: list[str]
    certain: list[bool]
    earliest: list[int]
    latest: list[int]
    """The days between which the headline has begun."""
    vouched: list[int]
    origins: list[int]
    mentions: list[int]
    alternatives: dict[int, tuple[str, ...]]
    """By slot, where there are any."""
    displaced: dict[int, Displaced]
    """By slot, where there are any."""


NO_STANCES = Table([], [], [], [], [], [], [], [], [], [], {}, {})


def table_of(layout: Layout, view: View, judged: Judged, held: Held, denials: Numbers) -> Table:
    """The stances, of which there is one; ``denials`` are those in effect."""
    answer = held.answer
    certain = held.certain(view.day)
    certain[_interrupted(layout, view, answer)] = False
    alternatives = _doubts(layout, judged, answer, certain)
    heads = answer.columns[:, answer.turns]
    return Table(
        answer.places.tolist(),
        answer.rows[answer.turns].tolist(),
        heads[f.VALUE].tolist(),
        held.statuses(denials),
        certain.tolist(),
        heads[f.START_LO].tolist(),
        heads[f.START_HI].tolist(),
        heads[f.VOUCHED].tolist(),
        held.origins.tolist(),
        held.mentions(view).tolist(),
        alternatives,
        _displaced(layout.words, answer),
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
