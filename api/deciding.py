"""Decide jobs: which events they make, and what becomes of each thing that was sent."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from api.jobs import Job, Outcome, Ready
from domain.amend import Amended
from domain.batches import Decisions
from domain.decide import decide_fact, decide_registration, is_new
from domain.errors import StancelineError, Unavailable
from domain.events.base import Posted
from domain.journal import NewEvent
from domain.registrations import Registration
from projections.known import DatabaseKnown


class _Decided(NamedTuple):
    """An outcome whose position is not known before the append."""

    key: str
    id: str
    position: int
    new: bool
    details: dict[str, Any]


Sent = _Decided | str | StancelineError
"""A text is the id of a fact that is new."""
_NONE: dict[str, Any] = {}


def decide(
    job: Job, known: DatabaseKnown, events: list[NewEvent], made: dict[str, bytes]
) -> Sequence[Sent] | StancelineError:
    """What becomes of all that a job sends, or the error that it all shares.

    ``events`` gets the events that it makes; ``made`` the rows that are made already, by key.
    """
    try:
        if job.registration:
            return [_decide_registration(job.registration, known, events)]
        if job.several:
            return [_decide_several(job.several, known, events)]
        if job.amendment:
            return [_decide_amendment(job.amendment, known, events)]
        return _decide_facts(job, known, events, made)
    except StancelineError as error:
        return error


def _decide_registration(
    thing: Registration, known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    new = decide_registration(thing, known)
    if new is None:
        found = known.registration(thing.noun, thing.id)
        return _Decided(f"{thing.noun}:{thing.id}", thing.id, found[0] if found else 0, False, {})
    known.decided(new)
    events.append(new)
    return _Decided(new.key, thing.id, 0, True, {})


def _decide_amendment(
    decide: Callable[[DatabaseKnown], Amended], known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    new, before = decide(known)
    if before is not None:
        return _Decided("", before.details["id"], before.position, False, before.details)
    if new is None:
        raise Unavailable("the amendment was not decided")
    events.append(new)
    details = {"echoes": [echo["id"] for echo in new.body.get("echoes", ())]}
    if "replacement" in new.body:
        details["replacement"] = new.body["replacement"]["id"]
    return _Decided(new.key, new.key, 0, True, details)


def _decide_several(
    decide: Callable[[DatabaseKnown], Decisions], known: DatabaseKnown, events: list[NewEvent]
) -> _Decided:
    found = decide(known)
    events += found.events
    key = found.events[-1].key if found.events else ""
    return _Decided(key, key, 0, bool(found.events), {"decisions": found})


def _decide_facts(
    job: Job, known: DatabaseKnown, events: list[NewEvent], made: dict[str, bytes]
) -> list[Sent]:
    outcomes: list[Sent] = []
    new_events: list[NewEvent] = []
    own: dict[str, bytes] = {}
    findings: list[Any] = []
    for index, fact in enumerate(job.facts):
        try:
            new = _decide_fact(fact, known)
        except StancelineError as error:
            if job.atomic:
                findings += [(index, error)]
            outcomes.append(error)
            continue
        if new is None:
            before = known.recorded(fact.id)
            position = before.position if before else 0
            outcomes.append(_Decided(fact.id, fact.id, position, False, _NONE))
        else:
            known.decided_fact(fact.id, fact.content_id)
            new_events.append(new)
            if isinstance(fact, Ready):
                own[fact.id] = fact.rows
            outcomes.append(fact.id)
    if findings:
        known.forget(new_events)
        raise _combined(findings)
    events += new_events
    made.update(own)
    return outcomes


def _decide_fact(fact: Posted | Ready, known: DatabaseKnown) -> NewEvent | None:
    if isinstance(fact, Posted):
        return decide_fact(fact, known)
    if is_new(fact.id, fact.content_id, known):
        return NewEvent(fact.id, fact.type, {}, json=fact.body)
    return None


def placed(outcome: Sent, positions: dict[str, int]) -> Outcome | StancelineError:
    """The outcome, by the positions of the events that were recorded, by key."""
    if isinstance(outcome, str):
        return Outcome(outcome, positions[outcome], True, _NONE)
    if isinstance(outcome, StancelineError):
        return outcome
    position = positions.get(outcome.key, outcome.position)
    return Outcome(outcome.id, position, outcome.new, outcome.details)


def _combined(errors: list[tuple[int, StancelineError]]) -> StancelineError:
    """One error for an array: of the first one's kind, with all findings under their index."""
    first = errors[0][1]
    return type(first)(
        first.detail,
        tuple(
            finding._replace(pointer=f"/{index}{finding.pointer}")
            for index, error in errors
            for finding in error.findings
        ),
    )
