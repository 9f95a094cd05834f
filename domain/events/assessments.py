"""What sources judge of an actor: threat, capability, intent, and where it is safe."""

from typing import Any, ClassVar, Literal

from domain.events.base import Actors, Fact
from domain.words import Slug, Text

_RELAYED = {"report": "heart-of-asia-2020-07-01", "attribution": ["us-dod"]}


class ThreatAssessed(Fact):
    """How great a threat an actor is to others."""

    type: Literal["threat_assessed"]
    actor: Slug
    toward: Actors = ()
    level: Literal["none", "limited", "moderate", "significant", "greatest"]
    aspect: ClassVar = "threat"
    says: ClassVar = "Threat of {actor}{toward} is assessed as {level}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "aqis",
        "toward": ["us-forces"],
        "level": "greatest",
        "occurred": "2019-12-01/2020-05-31",
        "quote": {"exact": "poses the greatest threat to those elements"},
    }


class CapabilityAssessed(Fact):
    """What an actor is able to do."""

    type: Literal["capability_assessed"]
    actor: Slug
    capability: Text
    """What for: the subject of the stance."""
    level: Literal["lost", "degraded", "limited", "maintained", "growing"]
    toward: Actors = ()
    cause: Text | None = None
    aspect: ClassVar = "capability"
    subject_field: ClassVar = "capability"
    says: ClassVar = "Capability of {actor}{toward} is {level}: {capability}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "haqqani-network",
        "capability": "offensive operations",
        "level": "maintained",
        "toward": ["andsf", "coalition"],
        "likelihood": "very_likely",
        "occurred": "2019-12-01/2020-05-31",
        "quote": {"exact": "very likely maintain the capability"},
    }


class IntentAssessed(Fact):
    """What an actor wants to do."""

    type: Literal["intent_assessed"]
    actor: Slug
    intent: Text
    """What it wants: the subject of the stance."""
    level: Literal["renounced", "absent", "latent", "persistent", "stated", "imminent"]
    toward: Actors = ()
    purpose: Text | None = None
    aspect: ClassVar = "intent"
    subject_field: ClassVar = "intent"
    says: ClassVar = "Intent of {actor}{toward} is {level}: {intent}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "aqis",
        "intent": "attack US forces",
        "level": "persistent",
        "toward": ["us-forces"],
        "occurred": "2019-12-01/..",
        "quote": {"exact": "enduring interest"},
    }


class SafeHavenAssessed(Fact):
    """Whether an actor has a place where it is safe."""

    type: Literal["safe_haven_assessed"]
    actor: Slug
    place: Text
    level: Literal["denied", "disputed", "viable"]
    aspect: ClassVar = "safe_haven"
    subject_field: ClassVar = "place"
    says: ClassVar = "Safe haven of {actor} in {place} is {level}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "al-qaeda",
        "place": "afghanistan",
        "level": "viable",
        "occurred": "2020-07-01/..",
        "quote": {"exact": "its safe haven remains viable"},
    }


class PriorityStated(Fact):
    """What an actor puts first."""

    type: Literal["priority_stated"]
    actor: Slug
    priority: Text
    aspect: ClassVar = "priority"
    subject_field: ClassVar = "priority"
    says: ClassVar = "Priority of {actor}: {priority}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "al-qaeda-core",
        "priority": "survival",
        "occurred": "2019-12-01/2020-05-31",
        "quote": {"exact": "focus largely on survival"},
    }
    value: ClassVar = "stated"
