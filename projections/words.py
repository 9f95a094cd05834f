"""Each origin's latest word (section 3, step 4a), for all origins of an actor at once.

Of every pair a few of the newest rows are weighed together; the bounds of ``blocks`` say
whether an older row could still change the outcome. Pairs for which that is so are looked
at again among more rows, and the few that are left are walked (``latest``).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from domain.claims import Claim
from domain.posture import thought_better_of
from projections.blocks import (
    DAY_BITS,
    ECHO,
    END_HI,
    FIRST,
    FORECAST,
    LAST_DAY,
    LATER_END,
    LATER_PUBLISHED,
    LATER_SPEAKS,
    LATER_START,
    LOOKED_AT,
    POSITION,
    PUBLISHED,
    START_LO,
    UNSURE,
    Flags,
    Numbers,
)
from projections.latest import Origin
from projections.layout import Layout

WIDTHS = ((8, 8), (64, 12), (512, 16))
"""Rows of a pair among which to look, at first and again, and how many that may count to weigh."""


@dataclass(frozen=True, slots=True)
class View:
    """A question's day, and which claims are visible to it (step 1)."""

    day: int
    known_by: int
    position: int
    gone: Flags | None
    """Rows that are withdrawn or excluded; None for none."""
    plain: bool
    """Whether K alone decides what is visible."""
    sees: Callable[[Claim], bool]
    widths: tuple[tuple[int, int], ...] = WIDTHS

    def rows(self, layout: Layout, rows: Numbers) -> Flags:
        """Which of the rows are visible."""
        numbers = layout.numbers
        found: Flags = numbers[PUBLISHED][rows] <= self.known_by
        if not self.plain:
            found &= numbers[POSITION][rows] <= self.position
            if self.gone is not None:
                found &= ~self.gone[rows]
        return found


@dataclass(frozen=True, slots=True)
class Words:
    """Rows that stay of each origin, in the order of pairs, and where dates left a doubt."""

    rows: Numbers
    unsure: Numbers
    """Pairs in which something that has perhaps not begun was passed over."""


def latest_words(
    layout: Layout,
    view: View,
    pairs: Numbers,
    denials: Numbers,
    seen: Numbers | None = None,
) -> Words:
    """The words that stay: of begun facts, or with ``seen`` of all that are possibly in force.

    ``denials`` are the ones in effect; ``seen`` is, by slot, the last day to which somebody
    vouches for something begun: forecasts up to that day are out of force.
    """
    starts = layout.starts(view.day, view.known_by, pairs)
    rows: list[Numbers] = [pairs[:0]]
    unsure: list[Numbers] = [pairs[:0]]
    for width, most in view.widths:
        if not len(pairs):
            break
        look = _look(layout, view, pairs, starts, (width, most), denials, seen)
        rows.append(look.rows)
        unsure.append(pairs[look.unsure & look.settled])
        pairs, starts = pairs[~look.settled], starts[~look.settled]
    for pair in pairs.tolist():
        found, doubt = walk(layout, view, pair, denials, seen)
        rows.append(np.array(found, dtype=np.int64))
        unsure.append(np.array([pair] if doubt else [], dtype=np.int64))
    return Words(np.sort(np.concatenate(rows)), np.concatenate(unsure))


@dataclass(frozen=True, slots=True)
class _Look:
    rows: Numbers
    settled: Flags
    unsure: Flags


def _look(
    layout: Layout,
    view: View,
    pairs: Numbers,
    starts: Numbers,
    width: tuple[int, int],
    denials: Numbers,
    seen: Numbers | None,
) -> _Look:
    """Weigh some rows of each pair: columns are pairs, the newest word is on top."""
    day = view.day
    ends = layout.end[pairs]
    index, rest = _candidates(layout, view, starts, ends, *width)
    inside = index < ends
    # mode="clip" repeats the last row beyond the end; `inside` leaves it out.
    cells = layout.numbers[:LOOKED_AT].take(index, axis=1, mode="clip")
    start, end, published, position, first, speaks, value, start_hi, marks = cells
    counted = inside & (start <= day) & (end >= day) & (published <= view.known_by)
    if not view.plain:
        counted &= position <= view.position
        if view.gone is not None:
            counted &= ~view.gone.take(index, mode="clip")
        _republish(layout, view, index, counted & (marks & ECHO > 0), first)
    if len(denials):
        counted &= ~_disowned(layout, pairs, denials, start, value, first)
    begun: Flags = counted & (start_hi <= day) & (marks & UNSURE == 0)
    unsure = (counted & ~begun).any(axis=0)
    if seen is None:
        counted = begun
    else:
        counted &= (marks & FORECAST == 0) | (start_hi > seen[layout.slot[pairs]])
    starting = np.where(counted, start, -1)
    stays = counted & ~_gives_way(starting, start, value, first)
    near = np.minimum(day, speaks)
    recency = np.where(stays, near << DAY_BITS | first, -1)
    best = recency.max(axis=0)
    stays &= recency == best
    stays &= start == np.where(stays, start, -1).max(axis=0)
    settled: Flags = rest >= ends
    if not settled.all():
        settled |= _settled(layout, view, pairs, rest, best, starting, value)
    return _Look(index[stays & settled], settled, unsure)


def _candidates(
    layout: Layout, view: View, starts: Numbers, ends: Numbers, width: int, most: int
) -> tuple[Numbers, Numbers]:
    """(rows to weigh, by pair; where the rows begin that are left out and may count)."""
    index = starts + np.arange(width)[:, None]
    if most >= width:
        return index, starts + width
    numbers = layout.numbers
    counted = (index < ends) & (numbers[START_LO].take(index, mode="clip") <= view.day)
    counted &= numbers[END_HI].take(index, mode="clip") >= view.day
    counted &= numbers[PUBLISHED].take(index, mode="clip") <= view.known_by
    order = np.argsort(~counted, axis=0, kind="stable")[: most + 1]
    found = np.take_along_axis(index, order, axis=0)
    rest = np.where(counted.sum(axis=0) > most, found[most], starts + width)
    return found[:most], rest


def _gives_way(starting: Numbers, start: Numbers, value: Numbers, first: Numbers) -> Flags:
    """Where a word of another value begins later and was first published no earlier."""
    later = starting[:, None] > start
    later &= value[:, None] != value
    later &= first[:, None] >= first
    found: Flags = np.logical_or.reduce(later, axis=0)
    return found


def _settled(
    layout: Layout,
    view: View,
    pairs: Numbers,
    rest: Numbers,
    best: Numbers,
    starting: Numbers,
    value: Numbers,
) -> Flags:
    """Whether nothing from row ``rest`` on can win, take something out, or count at all."""
    numbers = layout.numbers.take(rest, axis=1, mode="clip")
    first = numbers[FIRST]
    orderly: Flags = np.ones(len(pairs), dtype=np.bool_)
    if not view.plain:
        # With words out of sight, a relay's first word may be newer than its place here.
        first = np.where(layout.echoes[pairs], numbers[LATER_PUBLISHED], first)
        orderly = ~layout.echoes[pairs]
    reach = np.minimum(view.day, numbers[LATER_SPEAKS])
    top = starting.max(axis=0)
    holder = np.where(starting == top, value, -1).max(axis=0)
    second = np.where(value != holder, starting, -1).max(axis=0)
    all_give_way = orderly & (np.minimum(view.day, numbers[LATER_START]) < second)
    newer = (best >= 0) & (first < best & LAST_DAY)
    settled: Flags = newer & ((reach <= best >> DAY_BITS) | all_give_way)
    settled |= numbers[LATER_END] < view.day
    return settled


def _republish(layout: Layout, view: View, index: Numbers, echoes: Flags, first: Numbers) -> None:
    """Write the first publication among visible words where some may be out of sight."""
    for row, column in np.argwhere(echoes).tolist():
        first[row, column] = first_published(layout, view, int(index[row, column]))


def first_published(layout: Layout, view: View, row: int) -> int:
    """The earliest publication among the visible words that say the same."""
    same = (layout.claims[other] for other in layout.repeats(row))
    return min(claim.published for claim in same if view.sees(claim))


def _disowned(
    layout: Layout,
    pairs: Numbers,
    denials: Numbers,
    start: Numbers,
    value: Numbers,
    first: Numbers,
) -> Flags:
    """Rows of which their own origin now thinks otherwise (step 2)."""
    place = np.full(len(layout.start), -1)
    place[pairs] = np.arange(len(pairs))
    against = layout.denials
    denials = denials[against.pair[denials] >= 0]
    column = place[against.pair[denials]]
    denials, column = denials[column >= 0], column[column >= 0]
    found = np.zeros(start.shape, dtype=np.bool_)
    if len(denials):
        hit = value[:, column] == against.value[denials]
        hit &= first[:, column] < against.published[denials]
        hit &= start[:, column] <= against.vouched[denials]
        turns = np.flatnonzero(np.diff(column, prepend=-1))
        found[:, column[turns]] = np.logical_or.reduceat(hit, turns, axis=1)
    return found


def walk(
    layout: Layout, view: View, pair: int, denials: Numbers, seen: Numbers | None
) -> tuple[list[int], bool]:
    """The words that stay of one pair, and whether there is a doubt: word by word."""
    against = layout.denials
    own: list[Claim] = []
    if len(denials):
        own = [against.claims[n] for n in denials[against.pair[denials] == pair].tolist()]
    last = -1 if seen is None else int(seen[layout.slot[pair]])

    def counts(claim: Claim, first: int) -> bool:
        if not view.plain and not view.sees(claim):
            return False
        if claim.projection and claim.start_hi <= last:
            return False
        return not own or not thought_better_of(claim, own, {claim.id: first})

    words = layout.walk(pair)
    if not view.plain and layout.echoes[pair]:
        rows: Sequence[int] = range(int(layout.start[pair]), int(layout.end[pair]))
        visible = [(layout.claims[row], row) for row in rows if view.sees(layout.claims[row])]
        words = Origin(visible)
    return words.latest(view.day, view.known_by, counts, begun=seen is None)
