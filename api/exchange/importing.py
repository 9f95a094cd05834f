"""The one road in: a file's rows, a chunk at a time, through the writer.

Memory stays bounded: rows are streamed, and which of them were seen is kept in a temporary
database that spills to disk.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any

from api.writer import Job, Writer
from domain.batches import (
    STAMP,
    Aside,
    Batch,
    Decisions,
    Row,
    Unread,
    check_order,
)
from domain.errors import StancelineError
from domain.imports import decide_rows, decide_vanished
from projections import batches
from projections.known import DatabaseKnown
from projections.store import Store

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
        self._tried: DatabaseKnown | None = None
        self._stack = ExitStack()

    def run(
        self,
        rows: Iterable[Row | Unread | Aside],
        *,
        complete: bool,
        progress: Progress | None = None,
    ) -> Summary:
        """Import all rows; raises StancelineError where the whole file cannot be taken."""
        self._check()
        with self._stack, closing(_Seen()) as seen:
            done = 0
            for chunk in _chunks(rows):
                wanted = list(self._wanted(chunk, seen))
                self._decide(partial(decide_rows, self._batch, wanted))
                done += len(chunk)
                if progress:
                    progress(done, 0)
            for keys in list(self._missing(seen)):
                if complete:
                    self._decide(partial(decide_vanished, self._batch, keys))
                else:
                    self.summary.counts["missing"] += len(keys)
        if self._dry:
            self.summary.batch = None
        return self.summary

    def _check(self) -> None:
        with self._store.reading() as snapshot:
            last = batches.latest(snapshot.connection, snapshot.tables, self._batch.dataset)
            report = snapshot.registry.report(last["release"]) if last else None
        check_order(self._batch, report.published if report else None)

    def _wanted(self, chunk: Sequence[Row | Unread | Aside], seen: "_Seen") -> Iterator[Row]:
        for row in chunk:
            if isinstance(row, Unread):
                self.summary.reject(row)
                continue
            if isinstance(row, Aside):
                self.summary.warn(row.place, row.why)
                continue
            for warning in row.warnings:
                self.summary.warn(row.place, warning)
            if seen.first(row.key):
                yield row
            else:
                self.summary.reject(Unread(row.place, f"the row {row.key!r} stands twice"))

    def _decide(self, decide: Callable[[DatabaseKnown], Decisions]) -> None:
        if self._dry:
            # One memory for the whole try, so that a row sees what rows before it register.
            if self._tried is None:
                snapshot = self._stack.enter_context(self._store.reading())
                self._tried = DatabaseKnown(snapshot.connection, snapshot.tables, snapshot.cache)
            self.summary.add(decide(self._tried), self._batch)
            return
        job = Job(several=decide)
        self._writer.process([job])
        (outcome,) = job.result.result()
        if isinstance(outcome, StancelineError):
            raise outcome
        self.summary.add(outcome.details["decisions"], self._batch)

    def _missing(self, seen: "_Seen") -> Iterator[list[str]]:
        """Keys that the series has, standing, and the file has not."""
        with self._store.reading() as snapshot:
            connection, tables, dataset = snapshot.connection, snapshot.tables, self._batch.dataset
            for page in batches.keys(connection, tables, dataset):
                current = batches.rows(connection, tables, dataset, page)
                keys = [k for k in page if not seen.has(k) and not current[k].gone]
                if keys:
                    yield keys


def _chunks(rows: Iterable[Row | Unread | Aside]) -> Iterator[list[Row | Unread | Aside]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk


class _Seen:
    """The keys of a file; a temporary database of SQLite's own, on disk where it grows."""

    def __init__(self) -> None:
        self._connection = sqlite3.connect("")
        self._connection.execute("CREATE TABLE seen (key TEXT PRIMARY KEY) WITHOUT ROWID")

    def first(self, key: str) -> bool:
        """Whether the key was not seen before; it is now."""
        done = self._connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", [key])
        return done.rowcount == 1

    def has(self, key: str) -> bool:
        """Whether the key was seen."""
        found = self._connection.execute("SELECT 1 FROM seen WHERE key = ?", [key])
        return found.fetchone() is not None

    def close(self) -> None:
        """Forget everything."""
        self._connection.close()
