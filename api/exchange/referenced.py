"""What the facts of an export refer to, for exports of one actor's facts alone."""

from typing import Any

from api.exchange.spool import Spool
from projections.registry import DatabaseRegistry
from projections.standing import Standing

Body = dict[str, Any]


class Referenced:
    """Actors, sources and reports that facts name, and whatever those name in turn."""

    def __init__(self, registry: DatabaseRegistry) -> None:
        self._registry, self._spool = registry, Spool()

    def add(self, standing: Standing) -> None:
        """What one fact refers to."""
        fact = standing.dated.fact
        self._add("report", fact.report)
        for source in fact.attribution:
            self._add("source", source)
        for _, actor in fact.mentioned_actors():
            self._add("actor", actor)

    def has(self, noun: str, id: str) -> bool:
        """Whether one of the facts refers to it."""
        return self._spool.has(noun, id)

    def _add(self, noun: str, id: str) -> None:
        if self._spool.first(noun, id):
            body = self._registry.registered(noun, id) or {}
            for other, field in (("actor", "part_of"), ("source", "publisher"), ("actor", "actor")):
                if isinstance(named := body.get(field), str):
                    self._add(other, named)
