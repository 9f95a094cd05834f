"""Numbers: how many troops, what happened on the ground, and what is no longer published."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, StrictFloat, StrictInt

from domain.events.base import Actors, Fact, Record
from domain.forms import Form
from domain.vocabulary import Comparator
from domain.words import Slug, Text

Count = Annotated[StrictInt, Field(ge=0, le=10**12)]


class _Counted(Form):
    def subject(self, said: dict[str, Any]) -> str:
        """The place; plans and thresholds are slots of their own."""
        place, nature = said["place"], said["nature"]
        return str(place) if nature == "observed" else f"{place}/{nature}"

    def value(self, said: dict[str, Any]) -> tuple[str, int]:
        """The number with its comparator."""
        return said["comparator"], said["personnel"]


class ForceLevelReported(Fact):
    """How many personnel an actor has, plans, or names as a threshold in a place."""

    type: Literal["force_level_reported"]
    actor: Slug
    place: Text
    personnel: Count
    """Number of people."""
    comparator: Comparator
    """``~`` means within 10 %."""
    nature: Literal["observed", "planned", "threshold"]
    aspect: ClassVar = "force_level"
    form_type: ClassVar = _Counted
    says: ClassVar = "{actor} in {place}: {comparator} {personnel} personnel ({nature})"
    example: ClassVar[dict[str, Any]] = {
        "report": "heart-of-asia-2020-07-01",
        "attribution": ["us-dod"],
        "actor": "us-forces",
        "place": "afghanistan",
        "personnel": 8600,
        "comparator": "<",
        "nature": "threshold",
        "occurred": "2020-02-29/..",
        "quote": {"exact": "below 8,600"},
    }


class Fatalities(Record):
    """Deaths as a source counts them; the order of the three is the source's business."""

    low: Count | None = None
    best: Count | None = None
    high: Count | None = None


class IncidentRecorded(Fact):
    """Something that happened on certain days and is over: for the timeline and the tempo."""

    type: Literal["incident_recorded"]
    actor: Slug | None = None
    toward: Actors = ()
    kind: Text
    place: Text | None = None
    latitude: Annotated[StrictFloat, Field(ge=-90, le=90)] | None = None
    """Degrees north, WGS 84."""
    longitude: Annotated[StrictFloat, Field(ge=-180, le=180)] | None = None
    """Degrees east, WGS 84."""
    fatalities: Fatalities | None = None
    episode: ClassVar = True
    says: ClassVar = "{kind}{by}{toward}"
    example: ClassVar[dict[str, Any]] = {
        "report": "heart-of-asia-2020-07-01",
        "actor": "taliban",
        "toward": ["andsf"],
        "kind": "armed attack",
        "place": "Nangarhar",
        "latitude": 34.33,
        "longitude": 70.42,
        "fatalities": {"low": 2, "best": 3, "high": 5},
        "occurred": "2020-05-14",
        "quote": {"exact": "attacked Afghan government forces"},
    }


class MetricWithheld(Fact):
    """A number that used to be published is kept back: a gap, not a zero."""

    type: Literal["metric_withheld"]
    actor: Slug
    metric: Text
    says: ClassVar = "Withheld of {actor}: {metric}"
    example: ClassVar[dict[str, Any]] = {
        "report": "sigar-2020q3",
        "attribution": ["resolute-support"],
        "actor": "taliban",
        "metric": "enemy-initiated attacks",
        "occurred": "2020-04-01/2020-06-30",
        "quote": {"exact": "restricted from public release"},
    }
