"""Recorded events brought from another log: checked by the rules, then recorded as they are."""

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from domain.amendments import AMENDMENT_BY_EVENT, FactCorrected
from domain.batches import BATCH_TYPES, OPENED, STAMP, Decisions, Series, Unread
from domain.decide import decide_fact, decide_registration
from domain.errors import Conflict, Refused, StancelineError
from domain.events import FACT_TYPE_BY_NAME
from domain.events.base import posted
from domain.journal import NewEvent
from domain.registrations import REGISTRATION_BY_EVENT
from domain.validation import validate, validate_fact

_KEPT_APART = ("content_id", "digest", STAMP)


class Brought(NamedTuple):
    """An event of another log, and where it stands in the file."""

    place: str
    event: NewEvent


def decide_replay(events: Sequence[Brought], opened: Collection[str], known: Series) -> Decisions:
    """Record what is not there yet; ``opened`` are the batches that the file opened before.

    Deciding the same events twice gives the same, so ``opened`` is left as it is.
    """
    found = Decisions()
    opened = set(opened)
    known.prefetch([event.key for _, event in events])
    for place, event in events:
        try:
            new = _replayed(event, opened, known)
        except StancelineError as error:
            conflict = isinstance(error, Conflict)
            found.rejected.append(Unread(place, error.detail, conflict=conflict))
            found.count("rejected")
            continue
        found.count("recorded" if new else "unchanged")
        if new:
            known.decided(event)
            found.events.append(event)
    return found


def _replayed(event: NewEvent, opened: set[str], known: Series) -> bool:
    """Whether the event is new; raises where it cannot be recorded."""
    _check_stamp(event, opened, known)
    if event.type in FACT_TYPE_BY_NAME:
        return _fact(event.key, event.body, known)
    if event.type in REGISTRATION_BY_EVENT:
        thing = validate(REGISTRATION_BY_EVENT[event.type], event.body)
        if event.key != f"{thing.noun}:{thing.id}":
            raise Refused.at("/id", f"is not that of {thing.noun} {thing.id!r}")
        _check_written(event.body, thing.content())
        return decide_registration(thing, known) is not None
    if event.type in AMENDMENT_BY_EVENT:
        return _amendment(event, known)
    if event.type in BATCH_TYPES:
        return _batch(event, opened, known)
    raise Refused.at("/type", f"{event.type!r} is not an event type")


def _check_stamp(event: NewEvent, opened: set[str], known: Series) -> None:
    stamp = event.body.get(STAMP)
    if stamp is None:
        return
    if not isinstance(stamp, dict) or set(stamp) != {"batch", "row", "digest"}:
        raise Refused.at(f"/data/{STAMP}", "has batch, row and digest")
    if stamp["batch"] not in opened and known.batch(stamp["batch"]) is None:
        raise Refused.at(f"/data/{STAMP}/batch", f"there is no batch {stamp['batch']!r}")


def _check_written(said: dict[str, Any], content: dict[str, Any]) -> None:
    """Raise Refused for what would not be recorded so: readers take what is at its word."""
    for name, value in said.items():
        if name not in content or content[name] != value:
            why = "is not as it is recorded here; leave out what is null, false or empty"
            raise Refused.at(f"/data/{name}", why)


def _fact(key: str, body: dict[str, Any], known: Series) -> bool:
    fields = {name: value for name, value in body.items() if name not in _KEPT_APART}
    fact = posted(validate_fact(fields))
    _check_written(fields, {**fact.content, "id": fields.get("id")})
    if (key, body.get("content_id", key)) != (fact.id, fact.content_id):
        if "start" not in body.get("quote", {}):
            raise Refused.at("/data/id", "does not follow from the content")
        fields["quote"] = {"exact": body["quote"]["exact"]}
        fact = posted(validate_fact(fields))
        if (key, body.get("content_id", key)) != (fact.id, fact.content_id):
            raise Refused.at("/data/id", "does not follow from the content")
    return decide_fact(fact, known) is not None


def _amendment(event: NewEvent, known: Series) -> bool:
    body = event.body
    said = {k: v for k, v in body.items() if k not in ("id", "digest", STAMP)}
    amendment = validate(AMENDMENT_BY_EVENT[event.type], said)
    if not isinstance(body.get("digest"), str) or body.get("id") != event.key:
        raise Refused.at("/data", "has the event's id and the digest of what was asked")
    before = known.recorded(event.key)
    if before is not None:
        # What was decided a moment ago is known by its key alone, an echo by no digest.
        if before.content_id not in (body["digest"], event.key, ""):
            raise Conflict(f"event {event.key} is recorded with another content")
        return False
    if amendment.target_kind == "report":
        if known.report(amendment.target) is None:
            raise Refused.at("/data/target", f"there is no report {amendment.target!r}")
        return True
    if known.recorded(amendment.target) is None:
        raise Refused.at("/data/target", f"there is no fact {amendment.target!r}")
    if isinstance(amendment, FactCorrected):
        replacement = amendment.replacement
        if _fact(str(replacement.get("id")), replacement, known):
            known.decided(NewEvent(replacement["id"], replacement["type"], replacement))
    return True


def _batch(event: NewEvent, opened: set[str], known: Series) -> bool:
    body, names = event.body, {"id", "dataset", "format", "file", "digest", "release"}
    if event.type == OPENED:
        if set(body) != names or not all(isinstance(body[name], str) for name in names):
            raise Refused.at("/data", f"a batch has {', '.join(sorted(names))}")
        before = known.batch(body["id"])
        if before is not None and any(before[name] != body[name] for name in names):
            raise Conflict(f"batch {body['id']} is recorded with another content")
        if body["id"] in opened or before is not None:
            return False
        opened.add(body["id"])
        return True
    before = known.batch(str(body.get("target")))
    if before is None and body.get("target") not in opened:
        raise Refused.at("/data/target", "there is no such batch")
    if before is not None and before["reverted"]:
        return False
    if known.recorded(event.key) is not None:
        raise Conflict(f"event {event.key} is recorded already")
    return True
