"""Lists page to their end; the log streams out live and in at any length."""

import json
import socket
from collections.abc import Iterator
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

import httpx2 as httpx
import pytest

from tests.doors import Door, fact, served

pytest_plugins = ["tests.door_fixtures"]
NDJSON = {"content-type": "application/x-ndjson"}
LISTS = [
    ("actors", "id"),
    ("sources", "id"),
    ("reports", "id"),
    ("events", "position"),
    ("actors/taliban/timeline", "id"),
    ("postures", "actor"),
]


@pytest.mark.parametrize("limit", [1, 2, 7])
@pytest.mark.parametrize(("path", "key"), LISTS)
def test_a_list_is_the_same_at_any_page_size(seeded: Door, path: str, key: str, limit: int) -> None:
    asked = {"as_of": "2020-05-15"} if path == "postures" else {}
    whole = seeded.get(f"{path}", limit=1000, **asked)
    assert whole["next"] is None
    paged = seeded.pages(path, limit=limit, **asked)
    assert paged == whole["items"]
    assert len({item[key] for item in paged}) == len(paged) > 0


def test_the_last_page_has_no_next_even_where_it_is_full(seeded: Door) -> None:
    for path, _ in LISTS:
        asked = {"as_of": "2020-05-15"} if path == "postures" else {}
        total = len(seeded.get(path, limit=1000, **asked)["items"])
        assert seeded.get(path, limit=total, **asked)["next"] is None


def test_pages_of_one_answer_do_not_see_what_comes_between(door: Door) -> None:
    door.given(*(fact(note=str(n)) for n in range(4)))
    first = door.get("actors/taliban/timeline", limit=2)
    door.given(fact(occurred="2021-01-01", note="late"), fact(occurred="../2020-01-01"))
    rest = door.pages("actors/taliban/timeline", limit=2)  # a new answer sees them
    assert len(rest) == 6
    second = door.get("actors/taliban/timeline", limit=2, after=first["next"])
    assert (len(second["items"]), second["next"]) == (2, None)
    assert second["position"] == first["position"]


def test_the_log_is_in_order_and_filters_by_type_actor_and_report(seeded: Door) -> None:
    log = seeded.pages("events")
    assert [e["position"] for e in log] == list(range(1, seeded.head() + 1))
    for kind in {e["type"] for e in log}:
        assert seeded.pages("events", type=kind, limit=3) == [e for e in log if e["type"] == kind]
    article = seeded.pages("events", report="heart-of-asia-2020-07-01")
    assert len(article) == 31  # the report and its facts; corrections rest on Dawn
    assert {e["type"] for e in seeded.pages("events", report="dawn-2020-07-02")} == {
        "report_filed", "ties_assessed", "intent_assessed", "fact_corrected"
    }  # fmt: skip
    core = seeded.pages("events", actor="al-qaeda-core")
    assert {e["type"] for e in core} >= {"actor_registered", "leadership_delegated"}
    both = seeded.pages("events", actor="aqis", type="fact_corrected", report="dawn-2020-07-02")
    assert len(both) == 3


def test_one_event_is_shown_by_its_id(seeded: Door) -> None:
    for event in seeded.pages("events"):
        if "id" in event and event["type"].endswith(("ed", "filed")) and len(event["id"]) == 36:
            found = seeded.get(f"events/{event['id'].upper()}")
            assert (found["id"], found["type"]) == (event["id"], event["type"])
            assert found["position"] == event["position"]


def test_the_timeline_is_in_the_order_in_which_it_happened(door: Door) -> None:
    door.report("r0", "2020-06-01")
    written = ["../2020-03-01", "2020-01", "2020-01-01", "2020-01-31", "2020-02-29/.."]
    door.given(*(fact(occurred=o, toward=["andsf"]) for o in reversed(written)))
    (early,) = door.given(fact(occurred="2020-01", report="r0", toward=["andsf"]))
    found = door.timeline()
    assert [e["occurred"] for e in found] == [
        "../2020-03-01", "2020-01-01", "2020-01", "2020-01", "2020-01-31", "2020-02-29/.."
    ]  # fmt: skip
    assert found[2]["id"] == early
    assert {e["role"] for e in found} == {"actor"}
    assert {e["role"] for e in door.timeline("andsf")} == {"target"}
    window = door.timeline(from_="2020-01-20", to="2020-01-31")
    assert [e["occurred"] for e in window] == ["2020-01", "2020-01", "2020-01-31"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, furnished_file: Path) -> Iterator[Any]:
    database = tmp_path_factory.mktemp("server") / "stanceline.db"
    database.write_bytes(furnished_file.read_bytes())
    with served(database) as found:
        yield found


def messages(lines: Iterator[str]) -> Iterator[dict[str, str]]:
    """Server-sent events as the browser's EventSource would read them."""
    message: dict[str, str] = {}
    for line in lines:
        if line:
            name, _, value = line.partition(":")
            message[name] = value.strip()
        elif "data" in message:
            yield message
            message = {}


def follow(server: Any, last: int | None) -> Any:
    headers = {} if last is None else {"Last-Event-ID": str(last)}
    return server.door.client.stream("GET", "/v1/events/stream", headers=headers)


def test_the_stream_starts_at_the_start_resumes_and_goes_on_live(server: Any) -> None:
    log = server.door.pages("events")
    with follow(server, None) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        found = messages(answer.iter_lines())
        shown = [next(found) for _ in log]
    assert [json.loads(m["data"]) for m in shown] == log
    assert [(m["id"], m["event"]) for m in shown] == [(str(e["position"]), e["type"]) for e in log]
    with follow(server, len(log) - 1) as answer:
        found = messages(answer.iter_lines())
        assert next(found)["id"] == str(len(log))
        with httpx.Client(base_url=server.url) as other:
            (live,) = Door(other).given(fact(note="live"))
        message = next(found)
    assert (message["id"], message["event"]) == (str(len(log) + 1), "violence_reduced")
    assert json.loads(message["data"])["id"] == live


def test_a_stream_resumes_only_from_a_position(server: Any) -> None:
    answer = server.door.client.get("/v1/events/stream", headers={"Last-Event-ID": "x"})
    assert answer.status_code == 422


def memory(pid: int) -> int:
    """The most memory that a process ever held, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) // 1024
    raise LookupError(pid)


TOTAL = 20_000


def body() -> Iterator[bytes]:
    """Good lines, every thousandth of them broken, every hundredth there already."""
    for n in range(1, TOTAL + 1):
        number = n - 1 if n % 100 == 0 else n
        line = b"{" if n % 1000 == 0 else json.dumps(fact(note=f"{number} {'x' * 500}")).encode()
        yield line + b"\n"


def test_any_length_comes_in_and_a_client_may_read_at_the_end(server: Any) -> None:
    """A plain socket sends everything before it reads a byte: neither side waits for ever."""
    before, head = memory(server.pid), server.door.head()
    with socket.create_connection(("127.0.0.1", server.port), timeout=60) as sent:
        sent.sendall(
            b"POST /v1/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        lines = list(body())
        for start in range(0, TOTAL, 500):
            part = b"".join(lines[start : start + 500])
            sent.sendall(b"%x\r\n%s\r\n" % (len(part), part))
        sent.sendall(b"0\r\n\r\n")
        answer = HTTPResponse(sent)
        answer.begin()
        outcomes = [json.loads(line) for line in answer.read().splitlines()]
    assert [o["line"] for o in outcomes] == list(range(1, TOTAL + 1))
    for n, outcome in enumerate(outcomes, 1):
        assert outcome["status"] == (400 if n % 1000 == 0 else 200 if n % 100 == 0 else 201)
    positions = [o["position"] for o in outcomes if o["status"] == 201]
    assert positions == list(range(head + 1, head + 1 + len(positions)))
    assert memory(server.pid) - before < 150
    assert server.door.head() == positions[-1]
