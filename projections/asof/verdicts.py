"""Steps 5 to 8 for all slots at once: certainty, status, and who says so."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from domain.posture import Reading, displaced_values
from domain.posture import status as domain_status
from domain.vocabulary import Value, spelled
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.held import Held
from projections.asof.judgement import Judged
from projections.asof.layout import PLACE, RANK, Layout, slot_day, spread
from projections.asof.settling import Readings
from projections.asof.view import View

Displaced = tuple[tuple[Value, tuple[str, ...]], ...]
"""The values that a later change displaced, each with the origins that held it."""


class Stand(NamedTuple):
    """The stance of one slot; facts by their rows in the layout."""

    place: int
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


def stands(layout: Layout, view: View, judged: Judged) -> Iterator[Stand]:
    """The stances, slot by slot."""
    answer = _answers(judged.certain, judged.possible) if judged.doubtful.any() else judged.certain
    if not len(answer.places):
        return
    held = Held(layout, answer)
    certain = held.certain(view.day) & ~_interrupted(layout, view, answer)
    doubts = _doubts(layout, judged, answer, certain)
    against = _against(layout, judged.denials)
    displaced = _displaced(layout, answer)
    values, heads = layout.words.values.words, answer.columns[:, answer.turns]
    columns = zip(
        answer.places.tolist(),
        answer.rows[answer.turns].tolist(),
        heads[f.VALUE].tolist(),
        held.statuses(),
        certain.tolist(),
        zip(heads[f.START_LO].tolist(), heads[f.START_HI].tolist(), strict=True),
        heads[f.VOUCHED].tolist(),
        held.origins.tolist(),
        held.mentions(view).tolist(),
        held.by_id(),
        strict=True,
    )
    for place, row, value, status, sure, since, vouched, origins, mentions, active in columns:
        denials = against.get(place, ())
        if denials or not status:
            status = _status(layout, row, active, denials)
        yield Stand(
            place,
            row,
            values[value][1],
            status,
            sure,
            doubts.get(place, ()),
            since,
            vouched,
            origins,
            mentions,
            displaced.get(place, ()),
            active,
            denials,
        )


def _answers(certain: Readings, possible: Readings) -> Readings:
    """Step 5: the certain reading where it has a fact, otherwise the possible one."""
    missing = np.isin(possible.places, certain.places, invert=True)
    if not missing.any():
        return certain
    rows = missing[possible.reading]
    columns = np.concatenate([certain.columns, possible.columns[:, rows]], axis=1)
    order = np.argsort(columns[PLACE], kind="stable")
    places = np.concatenate([certain.places, possible.places[missing]])
    active = np.concatenate([certain.active, possible.active[missing]])
    by_place = np.argsort(places)
    columns = columns[:, order]
    return Readings(
        places[by_place],
        np.concatenate([certain.rows, possible.rows[rows]])[order],
        columns,
        np.flatnonzero(np.diff(columns[PLACE], prepend=-1)),
        active[by_place],
    )


def _doubts(
    layout: Layout, judged: Judged, answer: Readings, certain: Flags
) -> dict[int, tuple[str, ...]]:
    """Alternatives by slot; where dates leave a doubt about the values, nothing is certain."""
    if not judged.doubtful.any():
        return {}
    sure = np.isin(answer.places, judged.certain.places)
    certain &= sure
    values = layout.words.values.words
    possible = _values(judged.possible)
    found: dict[int, tuple[str, ...]] = {}
    doubtful = np.flatnonzero(judged.doubtful[answer.places] & sure)
    own = _values(answer, doubtful)
    for number in doubtful.tolist():
        place = int(answer.places[number])
        if possible.get(place) != own[place]:
            certain[number] = False
            others = possible.get(place, set()) - own[place]
            found[place] = tuple(sorted(spelled(values[other][1]) for other in others))
    return found


def _values(readings: Readings, among: Numbers | None = None) -> dict[int, set[int]]:
    """The active values of each slot, by number."""
    found: dict[int, set[int]] = {}
    taken = readings.standing()
    if among is not None:
        taken &= np.isin(readings.reading, among)
    columns = readings.columns[:, taken]
    for place, value in zip(columns[PLACE].tolist(), columns[f.VALUE].tolist(), strict=True):
        found.setdefault(place, set()).add(value)
    return found


def _interrupted(layout: Layout, view: View, answer: Readings) -> Flags:
    """Step 5: another value began after the headline was last vouched for, and has ended since."""
    rows, keys = layout.ended
    heads = answer.columns[:, answer.turns]
    since = np.searchsorted(keys, slot_day(answer.places, heads[f.VOUCHED]), "right")
    until = np.searchsorted(keys, slot_day(answer.places, view.day), "right")
    index, inside = spread(since, until)
    found = np.zeros(len(answer.places), dtype=np.bool_)
    if len(index):
        between, numbers = rows[inside], layout.numbers
        hit = numbers[f.END_HI][between] < view.day
        hit &= numbers[f.VALUE][between] != heads[f.VALUE][index]
        hit &= view.sees(layout, between)
        found[index[hit]] = True
    return found


def _against(layout: Layout, denials: Numbers) -> dict[int, tuple[int, ...]]:
    """The denials of each slot, by fact id."""
    found: dict[int, tuple[int, ...]] = {}
    ordered = denials[np.argsort(layout.numbers[RANK][denials])]
    for place, row in zip(layout.numbers[PLACE][ordered].tolist(), ordered.tolist(), strict=True):
        found[place] = (*found.get(place, ()), row)
    return found


def _displaced(layout: Layout, answer: Readings) -> dict[int, Displaced]:
    """Step 8: what step 4b displaced, by slot."""
    found: dict[int, list[tuple[Value, str]]] = {}
    columns = answer.columns[:, ~answer.standing()]
    values, origins = layout.words.values.words, layout.words.origins.words
    for place, value, origin in zip(
        *(columns[column].tolist() for column in (PLACE, f.VALUE, f.ORIGIN)), strict=True
    ):
        found.setdefault(place, []).append((values[value][1], origins[origin]))
    return {place: displaced_values(said) for place, said in found.items()}


def _status(
    layout: Layout, headline: int, active: tuple[int, ...], denials: tuple[int, ...]
) -> str:
    """Step 6 by the domain's own code: where there is evidence against, or numbers differ."""
    claims = tuple(layout.claim(row) for row in active)
    return domain_status(
        Reading(claims, (), layout.claim(headline)), [layout.claim(row) for row in denials]
    )
