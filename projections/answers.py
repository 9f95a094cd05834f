"""Stances and changes as JSON, in the shape of SEMANTICS section 7.

A stance is written as text at once: an answer may have tens of thousands of them, and most of
their parts come again and again.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson

from domain.claims import Slot
from domain.days import iso
from domain.vocabulary import Value
from projections.asof.verdicts import Displaced, Stance
from projections.diff import Change
from projections.values import value_fields

Shown = tuple[str, str]
"""(evidence, against) of a stance: JSON arrays."""
NOTHING: Shown = ("[]", "[]")


def stance_text(stance: Stance, day: int, shown: Shown) -> str:
    """One stance as a JSON object."""
    stale = day - stance.vouched
    return (
        f'{_slot(stance.slot)}{_value(stance.value)},"status":"{stance.status}"'
        f',"certainty":{_CERTAINTY[stance.certain]}'
        f',"alternatives":{_json(stance.alternatives) if stance.alternatives else "[]"}'
        f',"since":{{"earliest":{_day(stance.since[0])},"latest":{_day(stance.since[1])}}}'
        f',"vouched_through":{_day(stance.vouched)},"stale_days":{stale if stale > 0 else 0}'
        f',"origins":{stance.origins},"mentions":{stance.mentions}'
        f',"displaced":{_displaced(stance.displaced) if stance.displaced else "[]"}'
        f',"against":{shown[1]},"evidence":{shown[0]}}}'
    )


def array(texts: Sequence[str]) -> str:
    """JSON texts as a JSON array."""
    return f"[{','.join(texts)}]" if texts else "[]"


_CERTAINTY = {True: '"certain"', False: '"possible"'}


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


@lru_cache(maxsize=65_536)
def _day(day: int) -> str:
    return _json(iso(day))


@lru_cache(maxsize=65_536)
def _slot(slot: Slot) -> str:
    """The opening of a stance."""
    return _json(slot._asdict())[:-1] + ","


@lru_cache(maxsize=4096)
def _value(value: Value) -> str:
    return _json(value_fields(value))[1:-1]


@lru_cache(maxsize=4096)
def _displaced(displaced: Displaced) -> str:
    return _json([{**value_fields(value), "origins": origins} for value, origins in displaced])


def change_answer(
    change: Change,
    before: str | None,
    after: str | None,
    headlines: dict[int, str],
) -> dict[str, Any]:
    """One changed slot of a diff; ``headlines`` by the position of the fact."""
    return {
        "aspect": change.slot.aspect,
        "toward": change.slot.toward,
        "subject": change.slot.subject,
        "cause": change.cause,
        "before": before and orjson.Fragment(before),
        "after": after and orjson.Fragment(after),
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
