"""What is registered and recorded, looked up in the read models; kept by those who ask often.

Registrations never change, so what was found once is right for ever; what was not found
is asked again.
"""

import threading
from collections import OrderedDict
from typing import Any

import orjson
from sqlalchemy import Connection, select

from domain.dating import horizon
from domain.days import day_of
from domain.decide import KnownReport
from domain.vocabulary import RELIABILITY_RANK
from projections.rows import Path
from projections.tables import Tables

CACHED_TEXT = 32 * 2**20
"""Bytes of reports that are kept at the most."""
CACHED_BODIES = 20_000
"""Actors and sources that are kept at the most."""
CACHED_PATHS = 4096
"""Paths that words took which are kept at the most."""


class RegistryCache:
    """Registrations that were seen, shared by all connections of a process."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
        self.reports: OrderedDict[str, KnownReport] = OrderedDict()
        """Those that were seen lately, by id; ``learn`` adds to them."""
        self.paths: dict[tuple[str, ...], Path] = {}
        """By the sources; all of these are registered, which never changes."""
        self._text = 0
        self._lock = threading.Lock()

    def learn(self, noun: str, position: int, body: dict[str, Any]) -> None:
        """Remember a registration."""
        if noun == "report":
            self._keep(known_report(body))
        else:
            self._bodies[noun, body["id"]] = position, body
            if len(self._bodies) > CACHED_BODIES:
                # The eldest; another thread may be doing the same.
                self._bodies.pop(next(iter(self._bodies)), None)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._bodies.clear()
            self.reports.clear()
            self.paths.clear()
            self._text = 0

    def body(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """(position, content) of an actor or source that was seen."""
        return self._bodies.get((noun, id))

    def _keep(self, report: KnownReport) -> None:
        with self._lock:
            if report.id in self.reports:
                return
            self.reports[report.id] = report
            self._text += _weight(report)
            while self._text > CACHED_TEXT:
                _, oldest = self.reports.popitem(last=False)
                self._text -= _weight(oldest)


def _weight(report: KnownReport) -> int:
    return 500 + 2 * len(report.text or "")


def known_report(body: dict[str, Any]) -> KnownReport:
    """What rules need of a report's content."""
    published = body["published"]
    return KnownReport(
        body["id"],
        body["publisher"],
        day_of(published),
        horizon(published, body.get("covers"), body.get("data_cutoff")),
        body.get("text"),
    )


class DatabaseRegistry:
    """Look-ups on one connection, through the cache."""

    def __init__(self, connection: Connection, tables: Tables, cache: RegistryCache) -> None:
        self.connection = connection
        self.tables = tables
        self.cache = cache

    def registration(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """(position, content) of what is registered, or None."""
        if noun != "report" and (seen := self.cache.body(noun, id)):
            return seen
        table = self.tables.registered
        row = self.connection.execute(
            select(table.c.position, table.c.body).where(table.c.noun == noun, table.c.id == id)
        ).one_or_none()
        if row is None:
            return None
        body = orjson.loads(row.body)
        self.cache.learn(noun, row.position, body)
        return row.position, body

    def registered(self, noun: str, id: str) -> dict[str, Any] | None:
        """The content of what is registered, or None."""
        found = self.registration(noun, id)
        return found[1] if found else None

    def has_actor(self, actor: str) -> bool:
        """Whether the actor is registered."""
        return self._found("actor", actor) is not None

    def has_source(self, source: str) -> bool:
        """Whether the source is registered."""
        return self._found("source", source) is not None

    def _found(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """What others refer to; from the cache at once, since a registration never changes."""
        return self.cache.body(noun, id) or self.registration(noun, id)

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""
        seen = self.cache.reports.get(report)
        if seen is None and (found := self._found("report", report)):
            seen = known_report(found[1])
        return seen

    def path(self, sources: tuple[str, ...]) -> Path:
        """The sources that words passed through; raises LookupError for one that is unknown."""
        paths = self.cache.paths
        found = paths.get(sources)
        if found is None:
            worst = min(RELIABILITY_RANK[self._reliability(source)] for source in sources)
            found = " ".join(sources), worst
            if len(paths) >= CACHED_PATHS:
                paths.clear()
            paths[sources] = found
        return found

    def _reliability(self, source: str) -> str:
        found = self._found("source", source)
        if found is None:
            raise LookupError(f"source {source!r} is not registered")
        return found[1].get("reliability") or "F"

    def name(self, actor: str) -> str:
        """What people call an actor; its id where it is not registered."""
        body = self.registered("actor", actor)
        return str(body["name"]) if body else actor
