"""Posture of an actor at (D, K, T): the visible claims of each slot, judged by the domain."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from domain.claims import Claim, Slot, withdrawn_by
from domain.posture import Verdict, judge
from projections.blocks import Flags
from projections.books import Book
from projections.coordinates import Coordinates
from projections.judgement import stances
from projections.layout import Layout
from projections.words import View

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


class Stance(NamedTuple):
    """One slot of the answer with what is needed to show it."""

    slot: Slot
    verdict: Verdict
    claims: dict[str, Claim]
    withdrawn: dict[str, tuple[Claim, str]]
    """Fact id to its claim and ``corrected`` or ``retracted``."""


def posture(book: Book, question: Question, *, losers: bool = False) -> Iterator[Stance]:
    """All stances of the actor in the order of section 7; with the losers where asked."""
    layout = book.layout()
    if layout is None:
        return
    seen = _seer(book, question)
    asked = [n for n, block in enumerate(layout.blocks) if _asked(block.slot, question)]
    if losers:
        for number in asked:
            stance = _stance(layout.blocks[number].slot, book, question, seen)
            if stance is not None:
                yield stance
        return
    for number, verdict in stances(layout, _view(book, layout, question, seen), asked):
        yield Stance(layout.blocks[number].slot, verdict, {}, {})


def _view(book: Book, layout: Layout, question: Question, seen: Callable[[Claim], bool]) -> View:
    at = question.at
    gone = _gone(book, layout, question)
    plain = gone is None and question.position >= book.added
    return View(at.as_of, at.known_by, question.position, gone, plain, seen)


def _gone(book: Book, layout: Layout, question: Question) -> Flags | None:
    """Rows that are withdrawn at (K, T), or passed through the source that is left out."""
    known_by, position = question.at.known_by, question.position
    withdrawn = [
        place
        for place, acts in book.withdrawals.items()
        if withdrawn_by(acts, known_by, position) is not None
    ]
    if not withdrawn and question.exclude_source is None:
        return None
    gone = np.zeros(len(layout.claims), dtype=np.bool_)
    if withdrawn:
        gone[layout.at_positions(withdrawn)] = True
    if question.exclude_source is not None:
        gone |= layout.through(question.exclude_source)
    return gone


def _asked(slot: Slot, question: Question) -> bool:
    return (question.aspect is None or slot.aspect == question.aspect) and (
        question.toward is EVERYBODY or slot.toward == question.toward
    )


def _seer(book: Book, question: Question) -> Callable[[Claim], bool]:
    """Step 1 as a function: whether a claim is visible to the question."""
    known_by, position, withdrawals = question.at.known_by, question.position, book.withdrawals
    if not withdrawals and question.exclude_source is None:
        return lambda claim: claim.published <= known_by and claim.position <= position

    def sees(claim: Claim) -> bool:
        if not _counted(claim, question):
            return False
        acts = withdrawals.get(claim.position)
        return not acts or withdrawn_by(acts, known_by, position) is None

    return sees


def _counted(claim: Claim, question: Question) -> bool:
    """Step 1, withdrawals aside."""
    return (
        claim.published <= question.at.known_by
        and claim.position <= question.position
        and (question.exclude_source is None or question.exclude_source not in claim.path)
    )


def _stance(
    slot: Slot, book: Book, question: Question, sees: Callable[[Claim], bool]
) -> Stance | None:
    """One slot by the domain's own fold, with those that lost and those that were withdrawn."""
    claims = book.slots[slot]
    visible = {claim.id: claim for claim in claims if sees(claim)}
    verdict = judge(list(visible.values()), question.at.as_of)
    if verdict is None:
        return None
    withdrawn: dict[str, tuple[Claim, str]] = {}
    for claim in claims:
        if claim.possible(question.at.as_of) and _counted(claim, question):
            acts = book.withdrawals.get(claim.position, [])
            act = withdrawn_by(acts, question.at.known_by, question.position)
            if act is not None:
                withdrawn[claim.id] = claim, "corrected" if act.corrected else "retracted"
    return Stance(slot, verdict, visible, withdrawn)
