"""given(history).when(command).then(event): decisions on a real database, without HTTP."""

from collections.abc import Callable
from functools import partial
from typing import Any

from domain import amend
from domain.amendments import Correction, Restoration, Retraction
from domain.decide import decide_fact, decide_registration
from domain.errors import Refused, StancelineError
from domain.events.base import posted
from domain.journal import NewEvent
from domain.registrations import REGISTRATIONS
from domain.validation import validate, validate_fact
from projections.known import DatabaseKnown
from projections.store import Store

Command = Callable[[DatabaseKnown], NewEvent | None]
_KINDS = {kind.noun: kind for kind in REGISTRATIONS}


def register(noun: str, **fields: Any) -> Command:
    return lambda known: decide_registration(validate(_KINDS[noun], fields), known)


def post(fact: dict[str, Any]) -> Command:
    return lambda known: decide_fact(posted(validate_fact(fact)), known)


def retract(fact: str, **body: Any) -> Command:
    return _amend(amend.decide_fact_retraction, fact, Retraction, body)


def retract_report(report: str, **body: Any) -> Command:
    return _amend(amend.decide_report_retraction, report, Retraction, body)


def correct(fact: str, **body: Any) -> Command:
    return _amend(amend.decide_correction, fact, Correction, body)


def restore(target: str, kind: str = "fact", **body: Any) -> Command:
    return _amend(partial(amend.decide_restoration, kind), target, Restoration, body)


def _amend(decide: Any, target: str, model: Any, body: dict[str, Any]) -> Command:
    return lambda known: decide(target, validate(model, {"reason": "why", **body}), known).new


class Story:
    """One history, one command, what came of it."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.writing():
            store.catch_up()

    def given(self, *commands: Command) -> "Story":
        """What was decided and recorded before."""
        for command in commands:
            event = self._decide(command)
            assert event is not None, "a given event was already there"
            self._store.journal.append([event])
            with self._store.writing():
                self._store.catch_up()
        return self

    def when(self, command: Command) -> "Story":
        self.command = command
        self.event: NewEvent | None = None
        self.error: StancelineError | None = None
        try:
            self.event = self._decide(command)
        except StancelineError as error:
            self.error = error
        return self

    def then(self, type: str, **body: Any) -> dict[str, Any]:
        """One event of this type with (at least) these fields; once more, it is there already."""
        assert self.error is None, self.error
        assert self.event is not None, "nothing was decided"
        found = self.event
        assert found.type == type
        assert {key: found.body.get(key) for key in body} == body
        self.given(self.command).when(self.command).then_nothing()
        return found.body

    def then_nothing(self) -> None:
        assert self.error is None, self.error
        assert self.event is None

    def then_refused(
        self, *pointers: str, kind: type[StancelineError] = Refused, why: str = ""
    ) -> None:
        assert isinstance(self.error, kind), (self.error, self.event)
        assert [finding.pointer for finding in self.error.findings] == list(pointers)
        assert why in str([self.error.detail, self.error.findings])

    def _decide(self, command: Command) -> NewEvent | None:
        with self._store.reading() as snapshot:
            return command(DatabaseKnown(snapshot.connection, snapshot.tables, snapshot.cache))
