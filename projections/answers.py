"""Stances and changes as JSON values, in the shape of SEMANTICS section 7."""

from typing import Any

from domain.days import iso
from projections.diff import Change
from projections.posture import Stance
from projections.values import value_fields

Shown = tuple[list[Any], list[Any]]
"""(evidence, against) of a stance, ready to send."""


def stance_answer(stance: Stance, day: int, shown: Shown) -> dict[str, Any]:
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
        "against": shown[1],
        "evidence": shown[0],
    }


def change_answer(
    change: Change,
    before: dict[str, Any] | None,
    after: dict[str, Any] | None,
    headlines: dict[int, str],
) -> dict[str, Any]:
    """One changed slot of a diff; ``headlines`` by the position of the fact."""
    return {
        "aspect": change.slot.aspect,
        "toward": change.slot.toward,
        "subject": change.slot.subject,
        "cause": change.cause,
        "before": before,
        "after": after,
        "facts": [claim.id for claim, _ in change.because],
        "because": [
            {
                "id": claim.id,
                "did": did,
                "headline": headlines[claim.position],
                "report": claim.report,
                "published": iso(claim.published),
            }
            for claim, did in change.because
        ],
    }
