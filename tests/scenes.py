"""Small histories that tests record."""

from typing import Any

from sqlalchemy import select

from api.jobs import Job
from api.writer import Writer
from domain.events.base import posted
from domain.registrations import Actor, Report, Source
from domain.validation import validate, validate_fact
from projections.parking import parked_events
from projections.store import Store
from projections.tables import tables

ACTORS = [{"id": id, "name": id.title(), "kind": "armed_group"} for id in ("taliban", "andsf")]
SOURCES = [{"id": id, "name": id, "reliability": "B"} for id in ("un", "us-dod")]
REPORTS = [
    {"id": f"{source}-1", "title": "A report", "publisher": source, "published": "2020-07-01"}
    for source in ("un", "us-dod")
]


def actor(id: str) -> Actor:
    """One more actor."""
    return validate(Actor, {"id": id, "name": id, "kind": "armed_group"})


def fact(number: int = 0, report: str = "un-1", **fields: Any) -> dict[str, Any]:
    """A fact that differs from all others by its number."""
    return {
        "type": "violence_reduced",
        "report": report,
        "actor": "taliban",
        "toward": ["andsf"],
        "occurred": "2020-03-01/2020-05-31",
        "quote": {"exact": f"violence fell, says sentence {number}"},
        **fields,
    }


def register(store: Store) -> None:
    """Two actors, two sources, two reports."""
    run(store, *(Job(registration=validate(Actor, body)) for body in ACTORS))
    run(store, *(Job(registration=validate(Source, body)) for body in SOURCES))
    run(store, *(Job(registration=validate(Report, body)) for body in REPORTS))


def run(store: Store, *jobs: Job) -> list[Any]:
    """The outcomes of jobs, carried out together."""
    Writer(store).process(jobs)
    return [outcome for job in jobs for outcome in job.result.result()]


def record(store: Store, *bodies: dict[str, Any]) -> list[Any]:
    """The outcomes of facts."""
    return run(store, job(*bodies))


def job(*bodies: dict[str, Any], bulk: bool = False) -> Job:
    """Facts that are recorded together."""
    return Job([posted(validate_fact(body)) for body in bodies], bulk=bulk)


def rows_of(store: Store) -> dict[str, list[Any]]:
    """Every row of the current read models, and what is parked."""
    with store.reading() as snapshot:
        number = snapshot.checkpoint.generation
        found: dict[str, list[Any]] = {
            table.name.partition("_")[2]: sorted(
                map(tuple, snapshot.connection.execute(select(table))), key=repr
            )
            for table in tables(number).metadata.sorted_tables
        }
        parked = parked_events(snapshot.connection, number)
    return found | {"parked": [(event.position, event.reason) for event in parked]}
