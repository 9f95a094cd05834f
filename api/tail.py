"""Wait for the log to grow: one look at a time, shared by all streams of a process."""

import asyncio
from collections.abc import Awaitable, Callable

from domain.errors import Unavailable
from projections.control import Checkpoint

POLL = 0.25
"""Seconds between looks; other processes write too."""
AWAY = 1.0
"""Seconds to wait where the database does not answer."""


class Tail:
    """The end of the log as it was last seen."""

    def __init__(self, look: Callable[[], Awaitable[Checkpoint | None]]) -> None:
        self._look = look
        self._head = 0
        self._looking: asyncio.Task[None] | None = None

    async def beyond(self, position: int) -> None:
        """Return when something after the position can be read."""
        while self._head <= position:
            if self._looking is None or self._looking.done():
                self._looking = asyncio.create_task(self._again())
            await asyncio.shield(self._looking)

    async def _again(self) -> None:
        await asyncio.sleep(POLL)
        try:
            checkpoint = await self._look()
        except Unavailable:
            await asyncio.sleep(AWAY)
        else:
            self._head = checkpoint.position if checkpoint else 0
