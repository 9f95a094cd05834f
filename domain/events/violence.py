"""How much violence an actor uses, and toward whom."""

from typing import Any, ClassVar, Literal

from domain.events.base import Actors, Fact
from domain.words import Slug, Text


class _ViolenceFact(Fact):
    actor: Slug
    toward: Actors = ()
    """Targets; empty for violence toward nobody in particular."""
    aspect: ClassVar = "violence"


def _example(words: str, occurred: str = "2020-02-29/..") -> dict[str, Any]:
    return {
        "report": "heart-of-asia-2020-07-01",
        "attribution": ["us-dod"],
        "actor": "taliban",
        "toward": ["andsf"],
        "occurred": occurred,
        "quote": {"exact": words},
    }


class ViolenceCalibrated(_ViolenceFact):
    """Violence is held at a level chosen for a purpose."""

    type: Literal["violence_calibrated"]
    bounds: Text | None = None
    """What limits it, in the source's words."""
    purpose: Text | None = None
    value: ClassVar = "calibrated"
    says: ClassVar = "Violence by {actor}{toward} is calibrated"
    example: ClassVar[dict[str, Any]] = _example("calibrating its use of violence") | {
        "purpose": "to encourage a US troop withdrawal"
    }


class ViolenceReduced(_ViolenceFact):
    """Violence went down."""

    type: Literal["violence_reduced"]
    value: ClassVar = "reduced"
    says: ClassVar = "Violence by {actor}{toward} is reduced"
    example: ClassVar[dict[str, Any]] = _example("has reduced violence")


class ViolenceLimited(_ViolenceFact):
    """Violence is kept small."""

    type: Literal["violence_limited"]
    value: ClassVar = "limited"
    says: ClassVar = "Violence by {actor}{toward} is limited"
    example: ClassVar[dict[str, Any]] = _example("limited violence", "2020-01-01/2020-03-31")


class ViolenceSustained(_ViolenceFact):
    """Violence goes on as before."""

    type: Literal["violence_sustained"]
    value: ClassVar = "sustained"
    says: ClassVar = "Violence by {actor}{toward} is sustained"
    example: ClassVar[dict[str, Any]] = _example("violence continued")


class ViolenceHigh(_ViolenceFact):
    """Violence is at a high level."""

    type: Literal["violence_high"]
    value: ClassVar = "high"
    says: ClassVar = "Violence by {actor}{toward} is high"
    example: ClassVar[dict[str, Any]] = _example(
        "violence continued at high levels", "2020-02-22/2020-02-28"
    )


class ViolenceIncreased(_ViolenceFact):
    """Violence went up."""

    type: Literal["violence_increased"]
    value: ClassVar = "increased"
    says: ClassVar = "Violence by {actor}{toward} is increased"
    example: ClassVar[dict[str, Any]] = _example("increased attacks", "2020-01-01/2020-03-31")


class ViolenceCeased(_ViolenceFact):
    """Violence stopped."""

    type: Literal["violence_ceased"]
    value: ClassVar = "ceased"
    says: ClassVar = "Violence by {actor}{toward} has ceased"
    example: ClassVar[dict[str, Any]] = _example("conducted no attacks", "2020-04/2020-06")


class OffensiveOperationsDecreased(_ViolenceFact):
    """Offensive operations became fewer: violence is reduced."""

    type: Literal["offensive_operations_decreased"]
    value: ClassVar = "reduced"
    says: ClassVar = "Offensive operations by {actor}{toward} decrease"
    example: ClassVar[dict[str, Any]] = _example(
        "offensive operations briefly decreased", "2020-02-22/2020-02-28"
    )


class OffensiveOperationsContinued(_ViolenceFact):
    """Offensive operations went on: violence is sustained."""

    type: Literal["offensive_operations_continued"]
    value: ClassVar = "sustained"
    says: ClassVar = "Offensive operations by {actor}{toward} continue"
    example: ClassVar[dict[str, Any]] = _example("has continued its offensive operations")


class OffensiveOperationsIncreased(_ViolenceFact):
    """Offensive operations became more: violence is increased."""

    type: Literal["offensive_operations_increased"]
    value: ClassVar = "increased"
    says: ClassVar = "Offensive operations by {actor}{toward} increase"
    example: ClassVar[dict[str, Any]] = _example("operations increased", "2020-03/2020-04")


class OffensiveOperationsPaused(_ViolenceFact):
    """Offensive operations stopped for a time: violence is ceased."""

    type: Literal["offensive_operations_paused"]
    value: ClassVar = "ceased"
    says: ClassVar = "Offensive operations by {actor}{toward} pause"
    example: ClassVar[dict[str, Any]] = _example(
        "paused operations for Eid", "2020-05-24/2020-05-26"
    )
