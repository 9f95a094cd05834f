"""T: what was on record by a position or an instant, pinned for ever."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from domain import journal
from tests.doors import Door, fact, opened, typed

pytest_plugins = ["tests.door_fixtures"]
MAY = {"as_of": "2020-05-15"}
PATHS = {
    "actors/taliban/posture": {**MAY, "evidence": "all"},
    "actors/taliban/timeline": {},
    "postures": {**MAY, "evidence": "active"},
}


def instants(door: Door) -> dict[int, str]:
    return {e["position"]: e["recorded_at"] for e in door.pages("events", limit=1000)}


def test_a_position_counts_what_was_recorded_by_it(door: Door) -> None:
    door.given(fact(), fact("violence_high", toward=["andsf"]))
    head = door.head()
    assert len(door.stances(**MAY, recorded_by=head)) == 2
    assert len(door.stances(**MAY, recorded_by=head - 1)) == 1
    assert door.stances(**MAY, recorded_by=head - 2) == []
    answer = door.get("actors/taliban/posture", **MAY, recorded_by=head - 1)
    assert (answer["recorded_by"], answer["position"]) == (head - 1, head - 1)
    assert door.get("actors/taliban/posture", **MAY)["position"] == head


def test_an_instant_counts_what_was_recorded_by_then(door: Door) -> None:
    door.given(fact(), fact("violence_high", toward=["andsf"]))
    at, head = instants(door), door.head()
    moment = datetime.fromisoformat(at[head])
    earlier = (moment - timedelta(microseconds=1)).isoformat()
    assert len(door.stances(**MAY, recorded_by=at[head])) == 2
    assert len(door.stances(**MAY, recorded_by=earlier)) == 1
    answer = door.get("actors/taliban/posture", **MAY, recorded_by=at[head - 1])
    assert (answer["recorded_by"], answer["position"]) == (at[head - 1], head - 1)


@pytest.mark.parametrize(
    "written",
    ["{:%Y-%m-%dT%H:%M:%S.%f}Z", "{:%Y-%m-%dT%H:%M:%S.%f}+00:00", "{:%Y-%m-%dt%H:%M:%S.%f}z"],
)
def test_an_instant_is_rfc_3339_in_any_zone(door: Door, written: str) -> None:
    moment = datetime.fromisoformat(instants(door)[3])
    text = written.format(moment.astimezone(UTC))
    assert door.get("postures", **MAY, recorded_by=text)["position"] == 3
    kabul = (moment.astimezone(UTC) + timedelta(hours=4, minutes=30)).replace(tzinfo=None)
    assert door.get("postures", **MAY, recorded_by=f"{kabul.isoformat()}+04:30")["position"] == 3


def test_an_instant_before_everything_and_one_in_the_future(door: Door) -> None:
    assert door.get("postures", **MAY, recorded_by="1999-01-01T00:00:00Z")["position"] == 0
    assert (
        door.get("postures", **MAY, recorded_by="2999-01-01T00:00:00Z")["position"] == door.head()
    )
    answer = door.client.get("/v1/actors/taliban/posture?recorded_by=1999-01-01T00:00:00Z")
    assert answer.status_code == 404


def test_a_clock_that_jumps_back_never_reorders(
    door: Door, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The order of recording is the order; an instant means the last event recorded by then."""
    now = time.time_ns()
    hour = 3600 * 10**9
    for offset, note in ((2, "a"), (-5, "b"), (1, "c"), (3, "d")):
        monkeypatch.setattr(journal.time, "time_ns", lambda at=now + offset * hour: at)
        door.given(fact(note=note))
    monkeypatch.undo()
    a = door.head() - 3

    def position(offset: float) -> int:
        moment = datetime.fromtimestamp((now + offset * hour) / 10**9, UTC)
        return door.get("postures", **MAY, recorded_by=moment.isoformat())["position"]

    assert position(1.5) == a - 1  # b and c were recorded after a, whatever their clocks said
    assert position(2.5) == a + 2
    assert position(3.5) == a + 3
    before = [position(offset) for offset in (-6, 0.5, 1.5, 2.5, 3.5)]
    assert before == sorted(before)
    assert typed("rebuild", database=database).returncode == 0
    assert [position(offset) for offset in (-6, 0.5, 1.5, 2.5, 3.5)] == before


@pytest.mark.parametrize("path", PATHS)
def test_a_pinned_answer_has_the_same_bytes_for_ever(door: Door, database: Path, path: str) -> None:
    ids = door.given(fact(), fact("violence_high", toward=["andsf"]))
    pin = {**PATHS[path], "recorded_by": door.get(path, **PATHS[path])["position"]}
    first = door.client.get(f"/v1/{path}", params=pin)
    assert first.headers["etag"].startswith('"')
    door.given(fact("violence_limited", toward=["giroa"]), fact("violence_ceased", actor="aqis"))
    door.post(f"events/{ids[0]}/retraction", {"basis": "coding", "reason": "why"}, 201)
    door.report("later", "2020-07-02")
    assert door.client.get(f"/v1/{path}", params=pin).content == first.content
    assert typed("rebuild", database=database).returncode == 0
    again = door.client.get(f"/v1/{path}", params=pin)
    assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
    with opened(database) as other:
        assert other.client.get(f"/v1/{path}", params=pin).content == first.content


def test_a_pinned_answer_is_not_sent_twice(door: Door) -> None:
    door.given(fact())
    pin = {**MAY, "recorded_by": door.head()}
    etag = door.client.get("/v1/actors/taliban/posture", params=pin).headers["etag"]
    for header in (etag, f'"other", {etag}', "*", f"W/{etag}"):
        answer = door.client.get(
            "/v1/actors/taliban/posture", params=pin, headers={"if-none-match": header}
        )
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)
    other = {"if-none-match": '"other"'}
    answer = door.client.get("/v1/actors/taliban/posture", params=pin, headers=other)
    assert answer.status_code == 200


def test_an_answer_that_may_change_has_no_tag(door: Door) -> None:
    assert "etag" not in door.client.get("/v1/actors/taliban/posture").headers


@pytest.mark.parametrize("path", ["posture", "timeline", "diff"])
def test_a_position_that_is_not_reached_names_the_current_one(door: Door, path: str) -> None:
    head = door.head()
    name = "to_recorded_by" if path == "diff" else "recorded_by"
    answer = door.client.get(f"/v1/actors/taliban/{path}", params={name: head + 1})
    assert answer.status_code == 404
    assert answer.json()["position"] == head
    assert str(head) in answer.json()["detail"]


def test_who_prefers_to_wait_gets_it_when_it_is_there(door: Door) -> None:
    at = {**MAY, "recorded_by": door.head() + 1}
    later = threading.Timer(0.3, lambda: door.given(fact()))
    later.start()
    answer = door.client.get(
        "/v1/actors/taliban/posture", params=at, headers={"Prefer": "respond-async, wait=20"}
    )
    later.join()
    assert answer.status_code == 200
    assert len(answer.json()["stances"]) == 1


def test_who_prefers_to_wait_does_not_wait_for_ever(door: Door) -> None:
    began = time.monotonic()
    answer = door.client.get(
        "/v1/postures", params={"recorded_by": door.head() + 1}, headers={"Prefer": "wait=1"}
    )
    assert answer.status_code == 404
    assert time.monotonic() - began >= 1
