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
Did = Literal[
    "recorded", "published", "corrected", "retracted", "restored", "hidden", "began", "ended"
]
"""What one fact did between two points; ``hidden`` where an axis moved back before it."""
Corrects = Callable[[int], bool]
"""Whether the event at a position is a correction."""


@dataclass(frozen=True, slots=True)
class Change:
    """One slot before and after one axis moved."""

    slot: Slot
    before: Stance | None
    after: Stance | None
    cause: Cause
    because: tuple[tuple[Claim, Did], ...]
    """The facts that did it, and what they did."""
    day_before: int
    day_after: int


def diff(book: Book, start: Question, end: Question, corrects: Corrects) -> Iterator[Change]:
    """Changes step by step."""
    recorded = replace(start, position=end.position)
    learned = replace(recorded, at=replace(start.at, known_by=end.at.known_by))
    yield from _step(book, start, recorded, corrects, None)
    yield from _step(book, recorded, learned, corrects, "learned")
    yield from _step(book, learned, end, corrects, "world")


def _step(
    book: Book, one: Question, other: Question, corrects: Corrects, cause: Cause | None
) -> Iterator[Change]:
    if one == other:
        return
    before = {stance.slot: stance for stance in posture(book, one)}
    after = {stance.slot: stance for stance in posture(book, other)}
    for slot in sorted({*before, *after}, key=Slot.order):
        old, new = before.get(slot), after.get(slot)
        if not _same(old, new):
            because = tuple(_reasons(book, slot, one, other, corrects) or _turned(old, new))
            found = cause or _record_cause(did for _, did in because)
            yield Change(slot, old, new, found, because, one.at.as_of, other.at.as_of)


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


def _reasons(
    book: Book, slot: Slot, one: Question, other: Question, corrects: Corrects
) -> list[tuple[Claim, Did]]:
    """Facts of the slot that are visible at one point and not at the other."""
    found: list[tuple[Claim, Did]] = []
    for claim in book.slots.get(slot, ()):
        before, after = _visible(book, claim, one), _visible(book, claim, other)
        if before != after:
            did = _came(claim, one, corrects) if after else _went(book, claim, other)
            found.append((claim, did))
    return sorted(found)


def _visible(book: Book, claim: Claim, question: Question) -> bool:
    if claim.position > question.position or claim.published > question.at.known_by:
        return False
    acts = book.withdrawals.get(claim.position, [])
    return withdrawn_by(acts, question.at.known_by, question.position) is None


def _came(claim: Claim, before: Question, corrects: Corrects) -> Did:
    if claim.position > before.position:
        return "corrected" if corrects(claim.position) else "recorded"
    return "published" if claim.published > before.at.known_by else "restored"


def _went(book: Book, claim: Claim, after: Question) -> Did:
    acts = book.withdrawals.get(claim.position, [])
    act = withdrawn_by(acts, after.at.known_by, after.position)
    if act is None:
        return "hidden"
    return "corrected" if act.corrected else "retracted"


def _turned(old: Stance | None, new: Stance | None) -> list[tuple[Claim, Did]]:
    """Where only the day moved: the facts that carry one answer and not the other."""
    one, other = _carrying(old), _carrying(new)
    ended: list[tuple[Claim, Did]] = [(claim, "ended") for claim in one - other]
    began: list[tuple[Claim, Did]] = [(claim, "began") for claim in (other - one) or other]
    return sorted(ended + began if one != other else began)


def _carrying(stance: Stance | None) -> set[Claim]:
    return {*stance.verdict.active, *stance.verdict.against} if stance else set()


def _record_cause(dids: Iterable[Did]) -> Cause:
    """What the log did between two positions; a correction says more than what came with it."""
    found = set(dids)
    order: tuple[Cause, ...] = ("corrected", "retracted", "restored")
    return next((cause for cause in order if cause in found), "recorded")
