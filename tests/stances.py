"""Stances as objects, for comparison: answers are written from the columns of tables."""

from collections.abc import Iterator
from typing import NamedTuple

from domain.claims import Slot
from domain.vocabulary import Value
from projections.asof.kernel import states
from projections.asof.layout import Layout
from projections.asof.table import Table
from projections.asof.verdicts import STATUSES, Displaced, alternatives, compared, displaced
from projections.books import Book
from projections.posture import Question, judged, why_lost


class Stance(NamedTuple):
    """The stance of one slot; facts by their rows in the layout."""

    place: int
    slot: Slot
    headline: int
    value: Value
    status: str
    certain: bool
    alternatives: tuple[str, ...]
    since: tuple[int, int]
    vouched: int
    origins: int
    mentions: int
    displaced: Displaced
    active: tuple[int, ...]
    """By fact id."""
    against: tuple[int, ...]
    """By fact id."""
    lost: dict[int, str] = {}  # noqa: RUF012 - never written to
    """With ``evidence=all``: row to the reason why it lost, withdrawn ones among them."""


def stances_of(book: Book, question: Question, *, lost: bool = False) -> list[Stance]:
    """All stances of the actor in the order of section 7, with their facts.

    ``lost`` tells what is possibly in force and not active, and why.
    """
    layout = book.layout
    if layout is None:
        return []
    table = judged(book, layout, question, lost=lost)
    found = list(stances(layout, table))
    if not lost:
        return found
    every = why_lost(book, layout, question, table)
    return [stance._replace(lost=why) for stance, why in zip(found, every, strict=True)]


def stances(layout: Layout, table: Table) -> Iterator[Stance]:
    """The stances one by one, without what lost."""
    return (stance(layout, table, number) for number in range(len(table.places)))


def stance(layout: Layout, table: Table, number: int) -> Stance:
    """One of the stances, without what lost."""
    words, place, code = layout.words, table.places[number], table.statuses[number]
    return Stance(
        place=place,
        slot=layout.slots[place],
        headline=table.headlines[number],
        value=words.values.words[table.values[number]][1],
        status=STATUSES[code] if code != states.NUMBERS else compared(layout, table, number),
        certain=bool(table.certain[number]),
        alternatives=alternatives(words, table.alternatives[number]),
        since=(table.earliest[number], table.latest[number]),
        vouched=table.vouched[number],
        origins=table.origins[number],
        mentions=table.mentions[number],
        displaced=displaced(words, table.displaced[number]),
        active=tuple(table.active[number]),
        against=tuple(table.against[number]),
    )
