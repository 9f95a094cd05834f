"""Stances and changes as JSON values, in the shape of SEMANTICS section 7."""

from typing import Any

from domain.days import iso
from projections.asof.verdicts import Stance
from projections.diff import Change
from projections.values import value_fields

Shown = tuple[list[Any], list[Any]]
"""(evidence, against) of a stance, ready to send."""


def stance_answer(stance: Stance, day: int, shown: Shown) -> dict[str, Any]:
    """One stance."""
    slot = stance.slot
    return {
        "aspect": slot.aspect,
        "toward": slot.toward,
        "subject": slot.subject,
        **value_fields(stance.value),
        "status": stance.status,
        "certainty": "certain" if stance.certain else "possible",
        "alternatives": stance.alternatives,
        "since": {"earliest": iso(stance.since[0]), "latest": iso(stance.since[1])},
        "vouched_through": iso(stance.vouched),
        "stale_days": max(0, day - stance.vouched),
        "origins": stance.origins,
        "mentions": stance.mentions,
        "displaced": [
            {**value_fields(value), "origins": origins} for value, origins in stance.displaced
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
