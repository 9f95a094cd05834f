"""Amendments that are refused, and those that are there already: the log does not move."""

from typing import Any

import pytest

from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
SOURCE = {"basis": "source", "reason": "why", "published": "2020-07-15"}
CODING = {"basis": "coding", "reason": "why"}
NEW = {k: v for k, v in fact("violence_high").items() if k != "report"}
FIX = {"basis": "coding", "reason": "why", "replacement": NEW}
BY = {"basis": "source", "reason": "why", "report": "c", "replacement": NEW}


@pytest.fixture
def told(door: Door) -> Door:
    """One fact in ``r1`` (1 July), a report ``c`` (20 July) and one before it, ``old``."""
    door.report("c", "2020-07-20", text="only these words")
    door.report("d", "2020-07-21")
    door.report("old", "2020-06-30")
    door.calm, door.other = door.given(fact(), fact(note="n"))
    return door


REFUSED = [
    ("retraction", {**SOURCE, "published": None}, "/published"),
    ("retraction", {**SOURCE, "published": "2020-06-30"}, "/published"),
    ("retraction", {**SOURCE, "published": None, "report": "old"}, "/report"),
    ("retraction", {**SOURCE, "report": "old"}, "/report"),
    ("retraction", {**SOURCE, "report": "unfiled"}, "/report"),
    ("retraction", {**SOURCE, "published": "2020-02-30"}, "/published"),
    ("retraction", {**CODING, "published": "2020-07-15"}, "/published"),
    ("retraction", {**CODING, "reason": " "}, "/reason"),
    ("retraction", {"basis": "coding"}, "/reason"),
    ("retraction", {"reason": "why"}, "/basis"),
    ("retraction", {**CODING, "basis": "mood"}, "/basis"),
    ("retraction", {**CODING, "colour": "red"}, "/colour"),
    ("retraction", {**SOURCE, "with_echoes": "no"}, "/with_echoes"),
    ("correction", {**BY, "report": None}, "/report"),
    ("correction", {**BY, "report": "old"}, "/report"),
    ("correction", {**BY, "report": "unfiled"}, "/report"),
    ("correction", {**BY, "published": "2020-07-20"}, "/published"),
    ("correction", {**FIX, "published": "2020-07-20"}, "/published"),
    ("correction", {**FIX, "report": "d"}, "/report"),
    ("correction", {**FIX, "replacement": None}, "/replacement"),
    ("correction", {**FIX, "replacement": {}}, "/replacement"),
    ("correction", {**FIX, "replacement": NEW | {"report": "d"}}, "/replacement/report"),
    ("correction", {**BY, "report": "d", "replacement": NEW | {"report": "r1"}},
     "/replacement/report"),
    ("correction", {**FIX, "replacement": NEW | {"actor": "nobody"}}, "/replacement/actor"),
    ("correction", {**FIX, "replacement": NEW | {"toward": ["taliban"]}}, "/replacement/toward/0"),
    ("correction", {**FIX, "replacement": NEW | {"occurred": "soon"}}, "/replacement/occurred"),
    ("correction", {**FIX, "replacement": NEW | {"colour": 1}}, "/replacement/colour"),
    ("correction", {**FIX, "replacement": NEW | {"type": "x"}}, "/replacement/type"),
    ("correction", BY, "/replacement/quote/exact"),
    ("correction", {**FIX, "replacement": fact()}, "/replacement"),
    ("restoration", {}, "/reason"),
    ("restoration", {"reason": "why", "basis": "coding"}, "/basis"),
]  # fmt: skip


def send(door: Door, target: str, verb: str, body: dict[str, Any]) -> Any:
    noun = "events" if len(target) == 36 else "reports"
    sent = {key: value for key, value in body.items() if value is not None}
    return door.client.post(f"/v1/{noun}/{target}/{verb}", json=sent)


@pytest.mark.parametrize(("verb", "body", "pointer"), REFUSED)
def test_a_bad_amendment(told: Door, verb: str, body: dict[str, Any], pointer: str) -> None:
    before = told.head()
    answer = send(told, told.calm, verb, body)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    assert told.head() == before


@pytest.mark.parametrize("verb", ["retraction", "correction", "restoration"])
def test_an_unknown_target_is_404(told: Door, verb: str) -> None:
    before = told.head()
    body = {"retraction": CODING, "correction": FIX, "restoration": {"reason": "why"}}[verb]
    for target in ("0" * 8 + "-0000-5000-8000-000000000000", "unfiled"):
        assert send(told, target, verb, body).status_code == 404
    assert told.head() == before


def test_an_amendment_is_no_fact_to_amend(told: Door) -> None:
    act = send(told, told.calm, "retraction", CODING).json()["id"]
    assert send(told, act, "retraction", CODING).status_code == 404


@pytest.mark.parametrize("target", ["fact", "r1"])
def test_what_is_not_withdrawn_cannot_be_restored(told: Door, target: str) -> None:
    before = told.head()
    id = told.calm if target == "fact" else target
    assert send(told, id, "restoration", {"reason": "why"}).status_code == 409
    assert told.head() == before


def test_a_report_is_retracted_alone(told: Door) -> None:
    before = told.head()
    assert send(told, "r1", "retraction", {**SOURCE, "with_echoes": True}).status_code == 422
    assert send(told, "r1", "retraction", {**SOURCE, "published": "2020-06-30"}).status_code == 422
    assert send(told, "r1", "correction", FIX).status_code == 404
    assert told.head() == before


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("retraction", SOURCE),
        ("retraction", CODING),
        ("correction", FIX),
        ("correction", {**BY, "report": "d"}),
    ],
)
def test_the_same_amendment_again_is_a_no_op(told: Door, verb: str, body: dict[str, Any]) -> None:
    first = send(told, told.calm, verb, body)
    before = told.head()
    again = send(told, told.calm, verb, body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == {**first.json(), "status": 200}
    assert told.head() == before


def test_a_report_likewise(told: Door) -> None:
    first = send(told, "r1", "retraction", SOURCE)
    assert [first.status_code, send(told, "r1", "retraction", SOURCE).status_code] == [201, 200]


def test_after_a_restoration_the_same_retraction_is_a_new_act(told: Door) -> None:
    why = {"reason": "why"}
    ids = set()
    for round_ in range(3):
        before = told.head()
        done = send(told, told.calm, "retraction", SOURCE)
        assert (done.status_code, done.json()["position"]) == (201, before + 1), round_
        assert send(told, told.calm, "retraction", SOURCE).status_code == 200
        undone = send(told, told.calm, "restoration", why)
        assert (undone.status_code, undone.json()["position"]) == (201, before + 2)
        assert send(told, told.calm, "restoration", why).status_code == 200
        assert told.head() == before + 2
        ids |= {done.json()["id"], undone.json()["id"]}
    assert len(ids) == 6
    assert send(told, told.calm, "restoration", {"reason": "other"}).status_code == 409


def test_a_replacement_that_stands_already_is_taken(told: Door) -> None:
    done = send(told, told.calm, "correction", {**FIX, "replacement": fact(note="n")})
    assert done.status_code == 201
    assert done.json()["replacement"] == told.other


def test_a_replacement_that_is_withdrawn_is_to_be_restored(told: Door) -> None:
    send(told, told.other, "retraction", CODING)
    before = told.head()
    answer = send(told, told.calm, "correction", {**FIX, "replacement": fact(note="n")})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["pointer"] == "/replacement"
    assert told.head() == before


def test_a_replacement_cannot_take_an_id_that_has_another_content(told: Door) -> None:
    before = told.head()
    taken = {**FIX, "replacement": NEW | {"id": told.other}}
    answer = send(told, told.calm, "correction", taken)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (409, "/replacement/id")
    assert told.head() == before


def test_ids_are_read_in_either_case(told: Door) -> None:
    assert send(told, told.calm.upper(), "retraction", CODING).status_code == 201
