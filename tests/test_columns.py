"""The columns of the read model find what the domain's slow fold finds, on dense small slots.

Claims are made directly, with the invariants that ``domain.dating`` guarantees, so that
thousands of slots cost a second.
"""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.claims import Claim, Slot
from domain.days import OPEN, UNBOUNDED
from domain.posture import judge
from projections.blocks import Block
from projections.judgement import stances
from projections.layout import Layout
from projections.words import WIDTHS, View

SLOT = Slot("violence", "andsf", None)
SLOTS = (SLOT, Slot("violence", "gov", None), Slot("violence", "other", None))
VALUES = ("reduced", "calibrated", "high")
DAYS = st.integers(100, 112)


@st.composite
def claims(draw: st.DrawFn, number: int) -> Claim:
    published = draw(DAYS)
    start_lo = draw(st.one_of(DAYS, st.just(UNBOUNDED)))
    projection = start_lo > published
    start_hi = start_lo + draw(st.sampled_from([0, 0, 2]))
    if not projection:
        start_hi = min(start_hi, published)
    if start_lo == UNBOUNDED:
        start_hi = draw(st.sampled_from([UNBOUNDED, 101]))
    change = start_lo > UNBOUNDED and draw(st.booleans())
    end_lo = end_hi = OPEN
    if not change and draw(st.booleans()):
        end_hi = start_hi + draw(st.integers(0, 6)) if start_lo else draw(DAYS)
        end_lo = max(start_lo, end_hi - draw(st.sampled_from([0, 2])))
    given_vouch = draw(st.integers(0, 3)) == 0
    latest = end_hi if projection else min(end_hi, max(published, start_hi))
    vouched = start_hi
    if given_vouch or not change:
        vouched = draw(st.integers(start_hi, max(start_hi, min(latest, start_hi + 8, 116))))
    if start_lo == UNBOUNDED:
        vouched = min(latest, draw(DAYS))
    against = draw(st.integers(0, 7)) == 0
    origin = draw(st.sampled_from(["a", "b"]))
    relayed = draw(st.booleans())
    return Claim(
        id=f"{draw(st.integers(0, 9))}-{number}",
        position=draw(st.integers(1, 20)),
        report=draw(st.sampled_from(["r1", "r2", "r3"])),
        slot=SLOT,
        value=draw(st.sampled_from(VALUES)),
        origin=origin,
        path=("paper", origin) if relayed else (origin,),
        reliability=draw(st.integers(0, 2)),
        published=published,
        start_lo=start_lo,
        start_hi=start_hi,
        end_lo=end_lo,
        end_hi=end_hi,
        vouched=vouched,
        speaks=start_lo if change and not given_vouch else vouched,
        relayed=relayed,
        against=against,
        even=not against and draw(st.integers(0, 5)) == 0,
        projection=projection,
    )


@st.composite
def books(draw: st.DrawFn) -> list[list[Claim]]:
    """The claims of one to three slots."""
    count = draw(st.integers(1, 12))
    found = [draw(claims(number)) for number in range(count)]
    slots = [found]
    if draw(st.booleans()):
        slots = [
            [claim._replace(slot=slot) for claim in found[number::3]]
            for number, slot in enumerate(SLOTS)
        ]
    return [slot for slot in slots if slot]


@given(
    books(),
    DAYS,
    DAYS | st.just(OPEN),
    st.integers(0, 20),
    st.sets(st.integers(1, 20), max_size=3),
    st.sampled_from([WIDTHS, ((1, 1),), ((1, 1), (4, 2)), ((6, 1),), ((2, 2), (9, 3)), ()]),
)
@settings(max_examples=400, deadline=None)
def test_the_columns_find_what_the_fold_finds(
    book: list[list[Claim]],
    day: int,
    known_by: int,
    position: int,
    taken_back: set[int],
    widths: tuple[tuple[int, int], ...],
) -> None:
    layout = Layout([Block(slot[0].slot, slot) for slot in book])
    rows = layout.at_positions(sorted(taken_back))
    for bound, withdrawn in ((position, set[int]()), (20, set[int]()), (20, taken_back)):

        def visible(claim: Claim, bound: int = bound, withdrawn: set[int] = withdrawn) -> bool:
            return (
                claim.published <= known_by
                and claim.position <= bound
                and claim.position not in withdrawn
            )

        gone = np.zeros(len(layout.claims), dtype=np.bool_)
        if withdrawn:
            gone[rows] = True
        plain = bound == 20 and not withdrawn
        view = View(day, known_by, bound, None if plain else gone, plain, visible, widths)
        fast = dict(stances(layout, view, range(len(book))))
        for number, slot in enumerate(book):
            slow = judge([claim for claim in slot if visible(claim)], day)
            assert _same(fast.get(number), slow)


def _same(fast: object, slow: object) -> bool:
    """Equal but for the order in which active facts are held."""
    if fast is None or slow is None:
        return fast is slow
    names = ("headline", "status", "certain", "alternatives", "origins", "mentions", "displaced")
    return all(getattr(fast, n) == getattr(slow, n) for n in names) and all(
        set(getattr(fast, n)) == set(getattr(slow, n)) for n in ("active", "against")
    )
