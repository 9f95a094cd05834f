"""The stances of an actor, judged like ``domain.posture.judge`` with less work.

What stays of each origin comes from ``words``; the readings of all slots are settled at
once (``settling``). What follows is the domain's own code. Where a denial is itself a
forecast, the order of the rules matters, and the domain's fold is asked.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from domain.claims import Claim
from domain.posture import Reading, Verdict, interrupts, judge, verdict
from projections.blocks import (
    ECHO,
    END_HI,
    FIRST,
    MARKS,
    START_HI,
    START_LO,
    UNSURE,
    VALUE,
    VOUCHED,
    Numbers,
)
from projections.layout import Layout
from projections.settling import Settled, again, readings
from projections.words import View, first_published, latest_words, walk


def stances(layout: Layout, view: View, slots: Sequence[int]) -> Iterator[tuple[int, Verdict]]:
    """The verdict of each of the slots (numbers, ascending) that has one."""
    denials = _denials_in_effect(layout, view)
    against = _by_slot(layout, denials)
    folded = {slot for slot, found in against.items() if any(c.projection for c in found)}
    pairs = _pairs(layout, slots, folded)
    words = latest_words(layout, view, pairs, denials)
    certain = readings(layout, view.day, words.rows)
    wider = _wider(layout, view, certain, words.unsure, denials)
    for slot in slots:
        if slot in folded:
            found = _fold(layout, view, slot)
            if found is not None:
                yield slot, found
            continue
        sure = certain.get(slot)
        possible = wider.get(slot, sure)
        answer = sure or possible
        if answer is None or possible is None:
            continue
        certainly = sure is not None and _certain(layout, view, sure, possible.reading)
        yield (
            slot,
            verdict(
                answer.reading,
                possible.reading,
                against.get(slot, ()),
                certainly,
                _mentions(layout, view, answer),
            ),
        )


def _pairs(layout: Layout, slots: Sequence[int], folded: set[int]) -> Numbers:
    if len(slots) == len(layout.blocks) and not folded:
        return np.arange(len(layout.start))
    wanted = [slot for slot in slots if slot not in folded]
    return np.flatnonzero(np.isin(layout.slot, wanted))


def _denials_in_effect(layout: Layout, view: View) -> Numbers:
    """Visible claims against a value that are possibly in force."""
    against = layout.denials
    if not against.claims:
        return against.slot
    found = np.flatnonzero(
        (against.start_lo <= view.day)
        & (against.end_hi >= view.day)
        & (against.published <= view.known_by)
    )
    if view.plain:
        return found
    return np.array([n for n in found.tolist() if view.sees(against.claims[n])], dtype=np.int64)


def _by_slot(layout: Layout, denials: Numbers) -> dict[int, list[Claim]]:
    found: dict[int, list[Claim]] = {}
    for number, slot in zip(denials.tolist(), layout.denials.slot[denials].tolist(), strict=True):
        found.setdefault(slot, []).append(layout.denials.claims[number])
    return found


def _wider(
    layout: Layout, view: View, certain: dict[int, Settled], unsure: Numbers, denials: Numbers
) -> dict[int, Settled]:
    """The possible readings of the slots in which dates left a doubt."""
    if not len(unsure):
        return {}
    doubtful: dict[int, set[int]] = {}
    for pair, slot in zip(unsure.tolist(), layout.slot[unsure].tolist(), strict=True):
        doubtful.setdefault(slot, set()).add(pair)
    seen = _last_sights(layout, view, list(doubtful), denials)
    found: dict[int, Settled] = {}
    for slot, pairs in doubtful.items():
        kept = certain[slot].rows if slot in certain else []
        rows = [row for row in kept if layout.pair_of_row[row] not in pairs]
        for pair in pairs:
            rows += walk(layout, view, pair, denials, seen)[0]
        if rows:
            found[slot] = again(layout, view.day, rows)
    return found


def _last_sights(layout: Layout, view: View, slots: list[int], denials: Numbers) -> Numbers:
    """By slot, the last day to which something begun is vouched for, where a forecast asks."""
    sights = np.full(len(layout.blocks), -1)
    rows = layout.forecasts
    if len(rows):
        numbers = layout.numbers
        possible = (numbers[START_LO][rows] <= view.day) & (numbers[END_HI][rows] >= view.day)
        rows = rows[possible & view.rows(layout, rows)]
        asking = np.intersect1d(layout.slot[layout.pair_of[rows]], slots)
        for slot in asking.tolist():
            sights[slot] = _last_sight(layout, view, slot, denials)
    return sights


def _last_sight(layout: Layout, view: View, slot: int, denials: Numbers) -> int:
    """Step 3: what is seen is begun, visible, and not disowned."""
    rows = np.arange(layout.first_row[slot], layout.first_row[slot + 1])
    numbers = layout.numbers.take(rows, axis=1)
    day, against = view.day, layout.denials
    begun = (numbers[START_LO] <= day) & (numbers[END_HI] >= day) & (numbers[START_HI] <= day)
    begun &= (numbers[MARKS] & UNSURE == 0) & view.rows(layout, rows)
    first = numbers[FIRST]
    if not view.plain:
        for place in np.flatnonzero(begun & (numbers[MARKS] & ECHO > 0)).tolist():
            first[place] = first_published(layout, view, int(rows[place]))
    own = denials[against.slot[denials] == slot]
    for number in own.tolist():
        begun &= ~(
            (layout.pair_of[rows] == against.pair[number])
            & (numbers[VALUE] == against.value[number])
            & (first < against.published[number])
            & (numbers[START_LO] <= against.vouched[number])
        )
    sights = [against.claims[n].vouched for n in own.tolist() if against.claims[n].begun(day)]
    return max([*sights, *numbers[VOUCHED][begun].tolist()], default=-1)


def _fold(layout: Layout, view: View, slot: int) -> Verdict | None:
    block = layout.blocks[slot]
    found = judge([c for c in (*block.claims, *block.against) if view.sees(c)], view.day)
    return found and found.because({})


def _certain(layout: Layout, view: View, answer: Settled, possible: Reading) -> bool:
    """Step 5; only facts that began after the headline's last word can interrupt it."""
    reading, day = answer.reading, view.day
    if len(reading.active) == 1 and possible is reading:
        if day > reading.headline.end_lo:
            return False
    else:
        held = {claim.value for claim in reading.active if day <= claim.end_lo}
        if held != reading.values or possible.values != held:
            return False
    if answer.since == answer.until:
        return True
    later = (layout.claims[row] for row in layout.ended[answer.since : answer.until].tolist())
    return not any(interrupts(claim, reading.headline, day) and view.sees(claim) for claim in later)


def _mentions(layout: Layout, view: View, answer: Settled) -> int:
    """Step 8, among the facts that say the same as an active one."""
    active, headline = answer.reading.active, answer.reading.headline
    if len(active) == 1 and len(layout.repeats(answer.rows[0])) == 1:
        return 1
    reports: set[str] = set()
    counted: set[tuple[str, int]] = set()
    for row, claim in zip(answer.rows, active, strict=False):
        word = claim.origin, claim.start_lo
        if claim.value == headline.value and word not in counted:
            counted.add(word)
            for other in layout.repeats(row):
                if view.sees(layout.claims[other]):
                    reports.add(layout.claims[other].report)
    return len(reports)
