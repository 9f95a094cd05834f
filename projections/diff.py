"""What changed between two points, and why: the axes are moved in the order T, K, D.

Each step is a change of its own, so the parts of a diff add up to the whole: ``after`` of
one step is ``before`` of the next.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from domain.claims import Claim, Slot, withdrawn_by
from projections.books import Book
from projections.posture import Question, Stance, posture

Cause = Literal["recorded", "corrected", "retracted", "restored", "learned", "world"]


@dataclass(frozen=True, slots=True)
class Change:
    """One slot before and after one axis moved."""

    slot: Slot
    before: Stance | None
    after: Stance | None
    cause: Cause
    facts: tuple[str, ...]
    """Ids of the facts that did it."""
    day_before: int
    day_after: int


def diff(
    book: Book, start: Question, end: Question, corrections: Callable[[int], bool]
) -> Iterator[Change]:
    """Changes step by step; ``corrections`` tells whether a fact came with a correction."""
    learned = replace(start, position=end.position)
    grown = replace(learned, at=replace(start.at, known_by=end.at.known_by))
    yield from _step(
        book, start, learned, lambda c: _record_cause(book, c, start, learned, corrections)
    )
    yield from _step(book, learned, grown, lambda _: "learned")
    yield from _step(book, grown, end, lambda _: "world")


def _step(
    book: Book, one: Question, other: Question, cause: Callable[[list[Claim]], Cause]
) -> Iterator[Change]:
    if one == other:
        return
    before = {stance.slot: stance for stance in posture(book, one)}
    after = {stance.slot: stance for stance in posture(book, other)}
    for slot in sorted({*before, *after}, key=Slot.order):
        old, new = before.get(slot), after.get(slot)
        if _same(old, new):
            continue
        moved = _moved(book, slot, one, other) or _turned(old, new)
        ids = tuple(sorted(claim.id for claim in moved))
        days = one.at.as_of, other.at.as_of
        yield Change(slot, old, new, cause(moved), ids, *days)


def _same(old: Stance | None, new: Stance | None) -> bool:
    """Whether two stances say the same, their staleness and losers aside."""
    if old is None or new is None:
        return old is new
    one, other = old.verdict, new.verdict
    return (
        one.headline == other.headline
        and one.status == other.status
        and one.certain == other.certain
        and one.alternatives == other.alternatives
        and one.origins == other.origins
        and one.mentions == other.mentions
        and one.displaced == other.displaced
        and set(one.active) == set(other.active)
        and set(one.against) == set(other.against)
    )


def _moved(book: Book, slot: Slot, one: Question, other: Question) -> list[Claim]:
    """Claims of the slot that are visible at one point and not at the other."""
    return [
        claim
        for claim in book.slots.get(slot, ())
        if _visible(book, claim, one) != _visible(book, claim, other)
    ]


def _visible(book: Book, claim: Claim, question: Question) -> bool:
    if claim.position > question.position or claim.published > question.at.known_by:
        return False
    acts = book.withdrawals.get(claim.position, [])
    return withdrawn_by(acts, question.at.known_by, question.position) is None


def _turned(old: Stance | None, new: Stance | None) -> list[Claim]:
    """Where only the day moved: the facts that carry one answer and not the other."""
    one, other = _carrying(old), _carrying(new)
    return sorted(one ^ other or one | other)


def _carrying(stance: Stance | None) -> set[Claim]:
    return {*stance.verdict.active, *stance.verdict.against} if stance else set()


def _record_cause(
    book: Book,
    moved: Iterable[Claim],
    one: Question,
    other: Question,
    corrections: Callable[[int], bool],
) -> Cause:
    """What the log did between two positions to the claims that came or went."""
    causes: set[Cause] = set()
    for claim in moved:
        acts = book.withdrawals.get(claim.position, [])
        later, earlier = sorted((one, other), key=lambda q: -q.position)
        if claim.position > earlier.position:
            causes.add("corrected" if corrections(claim.position) else "recorded")
        elif act := withdrawn_by(acts, later.at.known_by, later.position):
            causes.add("corrected" if act.corrected else "retracted")
        else:
            causes.add("restored")
    order: tuple[Cause, ...] = ("corrected", "retracted", "restored", "recorded")
    return next((cause for cause in order if cause in causes), "recorded")
