"""Posture of an actor at (D, K, T): the visible claims of each slot, judged."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from domain.claims import withdrawn_by
from projections.asof.facts import PLACE, Flags
from projections.asof.layout import Layout
from projections.asof.table import Table
from projections.asof.verdicts import reasons, table_of
from projections.asof.view import View
from projections.books import Book, Withdrawals
from projections.coordinates import Coordinates

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


def judged(
    book: Book, layout: Layout, question: Question, *, facts: bool = True, lost: bool = False
) -> Table:
    """All stances of the actor in the order of section 7, as columns."""
    return table_of(layout, _view(book, layout, question), facts=facts, lost=lost)


def why_lost(book: Book, layout: Layout, question: Question, table: Table) -> list[dict[int, str]]:
    """Row to the reason why it lost, stance by stance, withdrawn facts among them."""
    gone = _withdrawn(layout, book.withdrawals, question)
    return [
        reasons(lost) | gone.get(place, {})
        for place, lost in zip(table.places, table.lost, strict=True)
    ]


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


def _withdrawn(
    layout: Layout, withdrawals: Withdrawals, question: Question
) -> dict[int, dict[int, str]]:
    """By slot: facts that would be possibly in force and are withdrawn, and by what."""
    at, source = question.at, question.exclude_source
    gone = withdrawals.gone(at.known_by, question.position)
    if gone is None:
        return {}
    left_out = None if source is None else layout.through(source)
    asked = _asked(layout, question)
    shown = View(at.as_of, at.known_by, question.position, False, left_out, asked)
    rows = shown.in_force(layout)
    rows = rows[gone[rows]]
    found: dict[int, dict[int, str]] = {}
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
