"""The domain's fold, and the columns of the read model, find what the oracle finds.

On thousands of slots, from posted fields to verdicts, without a database or a door.
"""

import json
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from domain.days import OPEN, iso
from domain.decide import KnownReport
from domain.events.base import posted
from domain.validation import validate_fact
from domain.vocabulary import RELIABILITY_RANK, Value
from projections import posture
from projections.answers import written
from projections.asof.facts import facts_of
from projections.asof.interning import Words
from projections.books import Book
from projections.coordinates import Coordinates
from projections.registry import known_report
from projections.rows import Path, body_rows
from tests.histories import Question, batches, questions
from tests.oracle import Oracle
from tests.oracle_dates import ordinal
from tests.stances import Stance, stances_of
from tests.world import AB, DAYS, REPORTS, SOURCES, Json

WORLD: list[Json] = [{"kind": "source", "body": body} for body in SOURCES]
WORLD += [{"kind": "report", "body": body} for body in REPORTS]


class Registered:
    """What is registered in the world of the histories (``projections.rows.Registry``)."""

    def report(self, report: str) -> KnownReport:
        return known_report(next(body for body in REPORTS if body["id"] == report))

    def path(self, sources: tuple[str, ...]) -> Path:
        letters = {body["id"]: body.get("reliability") for body in SOURCES}
        return " ".join(sources), min(
            RELIABILITY_RANK[letters[source] or "F"] for source in sources
        )


def seldom(type: str, report: str, occurred: str, **more: Any) -> Json:
    fact = {"type": type, "report": report, "occurred": occurred, **more}
    return {**AB, **fact, "quote": {"exact": "so it was"}}


@example(
    # What its own origin denies by now has not seen what came of a forecast.
    batch=[
        seldom("violence_high", "r1", DAYS[8]),
        seldom("offensive_operations_decreased", "r3", f"{DAYS[5]}/.."),
        seldom("offensive_operations_decreased", "r7", DAYS[6], denied=True),
    ],
    ask=[Question(DAYS[13])],
)
@given(batches(3), st.lists(questions, min_size=1, max_size=4, unique=True))
@settings(max_examples=40 * settings().max_examples)
def test_fold_and_columns_are_the_oracle(batch: list[Json], ask: list[Question]) -> None:
    facts = {posted(validate_fact(body)).id: body for body in batch}
    log = [*WORLD, *({"kind": "fact", "body": {**body, "id": id}} for id, body in facts.items())]
    oracle, book = Oracle(log), book_of(log)
    for question in ask:
        day = ordinal(question.as_of)
        known_by = ordinal(question.known_by) if question.known_by else OPEN
        position = max(0, len(log) - (question.back or 0))
        put = posture.Question(
            Coordinates(day, known_by), position, exclude_source=question.exclude_source
        )
        expected = oracle.posture("a", day, known_by, position, question.exclude_source)
        assert [answered(book, s, day) for s in stances_of(book, put, lost=True)] == expected
        for stance in expected:
            stance["lost"] = {}
        found = stances_of(book, put)
        assert [answered(book, stance, day) for stance in found] == expected
        # As it is written it is the same.
        assert read(book, put) == [in_short(stance) for stance in expected]


def read(book: Book, put: posture.Question) -> list[Json]:
    """The stances as the reader writes them, without facts, together and one by one."""
    if book.layout is None:
        return []
    table = posture.judged(book, book.layout, put)
    answer = written(table, book.layout, put.at.as_of)
    found: list[Json] = json.loads(answer.array(0, len(table.places)))
    assert [json.loads(text) for text in answer.each()] == found
    return found


def in_short(stance: Json) -> Json:
    """The oracle's stance without the facts."""
    said = {key: value for key, value in stance.items() if key not in ("actor", "active", "lost")}
    return {**said, "against": [], "evidence": []}


def book_of(log: list[Json]) -> Book:
    """What the facts say of actor ``a``."""
    book, words = Book(0, added=len(log)), Words()
    for position, entry in enumerate(log, 1):
        if entry["kind"] == "fact":
            claims = body_rows(entry["body"], position, Registered()).claims
            rows = [row for row in claims if row[0] == "a"]
            if rows:
                book.add(facts_of(rows, words), words)
    return book


def answered(book: Book, stance: Stance, day: int) -> Json:
    """A stance in the shape of the oracle's answers."""
    assert book.layout
    id = book.layout.id
    return {
        "actor": "a",
        **stance.slot._asdict(),
        **shown(stance.value),
        "status": stance.status,
        "certainty": "certain" if stance.certain else "possible",
        "alternatives": list(stance.alternatives),
        "since": {"earliest": iso(stance.since[0]), "latest": iso(stance.since[1])},
        "vouched_through": iso(stance.vouched),
        "stale_days": max(0, day - stance.vouched),
        "origins": stance.origins,
        "mentions": stance.mentions,
        "displaced": [{**shown(value), "origins": list(o)} for value, o in stance.displaced],
        "against": [id(row) for row in stance.against],
        "active": [id(row) for row in stance.active],
        "lost": {id(row): why for row, why in stance.lost.items()},
    }


def shown(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"value": value}
    return {"value": value[1], "comparator": value[0]}
