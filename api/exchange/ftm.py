"""FollowTheMoney out: actors, sources, reports, and facts as events and links, an entity a line."""

from collections.abc import Iterator

from followthemoney import model

from api.exchange.ftm_facts import fact_entities
from api.exchange.ftm_ids import ftm_id
from api.exchange.outgoing import Export, Record, lines

SCHEMATA = {"state": "PublicBody", "government": "PublicBody", "government_force": "PublicBody"} | {
    "person": "Person"
}
"""By kind of actor; every other kind is an Organization."""


def write(export: Export) -> Iterator[bytes]:
    """One entity a line."""
    return lines(entity for entity, _ in entities(export))


def entities(export: Export) -> Iterator[tuple[Record, int]]:
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
        for entity in fact_entities(export, standing):
            yield entity, standing.recorded_at


def _actor(body: Record) -> Record:
    ids = [f"{scheme}: {id}" for scheme, id in body.get("external_ids", {}).items()]
    return _entity(
        SCHEMATA.get(body["kind"], "Organization"),
        ftm_id("actor", body["id"]),
        name=[body["name"]],
        alias=body.get("aliases", []),
        notes=[f"id: {body['id']}", *ids],
    )


def _entity(schema: str, id: str, **properties: list[str]) -> Record:
    entity = model.make_entity(schema)
    entity.id = id
    for name, values in properties.items():
        entity.add(name, [value for value in values if value])
    return entity.to_dict()


def _report(export: Export, body: Record) -> Record:
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
