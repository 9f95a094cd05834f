"""What changed between two points, and why: the axes are moved in the order T, K, D.

Each step is a change of its own, so the parts of a diff add up to the whole: ``after`` of
one step is ``before`` of the next.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal, NamedTuple

import numpy as np

from domain.claims import Slot, withdrawn_by
from projections.asof.facts import PUBLISHED, REPORT
from projections.asof.layout import Layout
from projections.asof.table import Table
from projections.books import Book
from projections.posture import Question, judged, view_of

Cause = Literal["recorded", "corrected", "retracted", "restored", "learned", "world"]
Did = Literal[
    "recorded", "published", "corrected", "retracted", "restored", "hidden", "began", "ended"
]
"""What one fact did between two points; ``hidden`` where an axis moved back before it."""
Corrects = Callable[[int], bool]
"""Whether the event at a position is a correction."""


class Reason(NamedTuple):
    """A fact that did it, and what it did."""

    id: str
    did: Did
    position: int
    report: str
    published: int


class Change(NamedTuple):
    """One slot before and after one axis moved; None where there is no stance."""

    slot: Slot
    before: int | None
    """The number of its stance in the table before."""
    after: int | None
    cause: Cause
    because: list[Reason]


class Step(NamedTuple):
    """What one axis that moved has changed."""

    before: Table
    after: Table
    day_before: int
    day_after: int
    changes: list[Change]


def diff(book: Book, start: Question, end: Question, corrects: Corrects) -> Iterator[Step]:
    """The steps one after the other."""
    layout = book.layout
    if layout is None or start == end:
        return
    recorded = replace(start, position=end.position)
    learned = replace(recorded, at=replace(start.at, known_by=end.at.known_by))
    points: tuple[tuple[Question, Cause | None], ...] = (
        (recorded, None),
        (learned, "learned"),
        (end, "world"),
    )
    here, before = start, judged(book, layout, start)
    for there, cause in points:
        if here != there:
            after = judged(book, layout, there)
            seen = _Seen(book, layout, here, there, corrects)
            changes = list(_changes(layout, before, after, seen, cause))
            yield Step(before, after, here.at.as_of, there.at.as_of, changes)
            here, before = there, after


def _changes(
    layout: Layout, before: Table, after: Table, seen: "_Seen", cause: Cause | None
) -> Iterator[Change]:
    olds, news = _by_place(before), _by_place(after)
    for place in sorted({*olds, *news}):
        old_at, old_said = olds.get(place, _NOTHING)
        new_at, new_said = news.get(place, _NOTHING)
        if old_said != new_said:
            because = seen.reasons(place) or _turned(
                layout, _carrying(before, old_at), _carrying(after, new_at)
            )
            found = cause or _record_cause(reason.did for reason in because)
            yield Change(layout.slots[place], old_at, new_at, found, because)


_NOTHING: tuple[None, tuple[Any, ...]] = None, ()


def _by_place(table: Table) -> dict[int, tuple[int, tuple[Any, ...]]]:
    """Slot to (place in the table, all that is said there); to compare it needs no stances."""
    said = zip(*table[:-1], strict=True)
    return {row[0]: (number, row) for number, row in enumerate(said)}


class _Seen:
    """What is visible at one point and not at the other."""

    def __init__(
        self, book: Book, layout: Layout, one: Question, other: Question, corrects: Corrects
    ) -> None:
        self._withdrawals, self._layout, self._corrects = book.withdrawals, layout, corrects
        self._one, self._other = one, other
        self._views = [
            view_of(layout, book.withdrawals, question, plain=False) for question in (one, other)
        ]
        self._moved = (one.position, one.at.known_by) != (other.position, other.at.known_by)

    def reasons(self, place: int) -> list[Reason]:
        """Facts of the slot that came or went; none where only the day moved."""
        if not self._moved:
            return []
        layout, rows = self._layout, np.array(self._layout.rows_of(place))
        before, after = (view.sees(layout, rows) for view in self._views)
        came = rows[after & ~before].tolist()
        went = rows[before & ~after].tolist()
        return sorted(
            [_reason(layout, row, self._came(row)) for row in came]
            + [_reason(layout, row, self._went(row)) for row in went]
        )

    def _came(self, row: int) -> Did:
        position = int(self._layout.positions[row])
        if position > self._one.position:
            return "corrected" if self._corrects(position) else "recorded"
        published = self._layout.numbers[PUBLISHED, row]
        return "published" if published > self._one.at.known_by else "restored"

    def _went(self, row: int) -> Did:
        acts, at = self._withdrawals.of(int(self._layout.positions[row])), self._other.at
        act = withdrawn_by(acts, at.known_by, self._other.position)
        if act is None:
            return "hidden"
        return "corrected" if act.corrected else "retracted"


def _reason(layout: Layout, row: int, did: Did) -> Reason:
    report, published = layout.numbers[[REPORT, PUBLISHED], row].tolist()
    said_in = layout.words.reports.words[report]
    return Reason(layout.id(row), did, int(layout.positions[row]), said_in, published)


def _turned(layout: Layout, one: set[int], other: set[int]) -> list[Reason]:
    """Where only the day moved: the facts that carry one answer and not the other."""
    ended = [_reason(layout, row, "ended") for row in one - other]
    began = [_reason(layout, row, "began") for row in (other - one) or other]
    return sorted(ended + began if one != other else began)


def _carrying(table: Table, number: int | None) -> set[int]:
    return set() if number is None else {*table.active[number], *table.against[number]}


def _record_cause(dids: Iterable[Did]) -> Cause:
    """What the log did between two positions; a correction says more than what came with it."""
    found = set(dids)
    order: tuple[Cause, ...] = ("corrected", "retracted", "restored")
    return next((cause for cause in order if cause in found), "recorded")
