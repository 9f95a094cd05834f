"""Posture of an actor at (D, K, T): the visible claims of each slot, judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np

from domain.claims import withdrawn_by
from projections.asof.facts import Flags, Numbers
from projections.asof.judgement import judge
from projections.asof.layout import FORECAST, MARKS, PLACE, Layout
from projections.asof.losers import Lost, losers
from projections.asof.table import NO_STANCES, Table
from projections.asof.verdicts import Stance, stances, table
from projections.asof.view import View, denials_in_effect, rows_in_force
from projections.books import Book, Withdrawals
from projections.coordinates import Coordinates
from projections.folded import folded

Evidence = Literal["active", "all", "none"]
EVERYBODY = object()
"""No filter on ``toward``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one actor's posture."""

    at: Coordinates
    position: int
    aspect: str | None = None
    toward: object = EVERYBODY
    """An actor id, None for stances toward nobody, or EVERYBODY."""
    exclude_source: str | None = None


def posture(book: Book, question: Question, *, lost: bool = False) -> Iterator[Stance]:
    """All stances of the actor in the order of section 7, with their facts.

    ``lost`` tells what is possibly in force and not active, and why.
    """
    layout = book.layout
    if layout is None:
        return iter(())
    view = _view(book, layout, question)
    found = stances_at(layout, view, lost=lost)
    if not lost:
        return found
    gone = _withdrawn(layout, view, book.withdrawals, question)
    return (stance._replace(lost=stance.lost | gone.get(stance.place, {})) for stance in found)


def bare(book: Book, question: Question) -> tuple[Table, list[Stance]]:
    """All stances without their facts, as columns, but those that only the fold can say."""
    layout = book.layout
    if layout is None:
        return NO_STANCES, []
    view = _view(book, layout, question)
    parts = _parts(layout, view)
    found = table(layout, parts.view, judge(layout, parts.view, parts.denials), parts.denials)
    return found, _by_the_fold(layout, view, parts, lost=False)


def stances_at(layout: Layout, view: View, *, lost: bool = False) -> Iterator[Stance]:
    """The stances of all slots that are asked for, in their order."""
    parts = _parts(layout, view)
    found = _judged(layout, parts, lost=lost)
    if not parts.folded:
        return found
    whole = [*found, *_by_the_fold(layout, view, parts, lost=lost)]
    return iter(sorted(whole, key=lambda stance: stance.place))


class _Parts(NamedTuple):
    """What is judged in columns, and the slots that only the fold can judge."""

    view: View
    denials: Numbers
    folded: list[int]


def _parts(layout: Layout, view: View) -> _Parts:
    """Where a denial is itself a forecast the order of the rules matters: the fold knows it."""
    denials = denials_in_effect(layout, view)
    forecast = layout.numbers[MARKS][denials] & FORECAST > 0
    if not np.count_nonzero(forecast):
        return _Parts(view, denials, [])
    folded = sorted(set(layout.numbers[PLACE][denials[forecast]].tolist()))
    others = np.ones(len(layout.slots), dtype=np.bool_)
    if view.places is not None:
        others &= view.places
    others[folded] = False
    rest = replace(view, places=others)
    return _Parts(rest, denials_in_effect(layout, rest), folded)


def _judged(layout: Layout, parts: _Parts, *, lost: bool) -> Iterator[Stance]:
    view, denials = parts.view, parts.denials
    judged = judge(layout, view, denials)
    found = stances(layout, view, judged, denials)
    if not lost:
        return found
    why = losers(layout, view, judged, denials)
    return (stance._replace(lost=why.get(stance.place, {})) for stance in found)


def _by_the_fold(layout: Layout, view: View, parts: _Parts, *, lost: bool) -> list[Stance]:
    found = (folded(layout, view, place, lost=lost) for place in parts.folded)
    return [stance for stance in found if stance]


def _view(book: Book, layout: Layout, question: Question) -> View:
    plain = question.position >= book.added
    return view_of(layout, book.withdrawals, question, plain=plain)


def view_of(layout: Layout, withdrawals: Withdrawals, question: Question, *, plain: bool) -> View:
    """The question as the columns understand it; ``plain`` where T hides none of them."""
    at = question.at
    gone = withdrawals.gone(at.known_by, question.position)
    if question.exclude_source is not None:
        through = layout.through(question.exclude_source)
        gone = through if gone is None else gone | through
    plain = plain and gone is None
    return View(at.as_of, at.known_by, question.position, plain, gone, _asked(layout, question))


def _asked(layout: Layout, question: Question) -> Flags | None:
    if question.aspect is None and question.toward is EVERYBODY:
        return None
    return np.array(
        [
            (question.aspect is None or slot.aspect == question.aspect)
            and (question.toward is EVERYBODY or slot.toward == question.toward)
            for slot in layout.slots
        ],
        dtype=np.bool_,
    )


def _withdrawn(layout: Layout, view: View, withdrawals: Withdrawals, question: Question) -> Lost:
    """By slot: facts that would be possibly in force and are withdrawn, and by what."""
    at, source = question.at, question.exclude_source
    gone = withdrawals.gone(at.known_by, question.position)
    if gone is None:
        return {}
    shown = replace(view, plain=False, gone=None if source is None else layout.through(source))
    rows = rows_in_force(layout, shown, 0, len(layout.positions))
    rows = rows[gone[rows]]
    found: Lost = {}
    for place, row, position in zip(
        layout.numbers[PLACE][rows].tolist(),
        rows.tolist(),
        layout.positions[rows].tolist(),
        strict=True,
    ):
        act = withdrawn_by(withdrawals.of(position), at.known_by, question.position)
        why = "corrected" if act and act.corrected else "retracted"
        found.setdefault(place, {})[row] = why
    return found
