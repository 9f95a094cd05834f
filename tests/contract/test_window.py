"""A window of the timeline is what a plain look at every entry finds, a page at a time."""

import itertools
import random
from collections.abc import Iterator

import pytest

from domain.days import OPEN, day_of
from projections.store import Store
from projections.window import Entry, Key, Window, page_of
from tests import scenes

OCCURRED = (
    "2020-05-0{}",
    "2020-0{}",
    "2019-0{}/2020-04",
    "../2020-0{}",
    "202{}",
    "2025-0{}-01",
    "2024-0{}~/..",
    "197X",
    "2020-04-2{}/2020-06",
)
DAYS = (
    None,
    *map(
        day_of, ("1969-12-31", "1975-01-01", "2020-04-30", "2020-05-01", "2020-07-01", "2025-02-01")
    ),
)


@pytest.fixture
def filled(store: Store) -> Store:
    pick = random.Random(5)
    scenes.register(store)
    for number in range(120):
        occurred = pick.choice(OCCURRED).format(pick.randrange(1, 9))
        report = pick.choice(["un-1", "us-dod-1"])
        scenes.record(store, scenes.fact(number, report=report, occurred=occurred))
    return store


def _windows(head: int) -> Iterator[Window]:
    for first, last, known_by in itertools.product(DAYS, DAYS, DAYS):
        yield Window("taliban", head, known_by or OPEN, first, last)
    for first, pending in itertools.product(DAYS, (False, True)):
        yield Window("andsf", head // 2, day_of("2020-06-30"), first, pending=pending)


def test_a_window_leaves_out_what_is_outside_and_nothing_else(filled: Store) -> None:
    with filled.reading() as snapshot:
        all_of = {
            actor: page_of(snapshot, Window(actor, snapshot.head), None, 1000)
            for actor in ("taliban", "andsf")
        }
        assert {len(entries) for entries in all_of.values()} == {120}
        for window in _windows(snapshot.head):
            found: list[Entry] = []
            while entries := page_of(snapshot, window, _key(found), 7):
                found += entries
            expected = sorted((e for e in all_of[window.actor] if _inside(window, e)), key=_order)
            assert found == expected, window


def _inside(window: Window, entry: Entry) -> bool:
    return (
        entry.position <= window.position
        and (window.pending or entry.published <= window.known_by)
        and (window.first is None or entry.start_hi >= window.first)
        and (window.last is None or entry.start_lo <= window.last)
    )


def _order(entry: Entry) -> tuple[int, int, int, str]:
    return entry.start_lo, entry.start_hi, entry.published, entry.id


def _key(found: list[Entry]) -> Key | None:
    return found[-1].key if found else None
