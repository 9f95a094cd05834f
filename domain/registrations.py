"""Who is followed, who speaks, and what was published: the three things facts refer to."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import Field, StrictInt, model_validator
from pydantic_core import PydanticCustomError

from domain.events.base import Record
from domain.vocabulary import Reliability
from domain.words import Day, Document, EdtfInterval, Slug, Text

ActorKind = Text
Names = Annotated[tuple[Text, ...], Field(max_length=200)]


class Registration(Record):
    """Something with an id of its own that is registered once and then stays as it is."""

    event_type: ClassVar[str]
    noun: ClassVar[str]
    example: ClassVar[dict[str, Any]]
    id: Slug

    def content(self) -> dict[str, Any]:
        """The fields as they are stored and shown, nulls and empty lists left out."""
        fields = self.model_dump(mode="json", exclude_none=True)
        return {key: value for key, value in fields.items() if value not in ([], {})}


class Actor(Registration):
    """Somebody whose posture is followed: a state, armed group, faction, force, organisation."""

    event_type: ClassVar = "actor_registered"
    noun: ClassVar = "actor"
    example: ClassVar = {
        "id": "aqis",
        "name": "Al-Qaeda in the Indian Subcontinent",
        "kind": "affiliate",
        "aliases": ["AQIS"],
        "part_of": "al-qaeda",
    }
    name: Text
    kind: ActorKind
    """What sort of actor: state, armed_group, faction, affiliate, coalition, …"""
    aliases: Names = ()
    part_of: Slug | None = None
    """The actor that it belongs to."""
    external_ids: Annotated[dict[Text, Text | StrictInt], Field(max_length=100)] = Field(
        default_factory=dict
    )
    """Its ids elsewhere, by the name of the scheme, such as ``ucdp``."""

    @model_validator(mode="after")
    def _not_part_of_itself(self) -> Self:
        if self.part_of == self.id:
            raise PydanticCustomError(
                "field", "{why}", {"why": "an actor is not part of itself", "field": "part_of"}
            )
        return self


class Source(Registration):
    """Somebody who says things: a publisher or a speaker."""

    event_type: ClassVar = "source_registered"
    noun: ClassVar = "source"
    example: ClassVar = {"id": "us-dod", "name": "US Department of Defense", "reliability": "B"}
    name: Text
    reliability: Reliability | None = None
    """Admiralty letter, A (reliable) to F (cannot be judged)."""
    actor: Slug | None = None
    """The actor whose voice it is, where it is one."""


class Report(Registration):
    """One publication of a source."""

    event_type: ClassVar = "report_filed"
    noun: ClassVar = "report"
    example: ClassVar = {
        "id": "dodig-ofs-20",
        "title": "Operation Freedom's Sentinel, quarterly report 20",
        "publisher": "dod-oig",
        "published": "2020-05-19",
        "covers": "2020-01-01/2020-03-31",
        "text": "Taliban violence continued at high levels, even during …",
        "language": "en",
    }
    title: Text
    publisher: Slug
    published: Day
    covers: EdtfInterval | None = None
    """The period it speaks of, as an EDTF interval."""
    data_cutoff: Day | None = None
    """The last day of what it can have seen."""
    url: Text | None = None
    text: Document | None = None
    """Its words; where they are given, every quote has to be found in them."""
    language: (
        Annotated[str, Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$", max_length=35)] | None
    ) = None
    """BCP 47 tag, such as ``en`` or ``ps``."""


REGISTRATIONS: tuple[type[Registration], ...] = (Actor, Source, Report)
REGISTRATION_BY_EVENT: dict[str, type[Registration]] = {r.event_type: r for r in REGISTRATIONS}
