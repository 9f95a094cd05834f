"""Retraction, correction and restoration: what may be sent, and what is recorded of it.

History is amended, never edited (SEMANTICS section 4). The ``event_type`` names are the
storage format.
"""

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, StrictBool, model_validator

from domain.events.base import Record, field_problem
from domain.words import Day, Slug, Text

Basis = Literal["source", "coding"]
TargetKind = Literal["fact", "report"]


class Retraction(Record):
    """Takes a fact, or a whole report, back."""

    basis: Basis
    """``source``: the source took it back; ``coding``: we misread it."""
    published: Day | None = None
    """The day on which the source took it back (basis ``source``)."""
    report: Slug | None = None
    """The report that takes it back (basis ``source``)."""
    reason: Text
    with_echoes: StrictBool = True
    """Whether what repeats it elsewhere goes with it (facts, basis ``source``)."""

    @model_validator(mode="after")
    def _dated_by_its_basis(self) -> Self:
        if self.basis == "coding":
            for field in ("published", "report"):
                if getattr(self, field) is not None:
                    raise field_problem(field, "a coding mistake counts at every day: leave it out")
        elif self.published is None and self.report is None:
            raise field_problem(
                "published", "say on which day, or in which report, the source took it back"
            )
        return self


class Correction(Record):
    """Takes a fact back and puts another in its place, in one step."""

    basis: Basis
    report: Slug | None = None
    """The report that corrects it (basis ``source``); the replacement rests on it."""
    reason: Text
    with_echoes: StrictBool = True
    replacement: Annotated[dict[str, Any], Field(min_length=1)]
    """The fact that takes its place; its ``report`` may be left out."""

    @model_validator(mode="after")
    def _rests_on_a_report(self) -> Self:
        if self.basis == "source" and self.report is None:
            raise field_problem("report", "say which report corrects it")
        return self


class Restoration(Record):
    """Undoes every earlier withdrawal of a fact or a report."""

    reason: Text


class Withdrawn(Record):
    """One fact that an act takes back: which, and from which publication day on."""

    id: str
    day: Day | None
    """First day of K at which it counts; none for a coding mistake: at every K."""


class AmendmentEvent(Record):
    """What every recorded amendment says."""

    event_type: ClassVar[str]
    target_kind: ClassVar[TargetKind] = "fact"
    target: str
    reason: str


class FactRetracted(AmendmentEvent):
    """A fact was taken back, and its echoes with it."""

    event_type: ClassVar = "fact_retracted"
    basis: Basis
    day: Day | None = None
    """None for a coding mistake; what is recorded leaves it out then."""
    report: str | None = None
    echoes: tuple[Withdrawn, ...] = ()


class FactCorrected(AmendmentEvent):
    """A fact was taken back and replaced; the event's position is the replacement's."""

    event_type: ClassVar = "fact_corrected"
    basis: Basis
    day: Day | None = None
    """None for a coding mistake; what is recorded leaves it out then."""
    report: str | None = None
    echoes: tuple[Withdrawn, ...] = ()
    replacement: dict[str, Any]
    """The new fact with its id."""


class FactRestored(AmendmentEvent):
    """Every earlier withdrawal of the fact is undone."""

    event_type: ClassVar = "fact_restored"


class ReportRetracted(AmendmentEvent):
    """All facts of a report were taken back, those to come included."""

    event_type: ClassVar = "report_retracted"
    target_kind: ClassVar = "report"
    basis: Basis
    day: Day | None = None
    """None for a coding mistake; what is recorded leaves it out then."""
    report: str | None = None


class ReportRestored(AmendmentEvent):
    """Every earlier withdrawal of the report is undone."""

    event_type: ClassVar = "report_restored"
    target_kind: ClassVar = "report"


AMENDMENTS: tuple[type[AmendmentEvent], ...] = (
    FactRetracted,
    FactCorrected,
    FactRestored,
    ReportRetracted,
    ReportRestored,
)
AMENDMENT_BY_EVENT: dict[str, type[AmendmentEvent]] = {a.event_type: a for a in AMENDMENTS}
