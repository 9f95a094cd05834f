"""The one road in: a file's rows, a chunk at a time, through the writer.

Memory stays bounded: rows are streamed, and which of them were seen is spooled to disk where
they are many (``api.exchange.spool``), as is what a dry run decided.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from api.exchange.incoming import Read
from api.exchange.spool import Spool
from api.exchange.trying import Tried
from api.jobs import Job
from api.writer import Writer
from domain.batches import (
    STAMP,
    Aside,
    Batch,
    Decisions,
    Deleted,
    Row,
    Unread,
    check_format,
    check_order,
)
from domain.errors import Refused, StancelineError
from domain.imports import decide_deleted, decide_rows, decide_vanished
from projections import batches
from projections.known import DatabaseKnown
from projections.store import Store

T = TypeVar("T")
KEY = "key"
"""The kind under which keys of rows are spooled."""
CHUNK = 500
"""Rows that are decided and recorded together."""
SHOWN = 1000
"""Findings that the summary lists at the most; the counts count all."""
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Summary:
    """What an import came to."""

    counts: dict[str, int] = field(
        default_factory=lambda: dict.fromkeys(
            ("recorded", "unchanged", "corrected", "retracted", "missing", "rejected", "warnings"),
            0,
        )
    )
    findings: list[dict[str, str]] = field(default_factory=list)
    batch: str | None = None

    def warn(self, place: str, why: str) -> None:
        """A row that was taken as it is, and what is odd about it."""
        self.counts["warnings"] += 1
        self._find("warning", place, why)

    def reject(self, unread: Unread) -> None:
        """A row that was not taken."""
        self.counts["rejected"] += 1
        self._find("rejected", unread.place, unread.why)

    def add(self, found: Decisions, batch: Batch) -> None:
        """What a chunk came to."""
        for name, number in found.counts.items():
            if name != "rejected":
                self.counts[name] += number
        for unread in found.rejected:
            self.reject(unread)
        if any(STAMP in event.body for event in found.events):
            self.batch = batch.id

    def _find(self, kind: str, place: str, why: str) -> None:
        if len(self.findings) < SHOWN:
            self.findings.append({"kind": kind, "place": place, "detail": why})

    def answer(self) -> dict[str, Any]:
        """The summary as JSON."""
        return {"batch": self.batch, **self.counts, "findings": self.findings}


class Importer:
    """Carries one batch out, or tries it without recording."""

    def __init__(self, store: Store, writer: Writer, batch: Batch, *, dry: bool = False) -> None:
        self._store, self._writer, self._batch, self._dry = store, writer, batch, dry
        self.summary = Summary()
        self._unread = 0
        self._deletes = False
        """The file is a list of deleted rows, so what it does not name is not missing."""
        self._tried: Tried | None = None
        self._stack = ExitStack()

    def run(
        self, rows: Iterable[Read], *, complete: bool, progress: Progress | None = None
    ) -> Summary:
        """Import all rows; raises StancelineError where the whole file cannot be taken."""
        self._check()
        with self._stack, closing(Spool()) as seen:
            done = 0
            for chunk in _chunks(rows):
                self._take(list(self._wanted(chunk, seen)), complete)
                done += len(chunk)
                if progress:
                    progress(done, 0)
            if not self._deletes:
                self._vanish(seen, complete)
        if self._dry:
            self.summary.batch = None
        return self.summary

    def _check(self) -> None:
        """Refuse a file that cannot continue its series; raises Refused."""
        with self._store.reading() as snapshot:
            last = batches.latest(snapshot.connection, snapshot.tables, self._batch.dataset)
            report = snapshot.registry.report(last["release"]) if last else None
        check_format(self._batch, last["format"] if last else None)
        check_order(self._batch, report.published if report else None)

    def _wanted(self, chunk: Sequence[Read], seen: Spool) -> Iterator[Row | Deleted]:
        for row in chunk:
            if isinstance(row, Aside):
                self.summary.warn(row.place, row.why)
                continue
            if isinstance(row, Unread):
                self._refuse(row, seen)
                continue
            if not seen.first(KEY, row.key):
                self.summary.reject(Unread(row.place, f"the row {row.key!r} stands twice"))
                continue
            for warning in row.warnings if isinstance(row, Row) else ():
                self.summary.warn(row.place, warning)
            yield row

    def _refuse(self, row: Unread, seen: Spool) -> None:
        self.summary.reject(row)
        if row.key:
            seen.first(KEY, row.key)
        else:
            self._unread += 1

    def _take(self, wanted: Sequence[Row | Deleted], complete: bool) -> None:
        rows = [row for row in wanted if isinstance(row, Row)]
        deleted = [row for row in wanted if isinstance(row, Deleted)]
        if rows:
            self._decide(partial(decide_rows, self._batch, rows))
        if deleted and complete:
            raise Refused.at("/complete", "the file lists what was deleted, not the whole dataset")
        if deleted:
            self._deletes = True
            self._decide(partial(decide_deleted, self._batch, deleted))

    def _vanish(self, seen: Spool, complete: bool) -> None:
        """Retract what a whole dataset has no more; count what a part of it has not."""
        if complete and self._unread:
            why = f"{self._unread} rows tell no id, so which rows vanished is not known: none taken"
            self.summary.warn(self._batch.file, why)
        retract = complete and not self._unread
        if retract and next(seen.each(KEY), None) is None:
            series = self._batch.dataset
            why = f"the file has no rows, so all of series {series!r} would be retracted"
            raise Refused.at("/complete", f"{why}; revert its batches if that is meant")
        # All pages are found before the first is decided: a decision moves what they hold.
        with closing(Spool()) as gone:
            for keys in self._missing(seen):
                for key in keys:
                    gone.put(KEY, key)
            for page in _chunks(key for key, _ in gone.each(KEY)):
                if retract:
                    self._decide(partial(decide_vanished, self._batch, page))
                else:
                    self.summary.counts["missing"] += len(page)

    def _decide(self, decide: Callable[[DatabaseKnown], Decisions]) -> None:
        found = decide(self._trying()) if self._dry else recorded(self._writer, decide)
        self.summary.add(found, self._batch)

    def _trying(self) -> Tried:
        """One memory for the whole try, so that a row sees what rows before it register."""
        if self._tried is None:
            snapshot = self._stack.enter_context(self._store.reading())
            self._tried = self._stack.enter_context(closing(Tried(snapshot)))
        return self._tried

    def _missing(self, seen: Spool) -> Iterator[list[str]]:
        """Keys that the series has, standing, and the file has not."""
        with self._store.reading() as snapshot:
            connection, tables, dataset = snapshot.connection, snapshot.tables, self._batch.dataset
            for page in batches.keys(connection, tables, dataset):
                current = batches.rows(connection, tables, dataset, page)
                yield [k for k in page if not seen.has(KEY, k) and not current[k].gone]


def recorded(writer: Writer, decide: Callable[[DatabaseKnown], Decisions]) -> Decisions:
    """Decide and record in one transaction; raises StancelineError."""
    job = Job(several=decide, bulk=True)
    writer.process([job])
    (outcome,) = job.result.result()
    if isinstance(outcome, StancelineError):
        raise outcome
    found: Decisions = outcome.details["decisions"]
    return found


def _chunks(rows: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
