"""FollowTheMoney statements out: one a line, each with when it was first recorded here."""

from collections.abc import Iterator

from followthemoney import Statement

from api.exchange.ftm import entities
from api.exchange.outgoing import Export, Record, lines
from projections.log import instant

DATASET = "stanceline"


def write(export: Export) -> Iterator[bytes]:
    """Each property of each entity as a statement of its own."""
    return lines(_statements(export))


def _statements(export: Export) -> Iterator[Record]:
    for entity, recorded_at in entities(export):
        seen = instant(recorded_at)[:19]
        yield _statement(entity, Statement.BASE, entity["id"], seen)
        for prop, values in entity["properties"].items():
            for value in values:
                yield _statement(entity, prop, value, seen)


def _statement(entity: Record, prop: str, value: str, seen: str) -> Record:
    """What ``Statement.to_dict`` gives, without what we have nothing to say of."""
    id = entity["id"]
    return {
        "canonical_id": id,
        "entity_id": id,
        "prop": prop,
        "schema": entity["schema"],
        "value": value,
        "dataset": DATASET,
        "first_seen": seen,
        "last_seen": seen,
        "external": False,
        "id": Statement.make_key(DATASET, id, prop, value, external=False),
    }
