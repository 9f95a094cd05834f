"""Histories through the public door: what is posted over HTTP, and what is answered.

Every door has a database file of its own. What the door refuses, and what it had already,
is left out of the log that the oracle reads.
"""

import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from api.state import State
from tests.histories import Act, Question
from tests.oracle import NEVER, Oracle
from tests.oracle_dates import OPEN, ordinal
from tests.world import ACTORS, REGISTERED, REPORTS, SOURCES, Json

STANCE = (
    *("actor", "aspect", "toward", "subject", "value", "comparator", "status", "certainty"),
    *("alternatives", "since", "vouched_through", "stale_days", "origins", "mentions"),
    "displaced",
)
LINE = ("id", "role", "state", "published", "start", "end", "vouched_through", "projection")


class Door:
    """A running application on a database in which nothing but the registrations stands."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.log: list[Json] = [{"kind": "actor", "body": body} for body in ACTORS]
        self.log += [{"kind": "source", "body": body} for body in SOURCES]
        self.log += [{"kind": "report", "body": body} for body in REPORTS]
        self.ids: list[str] = []
        """Recorded facts, in the order of positions."""

    @property
    def state(self) -> State:
        state: State = self.client.app.state.parts  # type: ignore[attr-defined]
        return state

    @property
    def head(self) -> int:
        return self.state.store.journal.head()

    def post(self, facts: Iterable[Json]) -> list[int]:
        """Send facts as NDJSON, line by line; their statuses."""
        sent = list(facts)
        if not sent:
            return []
        lines = "\n".join(map(json.dumps, sent))
        headers = {"content-type": "application/x-ndjson"}
        answer = self.client.post("/v1/events", content=lines, headers=headers)
        outcomes = [json.loads(line) for line in answer.text.splitlines()]
        for fact, outcome in zip(sent, outcomes, strict=True):
            if outcome["status"] == 201:
                self.log.append({"kind": "fact", "body": {**fact, "id": outcome["id"]}})
                self.ids.append(outcome["id"])
                assert outcome["position"] == len(self.log)
        return [outcome["status"] for outcome in outcomes]

    def amend(self, act: Act, target: str | None = None) -> tuple[int, list[str]]:
        """Send an amendment; its status and the echoes that it names."""
        target = target or self.target(act)
        if target is None:
            return 0, []
        answer = self.client.post(f"/v1/{act.on}s/{target}/{act.verb}", json=act.body)
        found = answer.json()
        if answer.status_code != 201:
            assert answer.status_code in (200, 409, 422), answer.text
            return answer.status_code, []
        body = dict(act.body)
        if act.verb == "correction":
            body["replacement"] = {**body["replacement"], "id": found["replacement"]}
            if found["replacement"] not in self.ids:
                self.ids.append(found["replacement"])
        self.log.append({"kind": act.verb, "on": act.on, "target": target, "body": body})
        assert found["position"] == len(self.log)
        return 201, found["echoes"]

    def target(self, act: Act) -> str | None:
        """The id that an amendment is for; None where nothing is recorded yet."""
        if act.on == "report":
            return str(REPORTS[act.target % len(REPORTS)]["id"])
        return self.ids[act.target % len(self.ids)] if self.ids else None

    def send(self, history: Iterable[Json | Act]) -> None:
        """Send a history; facts that follow each other go together."""
        for _, steps in groupby(history, lambda step: isinstance(step, Act)):
            found = list(steps)
            self.post([step for step in found if not isinstance(step, Act)])
            for act in found:
                if isinstance(act, Act):
                    self.amend(act)

    def recorded_by(self, question: Question) -> int | None:
        """The position that a question looks from; none before the registrations."""
        return None if question.back is None else max(REGISTERED, len(self.log) - question.back)

    def get(self, path: str, **parameters: Any) -> Json:
        given = {key: value for key, value in parameters.items() if value is not None}
        answer = self.client.get(f"/v1/actors/{path}", params=given)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def posture(self, actor: str, question: Question, evidence: str) -> list[Json]:
        """The stances in the shape in which the oracle gives them."""
        found = self.get(
            f"{actor}/posture",
            as_of=question.as_of,
            known_by=question.known_by,
            recorded_by=self.recorded_by(question),
            exclude_source=question.exclude_source,
            evidence=evidence,
        )
        return [_reduced({"actor": actor, **stance}) for stance in found["stances"]]

    def timeline(self, actor: str, question: Question) -> list[Json]:
        found = self.get(
            f"{actor}/timeline",
            known_by=question.known_by,
            recorded_by=self.recorded_by(question),
            limit=1000,
        )
        return [{key: item[key] for key in LINE} for item in found["items"]]

    def agrees(self, oracle: Oracle, question: Question, actors: str = "ab") -> None:
        """Hold posture and timeline to the oracle."""
        known_by = ordinal(question.known_by) if question.known_by else OPEN
        recorded_by = self.recorded_by(question) or NEVER
        day = ordinal(question.as_of)
        for actor in actors:
            expected = oracle.posture(actor, day, known_by, recorded_by, question.exclude_source)
            assert self.posture(actor, question, "all") == expected
            for stance in expected:
                stance["lost"] = {}
            assert self.posture(actor, question, "active") == expected
            lines = oracle.timeline(actor, known_by, recorded_by)
            assert self.timeline(actor, question) == lines


def _reduced(stance: Json) -> Json:
    """Evidence as ids; what lost with its reason."""
    kept = {key: stance[key] for key in STANCE if key in stance}
    evidence = stance["evidence"]
    return {
        **kept,
        "against": [fact["id"] for fact in stance["against"]],
        "active": [fact["id"] for fact in evidence if fact["active"]],
        "lost": {fact["id"]: fact["lost"] for fact in evidence if not fact["active"]},
    }


@contextmanager
def opened(template: Path) -> Iterator[Door]:
    """A door on a copy of a database file."""
    with tempfile.TemporaryDirectory(dir=template.parent) as folder:
        copy = shutil.copy(template, folder)
        with TestClient(create_app(Settings(database_url=f"sqlite:///{copy}"))) as client:
            yield Door(client)


def register(path: Path) -> Path:
    """A database file in which the actors, sources and reports of all histories stand."""
    with TestClient(create_app(Settings(database_url=f"sqlite:///{path}"))) as client:
        for noun, bodies in (("actors", ACTORS), ("sources", SOURCES), ("reports", REPORTS)):
            for body in bodies:
                assert client.post(f"/v1/{noun}", json=body).status_code == 201
    return path
