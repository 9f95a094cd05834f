"""What decisions ask, answered from the read models (``domain.amend.Amendable``)."""

from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Connection, Row, select

from domain.amend import History, KnownAct, KnownFact
from domain.batches import Current
from domain.claims import NEVER
from domain.decide import KnownReport, Recorded
from domain.journal import NewEvent
from domain.registrations import REGISTRATION_BY_EVENT
from projections import batches, series
from projections.facts import bodies_at, facts_at, find_one, recorded, replacements
from projections.parking import parked_events
from projections.registry import DatabaseRegistry, RegistryCache, known_report
from projections.rows import AGAINST
from projections.series import PENDING, Memory, Told
from projections.tables import Tables
from projections.withdrawals import standing

ASKED = 1000
"""Ids that a query asks for at once."""


class DatabaseKnown(DatabaseRegistry):
    """Look-ups of decisions on one connection, with what was decided and not yet recorded."""

    def __init__(self, connection: Connection, tables: Tables, cache: RegistryCache) -> None:
        super().__init__(connection, tables, cache)
        self._recorded: dict[str, Recorded | None] = {}
        self._pending: dict[tuple[str, str], dict[str, Any]] = {}
        self._parked: dict[tuple[str, str], tuple[int, dict[str, Any]]] = {}
        self._told = Told(Memory())
        self._foreseen: set[str] = set()

    def prefetch(self, events: Sequence[str]) -> None:
        """Look many event ids up at once, so that ``recorded`` need not ask for each."""
        events = [event for event in events if event not in self._recorded]
        self._recorded.update(dict.fromkeys(events))
        for start in range(0, len(events), ASKED):
            self._recorded |= recorded(self.connection, self.tables, events[start : start + ASKED])

    def suppose_new(self, facts: Sequence[str]) -> None:
        """Take facts as not recorded without asking the journal, which refuses those that are.

        It knows nothing of facts that corrections brought, so these are looked up.
        """
        self._recorded.update(dict.fromkeys(facts))
        self._recorded |= replacements(self.connection, self.tables, facts)

    def see_parked(self, generation: int) -> None:
        """Know the registrations that were recorded and could not be applied."""
        for event in parked_events(self.connection, generation, limit=100_000):
            if event.type in REGISTRATION_BY_EVENT:
                # By its key: the body of a broken one is empty.
                noun, _, id = event.key.partition(":")
                self._parked[noun, id] = event.position, event.body

    def decided(self, event: NewEvent) -> None:
        """See an event as recorded; its position is not known yet (PENDING)."""
        if event.type in REGISTRATION_BY_EVENT:
            noun = REGISTRATION_BY_EVENT[event.type].noun
            self._pending[noun, event.body["id"]] = event.body
        else:
            content_id = event.body.get("content_id", event.key)
            self.decided_fact(event.key, content_id)

    def decided_fact(self, id: str, content_id: str) -> None:
        """See a fact as recorded; its position is not known yet (PENDING)."""
        self._recorded[id] = Recorded(content_id, PENDING)

    def forget(self, events: Sequence[NewEvent]) -> None:
        """Take facts of an array that is refused out of what was decided."""
        for event in events:
            if event.type in REGISTRATION_BY_EVENT:
                noun = REGISTRATION_BY_EVENT[event.type].noun
                self._pending.pop((noun, event.body["id"]), None)
            else:
                self._recorded[event.key] = None

    def recorded(self, event: str) -> Recorded | None:
        """What was recorded under this event id, or None."""
        if event not in self._recorded:
            self.prefetch([event])
        return self._recorded[event]

    def registration(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """(position, content) of what is registered or about to be, or None."""
        pending = self._pending.get((noun, id))
        if pending:
            return PENDING, pending
        return self._parked.get((noun, id)) or super().registration(noun, id)

    def _found(self, noun: str, id: str) -> tuple[int, dict[str, Any]] | None:
        """What facts may refer to: not what was recorded and could not be applied."""
        found = super()._found(noun, id)
        return None if found is self._parked.get((noun, id)) else found

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""
        pending = self._pending.get(("report", report))
        return known_report(pending) if pending else super().report(report)

    def fact(self, id: str) -> KnownFact | None:
        """The recorded fact, or None."""
        found = find_one(self.connection, self.tables, id)
        return KnownFact(found.id, found.report, found.published) if found else None

    def history(self, target_kind: str, target: str) -> History:
        """The acts on a fact or a report that are in effect, and the restoration before."""
        act = self.tables.act
        query = select(act).where(act.c.target_kind == target_kind, act.c.target == target)
        effective = query.where(act.c.until == NEVER).order_by(act.c.position)
        # A fact that many rows came to say has many restorations.
        restored = query.where(act.c.kind == "restored").order_by(act.c.position.desc()).limit(1)
        acts = [_act(row) for row in self.connection.execute(effective)]
        last = self.connection.execute(restored).one_or_none()
        if target_kind == "fact":
            acts = self._told.acts(target, acts)
        return History(acts, _act(last) if last else None)

    def echoes(self, fact: str) -> list[KnownFact]:
        """Standing facts of other reports on its side of a slot, of its origin and value."""
        mine = self._claims(fact)
        found: dict[str, KnownFact] = {}
        claim = self.tables.claim
        for own in mine:
            rows = self.connection.execute(
                select(
                    claim.c.id, claim.c.report, claim.c.published, claim.c.path, claim.c.position
                ).where(
                    claim.c.actor == own.actor,
                    claim.c.aspect == own.aspect,
                    claim.c.toward == own.toward,
                    claim.c.subject == own.subject,
                    claim.c.value == own.value,
                    claim.c.personnel.is_not_distinct_from(own.personnel),
                    claim.c.flags.op("&")(AGAINST) == own.flags & AGAINST,
                    claim.c.report != own.report,
                )
            ).all()
            same = [row for row in rows if _origin(row.path) == _origin(own.path)]
            for row in standing(self.connection, self.tables, same):
                found[row.id] = KnownFact(row.id, row.report, row.published)
        return [found[id] for id in sorted(found)]

    def withdrawn(self, fact: str) -> bool:
        """Whether the fact or its report is withdrawn now."""
        if self._told.acts(fact, []):
            return True
        found = find_one(self.connection, self.tables, fact)
        if found is not None and self._told.restored(fact):
            return bool(self.history("report", found.report).effective)
        return found is not None and not standing(self.connection, self.tables, [found])

    def foresee(self, facts: Sequence[str]) -> None:
        """Look up at once which facts are withdrawn by acts on themselves."""
        table = self.tables.withdrawal
        self._foreseen = set()
        for start in range(0, len(facts), ASKED):
            query = select(table.c.target).where(
                table.c.target_kind == "fact",
                table.c.target.in_(facts[start : start + ASKED]),
                table.c.until == NEVER,
            )
            self._foreseen.update(self.connection.scalars(query))

    def taken_back(self, fact: str) -> bool:
        """Whether an act on this very fact, one of the foreseen, withdraws it now."""
        foreseen = fact in self._foreseen and not self._told.restored(fact)
        return foreseen or bool(self._told.acts(fact, []))

    def said_by_another(self, dataset: str, fact: str, row: str) -> bool:
        """Whether a row of the series other than this one says the fact now."""
        if self._told.joined(fact):
            return True
        found = find_one(self.connection, self.tables, fact)
        if found is None:
            return self.recorded(fact) is not None
        said_by = series.said_by(self.connection, self.tables, dataset, fact, found.position)
        return any(key != row and not self._told.moved(key) for key in said_by)

    def own(self, dataset: str, acts: Sequence[KnownAct]) -> bool:
        """Whether the acts are all of the series' imports."""
        return bool(acts) and series.own(self.connection, self.tables, dataset, acts)

    def taken_by(self, batch: str, acts: Sequence[KnownAct]) -> bool:
        """Whether the acts are all of this very import."""
        return bool(acts) and series.taken_by(self.connection, batch, acts)

    def told(self, event: NewEvent) -> None:
        """See an amendment by a row as recorded."""
        self._told.see(event)

    def rows(self, dataset: str, keys: Sequence[str]) -> dict[str, Current]:
        """Where a series stands on these rows."""
        return batches.rows(self.connection, self.tables, dataset, keys)

    def batch(self, id: str) -> dict[str, Any] | None:
        """What was said of an import, or None."""
        return batches.batch(self.connection, self.tables, id)

    def built_upon(self, id: str) -> list[str]:
        """Later batches that changed what this one recorded."""
        return batches.built_upon(self.connection, self.tables, id)

    def fact_content(self, id: str) -> dict[str, Any]:
        """What a recorded fact says."""
        found = find_one(self.connection, self.tables, id)
        return bodies_at(self.connection, [found.position])[found.position] if found else {}

    def _claims(self, fact: str) -> list[Row]:  # type: ignore[type-arg]
        claim, found = self.tables.claim, find_one(self.connection, self.tables, fact)
        if found is None:
            return []
        actors = {
            stance.actor
            for own in facts_at(self.connection, [found.position])
            for stance in own.stances()
        }
        return list(
            self.connection.execute(
                select(claim).where(claim.c.actor.in_(actors), claim.c.position == found.position)
            ).all()
        )


def _origin(path: str) -> str:
    return path.rpartition(" ")[2]


def _act(row: Row) -> KnownAct:  # type: ignore[type-arg]
    details = {"id": row.id, **orjson.loads(row.details)}
    return KnownAct(row.position, row.digest, details)
