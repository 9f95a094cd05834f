"""Facts as FollowTheMoney entities: an event each, and a link for whomever it is toward.

FtM dates are ISO prefixes: of an uncertain date the part stays that is certain, and the date
as written stands in ``description``.

The library's own entities clean every value that is added to them. Here a value is cleaned
once, for the event and its links alike, and what many facts say once for all of them; ids are
ours.
"""

from collections.abc import Iterator
from functools import lru_cache

from followthemoney.types import registry

from api.exchange.ftm_ids import ftm_id, shared_id
from api.exchange.outgoing import Export, Record, origin
from domain.days import OPEN, UNBOUNDED, iso
from domain.events.base import Stance
from projections.standing import Standing

Properties = dict[str, list[str]]
"""Values that are clean."""


def fact_entities(export: Export, standing: Standing) -> Iterator[Record]:
    """The event, and the links from its actor."""
    headline = export.headline(standing.dated.fact)
    said = _said(standing, headline)
    yield _event(standing, headline, said)
    for stance in standing.dated.fact.stances():
        if stance.toward is not None:
            yield _link(standing, stance, said)


def _said(standing: Standing, headline: str) -> Properties:
    """What the event and its links have in common."""
    body, days = standing.body, standing.dated.dates
    return {
        "summary": _clean("text", body["quote"]["exact"]),
        "description": _clean("text", f"{headline}; {body['occurred']}"),
        "startDate": _shared("date", prefix(days.start_lo, days.start_hi)),
        "endDate": _shared("date", prefix(days.end_lo, days.end_hi)),
        "publisher": _shared("string", origin(standing)),
        "proof": [shared_id("report", standing.dated.report.id)],
        "recordId": [body["id"]],
    }


def _event(standing: Standing, headline: str, said: Properties) -> Record:
    body = standing.body
    people = dict.fromkeys(actor for actor, _ in standing.dated.fact.participants())
    return _made(
        "Event",
        ftm_id("fact", body["id"]),
        {
            "name": _clean("name", headline),
            "involved": [shared_id("actor", actor) for actor in people],
            "location": _clean("address", body.get("place", "")),
            "notes": [note for words in _counted(body) for note in _clean("text", words)],
            **said,
        },
    )


def _link(standing: Standing, stance: Stance, said: Properties) -> Record:
    denied = "not " if standing.dated.fact.is_against else ""
    return _made(
        "UnknownLink",
        ftm_id("link", f"{standing.body['id']}/{stance.actor}/{stance.toward}"),
        {
            "subject": [shared_id("actor", stance.actor)],
            "object": [shared_id("actor", str(stance.toward))],
            "role": _shared("string", f"{stance.aspect}: {denied}{stance.value}"),
            **said,
        },
    )


def _made(schema: str, id: str, properties: Properties) -> Record:
    found = {name: values for name, values in properties.items() if values}
    return {"id": id, "schema": schema, "properties": found}


def _clean(kind: str, text: str) -> list[str]:
    """A value as FtM wants it; none where it is empty, or nothing of its kind."""
    value = registry.get(kind).clean(text)
    return [value] if value else []


@lru_cache(maxsize=65_536)
def _shared(kind: str, text: str) -> list[str]:
    """A clean value that many facts have in common."""
    return _clean(kind, text)


def _counted(body: Record) -> list[str]:
    """What FtM has no property for, in words."""
    deaths = ", ".join(f"{name} {number}" for name, number in body.get("fatalities", {}).items())
    where = [str(body[name]) for name in ("latitude", "longitude") if name in body]
    said = [("fatalities", deaths), ("latitude, longitude", ", ".join(where))]
    return [f"{name}: {words}" for name, words in said if words]


def prefix(low: int, high: int) -> str:
    """What of a date is certain: day, month or year; nothing where not even that is."""
    if not (low > UNBOUNDED and high < OPEN):
        return ""
    one, other = iso(low) or "", iso(high) or ""
    for length in (10, 7, 4):
        if one[:length] == other[:length]:
            return one[:length]
    return ""
