"""Stances with their evidence, ready to send: one actor's, everybody's, and what changed."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Any

import orjson
from sqlalchemy import select

from domain.events import revive_fact
from projections import answers
from projections.answers import Shown
from projections.asof.layout import Layout
from projections.books import Book
from projections.diff import Change, diff
from projections.encoded import Encoded
from projections.evidence import Carriers, evidence_of
from projections.facts import bodies_at
from projections.posture import Evidence, Question, judged, why_lost
from projections.shelf import Several, Shelf, revisions_after
from projections.store import Snapshot

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
    ) -> orjson.Fragment:
        """The stances of one actor as answers."""
        with self._shelf.open(snapshot, actor) as book:
            _, texts = self._texts(snapshot, book, question, evidence)
        return orjson.Fragment(answers.array(texts))

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
        places, texts = self._texts(snapshot, several.book, question, evidence)
        begin = 0
        for actor, end_of_slots in several.actors:
            end = bisect_left(places, end_of_slots, begin)
            if end > begin:
                yield {
                    "actor": actor,
                    "stances": orjson.Fragment(answers.array(texts[begin:end])),
                }
            begin = end

    def _texts(
        self, snapshot: Snapshot, book: Book, question: Question, evidence: Evidence
    ) -> tuple[Sequence[int], list[str]]:
        """(The number of each slot that has a stance, the stances as answers)."""
        layout = book.layout
        if layout is None:
            return [], []
        table = judged(book, layout, question, facts=evidence != "none", lost=evidence == "all")
        shown: Iterable[Shown] = repeat(answers.NOTHING)
        if evidence != "none":
            lost = why_lost(book, layout, question, table) if evidence == "all" else None
            facts = Carriers(table.active, table.against, lost)
            shown = evidence_of(snapshot, layout, self._encoded, facts)
        return table.places, answers.table_texts(table, layout, question.at.as_of, shown)

    def changes(
        self, snapshot: Snapshot, actor: str, start: Question, end: Question
    ) -> list[Answer]:
        """What changed between two points, with its causes."""
        with self._shelf.open(snapshot, actor) as book:
            if book.layout is None:
                return []
            found = list(diff(book, start, end, _corrections(snapshot)))
            return self._changes(snapshot, book.layout, found)

    def _changes(self, snapshot: Snapshot, layout: Layout, changes: list[Change]) -> list[Answer]:
        """Changes with both their sides and what they rest on."""
        sides = [
            (stance, day)
            for change in changes
            for stance, day in (
                (change.before, change.day_before),
                (change.after, change.day_after),
            )
        ]
        stances = [stance for stance, _ in sides if stance]
        facts = Carriers([s.active for s in stances], [s.against for s in stances])
        shown = iter(evidence_of(snapshot, layout, self._encoded, facts))
        ready = [
            answers.stance_text(stance, day, next(shown)) if stance else None
            for stance, day in sides
        ]
        positions = {claim.position for change in changes for claim, _ in change.because}
        headlines = {
            position: revive_fact(body).headline(snapshot.registry.name)
            for position, body in bodies_at(snapshot.connection, positions).items()
        }
        return [
            answers.change_answer(change, before, after, headlines)
            for change, before, after in zip(changes, ready[::2], ready[1::2], strict=True)
        ]


def _corrections(snapshot: Snapshot) -> Callable[[int], bool]:
    """Whether the event at a position is a correction."""

    def corrects(position: int) -> bool:
        event = snapshot.tables.event
        kind = snapshot.connection.scalar(select(event.c.type).where(event.c.position == position))
        return bool(kind == "fact_corrected")

    return corrects
