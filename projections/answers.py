"""Answers as JSON values: stances and their evidence in the shape of SEMANTICS section 7."""

from collections.abc import Callable, Iterable
from typing import Any

from domain import edtf
from domain.claims import Claim
from domain.days import iso
from domain.vocabulary import Value
from projections.diff import Change
from projections.posture import Evidence, Stance

Bodies = Callable[[Iterable[int]], dict[int, dict[str, Any]]]
"""Fact positions to their stored bodies."""


def value_fields(value: Value) -> dict[str, Any]:
    """``value``, with its ``comparator`` beside it where it is a number of personnel."""
    if isinstance(value, tuple):
        return {"value": value[1], "comparator": value[0]}
    return {"value": value}


def stance_answer(
    stance: Stance, day: int, evidence: list[Any], against: list[Any]
) -> dict[str, Any]:
    """One stance."""
    verdict, headline = stance.verdict, stance.verdict.headline
    return {
        "aspect": stance.slot.aspect,
        "toward": stance.slot.toward,
        "subject": stance.slot.subject,
        **value_fields(headline.value),
        "status": verdict.status,
        "certainty": "certain" if verdict.certain else "possible",
        "alternatives": list(verdict.alternatives),
        "since": {"earliest": iso(headline.start_lo), "latest": iso(headline.start_hi)},
        "vouched_through": iso(headline.vouched),
        "stale_days": max(0, day - headline.vouched),
        "origins": verdict.origins,
        "mentions": verdict.mentions,
        "displaced": [
            {**value_fields(value), "origins": list(origins)}
            for value, origins in verdict.displaced
        ],
        "against": against,
        "evidence": evidence,
    }


def wanted(stances: Iterable[Stance], evidence: Evidence) -> set[int]:
    """Positions of the facts whose words the answer shows."""
    if evidence == "none":
        return set()
    return {
        claim.position
        for stance in stances
        for claim in (
            *stance.verdict.active,
            *stance.verdict.against,
            *(_losers(stance) if evidence == "all" else ()),
        )
    }


def _losers(stance: Stance) -> list[Claim]:
    lost = [stance.claims[id] for id in stance.verdict.lost]
    return lost + [claim for claim, _ in stance.withdrawn.values()]


def evidence_lists(
    stance: Stance, evidence: Evidence, bodies: dict[int, dict[str, Any]]
) -> tuple[list[Any], list[Any]]:
    """(evidence, against): active facts first, then by id."""
    if evidence == "none":
        return [], []
    verdict = stance.verdict
    shown_against = [
        entry(claim, bodies[claim.position], "against")
        for claim in sorted(verdict.against, key=lambda claim: claim.id)
    ]
    found = [
        entry(claim, bodies[claim.position], None)
        for claim in sorted(verdict.active, key=lambda claim: claim.id)
    ]
    if evidence == "all":
        reasons = verdict.lost | {id: why for id, (_, why) in stance.withdrawn.items()}
        found += [
            entry(claim, bodies[claim.position], reasons[claim.id])
            for claim in sorted(_losers(stance), key=lambda claim: claim.id)
        ]
    return found, shown_against


def entry(claim: Claim, body: dict[str, Any], lost: str | None) -> dict[str, Any]:
    """One fact as evidence for or against a stance."""
    return {
        "id": claim.id,
        "type": body["type"],
        **value_fields(claim.value),
        "active": lost is None,
        "lost": lost,
        "origin": claim.origin,
        "attribution": body.get("attribution", []),
        "report": claim.report,
        "published": iso(claim.published),
        "occurred": body["occurred"],
        "start": [iso(claim.start_lo), iso(claim.start_hi)],
        "end": [iso(claim.end_lo), iso(claim.end_hi)],
        "vouched_through": iso(claim.vouched),
        "projection": claim.projection,
        "likelihood": body.get("likelihood"),
        "confidence": body.get("confidence"),
        "credibility": body.get("credibility"),
        "mode": body.get("mode"),
        "quote": body["quote"],
        "position": claim.position,
        **marks(body),
    }


def marks(body: dict[str, Any]) -> dict[str, bool]:
    """What is only said where it is so: a denial, and the qualifiers of the written date."""
    span = edtf.parse(body["occurred"])
    said = {
        "denied": bool(body.get("denied")),
        "approximate": span.approximate,
        "uncertain": span.uncertain,
    }
    return {mark: True for mark, is_so in said.items() if is_so}


def change_answer(change: Change, bodies: dict[int, dict[str, Any]]) -> dict[str, Any]:
    """One changed slot of a diff."""
    return {
        "aspect": change.slot.aspect,
        "toward": change.slot.toward,
        "subject": change.slot.subject,
        "cause": change.cause,
        "before": _side(change.before, change.day_before, bodies),
        "after": _side(change.after, change.day_after, bodies),
        "facts": list(change.facts),
    }


def _side(
    stance: Stance | None, day: int, bodies: dict[int, dict[str, Any]]
) -> dict[str, Any] | None:
    if stance is None:
        return None
    return stance_answer(stance, day, *evidence_lists(stance, "active", bodies))
