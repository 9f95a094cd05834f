"""Answers as the documentation describes them; a test holds real answers to these shapes.

Answers are sent as they are made and not through these models: they are for readers.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from domain.events.base import Quote
from domain.vocabulary import Comparator, Confidence, Credibility, Likelihood, Mode

Status = Literal["single", "corroborated", "nuanced", "mixed", "contested"]
Lost = Literal[
    "older_word_of_same_origin",
    "before_latest_change",
    "only_possibly_in_force",
    "against",
    "retracted",
    "corrected",
]


class Shape(BaseModel):
    """Part of an answer."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Coordinates(Shape):
    """The point in the three times that was answered."""

    as_of: str
    """D: what was so on this day."""
    known_by: str | None
    """K: counting what had been published by the end of this day; null for no limit."""
    recorded_by: int | str | None
    """T as it was asked: a log position, an instant, or null for no limit."""
    position: int
    """The last log position counted; ask with it as ``recorded_by`` for the same bytes."""


class Since(Shape):
    """When the headline began, as far as is known; null for no bound."""

    earliest: str | None
    latest: str | None


class Displaced(Shape):
    """A value that a later change has displaced."""

    value: str | int
    comparator: Comparator | None = None
    origins: list[str]


class Evidence(Shape):
    """One fact under a stance, with the exact words."""

    id: str
    type: str
    value: str | int
    comparator: Comparator | None = None
    active: bool
    lost: Lost | None
    """Why it does not carry the stance."""
    origin: str
    """The source that it comes from in the end."""
    attribution: list[str]
    """The chain outward from the publisher."""
    report: str
    published: str
    occurred: str
    """As the source writes it (EDTF)."""
    start: tuple[str | None, str | None]
    end: tuple[str | None, str | None]
    vouched_through: str | None
    projection: bool
    """It speaks of days after its publication."""
    likelihood: Likelihood | None
    confidence: Confidence | None
    credibility: Credibility | None
    mode: Mode | None
    quote: Quote
    position: int
    denied: Literal[True] = True
    """Only where it is a denial."""
    approximate: Literal[True] = True
    """Only where the date is marked ``~`` or ``%``."""
    uncertain: Literal[True] = True
    """Only where the date is marked ``?`` or ``%``."""


class Stance(Shape):
    """What is known of one slot: ``(actor, aspect, toward, subject)``."""

    aspect: str
    toward: str | None
    subject: str | None
    value: str | int
    comparator: Comparator | None = None
    status: Status
    certainty: Literal["certain", "possible"]
    alternatives: list[str]
    """Values that may hold as well."""
    since: Since
    vouched_through: str | None
    """The last day for which the headline's origin speaks."""
    stale_days: int
    """Days between then and ``as_of``."""
    origins: int
    """Independent origins of the headline's value."""
    mentions: int
    """Reports that repeat it."""
    displaced: list[Displaced]
    against: list[Evidence]
    evidence: list[Evidence]


class PostureAnswer(Coordinates):
    """Where an actor stood."""

    actor: str
    stances: list[Stance]


class ActorStances(Shape):
    """The stances of one of many actors."""

    actor: str
    stances: list[Stance]


class PosturesAnswer(Coordinates):
    """Where everybody stood."""

    items: list[ActorStances]
    next: str | None
    """Token of the next page, for ``after``."""


class TimelineEntry(BaseModel):
    """One fact with its own fields, its days and its state at (K, T)."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    id: str
    type: str
    headline: str
    role: Literal["actor", "party", "target"]
    state: Literal["standing", "corrected", "retracted", "not_yet_known"]
    withdrawn_by: str | None = None
    """The act that took it back."""
    reason: str | None = None
    corrected_by: str | None = None
    """The fact that took its place."""
    occurred: str
    start: tuple[str | None, str | None]
    end: tuple[str | None, str | None]
    published: str
    report: str
    origin: str
    attribution: list[str]
    vouched_through: str | None
    projection: bool
    quote: Quote
    position: int


class TimelineAnswer(Shape):
    """A page of an actor's timeline."""

    actor: str
    from_: str | None
    to: str | None
    known_by: str | None
    recorded_by: int | str | None
    position: int
    items: list[TimelineEntry]
    next: str | None

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))


class Because(Shape):
    """One fact that changed a slot, and what it did."""

    id: str
    did: Literal[
        "recorded",
        "published",
        "corrected",
        "retracted",
        "restored",
        "hidden",
        "began",
        "ended",
    ]
    headline: str
    report: str
    published: str


class ChangedSlot(Shape):
    """One slot before and after one axis moved."""

    aspect: str
    toward: str | None
    subject: str | None
    cause: Literal["recorded", "corrected", "retracted", "restored", "learned", "world"]
    before: Stance | None
    after: Stance | None
    facts: list[str]
    because: list[Because]


class DiffAnswer(Shape):
    """What changed; the axes are moved in the order T, K, D."""

    actor: str
    from_: Coordinates
    to: Coordinates
    items: list[ChangedSlot]
    next: None

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))


class EventsAnswer(Shape):
    """A page of the log."""

    position: int
    items: list[dict[str, Any]]
    """Events with ``position``, ``recorded_at``, ``type`` and their own fields."""
    next: str | None


class Acknowledgement(Shape):
    """What became of one thing that was sent."""

    id: str
    position: int
    status: Literal[200, 201]
    """201: recorded; 200: it was there already."""


class AmendmentAnswer(Acknowledgement):
    """What an amendment did."""

    echoes: list[str]
    """Facts of other reports that were taken back with it."""
    replacement: str = ""
    """The fact that takes its place (corrections)."""


class ProblemError(Shape):
    """One thing that is wrong: where (JSON Pointer) and what would be right."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemError]


class ClaimColumns(Shape):
    """One entry a claim; see the endpoint for what the numbers mean."""

    slot: list[int]
    value: list[int]
    path: list[int]
    report: list[int]
    flags: list[int]
    gone: list[int]
    reliability: list[int]
    published: list[int]
    start_lo: list[int]
    start_hi: list[int]
    end_lo: list[int]
    end_hi: list[int]
    vouched: list[int]
    speaks: list[int]
    position: list[int]


class EpisodeColumns(Shape):
    """What is on the timeline and bears on no slot of the actor: incidents, gaps, others' facts."""

    types: list[str]
    roles: list[str]
    type: list[int]
    role: list[int]
    gone: list[int]
    start_lo: list[int]
    start_hi: list[int]
    published: list[int]
    position: list[int]


class ClaimsAnswer(Shape):
    """All claims of an actor at one record position, as columns."""

    actor: str
    recorded_by: int | str | None
    position: int
    slots: list[tuple[str, str | None, str | None]]
    values: list[str | tuple[Comparator, int]]
    sources: list[str]
    paths: list[list[int]]
    """Publisher and chain of each path, as indices into ``sources``; the last is the origin."""
    reports: list[str]
    claims: ClaimColumns
    episodes: EpisodeColumns


class DateAnswer(Shape):
    """What a written date means."""

    text: str
    kind: Literal["change", "period", "ongoing", "until", "from"]
    start: list[str | None]
    end: list[str | None]
    approximate: bool
    uncertain: bool
    meaning: str
