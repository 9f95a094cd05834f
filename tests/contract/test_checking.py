"""Lines that a second process reads and checks have the outcomes and the rows of all others."""

import json
import signal
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bodies, checking, ndjson
from api.strictly import LIMIT
from projections.generations import rebuild
from projections.store import Store
from tests import scenes
from tests.scenes import rows_of

LINES = {"Content-Type": "application/x-ndjson"}
RUN = 20


class Prompt(checking._Process):
    """It has begun when it is there, and tells what it answered."""

    answered: list[int] = []  # noqa: RUF012 - emptied for each test

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self._ready.result()

    def _answers(self) -> checking.Answers:
        found = super()._answers()
        self.answered.append(sum(line is not None for line in found))
        return found


@pytest.fixture(autouse=True)
def _two_processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(checking, "LONG", 1)
    monkeypatch.setattr(bodies, "RUN", RUN)
    monkeypatch.setattr(checking, "_Process", Prompt)
    monkeypatch.setattr(checking.os, "cpu_count", lambda: 2)
    Prompt.answered.clear()
    yield
    monkeypatch.undo()


def lines() -> list[str]:
    """Right and wrong ones: of many types, twice, blank, too long, of nothing registered."""
    facts: list[dict[str, Any]] = [scenes.fact(number) for number in range(3 * RUN)]
    facts += [
        scenes.fact(100, attribution=["us-dod"], denied=True),
        scenes.fact(101, toward=["andsf", "taliban"]),
        scenes.fact(102, "none-1"),
        scenes.fact(103, actor="nobody"),
        scenes.fact(104, vouched_through="2030-01-01"),
        scenes.fact(105, occurred="yesterday"),
        scenes.fact(1),
        scenes.fact(106, id="0B0E7A9C-6A4E-5C7E-9D9A-7C2F5A0F3B11"),
        # The same id for something that has quite other rows.
        scenes.fact(
            107,
            "us-dod-1",
            id="0b0e7a9c-6a4e-5c7e-9d9a-7c2f5a0f3b11",
            type="violence_increased",
            actor="andsf",
            toward=["taliban"],
            occurred="2020-01-01",
        ),
        scenes.fact(109, note="a line\u2028another"),
        scenes.fact(110, note="x" * LIMIT),
    ]
    texts = [*map(json.dumps, facts), agreement(["taliban", "andsf"])]
    texts += [" " * (LIMIT + 1), " " * (LIMIT + 1) + json.dumps(facts[0])]
    texts[5:5] = ["", "{", "[]", "null", '{"type": "x", "type": "y"}', "  "]
    return [*texts, *(json.dumps(scenes.fact(number)) for number in range(200, 200 + RUN))]


def agreement(parties: list[str]) -> str:
    """A line on a fact with claims for each of the parties towards each other."""
    fact = scenes.fact(0, type="agreement_signed", parties=parties, agreement="a truce")
    return json.dumps({key: fact[key] for key in fact if key not in ("actor", "toward")})


def posted(client: TestClient, texts: list[str]) -> list[dict[str, Any]]:
    answer = client.post("/v1/events", content="\n".join(texts).encode(), headers=LINES)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def test_outcomes_and_rows_are_those_of_one_process(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.register(store)
    together = posted(client, lines())
    # Whatever is right, of which three are there already when their turn comes.
    assert sum(Prompt.answered) == sum(o["status"] in (200, 201, 409) for o in together) > 4 * RUN
    rows = rows_of(store)
    rebuild(store)
    assert rows_of(store) == rows
    again = posted(client, lines())
    monkeypatch.setattr(checking.os, "cpu_count", lambda: 1)
    alone = posted(client, lines())
    assert again == alone
    for first, later in zip(together, alone, strict=True):
        assert later == (first | {"status": 200} if first["status"] == 201 else first)


def test_what_is_registered_meanwhile_is_found(client: TestClient, store: Store) -> None:
    scenes.register(store)
    fact = json.dumps(scenes.fact(0, "late-1"))
    (before,) = posted(client, [fact])
    assert before["problem"]["errors"][0]["pointer"] == "/report"
    late = {"id": "late-1", "title": "late", "publisher": "un", "published": "2020-07-01"}
    assert client.post("/v1/reports", json=late).status_code == 201
    (after,) = posted(client, [fact])
    assert after["status"] == 201
    assert Prompt.answered == [0, 1]


def test_facts_on_a_withdrawn_report_are_withdrawn_at_once(
    client: TestClient, store: Store
) -> None:
    scenes.register(store)
    gone = {"basis": "source", "reason": "taken back", "report": "un-1"}
    assert client.post("/v1/reports/un-1/retraction", json=gone).status_code == 201
    posted(client, [json.dumps(scenes.fact(1)), json.dumps(scenes.fact(2, "us-dod-1"))])
    assert Prompt.answered == [2]
    answer = client.get("/v1/actors/taliban/posture?as_of=2020-04-01&evidence=all").json()
    (stance,) = answer["stances"]
    assert stance["origins"] == 1


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_process_that_stops_changes_no_outcome(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    scenes.register(store)

    class Mortal(Prompt):
        asked = 0

        def check(self, lines: Any) -> Any:
            self.asked += 1
            if self.asked > after:
                self._process.kill()
                self._process.wait()
            return super().check(lines)

    monkeypatch.setattr(checking, "_Process", Mortal)
    texts = [json.dumps(scenes.fact(number)) for number in range(6 * RUN)]
    assert [outcome["status"] for outcome in posted(client, texts)] == [201] * len(texts)
    assert 0 in Prompt.answered


def test_a_process_that_hangs_is_waited_for_and_then_done_without(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.register(store)

    class Hanging(Prompt):
        def check(self, lines: Any) -> Any:
            self._process.send_signal(signal.SIGSTOP)
            return super().check(lines)

    monkeypatch.setattr(checking, "_Process", Hanging)
    monkeypatch.setattr(ndjson, "PATIENCE", 0.2)
    texts = [json.dumps(scenes.fact(number)) for number in range(6 * RUN)]
    assert [outcome["status"] for outcome in posted(client, texts)] == [201] * len(texts)
    assert not sum(Prompt.answered)


def test_a_fact_that_makes_very_many_rows_is_left_to_others(
    client: TestClient, store: Store
) -> None:
    scenes.register(store)
    parties = [f"other-{number}" for number in range(20)]
    scenes.run(store, *(scenes.Job(registration=scenes.actor(party)) for party in parties))
    facts = [agreement(parties[:10]), agreement(parties)]
    assert [outcome["status"] for outcome in posted(client, facts)] == [201] * 2
    assert Prompt.answered == [1]
    rows = rows_of(store)
    assert len(rows["claim"]) == 10 * 9 + 20 * 19
    rebuild(store)
    assert rows_of(store) == rows


def test_a_process_of_another_version_is_not_asked(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.register(store)
    monkeypatch.setattr(checking, "GREETING", b"another version")
    texts = [json.dumps(scenes.fact(number)) for number in range(3 * RUN)]
    assert [outcome["status"] for outcome in posted(client, texts)] == [201] * len(texts)
    assert not Prompt.answered


def test_a_process_that_cannot_start_changes_no_outcome(
    client: TestClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenes.register(store)
    monkeypatch.setattr(checking.beside.sys, "executable", "/nowhere/python")
    texts = [json.dumps(scenes.fact(number)) for number in range(3 * RUN)]
    assert [outcome["status"] for outcome in posted(client, texts)] == [201] * len(texts)
    assert not Prompt.answered


def test_one_body_has_it_at_a_time(store: Store, database_url: str) -> None:
    """And one that is too short to start it keeps it from nobody."""
    lending, run = checking.Checking(database_url), [b"{}"]
    with lending.checker(), lending.checker() as first:
        assert first.check(run) is not None
        with lending.checker() as second:
            assert second.check(run) is None
            assert first.check(run) is not None
    with lending.checker() as third:
        assert third.check(run) is not None
