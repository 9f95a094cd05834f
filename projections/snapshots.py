"""A view of the read models for one answer or one decision."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.errors import Unavailable
from projections.control import Checkpoint
from projections.registry import DatabaseRegistry, RegistryCache
from projections.tables import VERSION, Tables


def usable(checkpoint: Checkpoint | None) -> Checkpoint:
    """The checkpoint, where this program can read its tables; raises Unavailable."""
    if checkpoint is None or checkpoint.version < VERSION:
        raise Unavailable("the read models of this version are being built")
    if checkpoint.version > VERSION:
        raise Unavailable("the read models are of a newer program; this one must be replaced")
    return checkpoint


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A view of the read models for one answer.

    Every row knows its position, so counting to ``head`` is enough: what others write
    meanwhile lies beyond it.
    """

    connection: Connection
    tables: Tables
    checkpoint: Checkpoint
    cache: RegistryCache

    @property
    def head(self) -> int:
        """The last position that is projected."""
        return self.checkpoint.position

    @property
    def registry(self) -> DatabaseRegistry:
        """What is registered."""
        return DatabaseRegistry(self.connection, self.tables, self.cache)
