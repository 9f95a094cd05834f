"""Query parameters: every endpoint's own model, unknown and repeated ones refused."""

from typing import Annotated, Literal, Self

from fastapi import Query, Request
from fastapi.routing import APIRoute
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from domain.days import OPEN, day_of, today
from domain.errors import Finding, Refused
from domain.events.base import field_problem
from domain.validation import UNREAD
from domain.vocabulary import ASPECTS
from domain.words import Day
from projections.coordinates import Coordinates, RecordedBy, record_time
from projections.posture import EVERYBODY, Evidence, Question
from projections.tempo import Bucket


async def strict_query(request: Request) -> None:
    """Refuse a parameter that is given twice (which would count?), or where none is read.

    Endpoints that read parameters refuse unknown ones by their own model.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    reads_none = request.url.path.startswith("/v1/") and not _reads_parameters(request)
    findings = [
        Finding(f"/{name}", UNREAD if reads_none else "is given more than once")
        for name in dict.fromkeys(names)
        if reads_none or names.count(name) > 1
    ]
    if findings:
        raise Refused.of(findings)


def _reads_parameters(request: Request) -> bool:
    route = request.scope["route"]
    return not isinstance(route, APIRoute) or bool(route.dependant.query_params)


def _record_time(text: str) -> str:
    try:
        record_time(text)
    except (ValueError, OverflowError):
        why = f"{text!r} is neither a log position (57) nor an instant (2026-05-01T12:00:00Z)"
        raise PydanticCustomError("record_time", "{why}", {"why": why}) from None
    return text


def _aspect(text: str) -> str:
    if text not in ASPECTS:
        why = f"{text!r} is not an aspect; there are {', '.join(ASPECTS)}"
        raise PydanticCustomError("aspect", "{why}", {"why": why})
    return text


RecordTime = Annotated[str, StringConstraints(max_length=64), AfterValidator(_record_time)]
AspectName = Annotated[str, AfterValidator(_aspect)]
Limit = Annotated[int, Field(ge=1, le=1000)]
Token = Annotated[str, StringConstraints(max_length=1000)]


class Parameters(BaseModel):
    """Query parameters of one endpoint."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ClaimsParameters(Parameters):
    """The record axis alone."""

    recorded_by: RecordTime | None = None
    """T: count only what was recorded by this log position or RFC 3339 instant."""

    def record(self) -> RecordedBy:
        """T."""
        return record_time(self.recorded_by) if self.recorded_by else None


class Known(ClaimsParameters):
    """The knowledge and the record axis."""

    known_by: Day | None = None
    """K: count only what had been published by the end of this day; no limit by default."""

    def knowledge(self) -> int:
        """K as an ordinal."""
        return day_of(self.known_by) if self.known_by else OPEN


class At(Known):
    """All three coordinates."""

    as_of: Day | None = None
    """D: what was so on this day; today (UTC) by default."""

    def coordinates(self) -> Coordinates:
        """D, K and T."""
        day = day_of(self.as_of) if self.as_of else today()
        return Coordinates(day, self.knowledge(), self.record())


class PostureParameters(At):
    """What to answer of an actor's posture."""

    aspect: AspectName | None = None
    """Only stances of this aspect."""
    toward: str | None = None
    """Only stances toward this actor; ``none`` for those toward nobody."""
    exclude_source: str | None = None
    """Leave out everything that passed through this source, as publisher or in the chain."""
    evidence: Evidence = "active"
    """``active``: the facts that carry a stance; ``all``: also those that lost, and why."""

    def question(self) -> Question:
        """The question that these parameters ask."""
        toward: object = EVERYBODY
        if self.toward is not None:
            toward = None if self.toward == "none" else self.toward
        return Question(self.coordinates(), 0, self.aspect, toward, self.exclude_source)


class PosturesParameters(At):
    """Everybody's posture, a page at a time."""

    evidence: Evidence = "none"
    """Which facts to show with each stance."""
    limit: Limit = 100
    after: Token | None = None
    """Continue where the page with this ``next`` ended."""


class Days(Known):
    """A window of days."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    """Only what possibly began on this day or later."""
    to: Day | None = None
    """Only what possibly began on this day or earlier."""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.from_ and self.to and day_of(self.from_) > day_of(self.to):
            raise field_problem("to", f"{self.to} is before {self.from_}, where it starts")
        return self


class TimelineParameters(Days):
    """Which part of an actor's timeline to answer."""

    limit: Limit = 100
    after: Token | None = None
    """Continue where the page with this ``next`` ended."""
    not_yet_known: Literal["include"] | None = None
    """``include`` shows what was published after ``known_by`` too, as ``not_yet_known``."""


class TempoParameters(Days):
    """Which days to count, and in which buckets."""

    bucket: Bucket = "month"
    """``day``, ``week`` (ISO), ``month``, ``quarter`` or ``year``."""


class ExportParameters(At):
    """What to export; facts that possibly began by ``as_of``, where it is given."""

    actor: str | None = None
    """Only facts in which this actor takes part."""


class EventsParameters(Parameters):
    """Which part of the log to answer."""

    after: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None
    """Continue after this position (the ``next`` of a page)."""
    limit: Limit = 100
    type: str | None = None
    actor: str | None = None
    report: str | None = None


class ListParameters(Parameters):
    """A page of what is registered."""

    limit: Limit = 100
    after: Token | None = None
    """Continue after this id (the ``next`` of a page)."""


class DiffParameters(Parameters):
    """Two points in the three times."""

    from_as_of: Day | None = None
    to_as_of: Day | None = None
    from_known_by: Day | None = None
    to_known_by: Day | None = None
    from_recorded_by: RecordTime | None = None
    to_recorded_by: RecordTime | None = None

    def coordinates(self) -> tuple[Coordinates, Coordinates]:
        """Where from and where to."""
        return (
            At(
                as_of=self.from_as_of,
                known_by=self.from_known_by,
                recorded_by=self.from_recorded_by,
            ).coordinates(),
            At(
                as_of=self.to_as_of, known_by=self.to_known_by, recorded_by=self.to_recorded_by
            ).coordinates(),
        )


Asked = Query()
