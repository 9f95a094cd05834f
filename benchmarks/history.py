"""Made-up histories of any size, the same for the same numbers: facts in slots of actors.

Of each actor's facts half are on violence and half on threat, towards ten others, from five
sources; half are relayed. Dates are changes, months, periods and ongoing states over 16 years.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from api.jobs import Job
from api.writer import GROUP, Writer
from domain.events.base import Posted, posted
from domain.registrations import Actor, Report, Source
from domain.validation import validate_fact
from projections.store import Store

FIRST = date(2008, 1, 1)
DAYS = 365 * 16
VIOLENCE = ("reduced", "limited", "sustained", "high", "increased", "ceased")
THREAT = ("none", "limited", "moderate", "significant", "greatest")
OTHERS = tuple(f"other-{number}" for number in range(10))
SOURCES = tuple(f"source-{number}" for number in range(5))


@dataclass(frozen=True)
class History:
    """A history of ``facts`` facts about ``actors`` actors."""

    facts: int
    actors: int
    slots: int = 20
    seed: int = 1
    all_reports: int = 0
    """Facts whose reports are registered, where it is not ``facts``."""

    @property
    def names(self) -> list[str]:
        return [f"actor-{number:04d}" for number in range(self.actors)]

    def reports(self) -> list[dict[str, Any]]:
        pick = random.Random(self.seed)
        return [
            _report(number, pick)
            for number in range(max(50, (self.all_reports or self.facts) // 50))
        ]

    def registrations(self) -> Iterator[Job]:
        for name in (*self.names, *OTHERS):
            yield Job(registration=Actor(id=name, name=name, kind="faction"))
        for number, source in enumerate(SOURCES):
            letter: Any = "ABCDEF"[number % 6]
            yield Job(registration=Source(id=source, name=source, reliability=letter))
        for report in self.reports():
            yield Job(registration=Report(**report))

    def bodies(self, first: int = 0) -> Iterator[dict[str, Any]]:
        """The facts from number ``first`` on, as somebody would post them."""
        reports = self.reports()
        for number in range(first, self.facts):
            yield _fact(number, self, reports, random.Random(self.seed * 10**9 + number))

    def posted(self) -> Iterator[Posted]:
        return (posted(validate_fact(body)) for body in self.bodies())


def load(store: Store, history: History) -> None:
    """Record and project a whole history by the writer that the server uses."""
    writer = Writer(store)
    writer.process(list(history.registrations()))
    batch: list[Posted] = []
    for fact in history.posted():
        batch.append(fact)
        if len(batch) == GROUP:
            _record(writer, batch)
            batch = []
    if batch:
        _record(writer, batch)


def _record(writer: Writer, batch: list[Posted]) -> None:
    job = Job(batch)
    writer.process([job])
    strange = [outcome for outcome in job.result.result() if not getattr(outcome, "new", False)]
    if strange:
        raise AssertionError(f"a fact of the benchmark was not recorded: {strange[0]}")


def _report(number: int, pick: random.Random) -> dict[str, Any]:
    published = FIRST + timedelta(days=pick.randrange(DAYS))
    cutoff = published - timedelta(days=pick.randrange(60))
    return {
        "id": f"report-{number}",
        "title": f"Report {number}",
        "publisher": pick.choice(SOURCES),
        "published": published.isoformat(),
        "data_cutoff": cutoff.isoformat(),
    }


def _fact(
    number: int, history: History, reports: list[dict[str, Any]], pick: random.Random
) -> dict[str, Any]:
    report = pick.choice(reports)
    body: dict[str, Any] = {
        "report": report["id"],
        "actor": f"actor-{number % history.actors:04d}",
        "occurred": _occurred(date.fromisoformat(report["published"]), pick),
        "quote": {"exact": f"the words of fact {number}, quoted at some length from the report"},
        "mode": "quoted",
    }
    if pick.random() < 0.5:
        body["attribution"] = [pick.choice(SOURCES)]
    if pick.random() < 0.05:
        body["likelihood"] = pick.choice(["likely", "roughly_even", "unlikely"])
    slot = pick.randrange(history.slots)
    body["toward"] = [OTHERS[slot % 10]]
    if slot % 20 < 10:
        return body | {"type": f"violence_{pick.choice(VIOLENCE)}"}
    return body | {"type": "threat_assessed", "level": pick.choice(THREAT)}


def _occurred(published: date, pick: random.Random) -> str:
    start = published - timedelta(days=pick.randrange(1, 400))
    kind = pick.random()
    if kind < 0.3:
        return start.isoformat()
    if kind < 0.4:
        return start.isoformat()[:7]
    if kind < 0.75:
        return f"{start.isoformat()}/{start + timedelta(days=pick.randrange(5, 200))}"
    return f"{start.isoformat()}/.."
