"""What a format says of a file: its release and its rows."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from domain.batches import Aside, Deleted, Row, Unread, slug
from domain.days import day_of
from domain.registrations import Registration, Report, Source

Read = Row | Deleted | Unread | Aside
Found = Iterator[Read]
ActorOf = Callable[[str, str], str | None]
"""(scheme, id there) to the actor that carries it as an external id."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to import, and what was said with it."""

    path: Path
    name: str
    dataset: str
    digest: str
    published: str | None = None
    """Release day, where it was said."""
    mapping: dict[str, str] | None = None
    actor_of: ActorOf = lambda scheme, id: None
    report_named: Callable[[str], Report | None] = lambda id: None
    """A registered report."""


def sha256(path: Path) -> str:
    """Digest of a file, read a part at a time."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def today() -> str:
    """Today in UTC."""
    return datetime.now(UTC).date().isoformat()


def release(
    file: File, publisher: Source, title: str, version: str | None = None
) -> tuple[Report, tuple[Registration, ...]]:
    """The dataset as this file has it, as a report, and what it needs registered.

    A version ``YY.N`` was published in the year 20YY: its last day is never too early. With
    no version and no day told, what is certain is that it had been published by today.
    """
    id = (
        f"{publisher.id}-{slug(version)}" if version else f"{slug(file.dataset)}-{file.digest[:12]}"
    )
    known = file.report_named(id)
    if known is not None:
        return known, (publisher, known)
    day = file.published or today()
    if version and not file.published:
        day = min(today(), _year_end(version))
    day_of(day)
    report = Report(id=id, title=title, publisher=publisher.id, published=day)
    return report, (publisher, report)


def _year_end(version: str) -> str:
    return date(2000 + int(version.split("-")[-1].split(".")[0]), 12, 31).isoformat()
