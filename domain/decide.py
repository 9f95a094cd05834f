"""Decisions on what may be recorded: pure functions from a request and what is known.

Each returns the event to record or None where it is there already, and raises
``errors.Refused``, ``errors.Conflict`` or ``errors.Unknown``. Rules live here and not in
the replay, so that a tightened rule never makes history unreadable.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from domain.dating import check_vouched, dates
from domain.errors import Conflict, Finding, Refused
from domain.events.base import Fact, Posted, Quote
from domain.journal import NewEvent
from domain.registrations import Actor, Registration, Report, Source


@dataclass(frozen=True, slots=True)
class KnownReport:
    """What decisions and projections ask of a report."""

    id: str
    publisher: str
    published: int
    horizon: int
    text: str | None


class Recorded(NamedTuple):
    """A recorded fact as far as posting it again is concerned."""

    content_id: str
    position: int


class References(Protocol):
    """What is registered, as far as a fact refers to it."""

    def has_actor(self, actor: str) -> bool:
        """Whether the actor is registered."""

    def has_source(self, source: str) -> bool:
        """Whether the source is registered."""

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""


class Known(References, Protocol):
    """What is registered and recorded, as a decision sees it."""

    def registered(self, noun: str, id: str) -> dict[str, Any] | None:
        """The content that an actor, source or report was registered with, or None."""

    def recorded(self, event: str) -> "Recorded | None":
        """What was recorded under this event id, or None."""


def decide_registration(thing: Registration, known: Known) -> NewEvent | None:
    """Register an actor, a source or a report."""
    content = thing.content()
    before = known.registered(thing.noun, thing.id)
    if before is not None:
        if before != content:
            raise Conflict(
                f"{thing.noun} {thing.id!r} is registered with another content",
                tuple(_differences(before, content)),
            )
        return None
    return register(thing, known)


def register(thing: Registration, known: Known) -> NewEvent:
    """Register what is known not to be there; raises Refused where it names what is not."""
    findings = list(_missing_references(thing, known))
    if findings:
        raise Refused.of(findings)
    return NewEvent(f"{thing.noun}:{thing.id}", thing.event_type, thing.content())


def _differences(before: dict[str, Any], now: dict[str, Any]) -> list[Finding]:
    return [
        Finding(f"/{field}", f"was registered as {before.get(field)!r}")
        for field in sorted({*before, *now})
        if before.get(field) != now.get(field)
    ]


def _missing_references(thing: Registration, known: Known) -> list[Finding]:
    match thing:
        case Actor(part_of=str(whole)) if not known.has_actor(whole):
            return [_unregistered("/part_of", "actor", whole)]
        case Source(actor=str(actor)) if not known.has_actor(actor):
            return [_unregistered("/actor", "actor", actor)]
        case Report(publisher=publisher) if not known.has_source(publisher):
            return [_unregistered("/publisher", "source", publisher)]
    return []


def _unregistered(pointer: str, noun: str, id: str) -> Finding:
    return Finding(pointer, f"there is no {noun} {id!r}; register it first")


def decide_fact(posted: Posted, known: Known) -> NewEvent | None:
    """Record a fact, under the id it brings or the one its content gives."""
    if not is_new(posted.id, posted.content_id, known):
        return None
    return NewEvent(posted.id, posted.fact.type, fact_body(posted, known))


def is_new(id: str, content_id: str, known: Known) -> bool:
    """Whether a fact is not recorded yet; raises Conflict where another has its id."""
    before = known.recorded(id)
    if before is not None and before.content_id != content_id:
        raise taken(id, "/id")
    return before is None


def taken(id: str, pointer: str) -> Conflict:
    """The refusal of an id that has another content."""
    why = "is taken by another content; leave it out or choose another"
    return Conflict(f"event {id} is recorded with another content", (Finding(pointer, why),))


def fact_body(posted: Posted, known: References) -> dict[str, Any]:
    """The stored form of a fact that may be recorded; raises Refused with every finding.

    Its content with the quote's offset found, its id, and its content id where it differs.
    """
    body = {"id": posted.id, **posted.content, "quote": check_fact(posted.fact, known)}
    if posted.id != posted.content_id:
        body["content_id"] = posted.content_id
    return body


def check_fact(fact: Fact, known: References) -> dict[str, Any]:
    """Its quote with the offset found; raises Refused with every finding."""
    report = known.report(fact.report)
    findings = [
        _unregistered(pointer, "actor", actor)
        for pointer, actor in fact.mentioned_actors()
        if not known.has_actor(actor)
    ]
    findings += [
        _unregistered(f"/attribution/{index}", "source", source)
        for index, source in enumerate(fact.attribution)
        if not known.has_source(source)
    ]
    findings += _facing_itself(fact)
    if report is None:
        raise Refused.of([_unregistered("/report", "report", fact.report), *findings])
    quote = _located(fact.quote, report, findings)
    try:
        _check_dates(fact, report)
    except Refused as refusal:
        findings += refusal.findings
    if findings:
        raise Refused.of(findings)
    return quote


def _facing_itself(fact: Fact) -> list[Finding]:
    actor = fact.actor_named
    return [
        Finding(f"/toward/{index}", f"{actor!r} cannot face itself; name the other actor")
        for index, other in enumerate(fact.actors_in("toward"))
        if other == actor
    ]


def _located(quote: Quote, report: KnownReport, findings: list[Finding]) -> dict[str, Any]:
    """The quote with its offset in the report's text, found or checked."""
    start = quote.start
    if report.text is not None:
        found = report.text.find(quote.exact)
        if start is None and found >= 0:
            start = found
        elif start is None or not report.text.startswith(quote.exact, start):
            findings.append(_misplaced(report.id, found))
    return {"exact": quote.exact} if start is None else {"exact": quote.exact, "start": start}


def _misplaced(report: str, found: int) -> Finding:
    if found < 0:
        why = f"these words are not in the text of report {report!r}; copy them exactly"
        return Finding("/quote/exact", why)
    why = f"the words do not stand there in report {report!r}; they start at {found}"
    return Finding("/quote/start", why)


def _check_dates(fact: Fact, report: KnownReport) -> None:
    if fact.vouched_through is None:
        return
    check_vouched(
        dates(
            fact.occurred,
            report.published,
            report.horizon,
            episode=fact.episode,
            vouched_through=fact.vouched_through,
        ),
        report.published,
    )
