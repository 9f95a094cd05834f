"""FollowTheMoney out: entities as NDJSON. Actors, sources, reports, and facts as events and links.

FtM dates are ISO prefixes: of an uncertain date the part stays that is certain, and the date
as written stands in ``description``.
"""

from collections.abc import Iterator
from uuid import uuid5

from followthemoney import EntityProxy, model

from api.exchange.outgoing import Export, Record, lines, origin
from domain.days import OPEN, UNBOUNDED, iso
from domain.events.base import NAMESPACE
from projections.standing import Standing

SCHEMATA = {"state": "PublicBody", "government": "PublicBody", "government_force": "PublicBody"} | {
    "person": "Person"
}
"""By kind of actor; every other kind is an Organization."""


def write(export: Export) -> Iterator[bytes]:
    """One entity a line."""
    return lines(entity.to_dict() for entity, _ in entities(export))


def entities(export: Export) -> Iterator[tuple[EntityProxy, int]]:
    """Everything as FtM entities, each with when what it comes from was recorded."""
    for body, recorded_at in export.registrations("actor"):
        yield _actor(body), recorded_at
    for body, recorded_at in export.registrations("source"):
        id = ftm_id("source", body["id"])
        entity = _entity("Organization", id, name=[body["name"]], notes=[f"id: {body['id']}"])
        yield entity, recorded_at
    for body, recorded_at in export.registrations("report"):
        yield _report(export, body), recorded_at
    for standing in export.facts():
        for entity in _fact(export, standing):
            yield entity, standing.recorded_at


def _actor(body: Record) -> EntityProxy:
    ids = [f"{scheme}: {id}" for scheme, id in body.get("external_ids", {}).items()]
    return _entity(
        SCHEMATA.get(body["kind"], "Organization"),
        ftm_id("actor", body["id"]),
        name=[body["name"]],
        alias=body.get("aliases", []),
        notes=[f"id: {body['id']}", *ids],
    )


def ftm_id(kind: str, id: str) -> str:
    """The same thing has the same id in every export."""
    return f"stanceline-{uuid5(NAMESPACE, f'ftm/{kind}/{id}')}"


def _entity(schema: str, id: str, **properties: list[str]) -> EntityProxy:
    entity = model.make_entity(schema)
    entity.id = id
    for name, values in properties.items():
        entity.add(name, [value for value in values if value])
    return entity


def _report(export: Export, body: Record) -> EntityProxy:
    source = export.snapshot.registry.registered("source", body["publisher"]) or {}
    return _entity(
        "Article",
        ftm_id("report", body["id"]),
        title=[body["title"]],
        publisher=[source.get("name", "")],
        publishedAt=[body["published"]],
        sourceUrl=[body.get("url", "")],
        language=[body.get("language", "")],
        notes=[f"id: {body['id']}"],
    )


def _fact(export: Export, standing: Standing) -> Iterator[EntityProxy]:
    body, dated = standing.body, standing.dated
    days, fact = dated.dates, dated.fact
    said = {
        "summary": [body["quote"]["exact"]],
        "description": [f"{export.headline(fact)}; {body['occurred']}"],
        "startDate": [prefix(days.start_lo, days.start_hi)],
        "endDate": [prefix(days.end_lo, days.end_hi)],
        "publisher": [origin(standing)],
        "proof": [ftm_id("report", dated.report.id)],
        "recordId": [body["id"]],
    }
    people = [actor for actor, _ in fact.participants()]
    yield _entity(
        "Event",
        ftm_id("fact", body["id"]),
        name=[export.headline(fact)],
        involved=[ftm_id("actor", actor) for actor in people],
        location=[body.get("place", "")],
        notes=_counted(body),
        **said,
    )
    for stance in fact.stances():
        if stance.toward is not None:
            slot = f"{body['id']}/{stance.actor}/{stance.toward}"
            denied = "not " if fact.is_against else ""
            yield _entity(
                "UnknownLink",
                ftm_id("link", slot),
                subject=[ftm_id("actor", stance.actor)],
                object=[ftm_id("actor", stance.toward)],
                role=[f"{stance.aspect}: {denied}{stance.value}"],
                **said,
            )


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
