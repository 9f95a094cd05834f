"""Move a checkpoint and write the rows; whoever calls owns the transaction."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import Connection, Table

from domain.journal import Envelope, Journal
from projections import control
from projections.control import Checkpoint
from projections.parking import park
from projections.pending import Made
from projections.projector import Context, Part, Projector, context_of
from projections.registry import RegistryCache
from projections.tables import tables

CONTEXTS = 4
"""Checkpoints whose context is kept: that of the writer, and that of a generation being built."""


class StaleCheckpoint(Exception):
    """Somebody else has applied these events, or does not want them; look again."""


class Moved(NamedTuple):
    """Where a checkpoint stands now, and with what the next events are applied."""

    fence: str
    to: Checkpoint
    context: Context | None
    """None where that is not known."""


class Steps:
    """Steps of one process, each applied with what the one before it knew."""

    def __init__(self, journal: Journal, cache: RegistryCache) -> None:
        self._journal = journal
        self._cache = cache
        self._contexts: dict[tuple[str, int], tuple[int, Context]] = {}
        """The latest by fence and generation, with the position it is for."""

    def take(
        self,
        connection: Connection,
        fence: Table,
        parts: Sequence[Part],
        after: Checkpoint,
        parking: str | None = None,
    ) -> Moved:
        """Apply the parts, or park the only one for a reason; raises StaleCheckpoint.

        ``fence`` is ``control.projection`` or ``control.building``: whoever moves its row
        first applies the events.
        """
        to = replace(after, position=parts[-1].position)
        if not control.moved(connection, fence, after, to.position):
            raise StaleCheckpoint
        if parking is not None:
            clock = park(connection, after.generation, self._only(parts), parking)
            context = self._known(fence, after)
            return Moved(fence.name, to, context and context._replace(clock=clock))
        target = tables(after.generation)
        context = self._known(fence, after) or context_of(
            connection, target, building=fence is control.building
        )
        projector = Projector(connection, target, self._cache, context)
        return Moved(fence.name, to, projector.apply(parts))

    def keep(self, fence: str, to: Checkpoint, context: Context | None) -> None:
        """Keep what a step that is committed knew.

        Whoever moves the same checkpoint on has seen nothing else happen since.
        """
        if context is not None:
            if len(self._contexts) >= CONTEXTS:
                self._contexts.clear()
            self._contexts[fence, to.generation] = to.position, context

    def _known(self, fence: Table, after: Checkpoint) -> Context | None:
        position, context = self._contexts.get((fence.name, after.generation), (None, None))
        return context if position == after.position else None

    def _only(self, parts: Sequence[Part]) -> Envelope:
        match parts:
            case [Envelope() as event]:
                return event
            case [Made(position=position)]:
                return self._journal.read(position - 1, 1, position)[0]
        raise ValueError("events are parked one by one")
