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
    slot, stand = stance.slot, stance.stand
    return {
        "aspect": slot.aspect,
        "toward": slot.toward,
        "subject": slot.subject,
        **value_fields(stand.value),
        "status": stand.status,
        "certainty": "certain" if stand.certain else "possible",
        "alternatives": stand.alternatives,
        "since": {"earliest": iso(stand.since[0]), "latest": iso(stand.since[1])},
        "vouched_through": iso(stand.vouched),
        "stale_days": max(0, day - stand.vouched),
        "origins": stand.origins,
        "mentions": stand.mentions,
        "displaced": [
            {**value_fields(value), "origins": origins} for value, origins in stand.displaced
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
