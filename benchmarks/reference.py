"""The answers a benchmark gives are compared with the domain's own fold over all claims."""

from typing import Any

from sqlalchemy import select

from domain.claims import Claim, Slot
from domain.days import iso
from domain.posture import judge
from projections.posture import Question
from projections.reader import Reader
from projections.rows import claim_of
from projections.values import value_fields


def check(reader: Reader, actor: str, question: Question, answer: dict[str, Any]) -> None:
    """Raise where the answer is not what ``domain.posture.judge`` says."""
    wanted = _folded(reader, actor, question)
    found = [_summary(stance) for stance in answer["stances"]]
    if found != wanted:
        raise AssertionError(f"{actor} at {question} is answered wrongly")


def _folded(reader: Reader, actor: str, question: Question) -> list[dict[str, Any]]:
    slots: dict[Slot, list[Claim]] = {}
    for claim in _claims(reader, actor):
        if claim.published <= question.at.known_by and claim.position <= _last(question):
            slots.setdefault(claim.slot, []).append(claim)
    day = question.at.as_of
    return [
        _verdict(slot, verdict)
        for slot in sorted(slots, key=Slot.order)
        if (verdict := judge(slots[slot], day)) is not None
    ]


def _last(question: Question) -> float:
    last = question.at.recorded_by
    return last if isinstance(last, int) else float("inf")


def _claims(reader: Reader, actor: str) -> list[Claim]:
    with reader.store.reading() as snapshot:
        table = snapshot.tables.claim
        rows = snapshot.connection.execute(select(table).where(table.c.actor == actor))
        return [claim_of(row) for row in rows]


def _verdict(slot: Slot, verdict: Any) -> dict[str, Any]:
    return {
        **slot._asdict(),
        **value_fields(verdict.headline.value),
        "status": verdict.status,
        "certainty": "certain" if verdict.certain else "possible",
        "alternatives": list(verdict.alternatives),
        "since": iso(verdict.headline.start_lo),
        "origins": verdict.origins,
        "mentions": verdict.mentions,
        "displaced": len(verdict.displaced),
        "evidence": sorted(claim.id for claim in verdict.active),
        "against": sorted(claim.id for claim in verdict.against),
    }


def _summary(stance: dict[str, Any]) -> dict[str, Any]:
    return {
        **{
            key: stance[key]
            for key in ("aspect", "toward", "subject", "value", "comparator")
            if key in stance
        },
        **{key: stance[key] for key in ("status", "certainty", "alternatives")},
        "since": stance["since"]["earliest"],
        **{key: stance[key] for key in ("origins", "mentions")},
        "displaced": len(stance["displaced"]),
        "evidence": [entry["id"] for entry in stance["evidence"]],
        "against": [entry["id"] for entry in stance["against"]],
    }
