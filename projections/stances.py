"""Stances with their evidence, ready to send: one actor's, everybody's, and what changed."""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import orjson
from sqlalchemy import select

from domain.events import revive_fact
from projections.answers import Written, change_answer, written
from projections.asof.layout import Layout
from projections.asof.table import Table, grouped
from projections.books import Book
from projections.diff import Change, Step, diff
from projections.encoded import Encoded
from projections.evidence import Carriers, evidence_of
from projections.facts import bodies_at
from projections.posture import Evidence, Question, judged, why_lost
from projections.shelf import Several, Shelf, revisions_after
from projections.snapshots import Snapshot

Answer = dict[str, Any]
PORTION = 250
"""Actors that are looked at together; the same for every page size, so that it can be kept."""


class Stances:
    """Answers from the books of a shelf."""

    def __init__(self, shelf: Shelf, encoded: Encoded) -> None:
        self._shelf = shelf
        self._encoded = encoded

    def of_one(
        self, snapshot: Snapshot, actor: str, question: Question, evidence: Evidence
    ) -> Written:
        """The stances of one actor."""
        with self._shelf.open(snapshot, actor) as book:
            return self._written(snapshot, book, question, evidence)[1]

    def everybody(
        self, snapshot: Snapshot, question: Question, evidence: Evidence, limit: int, last: str
    ) -> tuple[list[Answer], bool]:
        """(Up to ``limit`` actors after ``last`` with their stances, whether there are more)."""
        waiting = revisions_after(snapshot, last)
        items: list[Answer] = []
        while waiting and len(items) <= limit:
            several = self._shelf.several(snapshot, waiting[:PORTION])
            items += self._items(snapshot, several, question, evidence)
            waiting = waiting[len(several.revisions) :]
        return items[:limit], len(items) > limit

    def _items(
        self, snapshot: Snapshot, several: Several, question: Question, evidence: Evidence
    ) -> Iterator[Answer]:
        """Those of some actors who have a stance, with their stances."""
        places, texts = self._written(snapshot, several.book, question, evidence)
        begin = 0
        for actor, end_of_slots in several.actors:
            end = bisect_left(places, end_of_slots, begin)
            if end > begin:
                stances = texts.array(begin, end)
                yield {"actor": actor, "stances": orjson.Fragment(stances)}
            begin = end

    def _written(
        self, snapshot: Snapshot, book: Book, question: Question, evidence: Evidence
    ) -> tuple[Sequence[int], Written]:
        """(The number of each slot that has a stance, the stances as answers)."""
        layout = book.layout
        if layout is None:
            return [], Written([], [])
        table = judged(book, layout, question, facts=evidence != "none", lost=evidence == "all")
        shown = None
        if evidence != "none":
            lost = why_lost(book, layout, question, table) if evidence == "all" else None
            facts = Carriers(table.active, table.against, lost)
            shown = evidence_of(snapshot, layout, self._encoded, facts)
        return table.places, written(table, layout, question.at.as_of, shown)

    def changes(
        self, snapshot: Snapshot, actor: str, start: Question, end: Question
    ) -> list[Answer]:
        """What changed between two points, with its causes."""
        with self._shelf.open(snapshot, actor) as book:
            if book.layout is None:
                return []
            steps = list(diff(book, start, end, _corrections(snapshot)))
            return [answer for step in steps for answer in self._step(snapshot, book.layout, step)]

    def _step(self, snapshot: Snapshot, layout: Layout, step: Step) -> Iterator[Answer]:
        """Changes with both their sides and what they rest on."""
        olds = [change.before for change in step.changes]
        news = [change.after for change in step.changes]
        before = self._sides(snapshot, layout, step.before, olds, step.day_before)
        after = self._sides(snapshot, layout, step.after, news, step.day_after)
        headlines = self._headlines(snapshot, step.changes)
        for change, old, new in zip(step.changes, before, after, strict=True):
            yield change_answer(change, old, new, headlines)

    def _headlines(self, snapshot: Snapshot, changes: Sequence[Change]) -> dict[int, bytes]:
        """Fact position to its headline as JSON, of all that some changes rest on."""
        positions = [*{reason.position for change in changes for reason in change.because}]

        def make(places: list[int]) -> list[bytes]:
            bodies = bodies_at(snapshot.connection, [positions[place] for place in places])
            facts = (revive_fact(bodies[positions[place]]) for place in places)
            name = snapshot.registry.name
            return [orjson.dumps(fact.headline(name)) for fact in facts]

        generation = snapshot.checkpoint.generation
        texts = self._encoded.texts(generation, "headline", positions, make)
        return dict(zip(positions, texts, strict=True))

    def _sides(
        self,
        snapshot: Snapshot,
        layout: Layout,
        table: Table,
        numbers: Sequence[int | None],
        day: int,
    ) -> list[bytes | None]:
        """Stances with their facts, by their numbers; None for None."""
        there = [number for number in numbers if number is not None]
        active, against = (
            grouped(groups[n] for n in there) for groups in (table.active, table.against)
        )
        facts = Carriers(active, against)
        shown = evidence_of(snapshot, layout, self._encoded, facts)
        texts = iter(written(table, layout, day, shown, there).each())
        return [None if number is None else next(texts) for number in numbers]


def _corrections(snapshot: Snapshot) -> Callable[[int], bool]:
    """Whether the event at a position is a correction."""

    def corrects(position: int) -> bool:
        event = snapshot.tables.event
        kind = snapshot.connection.scalar(select(event.c.type).where(event.c.position == position))
        return bool(kind == "fact_corrected")

    return corrects
