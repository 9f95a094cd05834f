"""Decisions on amendments (SEMANTICS section 4), as pure as those in ``domain.decide``."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from domain import days
from domain.amendments import (
    AmendmentEvent,
    Correction,
    FactCorrected,
    FactRestored,
    FactRetracted,
    ReportRestored,
    ReportRetracted,
    Restoration,
    Retraction,
    Withdrawn,
)
from domain.decide import Known, KnownReport, fact_body, taken
from domain.errors import Conflict, Finding, Refused, Unknown
from domain.events.base import Fact, Posted, Record, derived_id, posted
from domain.journal import NewEvent
from domain.validation import validate_fact


@dataclass(frozen=True, slots=True)
class KnownFact:
    """What decisions ask of a recorded fact."""

    id: str
    report: str
    published: int


class KnownAct(NamedTuple):
    """An act on a target that was recorded before."""

    position: int
    digest: str
    """What was asked for, so that the same again is seen to be the same."""
    details: dict[str, Any]


class History(NamedTuple):
    """Where a target stands: the acts in effect, and the restoration before them."""

    effective: list[KnownAct]
    restored: KnownAct | None


class Amendable(Known, Protocol):
    """What a decision on an amendment asks, beyond what every decision asks."""

    def fact(self, id: str) -> KnownFact | None:
        """The recorded fact, or None."""

    def history(self, target_kind: str, target: str) -> History:
        """The acts on a fact (as an echo included) or on a report."""

    def echoes(self, fact: str) -> list[KnownFact]:
        """Standing facts of other reports that share origin, value and a slot with it."""

    def withdrawn(self, fact: str) -> bool:
        """Whether the fact or its report is withdrawn now, at every K taken together."""


class Amended(NamedTuple):
    """A decision: a new event to record, or the act that already says it."""

    new: NewEvent | None
    before: KnownAct | None


def decide_fact_retraction(id: str, body: Retraction, known: Amendable) -> Amended:
    """Take a fact back; of basis ``source`` with what repeats it elsewhere."""
    fact = _target(id, known)
    day = _day(body.basis, body.published, body.report, fact.published, known)
    return _unless_done(
        FactRetracted.event_type,
        id,
        body,
        known,
        lambda: FactRetracted(
            target=id,
            reason=body.reason,
            basis=body.basis,
            day=days.iso(day),
            report=body.report,
            echoes=_echoes(fact, body, day, known),
        ),
    )


def decide_report_retraction(id: str, body: Retraction, known: Amendable) -> Amended:
    """Take all facts of a report back, those recorded later included."""
    report = _report(id, known)
    if "with_echoes" in body.model_fields_set and body.with_echoes:
        raise Refused.at("/with_echoes", "a report is retracted alone; leave it out")
    day = _day(body.basis, body.published, body.report, report.published, known)
    return _unless_done(
        ReportRetracted.event_type,
        id,
        body,
        known,
        lambda: ReportRetracted(
            target=id,
            reason=body.reason,
            basis=body.basis,
            day=days.iso(day),
            report=body.report,
        ),
    )


def decide_correction(
    id: str, body: Correction, known: Amendable, *, by_withdrawn: bool = False
) -> Amended:
    """Take a fact back and record its replacement in the same event.

    ``by_withdrawn``: it may be one that is recorded and withdrawn, and stays so.
    """
    target = _target(id, known)
    day = _day(body.basis, None, _correcting(body, target), target.published, known)
    replacement = _replacement(body, target)
    new = posted(replacement)
    if new.id == id:
        raise Refused.at("/replacement", "is the very fact that it would correct")

    def event() -> FactCorrected:
        _free_for_replacement(new, known, by_withdrawn)
        return FactCorrected(
            target=id,
            reason=body.reason,
            basis=body.basis,
            day=days.iso(day),
            report=body.report,
            echoes=_echoes(target, body, day, known, besides=new.id),
            replacement=_prefixed(new, known),
        )

    shown = body.model_copy(update={"replacement": {"content": new.content_id, "id": new.id}})
    return _unless_done(FactCorrected.event_type, id, shown, known, event)


def decide_restoration(target_kind: str, id: str, body: Restoration, known: Amendable) -> Amended:
    """Undo every earlier withdrawal of a fact or a report."""
    event_class = FactRestored if target_kind == "fact" else ReportRestored
    _ = _target(id, known) if target_kind == "fact" else _report(id, known)
    history = known.history(target_kind, id)
    digest = _digest(event_class.event_type, id, body)
    if not history.effective:
        if history.restored and history.restored.digest == digest:
            return Amended(None, history.restored)
        raise Conflict(f"{target_kind} {id} is not withdrawn, so there is nothing to restore")
    return Amended(_new(event_class(target=id, reason=body.reason), digest, history), None)


def restoration_of(fact: str, body: Restoration, history: History) -> NewEvent:
    """A restoration of a fact with this history, whether or not there is an act to undo."""
    digest = _digest(FactRestored.event_type, fact, body)
    return _new(FactRestored(target=fact, reason=body.reason), digest, history)


def _target(id: str, known: Amendable) -> KnownFact:
    fact = known.fact(id)
    if fact is None:
        raise Unknown(f"there is no fact {id!r}")
    return fact


def _report(id: str, known: Amendable) -> KnownReport:
    report = known.report(id)
    if report is None:
        raise Unknown(f"there is no report {id!r}")
    return report


def _day(
    basis: str, published: str | None, report: str | None, earliest: int, known: Amendable
) -> int:
    """First K at which the act counts; UNBOUNDED for a coding mistake."""
    if basis == "coding":
        return days.UNBOUNDED
    candidates: list[tuple[str, int]] = []
    if published is not None:
        candidates.append(("/published", days.day_of(published)))
    if report is not None:
        found = known.report(report)
        if found is None:
            raise Refused.at("/report", f"there is no report {report!r}; file it first")
        candidates.append(("/report", found.published))
    for pointer, day in candidates:
        if day < earliest:
            why = f"{days.iso(day)} is before {days.iso(earliest)}, when it was published"
            raise Refused.at(pointer, why)
    return candidates[0][1]


def _correcting(body: Correction, target: KnownFact) -> str | None:
    """The report that corrects; a coding mistake is mended on the original report."""
    if body.basis == "coding" and body.report not in (None, target.report):
        raise Refused.at("/report", f"a coding mistake stays on report {target.report!r}")
    return body.report


def _replacement(body: Correction, target: KnownFact) -> Fact:
    report = target.report if body.basis == "coding" else body.report
    fields = {"report": report, **{k: v for k, v in body.replacement.items() if v is not None}}
    if fields["report"] != report:
        raise Refused.at("/replacement/report", f"the replacement rests on report {report!r}")
    return validate_fact(fields, "/replacement")


def _free_for_replacement(new: Posted, known: Amendable, by_withdrawn: bool) -> None:
    before = known.recorded(new.id)
    if before is None:
        return
    if before.content_id != new.content_id:
        raise taken(new.id, "/replacement/id")
    if not by_withdrawn and known.withdrawn(new.id):
        why = f"fact {new.id} is recorded and withdrawn; restore it instead"
        raise Conflict(why, (Finding("/replacement", why),))


def _prefixed(replacement: Posted, known: Amendable) -> dict[str, Any]:
    try:
        return fact_body(replacement, known)
    except Refused as refusal:
        raise Refused.of(
            [Finding(f"/replacement{pointer}", why) for pointer, why in refusal.findings]
        ) from None


def _echoes(
    fact: KnownFact,
    body: Retraction | Correction,
    day: int,
    known: Amendable,
    besides: str | None = None,
) -> tuple[Withdrawn, ...]:
    """What falls with it: each from that day or its own publication, whichever is later."""
    if body.basis == "coding" or not body.with_echoes:
        return ()
    return tuple(
        Withdrawn(id=echo.id, day=days.iso(max(day, echo.published)))
        for echo in known.echoes(fact.id)
        if echo.id != besides
    )


def _unless_done(event_type: str, id: str, body: Record, known: Amendable, event: Any) -> Amended:
    """The act that already says it, or the new event."""
    kind = "report" if event_type.startswith("report") else "fact"
    history = known.history(kind, id)
    digest = _digest(event_type, id, body)
    for act in history.effective:
        if act.digest == digest:
            return Amended(None, act)
    return Amended(_new(event(), digest, history), None)


def _digest(event_type: str, target: str, body: Record) -> str:
    content = body.model_dump(mode="json", exclude_none=True)
    return derived_id({"act": event_type, "target": target, "body": content})


def _new(event: AmendmentEvent, digest: str, history: History) -> NewEvent:
    """The event under an id of its own: the same act after a restoration is a new act."""
    after = history.restored.position if history.restored else 0
    id = derived_id({"digest": digest, "after": after})
    content = event.model_dump(mode="json", exclude_none=True)
    return NewEvent(id, event.event_type, {"id": id, "digest": digest, **content})
