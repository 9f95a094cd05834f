"""FollowTheMoney statements out: one a line, each with when it was first recorded here."""

from collections.abc import Iterator
from typing import Any

from followthemoney import Statement

from api.exchange.ftm import entities
from api.exchange.outgoing import Export, lines
from projections.log import instant

DATASET = "stanceline"


def write(export: Export) -> Iterator[bytes]:
    """Each property of each entity as a statement of its own."""
    return lines(_statements(export))


def _statements(export: Export) -> Iterator[dict[str, Any]]:
    for entity, recorded_at in entities(export):
        seen = instant(recorded_at)[:19]
        for statement in Statement.from_entity(entity, dataset=DATASET, first_seen=seen):
            yield {k: v for k, v in statement.to_dict().items() if v is not None}
