"""From claims as they are read to the order in which the rules look at them."""

from collections.abc import Sequence

import numpy as np

from domain.days import OPEN
from projections.asof import facts as f
from projections.asof.facts import Facts, Flags, Numbers
from projections.asof.interning import Words
from projections.asof.layout import Layout
from projections.asof.runs import ranks, slot_day
from projections.rows import AGAINST, EVEN, PROJECTION, RELAYED


def arranged(words: Words, facts: Facts) -> Layout:
    """The claims of one actor in order."""
    n = facts.numbers
    codes, code = np.unique(n[f.CODE], return_inverse=True)
    slots = [words.slots.words[number] for number in codes.tolist()]
    order = sorted(range(len(slots)), key=lambda number: slots[number].order())
    place = ranks(order)[code]
    against = n[f.FLAGS] & AGAINST > 0
    rank = ranks(np.lexsort((facts.ids[1], facts.ids[0])))
    origins, origin = np.unique(n[f.ORIGIN], return_inverse=True)
    pair = place * len(origins) + origin
    group, first = _first_published(n, pair, against)
    marks = (
        f.UNSURE * (n[f.FLAGS] & (PROJECTION | EVEN) > 0)
        | f.ECHO * (first < n[f.PUBLISHED])
        | f.FORECAST * (n[f.FLAGS] & PROJECTION > 0)
    )
    rows = np.lexsort((rank, -first, n[f.VALUE] * against, pair, against))
    size = int(len(against) - np.count_nonzero(against))
    # What a row says lies together: of a long history a question looks at few rows, at all of each.
    numbers = np.empty((len(rows), f.COLUMNS), dtype=np.int32).T
    numbers[: f.FIELDS] = n[:, rows]
    own = ((f.PLACE, place), (f.FIRST, first), (f.MARKS, marks), (f.GROUP, group), (f.RANK, rank))
    for column, values in own:
        numbers[column] = values[rows]
    ids = np.ascontiguousarray(facts.ids[:, rows])
    ordered = [slots[number] for number in order]
    return Layout(words, ordered, numbers, facts.positions[rows], ids, size)


def _first_published(n: Numbers, pair: Numbers, against: Flags) -> tuple[Numbers, Numbers]:
    """(Number of the words that say the same, first publication) of each row (step 4a)."""
    first = n[f.PUBLISHED].astype(np.int64)
    group = np.full(len(first), -1, dtype=np.int64)
    rows = np.flatnonzero(~against)
    if len(rows):
        values, value = np.unique(n[f.VALUE][rows], return_inverse=True)
        said = slot_day(pair[rows] * len(values) + value, n[f.START_LO][rows])
        names, group[rows] = np.unique(said, return_inverse=True)
        earliest = np.full(len(names), OPEN, dtype=np.int64)
        np.minimum.at(earliest, group[rows], first[rows])
        relayed = rows[n[f.FLAGS][rows] & RELAYED > 0]
        first[relayed] = earliest[group[relayed]]
    return group, first


def joined(layouts: Sequence[Layout]) -> Layout:
    """The layouts of several actors as one, actor by actor.

    Column by column: all that each of them has is looked at.
    """
    words = layouts[0].words
    halves: tuple[list[Numbers], list[Numbers]] = ([], [])
    places = groups = size = 0
    for layout in layouts:
        own = layout.numbers.copy()
        own[f.PLACE] += places
        own[f.GROUP, : layout.size] += groups
        halves[0].append(own[:, : layout.size])
        halves[1].append(own[:, layout.size :])
        places += len(layout.slots)
        groups += int(layout.numbers[f.GROUP].max()) + 1
        size += layout.size
    return Layout(
        words,
        [slot for layout in layouts for slot in layout.slots],
        np.concatenate([*halves[0], *halves[1]], axis=1),
        np.concatenate(
            [
                *(layout.positions[: layout.size] for layout in layouts),
                *(layout.positions[layout.size :] for layout in layouts),
            ]
        ),
        np.concatenate(
            [
                *(layout.ids[:, : layout.size] for layout in layouts),
                *(layout.ids[:, layout.size :] for layout in layouts),
            ],
            axis=1,
        ),
        size,
    )
