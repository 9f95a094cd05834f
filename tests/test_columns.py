"""The columns of the read model find what the domain's slow fold finds, on dense small slots.

Claims are made directly, with the invariants that ``domain.dating`` guarantees, so that
thousands of slots cost a second.
"""

from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.claims import Claim, Slot
from domain.days import OPEN, UNBOUNDED
from domain.posture import judge
from projections.asof.arranging import joined
from projections.asof.interning import Words
from projections.asof.layout import Layout
from projections.asof.verdicts import reasons, table_of
from projections.asof.view import View
from tests.rows import layout_of
from tests.stances import Stance, stances

SLOT = Slot("violence", "andsf", None)
SLOTS = (SLOT, Slot("violence", "gov", None), Slot("violence", "other", None))
VALUES = ("reduced", "calibrated", "high")
FIRST = 735_000
"""Days as they are, because a module of C may be too narrow for them."""
DAYS = st.integers(FIRST, FIRST + 12)
FEW = st.integers(FIRST + 3, FIRST + 8)


@st.composite
def claims(draw: st.DrawFn, number: int, *, disputed: bool, crowded: bool) -> Claim:
    days = FEW if crowded else DAYS
    published = draw(days)
    start_lo = draw(st.one_of(days, st.just(UNBOUNDED)))
    if crowded:
        start_lo = min(start_lo, published)
    projection = start_lo > published
    start_hi = start_lo + draw(st.sampled_from([0, 0, 2]))
    if not projection:
        start_hi = min(start_hi, published)
    if start_lo == UNBOUNDED:
        start_hi = draw(st.sampled_from([UNBOUNDED, FIRST + 1]))
    change = start_lo > UNBOUNDED and draw(st.booleans())
    end_lo = end_hi = OPEN
    if not change and draw(st.booleans()):
        end_hi = start_hi + draw(st.integers(0, 6)) if start_lo else draw(DAYS)
        end_lo = max(start_lo, end_hi - draw(st.sampled_from([0, 2])))
    given_vouch = draw(st.integers(0, 3)) == 0
    latest = end_hi if projection else min(end_hi, max(published, start_hi))
    vouched = start_hi
    if given_vouch or not change:
        vouched = draw(st.integers(start_hi, max(start_hi, min(latest, start_hi + 8, FIRST + 16))))
    if start_lo == UNBOUNDED:
        vouched = min(latest, draw(DAYS))
    against = draw(st.integers(0, 1 if disputed else 7)) == 0
    origin = "a" if crowded else draw(st.sampled_from(["a", "b"]))
    relayed = draw(st.booleans())
    return Claim(
        id=str(UUID(int=draw(st.integers(0, 9)) << 100 | number)),
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
    """The claims of one to three slots.

    Now and then every other one is a denial. Half of the time all are of one origin and few
    days, and none is a forecast, for which all words would be looked at.
    """
    count, crowded = draw(st.integers(1, 12)), draw(st.booleans())
    disputed = draw(st.integers(0, 3)) == 0
    found = [draw(claims(n, disputed=disputed, crowded=crowded)) for n in range(count)]
    slots = [found]
    if not crowded and draw(st.booleans()):
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
    st.sampled_from([1, 2, 4]),
)
@settings(max_examples=40 * settings().max_examples)
def test_the_columns_find_what_the_fold_finds(
    book: list[list[Claim]],
    day: int,
    known_by: int,
    position: int,
    taken_back: set[int],
    width: int,
) -> None:
    """Also where a word or two of an origin are looked at before all are."""
    layout = layout_of([claim for slot in book for claim in slot])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("projections.asof.layout.WIDTH", width)
        assert layout.columns
    for bound, withdrawn in ((position, set[int]()), (20, set[int]()), (20, taken_back)):
        found = _found(layout, day, known_by, bound, withdrawn)
        for slot in book:
            seen = [c for c in slot if _visible(c, known_by, bound, withdrawn)]
            assert found.get(slot[0].slot) == _expected(seen, day)


def test_there_is_room_for_many_facts_of_many_slots() -> None:
    """Facts are told as numbers, in room that is made for them; by id, which is no order here."""
    slots = [Slot("violence", f"toward-{number:02d}", None) for number in range(40)]
    claims = [
        word(
            slot * 100 + number * 37 % 100,
            "high",
            9,
            8,
            slot=slots[slot],
            origin=f"o{number:02d}",
            path=(f"o{number:02d}",),
            against=number % 3 == 1,
        )
        for slot in range(40)
        for number in range(1 + slot)
    ]
    day = FIRST + 9
    expected = {
        slot: _expected([claim for claim in claims if claim.slot == slot], day) for slot in slots
    }
    assert _found(layout_of(claims), day, OPEN, 4000, set()) == expected


def test_what_is_displaced_is_told_in_one_order_however_the_rows_were_looked_at() -> None:
    """A diff compares the rows of tables; where some words are hidden, relays come first."""
    layout = layout_of(
        [
            word(20, "high", 9, 8, origin="b", path=("b",), vouched=9),
            word(1, "reduced", 3, 2),
            word(2, "calibrated", 5, 2, relayed=True, path=("paper", "a")),
            word(3, "calibrated", 3, 2),
        ]
    )
    plain, hiding = (table_of(layout, View(FIRST + 9, OPEN, 20, plain)) for plain in (True, False))
    assert plain.displaced == hiding.displaced
    assert len(plain.displaced[0]) == len({"reduced", "calibrated"})


@given(st.lists(books(), min_size=2, max_size=4), DAYS, DAYS | st.just(OPEN), st.integers(0, 20))
@settings(max_examples=4 * settings().max_examples)
def test_several_actors_together_are_each_of_them_alone(
    actors: list[list[list[Claim]]], day: int, known_by: int, position: int
) -> None:
    words = Words()
    layouts = [layout_of([c for slot in book for c in slot], words) for book in actors]
    together = joined(layouts)
    view = View(day, known_by, position, False)
    alone = [_said(layout, stance) for layout in layouts for stance in _stances(layout, view)]
    assert [_said(together, stance) for stance in _stances(together, view)] == alone


def _visible(claim: Claim, known_by: int, position: int, withdrawn: set[int]) -> bool:
    return (
        claim.published <= known_by
        and claim.position <= position
        and claim.position not in withdrawn
    )


def _found(
    layout: Layout, day: int, known_by: int, position: int, withdrawn: set[int]
) -> dict[Slot, Any]:
    gone = None
    if withdrawn:
        gone = np.zeros(len(layout.positions), dtype=np.bool_)
        gone[layout.rows_at(np.array(sorted(withdrawn)))[0]] = True
    view = View(day, known_by, position, position == 20 and not withdrawn, gone)
    return {s.slot: _said(layout, s) for s in _stances(layout, view)}


def _stances(layout: Layout, view: View) -> list[Stance]:
    """With what lost, for which all words are looked at; the stances must not depend on that."""
    table = table_of(layout, view, lost=True)
    assert list(stances(layout, table_of(layout, view))) == list(stances(layout, table))
    return [
        stance._replace(lost=reasons(lost))
        for stance, lost in zip(stances(layout, table), table.lost, strict=True)
    ]


def _said(layout: Layout, stance: Stance) -> tuple[Any, ...]:
    return (
        layout.id(stance.headline),
        stance.value,
        stance.status,
        stance.certain,
        stance.alternatives,
        stance.since,
        stance.vouched,
        stance.origins,
        stance.mentions,
        stance.displaced,
        [layout.id(row) for row in stance.active],
        [layout.id(row) for row in stance.against],
        {layout.id(row): why for row, why in stance.lost.items()},
    )


def _expected(claims: list[Claim], day: int) -> tuple[Any, ...] | None:
    verdict = judge(claims, day)
    if verdict is None:
        return None
    headline = verdict.headline
    return (
        headline.id,
        headline.value,
        verdict.status,
        verdict.certain,
        verdict.alternatives,
        (headline.start_lo, headline.start_hi),
        headline.vouched,
        verdict.origins,
        verdict.mentions,
        verdict.displaced,
        sorted(claim.id for claim in verdict.active),
        sorted(claim.id for claim in verdict.against),
        verdict.lost,
    )


def word(id: int, value: str, published: int, start: int, **more: Any) -> Claim:
    """A plain change, days from FIRST on."""
    days = {name: FIRST + day for name, day in more.items() if type(day) is int}
    others = {name: said for name, said in more.items() if name not in days}
    changed = {"start_hi": FIRST + start, "vouched": days.get("start_hi", FIRST + start), **days}
    return Claim(
        id=str(UUID(int=id)),
        position=id,
        report="r1",
        slot=SLOT,
        value=value,
        origin="a",
        path=("a",),
        reliability=3,
        published=FIRST + published,
        start_lo=FIRST + start,
        start_hi=0,
        end_lo=OPEN,
        end_hi=OPEN,
        vouched=0,
        speaks=days.get("vouched", FIRST + start),
        relayed=False,
        against=False,
        even=False,
        projection=False,
    )._replace(**{**changed, **others})


NEWER_GIVES_WAY = [
    word(1, "high", 9, 0, vouched=10),
    word(2, "reduced", 10, 5),
    word(3, "calibrated", 8, 6, vouched=10),
]
"""The first speaks for as long as the last, which is older, but gives way to the second."""
SEEN_LONG_AGO = [
    word(1, "high", 10, 2),
    word(2, "calibrated", 5, 0, start_hi=4, speaks=0),
    word(3, "reduced", 0, 3, origin="b", path=("b",), projection=True),
]
"""The second, an older word, has seen what came of the forecast; the first has not."""
DOUBTFUL_AND_OLDER = [
    word(1, "high", 10, 4, even=True, vouched=9),
    word(2, "calibrated", 9, 3, vouched=8),
]
"""What is likely as not is the latest word, but only perhaps."""
FIRST_SAID_OUT_OF_SIGHT = [
    word(15, "reduced", 2, 0),
    word(2, "reduced", 9, 0, relayed=True, path=("paper", "a")),
    word(3, "high", 5, 0),
]
"""Where the first is not recorded yet, the second is newer than the third."""
ONE_OF_THE_SAME_DAY = [
    *(word(n, "high", 10, 0, vouched=7, report=f"r{n}") for n in (1, 2, 3)),
    word(4, "reduced", 9, 1, vouched=9),
    word(5, "calibrated", 9, 4),
]
"""The fourth speaks for the latest day, but gives way to the fifth, which comes after it."""
LATER_BUT_OLDER = [
    word(1, "high", 9, 0, vouched=5),
    word(2, "reduced", 8, 1),
    word(3, "calibrated", 7, 1, vouched=6),
]
"""The third, the oldest, speaks for the latest day; the second does not even for the first's."""
DENIED_FOR_LONG = [
    word(1, "high", 2, 2, vouched=3),
    word(2, "high", 5, 0, vouched=4, end_hi=10, against=True),
    word(3, "high", 6, 0, vouched=1, end_hi=10, against=True),
]
"""The newer denial is vouched for until before the word begins, the older one for longer."""
RELAYS_IN_ANOTHER_ORDER = [
    word(15, "high", 1, 0),
    word(1, "high", 4, 0, vouched=9, relayed=True, path=("paper", "a")),
    word(2, "calibrated", 6, 1),
    word(3, "reduced", 3, 1, vouched=8),
]
"""Where the first is out of sight, the second stands between the third, which makes it give way,
and the last, which is the latest word."""
BEGINS_WITH_ANOTHER = [
    word(1, "high", 9, 5),
    word(2, "reduced", 8, 3),
    word(3, "high", 7, 3, vouched=10),
]
"""The last, which speaks for the latest day, begins with the second, not before it."""
TAKEN_BACK_MEANWHILE = [
    word(1, "high", 5, 6),
    word(2, "reduced", 4, 5),
    word(3, "reduced", 3, 4, vouched=10),
    word(4, "high", 8, 6, end_hi=10, against=True),
]
"""The first, which is denied by now, does not make the third give way."""
OLDER_THAN_WHAT_THEY_ARE_TAKEN_IN_BEFORE = [
    word(1, "high", 0, 5),
    word(2, "high", 6, 5, relayed=True, path=("paper", "a")),
    word(3, "reduced", 0, 3),
    word(4, "reduced", 6, 3, relayed=True, path=("paper", "a")),
    word(5, "calibrated", 9, 2),
    word(6, "calibrated", 7, 2, vouched=10),
    word(15, "high", 3, 0),
]
"""The relays begin later than the sixth, but make nothing give way: they are of older words."""


@pytest.mark.parametrize("width", [1, 2, 4])
@pytest.mark.parametrize(
    "claims",
    [
        NEWER_GIVES_WAY,
        SEEN_LONG_AGO,
        DOUBTFUL_AND_OLDER,
        FIRST_SAID_OUT_OF_SIGHT,
        ONE_OF_THE_SAME_DAY,
        LATER_BUT_OLDER,
        DENIED_FOR_LONG,
        RELAYS_IN_ANOTHER_ORDER,
        BEGINS_WITH_ANOTHER,
        TAKEN_BACK_MEANWHILE,
        OLDER_THAN_WHAT_THEY_ARE_TAKEN_IN_BEFORE,
    ],
)
def test_older_words_are_looked_at_where_they_matter(
    claims: list[Claim], width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("projections.asof.layout.WIDTH", width)
    day = FIRST + 10
    for position in (10, 20):
        seen = [claim for claim in claims if claim.position <= position]
        found = _found(layout_of(claims), day, OPEN, position, set())
        expected = _expected(seen, day)
        assert found == ({SLOT: expected} if expected else {})
