"""Posture of an actor at (D, K, T): the visible claims of each slot, judged by the domain."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from domain.claims import Claim, Slot, Withdrawal, withdrawn_by
from domain.posture import Verdict, judge
from projections.books import Book
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


@dataclass(frozen=True, slots=True)
class Stance:
    """One slot of the answer with what is needed to show it."""

    slot: Slot
    verdict: Verdict
    claims: dict[str, Claim]
    withdrawn: dict[str, tuple[Claim, str]]
    """Fact id to its claim and ``corrected`` or ``retracted``."""


def posture(book: Book, question: Question) -> Iterator[Stance]:
    """All stances of the actor in the order of section 7."""
    for slot in sorted(book.slots, key=Slot.order):
        if _asked(slot, question):
            stance = _stance(slot, book.slots[slot], book.withdrawals, question)
            if stance is not None:
                yield stance


def _asked(slot: Slot, question: Question) -> bool:
    return (question.aspect is None or slot.aspect == question.aspect) and (
        question.toward is EVERYBODY or slot.toward == question.toward
    )


def _stance(
    slot: Slot,
    claims: Iterable[Claim],
    withdrawals: dict[int, list[Withdrawal]],
    question: Question,
) -> Stance | None:
    day, known_by = question.at.as_of, question.at.known_by
    visible: list[Claim] = []
    withdrawn: dict[str, tuple[Claim, str]] = {}
    for claim in claims:
        if not _counted(claim, question):
            continue
        acts = withdrawals.get(claim.position)
        act = withdrawn_by(acts, known_by, question.position) if acts else None
        if act is None:
            visible.append(claim)
        elif claim.possible(day):
            withdrawn[claim.id] = claim, "corrected" if act.corrected else "retracted"
    verdict = judge(visible, day) if visible else None
    if verdict is None:
        return None
    return Stance(slot, verdict, {claim.id: claim for claim in visible}, withdrawn)


def _counted(claim: Claim, question: Question) -> bool:
    """Step 1, withdrawals aside."""
    return (
        claim.position <= question.position
        and claim.published <= question.at.known_by
        and (question.exclude_source is None or question.exclude_source not in claim.path)
    )
