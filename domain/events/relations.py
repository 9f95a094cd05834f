"""How actors stand to one another: ties, support, dependence, delegation, expectation."""

from typing import Any, ClassVar, Literal

from domain.events.base import Fact, Others
from domain.forms import Form, Spoken
from domain.words import Slug, Text

_RELAYED = {
    "report": "heart-of-asia-2020-07-01",
    "attribution": ["us-dod"],
    "occurred": "2019-12-01/..",
}


class _BothWays(Form):
    def stances(self, said: dict[str, Any]) -> list[Spoken]:
        """A stance for each of the two toward the other."""
        actor, level = said["actor"], said["level"]
        return [
            (one, "ties", another, None, level)
            for other in said["toward"]
            for one, another in ((actor, other), (other, actor))
        ]


class _RelationFact(Fact):
    actor: Slug
    toward: Others


class TiesAssessed(_RelationFact):
    """How close two actors are; a stance both ways."""

    type: Literal["ties_assessed"]
    level: Literal["severed", "distant", "cordial", "close", "integrated"]
    aspect: ClassVar = "ties"
    form_type: ClassVar = _BothWays
    says: ClassVar = "Ties of {actor} with {others} are {level}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "aqis",
        "toward": ["taliban"],
        "level": "close",
        "quote": {"exact": "close ties"},
    }


class SupportProvided(_RelationFact):
    """An actor supports another."""

    type: Literal["support_provided"]
    frequency: Literal["occasional", "routine"]
    against: Slug | None = None
    """The actor against whom the support is given."""
    aspect: ClassVar = "support"
    says: ClassVar = "Support by {actor} for {others} is {frequency}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "al-qaeda",
        "toward": ["taliban"],
        "frequency": "routine",
        "against": "giroa",
        "quote": {"exact": "routinely supports and works with low-level Taliban members"},
    }
    value_field: ClassVar = "frequency"


class SupportWithdrawn(_RelationFact):
    """An actor no longer supports another."""

    type: Literal["support_withdrawn"]
    against: Slug | None = None
    """The actor against whom the support was given."""
    aspect: ClassVar = "support"
    says: ClassVar = "Support by {actor} for {others} is withdrawn"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "al-qaeda",
        "toward": ["taliban"],
        "quote": {"exact": "no longer supports"},
    }
    value: ClassVar = "withdrawn"


class DependenceAssessed(_RelationFact):
    """Whether an actor needs another for something."""

    type: Literal["dependence_assessed"]
    need: Text
    """For what: the subject of the stance."""
    level: Literal["independent", "dependent"]
    aspect: ClassVar = "dependence"
    subject_field: ClassVar = "need"
    says: ClassVar = "Dependence of {actor} on {others} for {need}: {level}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "aqis",
        "toward": ["taliban"],
        "need": "operations in Afghanistan",
        "level": "dependent",
        "quote": {"exact": "without the support of the Taliban"},
    }


class LeadershipDelegated(_RelationFact):
    """An actor hands the leadership of something to another."""

    type: Literal["leadership_delegated"]
    matter: Text
    """Leadership of what: the subject of the stance."""
    aspect: ClassVar = "leadership"
    subject_field: ClassVar = "matter"
    says: ClassVar = "Leadership delegated by {actor} to {others}: {matter}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "al-qaeda-core",
        "toward": ["aqis"],
        "matter": "regional presence",
        "quote": {"exact": "delegating leadership of AQ’s regional presence"},
    }
    value: ClassVar = "delegated"


class ExpectationStated(_RelationFact):
    """An actor says what it expects of another."""

    type: Literal["expectation_stated"]
    expectation: Text
    aspect: ClassVar = "expectation"
    subject_field: ClassVar = "expectation"
    says: ClassVar = "Expected by {actor} of {others}: {expectation}"
    example: ClassVar[dict[str, Any]] = _RELAYED | {
        "actor": "united-states",
        "toward": ["taliban"],
        "expectation": "fulfil its commitments",
        "quote": {"exact": "expects the Taliban to fulfill its commitments"},
    }
    value: ClassVar = "stated"
