"""Answers of exchange as the documentation describes them (``api.shapes``)."""

from typing import Literal

from pydantic import ConfigDict

from api.shapes import Shape


class ImportFinding(Shape):
    """One thing that an import has to say of a place in the file."""

    kind: Literal["warning", "rejected"]
    """``warning``: taken, or left aside, and worth a look; ``rejected``: not taken."""
    place: str
    """``line 17``, ``feature 3``, an object's id."""
    detail: str


class ImportAnswer(Shape):
    """What an import came to, or would come to."""

    format: str
    dataset: str | None
    """Name of the series; null for a restored log."""
    release: str | None
    """The report that this file of the series is; null for a restored log."""
    dry_run: bool
    """Nothing was recorded."""
    note: str | None
    """What else is to be known, in a sentence."""
    batch: str | None
    """For its reversion; null where nothing was recorded that can be taken back as one."""
    recorded: int
    """New rows."""
    unchanged: int
    """Rows that are recorded already, or that an analyst has decided on."""
    corrected: int
    """Rows that read otherwise than before."""
    retracted: int
    """Rows that are gone, of a file that is the whole dataset or that says so."""
    missing: int
    """Rows of the series that this file does not have."""
    rejected: int
    """Rows that were not taken."""
    warnings: int
    findings: list[ImportFinding]
    """Warnings and rejections, the first 1,000."""
    times_kept: bool | None = None
    """Restored logs: whether the instants of recording are those of the first log."""
    positions_kept: bool | None = None
    """Restored logs: whether the positions are those of the first log."""


class BatchEntry(Shape):
    """One import."""

    id: str
    dataset: str
    format: str
    file: str
    digest: str
    """SHA-256 of the file."""
    release: str
    position: int
    events: int
    """Events that it recorded."""
    reverted: int | None
    """Position at which it was taken back."""


class BatchesAnswer(Shape):
    """A page of imports, in the order in which they were opened."""

    position: int
    items: list[BatchEntry]
    next: str | None


class ReversionAnswer(Shape):
    """What became of taking an import back."""

    batch: str
    position: int
    reverted: bool
    """False where it had been taken back before."""


class Deaths(Shape):
    """Sums of what sources give."""

    low: int
    best: int
    high: int


class TempoCount(Shape):
    """Incidents and their dead."""

    incidents: int
    uncertain: int
    """Those that may belong to a later bucket."""
    fatalities: Deaths
    uncounted: int
    """Those that give no number."""


class TempoPart(TempoCount):
    """The incidents of a bucket with one counterpart."""

    counterpart: str | None
    """Null where nobody is named."""
    role: Literal["actor", "target"]
    """Whether the actor acted, or was the target."""


class TempoBucket(TempoCount):
    """One bucket; an incident counts in that of its earliest day."""

    start: str
    end: str
    withheld: list[str]
    """Metrics that somebody kept back in these days: a gap is no zero."""
    counterparts: list[TempoPart]


class TempoAnswer(Shape):
    """What was counted."""

    actor: str
    from_: str | None
    to: str | None
    bucket: Literal["day", "week", "month", "quarter", "year"]
    known_by: str | None
    recorded_by: int | str | None
    position: int
    items: list[TempoBucket]
    next: None

    model_config = ConfigDict(alias_generator=lambda name: name.rstrip("_"))
