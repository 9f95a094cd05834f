"""What the one way in is asked for, and what becomes of it."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from api.waking import Waiter
from domain.amend import Amended
from domain.batches import Decisions
from domain.errors import StancelineError
from domain.events.base import Posted
from domain.registrations import Registration
from projections.known import DatabaseKnown


class Outcome(NamedTuple):
    """What became of one thing that was sent."""

    id: str
    position: int
    new: bool
    details: dict[str, Any]


Outcomes = list[Outcome | StancelineError]


class Ready(NamedTuple):
    """A fact that may be recorded, unless it is already: checked, and made into rows.

    What it refers to is registered, and registrations never change.
    """

    id: str
    content_id: str
    type: str
    body: bytes
    """As JSON."""
    rows: bytes
    """As ``FactRows`` packs them: many facts wait at a time, and nothing looks through bytes."""


@dataclass(slots=True)
class Job:
    """Some facts, a registration or an amendment; ``result`` is set when it is durable."""

    facts: Sequence[Posted | Ready] = ()
    atomic: bool = False
    """All facts or none; otherwise each has its own outcome."""
    registration: Registration | None = None
    amendment: Callable[[DatabaseKnown], Amended] | None = None
    bulk: bool = False
    """Part of something long, which gives way to what is written one at a time."""
    more: bool = False
    """Whether another part of it comes in a moment."""
    several: Callable[[DatabaseKnown], Decisions] | None = None
    """Decides many events at once, recorded in one transaction: a part of an import."""
    result: "Future[Outcomes]" = field(default_factory=Future)
    waiter: Waiter | None = None
    """Is told, in its loop, when ``result`` is set."""

    @property
    def size(self) -> int:
        """Events it may make."""
        return len(self.facts) or 1
