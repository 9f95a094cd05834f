"""Bytes that are refused before anything in them is believed, alone and as lines of NDJSON."""

import json
from typing import Any

import pytest

from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
JSON, NDJSON = "application/json", "application/x-ndjson"
MIB = 2**20
GOOD = json.dumps(fact())


def send(door: Door, content: Any, media: str | None = JSON, path: str = "events") -> Any:
    headers = {"content-type": media} if media else {}
    return door.client.post(f"/v1/{path}", content=content, headers=headers)


def of_size(size: int) -> bytes:
    """A good fact that takes so many bytes, blanks included."""
    body = json.dumps(fact()).encode()
    return body[:-1] + b" " * (size - len(body)) + b"}"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (GOOD[:-1].encode(), "not JSON"),
        (GOOD.encode() + b"x", "not JSON"),
        (b"\xef\xbb\xbf" + GOOD.encode(), "byte order mark"),
        (GOOD.encode("utf-16"), "not UTF-8"),
        (GOOD.encode("latin-1") + b"\xe9", "not UTF-8"),
        (GOOD.replace('"actor"', '"actor": "aqis", "actor"').encode(), "'actor' stands twice"),
        (b'{"type": "x", "quote": {"exact": "a", "exact": "b"}}', "'exact' stands twice"),
        (b'{"personnel": NaN}', "NaN"),
        (b'{"latitude": -Infinity}', "Infinity"),
        (b"[" * 100_000, "not JSON"),
        (b"[1" + b"0" * 6000 + b"]", "not JSON"),
    ],
)
@pytest.mark.parametrize("path", ["events", "actors", "reports/r1/retraction"])
def test_broken_json_is_400(door: Door, content: bytes, words: str, path: str) -> None:
    before = door.head()
    answer = send(door, content, path=path)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in answer.json()["detail"]
    assert door.head() == before


@pytest.mark.parametrize(
    "media", [None, "text/plain", "application/xml", "application/json; charset=latin-1"]
)
def test_another_content_type_is_415(door: Door, media: str | None) -> None:
    before = door.head()
    for path in ("events", "actors", "sources", "reports", "reports/r1/retraction"):
        answer = send(door, GOOD.encode(), media, path)
        assert answer.status_code == 415
        assert "application/json" in answer.json()["detail"]
    assert door.head() == before


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON"])
def test_the_same_content_type_written_otherwise_is_read(door: Door, media: str) -> None:
    assert send(door, GOOD.encode(), media).status_code == 201


def test_ndjson_is_only_for_events(door: Door) -> None:
    assert send(door, b"{}", NDJSON, "actors").status_code == 415


def test_a_body_has_at_most_one_mebibyte(door: Door) -> None:
    before = door.head()
    for path in ("events", "actors", "reports"):
        assert send(door, of_size(MIB + 1), path=path).status_code == 413
    assert door.head() == before
    assert send(door, of_size(MIB)).status_code == 201


def test_a_body_of_unknown_length_likewise(door: Door) -> None:
    chunks = (b" " * 65_536 for _ in range(17))
    answer = send(door, chunks)
    assert answer.status_code == 413
    assert str(MIB) in answer.json()["detail"]


def lines(door: Door, *content: bytes) -> list[dict[str, Any]]:
    answer = send(door, b"\n".join(content), NDJSON)
    assert (answer.status_code, answer.headers["content-type"]) == (200, NDJSON)
    return [json.loads(line) for line in answer.content.splitlines()]


def test_each_line_has_its_own_outcome_under_its_own_number(door: Door) -> None:
    good, other = GOOD.encode(), json.dumps(fact(note="n")).encode()
    broken = [b"{", b"\xef\xbb\xbf" + good, b"\xff", b'{"type": "x", "type": "y"}', b"[]", b"1"]
    wrong = json.dumps(fact(actor="nobody")).encode()
    taken = json.dumps(fact(note="m", id="1" * 32)).encode()
    twice = json.dumps(fact(note="o", id="1" * 32)).encode()
    found = lines(door, good, b"", *broken, wrong, b"  ", other, good, taken, twice)
    assert [(o["line"], o["status"]) for o in found] == [
        (1, 201),
        *((3 + n, status) for n, status in enumerate([400, 400, 400, 400, 422, 422])),
        (9, 422),
        (11, 201),
        (12, 200),
        (13, 201),
        (14, 409),
    ]
    assert found[7]["problem"]["errors"][0]["pointer"] == "/actor"
    assert found[0]["id"] == found[9]["id"]
    assert found[0]["position"] == found[9]["position"] == found[8]["position"] - 1


def test_a_line_has_at_most_one_mebibyte(door: Door) -> None:
    small, too_large = of_size(2000), of_size(MIB + 1)
    found = lines(door, small, too_large, of_size(MIB)[:-1] + b"}", too_large)
    assert [o["status"] for o in found] == [201, 413, 200, 413]


def test_line_ends_of_windows_and_a_last_line_without_one_are_read(door: Door) -> None:
    answer = send(door, f"{GOOD}\r\n\r\n{GOOD}".encode(), NDJSON)
    assert [json.loads(o)["status"] for o in answer.content.splitlines()] == [201, 200]


def test_no_line_at_all_is_no_outcome(door: Door) -> None:
    assert lines(door, b"") == []


def test_an_array_is_all_or_nothing_and_says_what_was_there(door: Door) -> None:
    (id,) = door.given(fact())
    answer = door.post("events", [fact(), fact(note="n"), fact(note="n")], 201)
    statuses = [item["status"] for item in answer["items"]]
    assert statuses == [200, 201, 200]
    assert answer["items"][0]["id"] == id
    assert answer["items"][1]["position"] == answer["items"][2]["position"]
    assert door.post("events", [fact(), fact(note="n")], 200)["items"]


def test_a_post_answers_with_its_location(door: Door) -> None:
    answer = door.client.post("/v1/events", json=fact())
    body = answer.json()
    assert answer.headers["location"] == f"/v1/events/{body['id']}"
    assert door.get(answer.headers["location"].removeprefix("/v1/"))["position"] == body["position"]
    again = door.client.post("/v1/events", json=fact())
    assert (again.status_code, again.json()) == (200, {**body, "status": 200})


def test_an_offset_beyond_every_text_is_refused_in_its_line(door: Door) -> None:
    far = fact(quote={"exact": "the words", "start": 2**64})
    lines = b"\n".join(json.dumps(body).encode() for body in (fact(note="a"), far, fact(note="b")))
    answer = door.client.post(
        "/v1/events", content=lines, headers={"content-type": "application/x-ndjson"}
    )
    outcomes = [json.loads(line) for line in answer.text.splitlines()]
    assert [outcome["status"] for outcome in outcomes] == [201, 422, 201]
    assert outcomes[1]["problem"]["errors"][0]["pointer"] == "/quote/start"


@pytest.mark.parametrize("media", [JSON, NDJSON])
@pytest.mark.parametrize("path", ["events", "actors"])
def test_a_client_that_goes_away_in_the_middle_is_no_error_of_ours(
    door: Door, caplog: pytest.LogCaptureFixture, path: str, media: str
) -> None:
    messages = iter(
        [
            {"type": "http.request", "body": GOOD.encode() + b"\n{", "more_body": True},
            {"type": "http.disconnect"},
        ]
    )
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"/v1/{path}",
        "query_string": b"",
        "headers": [(b"content-type", media.encode()), (b"host", b"test")],
    }

    async def receive() -> Any:
        return next(messages)

    async def nobody(message: Any) -> None:
        """There is nobody who would read it."""

    with caplog.at_level("INFO", "stanceline.access"):
        door.client.portal.call(door.client.app, scope, receive, nobody)
    assert caplog.records[-1].status in (499, 415)
    assert door.client.get("/readyz").status_code == 200
