"""FollowTheMoney statements out: one a line, each with when it was first recorded here."""

from collections.abc import Iterator
from typing import Any

from followthemoney import Statement

from api.exchange.ftm import entities
from api.exchange.outgoing import Export, lines

DATASET = "stanceline"


def write(export: Export) -> Iterator[bytes]:
    """Each property of each entity as a statement of its own."""
    return lines(_statements(export))


def _statements(export: Export) -> Iterator[dict[str, Any]]:
    for entity in entities(export):
        for statement in Statement.from_entity(entity, dataset=DATASET):
            yield {k: v for k, v in statement.to_dict().items() if v is not None}
