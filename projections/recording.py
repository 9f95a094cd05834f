"""Events between the decision and the journal, with the rows that some of them bring."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.journal import Envelope, NewEvent
from projections.pending import Made


class Recording(NamedTuple):
    """Events that are recorded together."""

    events: Sequence[NewEvent]
    made: Mapping[str, bytes]
    """The rows that are made already, by the keys of their events."""
    now: int
    """Microseconds since 1970, for events that bring no time of their own."""

    def parts(self, positions: Sequence[int]) -> list[Envelope | Made]:
        """The same with their positions, as a projector takes them."""
        now, made = self.now, self.made
        return [
            Made(position, event.at or now, event.key, event.type, made[event.key])
            if event.key in made
            else Envelope(position, event.at or now, event.key, event.type, event.body)
            for position, event in zip(positions, self.events, strict=True)
        ]
