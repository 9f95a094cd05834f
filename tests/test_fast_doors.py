"""What makes the doors fast changes no answer: remembered bodies, lines recorded ahead."""

import json

import pytest

from api.bodies import RUN, RUN_BYTES
from api.ndjson import AHEAD
from api.remembered import OVERHEAD, Question, Remembered, Sent
from projections.control import Checkpoint
from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
ASKED = "/v1/actors/taliban/posture?as_of=2020-05-01"
POST = "/v1/events"
LINES = {"Content-Type": "application/x-ndjson"}


def counted(door: Door, metric: str, label: str = "") -> float:
    """What a metric counts so far, of all series with a label."""
    return sum(
        float(line.rpartition(" ")[2])
        for line in door.client.get("/metrics").text.splitlines()
        if line.startswith(metric) and label in line
    )


def test_a_repeated_question_is_answered_in_the_same_bytes(door: Door) -> None:
    door.given(fact())
    first, second = (door.client.get(ASKED) for _ in range(2))
    assert first.content == second.content
    assert first.headers["Content-Type"] == second.headers["Content-Type"]
    assert len(first.json()["stances"]) == 1


def test_a_repeated_question_sees_what_was_recorded_between(door: Door) -> None:
    assert door.client.get(ASKED).json()["stances"] == []
    (id,) = door.given(fact())
    (stance,) = door.client.get(ASKED).json()["stances"]
    assert [entry["id"] for entry in stance["evidence"]] == [id]
    retraction = {"basis": "coding", "reason": "misread"}
    door.post(f"events/{id}/retraction", retraction, 201)
    assert door.client.get(ASKED).json()["stances"] == []


def test_a_pinned_question_is_compared_by_its_tag_each_time(door: Door) -> None:
    door.given(fact())
    pinned = f"{ASKED}&recorded_by={door.client.get(ASKED).json()['position']}"
    tags = {door.client.get(pinned).headers["ETag"] for _ in range(3)}
    (tag,) = tags
    assert door.client.get(pinned, headers={"If-None-Match": tag}).status_code == 304


def test_a_pinned_question_has_the_same_headers_each_time(door: Door) -> None:
    door.given(fact())
    pinned = f"{ASKED}&recorded_by={door.client.get(ASKED).json()['position']}"
    first, second = (door.client.get(pinned) for _ in range(2))
    assert second.headers["ETag"] == first.headers["ETag"]
    assert second.headers["Cache-Control"] == first.headers["Cache-Control"]
    assert "ETag" not in door.client.get(ASKED).headers


def test_a_repeated_question_is_counted_under_its_route(door: Door) -> None:
    route = '"/v1/actors/{id}/posture"'
    door.client.get(ASKED)
    before = counted(door, "stanceline_request_seconds_count", route)
    door.client.get(ASKED)
    assert counted(door, "stanceline_request_seconds_count", route) == before + 1


@pytest.mark.parametrize("kind", ["posture", "timeline", "diff"])
def test_a_new_question_about_one_actor_is_counted_under_its_route(door: Door, kind: str) -> None:
    route = f'"/v1/actors/{{id}}/{kind}"'
    before = counted(door, "stanceline_request_seconds_count", route)
    for status, path in ((200, "taliban"), (404, "nobody"), (404, "%F0%9F%A6%86")):
        assert door.client.get(f"/v1/actors/{path}/{kind}").status_code == status
    assert counted(door, "stanceline_request_seconds_count", route) == before + 3


@pytest.mark.parametrize("kind", ["posture", "timeline", "diff"])
@pytest.mark.parametrize(
    "query", ["nonsense=1", "as_of=1&as_of=2", "known_by=soon", "from_known_by=2020-13-01"]
)
def test_what_is_wrong_with_a_question_is_said_by_its_route(
    door: Door, monkeypatch: pytest.MonkeyPatch, kind: str, query: str
) -> None:
    asked = f"/v1/actors/taliban/{kind}?{query}"
    ahead = door.client.get(asked)
    monkeypatch.setattr("api.direct._OF_ONE", {})
    routed = door.client.get(asked)
    assert ahead.status_code == 422
    assert (ahead.status_code, ahead.json()) == (routed.status_code, routed.json())


@pytest.mark.parametrize(
    "question",
    [
        "posture?as_of=2020-05-01&evidence=all&toward=none",
        "posture?as_of=2020-05-01&recorded_by=3",
        "timeline?from=2020-01-01&limit=1&not_yet_known=include&known_by=2020-04-01",
        "diff?from_as_of=2020-02-01&to_as_of=2020-05-01",
    ],
)
def test_a_new_question_is_answered_as_its_route_answers(
    door: Door, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    door.given(fact())
    asked = f"/v1/actors/taliban/{question}"
    ahead = door.client.get(asked)
    monkeypatch.setattr("api.direct._OF_ONE", {})
    routed = door.client.get(f"{asked}&")
    assert ahead.status_code == 200
    assert ahead.content == routed.content
    assert ahead.headers.get("ETag") == routed.headers.get("ETag")


def test_a_wrong_question_is_refused_each_time(door: Door) -> None:
    wrong = f"{ASKED}&known_by=yesterday"
    assert [door.client.get(wrong).status_code for _ in range(2)] == [422, 422]


def test_remembered_bodies_are_bounded() -> None:
    room = 10 * (100 + OVERHEAD)
    kept, now = Remembered(room), Checkpoint(1, 1, 7)
    questions = [Question("/x", b"%d" % number, 1) for number in range(50)]
    for question in questions:
        kept.keep(question, now, Sent(bytes(100), "/x", None))
    assert [kept.get(question, now) is not None for question in questions] == [False] * 40 + [
        True
    ] * 10
    kept.keep(questions[0], now, Sent(bytes(room), "/x", None))
    assert kept.get(questions[0], now) is None
    assert kept.get(questions[-1], Checkpoint(1, 1, 8)) is None


def test_outcomes_keep_the_order_of_many_lines(door: Door) -> None:
    """More lines than wait for the writer at once, with wrong and blank ones between."""
    lines = [
        json.dumps(fact(quote={"exact": f"word {number}"})) if number % 7 else "{"
        for number in range(1, (AHEAD + 2) * RUN)
    ]
    lines[500:500] = [""]
    answer = door.client.post(POST, content="\n".join(lines).encode(), headers=LINES)
    outcomes = [json.loads(line) for line in answer.text.splitlines()]
    wanted = [(n, 400 if line == "{" else 201) for n, line in enumerate(lines, 1) if line]
    assert [(outcome["line"], outcome["status"]) for outcome in outcomes] == wanted
    positions = [outcome["position"] for outcome in outcomes if outcome["status"] == 201]
    assert positions == sorted(positions)
    assert len(set(positions)) == len(positions)


def test_long_lines_are_handed_on_before_many_are_in_memory(door: Door) -> None:
    lines = [json.dumps(fact(note=f"{number} {'x' * 19_000}")) for number in range(200)]
    before = counted(door, "stanceline_write_jobs_total")
    answer = door.client.post(POST, content="\n".join(lines).encode(), headers=LINES)
    assert [json.loads(line)["status"] for line in answer.text.splitlines()] == [201] * 200
    jobs = counted(door, "stanceline_write_jobs_total") - before
    assert jobs == -(-sum(map(len, lines)) // RUN_BYTES)
