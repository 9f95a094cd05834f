"""Stances with their evidence, ready to send: one actor's, everybody's, and what changed."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
from sqlalchemy import select

from domain.events import revive_fact
from projections import answers
from projections.answers import Shown
from projections.asof.verdicts import Stance
from projections.books import Book
from projections.diff import Change, diff
from projections.encoded import Encoded
from projections.evidence import evidence_of
from projections.facts import bodies_at
from projections.posture import Evidence, Question, bare, posture
from projections.shelf import Revision, Shelf, revisions_after
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
            texts = [text for _, text in self._texts(snapshot, book, question, evidence)]
        return orjson.Fragment(answers.array(texts))

    def everybody(
        self, snapshot: Snapshot, question: Question, evidence: Evidence, limit: int, last: str
    ) -> tuple[list[Answer], bool]:
        """(Up to ``limit`` actors after ``last`` with their stances, whether there are more)."""
        waiting = revisions_after(snapshot, last)
        found: dict[str, list[str]] = {}
        while waiting and len(found) <= limit:
            done = self._portion(snapshot, waiting[:PORTION], question, evidence, found)
            waiting = waiting[done:]
        items: list[Answer] = [
            {"actor": actor, "stances": orjson.Fragment(answers.array(own))}
            for actor, own in found.items()
        ]
        return items[:limit], len(items) > limit

    def _portion(
        self,
        snapshot: Snapshot,
        portion: list[Revision],
        question: Question,
        evidence: Evidence,
        found: dict[str, list[str]],
    ) -> int:
        """Stances of the first of these actors, by actor; returns how many were looked at."""
        several = self._shelf.several(snapshot, portion)
        for place, text in self._texts(snapshot, several.book, question, evidence):
            found.setdefault(several.actors[place], []).append(text)
        return len(several.revisions)

    def _texts(
        self, snapshot: Snapshot, book: Book, question: Question, evidence: Evidence
    ) -> Iterator[tuple[int, str]]:
        """The number of each slot that has a stance, and the stance as an answer."""
        if evidence == "none":
            return bare_texts(book, question)
        found = list(posture(book, question, lost=evidence == "all"))
        shown = self._shown(snapshot, book, found, evidence)
        day = question.at.as_of
        return (
            (stance.place, answers.stance_text(stance, day, pair))
            for stance, pair in zip(found, shown, strict=True)
        )

    def _shown(
        self, snapshot: Snapshot, book: Book, stances: list[Stance], evidence: Evidence
    ) -> list[Shown]:
        if book.layout is None:
            return []
        return evidence_of(snapshot, book.layout, self._encoded, stances, evidence)

    def changes(
        self, snapshot: Snapshot, actor: str, start: Question, end: Question
    ) -> list[Answer]:
        """What changed between two points, with its causes."""
        with self._shelf.open(snapshot, actor) as book:
            found = list(diff(book, start, end, _corrections(snapshot)))
            return self._changes(snapshot, book, found)

    def _changes(self, snapshot: Snapshot, book: Book, changes: list[Change]) -> list[Answer]:
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
        shown = iter(self._shown(snapshot, book, stances, "active"))
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


def bare_texts(book: Book, question: Question) -> Iterator[tuple[int, str]]:
    """The number of each slot that has a stance, and the stance as an answer without facts."""
    table, folded = bare(book, question)
    if book.layout is None:
        return iter(())
    day = question.at.as_of
    found = zip(table.places, answers.table_texts(table, book.layout, day), strict=True)
    if not folded:
        return found
    others = ((s.place, answers.stance_text(s, day, answers.NOTHING)) for s in folded)
    return iter(sorted([*found, *others]))


def _corrections(snapshot: Snapshot) -> Callable[[int], bool]:
    """Whether the event at a position is a correction."""

    def corrects(position: int) -> bool:
        event = snapshot.tables.event
        kind = snapshot.connection.scalar(select(event.c.type).where(event.c.position == position))
        return bool(kind == "fact_corrected")

    return corrects
