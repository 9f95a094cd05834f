"""Imports as batches: what the log says of them, and the decisions on their rows.

Every event that an import records carries a stamp, ``imported: {batch, row, digest}``, and the
first of them is preceded by ``batch_opened``. So the log alone tells which row of which series
a fact stands for, and what there is to take back. ``batch_reverted`` takes it back as one.
The event type names and the stamp are the storage format.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

from domain import days
from domain.amend import (
    Amendable,
    Amended,
    KnownAct,
)
from domain.errors import Conflict, Refused, Unknown
from domain.events.base import Fact, derived_id
from domain.journal import NewEvent
from domain.registrations import Registration, Report

OPENED = "batch_opened"
REVERTED = "batch_reverted"
STAMP = "imported"
BATCH_TYPES = (OPENED, REVERTED)


class Current(NamedTuple):
    """Where a series stands on one row: the fact that says it now."""

    fact: str
    digest: str
    """Of what the row said, so that the same again is seen to be the same."""
    gone: bool
    """The row was missing from a file that was the whole dataset."""
    release: str | None
    """The release that it was last read in."""


class Series(Amendable, Protocol):
    """What a decision on imported rows asks, beyond what every decision asks."""

    def prefetch(self, events: Sequence[str]) -> None:
        """Look many event ids up at once, before ``recorded`` asks for each."""

    def rows(self, dataset: str, keys: Sequence[str]) -> dict[str, Current]:
        """Where the series stands on these rows; nothing of rows that it does not have."""

    def batch(self, id: str) -> dict[str, Any] | None:
        """What was said of a batch when it was opened, with ``reverted``; or None."""

    def built_upon(self, id: str) -> list[str]:
        """Later batches, not taken back, that changed what this one recorded."""

    def fact_content(self, id: str) -> dict[str, Any]:
        """The stored body of a recorded fact."""

    def foresee(self, facts: Sequence[str]) -> None:
        """Look up at once which facts are withdrawn, before ``taken_back`` asks for each."""

    def taken_back(self, fact: str) -> bool:
        """Whether an act on this very fact, one of the foreseen, withdraws it now."""

    def said_by_another(self, dataset: str, fact: str, row: str) -> bool:
        """Whether a row of the series other than this one says the fact now."""

    def own(self, dataset: str, acts: Sequence[KnownAct]) -> bool:
        """Whether there are acts, and all are of this series' imports or took an import back."""

    def taken_by(self, batch: str, acts: Sequence[KnownAct]) -> bool:
        """Whether there are acts, and all are of this very import."""

    def told(self, event: NewEvent) -> None:
        """See an amendment by a row as recorded."""

    def decided(self, event: NewEvent) -> None:
        """See an event as recorded."""

    def forget(self, events: Sequence[NewEvent]) -> None:
        """Take events out of what was decided."""


class Row(NamedTuple):
    """One row of a file, read by its format."""

    place: str
    """Where it stands: ``line 17``, an object's id."""
    key: str
    """The dataset's own id of it."""
    fact: Fact | None
    """None for a row that only registers its single need."""
    needs: tuple[Registration, ...] = ()
    """What has to be registered first; what has the id already is left as it is."""
    warnings: tuple[str, ...] = ()
    digest: str = ""
    """Of what the row says, where that is more than ``digest_of`` its fact."""


class Unread(NamedTuple):
    """A row that cannot be read or taken, and why."""

    place: str
    why: str
    key: str | None = None
    """The dataset's own id of it, where that much can be read: then it has not vanished."""
    conflict: bool = False
    """What is recorded stands against it, not its own words."""


class Deleted(NamedTuple):
    """A row that its dataset says it has deleted, in a report."""

    place: str
    key: str
    report: Report
    needs: tuple[Registration, ...]
    """What the report needs, in order; the report itself is last."""


class Aside(NamedTuple):
    """Something of a file that has no place here, and what was left out."""

    place: str
    why: str


@dataclass(frozen=True, slots=True)
class Batch:
    """One import: which series, from which file."""

    id: str
    dataset: str
    format: str
    file: str
    digest: str
    """SHA-256 of the file."""
    release: Report
    """The dataset as this file has it."""
    needs: tuple[Registration, ...]
    """What the release's report needs, in order; the report itself is last."""
    versions: bool = False
    """Whether a row names the report of its own version (otherwise the release is it)."""

    def opened(self) -> NewEvent:
        """The event that opens the batch."""
        said = {"dataset": self.dataset, "format": self.format, "file": self.file}
        body = {"id": self.id, **said, "digest": self.digest, "release": self.release.id}
        return NewEvent(self.id, OPENED, body)


@dataclass(slots=True)
class Decisions:
    """What a chunk of rows comes to: the events, the counts, and what was found wrong."""

    events: list[NewEvent] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    rejected: list[Unread] = field(default_factory=list)

    def count(self, what: str) -> None:
        """One more of a kind."""
        self.counts[what] = self.counts.get(what, 0) + 1


def digest_of(fact: Fact) -> str:
    """Short digest of what a row says, whoever prints it."""
    said = {k: v for k, v in fact.content().items() if k not in ("report", "attribution", "id")}
    return str(derived_id(said)).replace("-", "")[:16]


def decide_reversion(id: str, reason: str, known: Series) -> Amended:
    """Take a whole import back; raises Unknown, Conflict."""
    batch = known.batch(id)
    if batch is None:
        raise Unknown(f"there is no batch {id!r}; GET /v1/imports lists them")
    event_id = str(derived_id({"act": REVERTED, "target": id}))
    if batch["reverted"]:
        return Amended(None, KnownAct(batch["reverted"], "", {"id": event_id}))
    if later := known.built_upon(id):
        raise Conflict(f"batch {later[-1]} changed rows of it; revert that one first")
    return Amended(
        NewEvent(event_id, REVERTED, {"id": event_id, "target": id, "reason": reason}), None
    )


def slug(name: str, fallback: str = "unnamed") -> str:
    """A name as an id: lower case, joined by ``-``, Latin letters without their marks."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:120].strip("-") or fallback


def check_format(batch: Batch, last: str | None) -> None:
    """Refuse rows of another format under the name of a series; raises Refused."""
    if last is not None and last != batch.format:
        why = f"series {batch.dataset!r} is of format {last}; give these rows another name"
        raise Refused.at("/dataset", why)


def check_order(batch: Batch, latest: int | None) -> None:
    """Refuse a release that is older than what the series has come to; raises Refused."""
    day = days.day_of(batch.release.published)
    if latest is not None and day < latest:
        why = f"{batch.release.published} is before {days.iso(latest)}, the series' last release"
        raise Refused.at("/published", f"{why}; an older file amends nothing")
