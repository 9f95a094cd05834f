"""Imports and reversions as the API and the command line ask for them."""

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select

from api.exchange import formats
from api.exchange.importing import Importer, Progress
from api.exchange.incoming import File, sha256
from api.exchange.spool import PAGE, Spool
from api.jobs import Job
from api.writer import Writer
from domain.batches import Batch, decide_reversion
from domain.errors import NotReached, Refused, StancelineError
from domain.events.base import derived_id
from domain.registrations import Report
from projections import batches
from projections.snapshots import Snapshot
from projections.store import Store


@dataclass(frozen=True, slots=True)
class Import:
    """What somebody asks to import."""

    format: str
    path: Path
    name: str
    """The file's name as the user knows it."""
    dataset: str | None = None
    complete: bool = False
    dry_run: bool = False
    published: str | None = None
    mapping: dict[str, str] | None = None


def run(
    store: Store, writer: Writer, asked: Import, progress: Progress | None = None
) -> dict[str, Any]:
    """Import a file; raises StancelineError where the file as a whole cannot be taken."""
    module = formats.module_of(asked.format, formats.INCOMING)
    if not asked.path.is_file():
        raise Refused.at("", f"{asked.path} is not a file")
    if whole := getattr(module, "restore", None):
        found: dict[str, Any] = whole(store, writer, asked, progress)
        return found
    with closing(Spool()) as ids:
        with store.reading() as snapshot:
            learn_external_ids(snapshot, ids)
            file = _file(snapshot, asked, ids)
            report, needs, rows = module.opened(file)
            batch = _batch(snapshot, asked, file, report, needs)
        importer = Importer(store, writer, batch, dry=asked.dry_run)
        try:
            summary = importer.run(rows, complete=asked.complete, progress=progress)
        except StancelineError as error:
            raise _with_batch(error, importer.summary.batch) from error
    return {
        "format": asked.format,
        "dataset": file.dataset,
        "release": report.id,
        "dry_run": asked.dry_run,
        "note": None,
        **summary.answer(),
    }


def _with_batch(error: StancelineError, batch: str | None) -> StancelineError:
    """The error, saying where what was recorded before it is."""
    if batch and not isinstance(error, NotReached):
        detail = f"{error.detail}; what was recorded before is batch {batch}"
        return type(error)(detail, error.findings)
    return error


def revert(writer: Writer, batch: str, reason: str) -> dict[str, Any]:
    """Take an import back as one; raises Unknown, Conflict."""
    job = Job(amendment=partial(decide_reversion, batch.lower(), reason))
    writer.process([job])
    (outcome,) = job.result.result()
    if isinstance(outcome, StancelineError):
        raise outcome
    return {"batch": batch, "position": outcome.position, "reverted": outcome.new}


def mapping(pairs: Iterable[str]) -> dict[str, str] | None:
    """``FIELD=COLUMN`` pairs as a mapping; raises Refused."""
    found: dict[str, str] = {}
    for pair in pairs:
        field, sign, column = pair.partition("=")
        if not sign or not field or not column:
            raise Refused.at("/map", f"{pair!r} is not FIELD=COLUMN")
        if field in found:
            raise Refused.at("/map", f"{field!r} is mapped twice")
        found[field] = column
    return found or None


def _file(snapshot: Snapshot, asked: Import, ids: Spool) -> File:
    def named(id: str) -> Report | None:
        body = snapshot.registry.registered("report", id)
        return Report.model_validate(body) if body else None

    return File(
        path=asked.path,
        name=asked.name,
        dataset=asked.dataset or Path(asked.name).stem,
        digest=sha256(asked.path),
        published=asked.published,
        mapping=asked.mapping,
        actor_of=ids.get,
        report_named=named,
    )


def learn_external_ids(snapshot: Snapshot, ids: Spool) -> None:
    """Keep the actor under each (scheme, id there) it carries; of several the first registered."""
    table, after = snapshot.tables.registered, 0
    query = select(table.c.position, table.c.id, table.c.body).where(table.c.noun == "actor")
    query = query.order_by(table.c.position).limit(PAGE)
    while page := snapshot.connection.execute(query.where(table.c.position > after)).all():
        after = page[-1].position
        for row in page:
            for scheme, id in orjson.loads(row.body).get("external_ids", {}).items():
                ids.first(scheme, str(id), row.id)


def _batch(
    snapshot: Snapshot, asked: Import, file: File, report: Report, needs: tuple[Any, ...]
) -> Batch:
    """The batch: the last one of the series goes on where the file is the same."""
    last = batches.latest(snapshot.connection, snapshot.tables, file.dataset)
    if last is not None and last["digest"] == file.digest:
        id = last["id"]
    else:
        said = {"dataset": file.dataset, "digest": file.digest, "after": snapshot.head}
        id = str(derived_id(said))
    return Batch(
        id=id,
        dataset=file.dataset,
        format=asked.format,
        file=asked.name,
        digest=file.digest,
        release=report,
        needs=needs,
        versions=formats.INCOMING[asked.format].versions,
    )
