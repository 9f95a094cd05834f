"""The domain's fold, and the walk of the read model, find what the oracle finds.

On thousands of slots, from posted fields to the verdict, without a database or a door.
"""

from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.claims import Claim, Slot
from domain.days import OPEN, iso
from domain.decide import KnownReport
from domain.events.base import posted
from domain.posture import Verdict, judge
from domain.validation import validate_fact
from domain.vocabulary import Value
from projections.judgement import SlotIndex
from projections.registry import known_report
from projections.rows import claim_of, claim_rows, dated
from projections.tables import tables
from tests.histories import batches, days
from tests.oracle import Oracle
from tests.oracle_dates import ordinal
from tests.world import REPORTS, SOURCES, Json

COLUMNS = tables(0).claim.columns.keys()
REGISTERED: list[Json] = [{"kind": "source", "body": body} for body in SOURCES]
REGISTERED += [{"kind": "report", "body": body} for body in REPORTS]


class Registered:
    """What is registered in the world of the histories (``projections.rows.Registry``)."""

    def report(self, report: str) -> KnownReport:
        return known_report(next(body for body in REPORTS if body["id"] == report))

    def reliability(self, source: str) -> str | None:
        return next(body.get("reliability") for body in SOURCES if body["id"] == source)


@given(batches(), st.lists(days, min_size=1, max_size=4, unique=True))
@settings(max_examples=20 * settings().max_examples)
def test_fold_and_walk_are_the_oracle(batch: list[Json], ask: list[str]) -> None:
    facts = {(fact := posted(validate_fact(body))).id: (fact, body) for body in batch}
    log: list[Json] = [
        {"kind": "fact", "body": {**body, "id": id}} for id, (_, body) in facts.items()
    ]
    oracle = Oracle([*REGISTERED, *log])
    slots = claims([entry["body"] for entry in log])
    for day in map(ordinal, ask):
        expected = oracle.posture("a", day)
        assert [found for slot in slots if (found := folded(slots[slot], slot, day))] == expected
        for stance in expected:
            stance["lost"] = {}
        assert [found for slot in slots if (found := walked(slots[slot], slot, day))] == expected


def claims(bodies: list[Json]) -> dict[Slot, list[Claim]]:
    """What the facts say of actor ``a``, by slot, in the order of answers."""
    found: dict[Slot, list[Claim]] = {}
    for position, body in enumerate(bodies):
        for row in claim_rows(dated(body, position, Registered()), Registered()):
            claim = claim_of(SimpleNamespace(**dict(zip(COLUMNS, row, strict=True))))
            if row[0] == "a":
                found.setdefault(claim.slot, []).append(claim)
    return {slot: found[slot] for slot in sorted(found, key=Slot.order)}


def folded(visible: list[Claim], slot: Slot, day: int) -> Json | None:
    verdict = judge(visible, day)
    return as_expected(verdict, slot, day) if verdict else None


def walked(visible: list[Claim], slot: Slot, day: int) -> Json | None:
    verdict = SlotIndex(visible).judge(day, OPEN, lambda _: True, plain=True)
    return as_expected(verdict, slot, day) if verdict else None


def as_expected(verdict: Verdict, slot: Slot, day: int) -> Json:
    """A verdict in the shape of the oracle's answers."""
    headline = verdict.headline
    return {
        "actor": "a",
        **slot._asdict(),
        **shown(headline.value),
        "status": verdict.status,
        "certainty": "certain" if verdict.certain else "possible",
        "alternatives": list(verdict.alternatives),
        "since": {"earliest": iso(headline.start_lo), "latest": iso(headline.start_hi)},
        "vouched_through": iso(headline.vouched),
        "stale_days": max(0, day - headline.vouched),
        "origins": verdict.origins,
        "mentions": verdict.mentions,
        "displaced": [{**shown(value), "origins": list(o)} for value, o in verdict.displaced],
        "against": sorted(claim.id for claim in verdict.against),
        "active": sorted(claim.id for claim in verdict.active),
        "lost": verdict.lost,
    }


def shown(value: Value) -> dict[str, Any]:
    if isinstance(value, str):
        return {"value": value}
    return {"value": value[1], "comparator": value[0]}
