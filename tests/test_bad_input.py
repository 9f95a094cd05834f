"""Bad facts, registrations and parameters: a problem document, and nothing recorded."""

from contextlib import suppress
from typing import Any

import pytest
from starlette.types import Message, Receive, Scope, Send

from api.heads import Heads
from projections.tokens import write as token_of
from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
QUOTE = {"exact": "the words"}
TEXT = "Some say that the words matter, and the words do."


def refused(door: Door, answer: Any, status: int, *pointers: str) -> dict[str, Any]:
    """A problem document (RFC 9457) with these pointers, and a log that did not move."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert len(problem["detail"]) > 5
    assert [error["pointer"] for error in problem["errors"]] == list(pointers), problem
    assert all(error["detail"] for error in problem["errors"])
    assert door.client.get("/readyz").json()["head"] == door.before
    return problem


@pytest.fixture
def still(door: Door) -> Door:
    """A door with a report whose text is known, and the head before anything is sent."""
    door.report("told", "2020-07-01", text=TEXT, covers="2020-01/2020-06")
    door.before = door.head()
    return door


def without(field: str, **fields: Any) -> dict[str, Any]:
    return {key: value for key, value in fact(**fields).items() if key != field}


FACTS = [
    (fact(colour="red"), "/colour"),
    (fact(colour=None), "/colour"),
    (fact(actor=None), "/actor"),
    (fact(credibility=True), "/credibility"),
    (fact(type="violence_stopped"), "/type"),
    (without("type"), "/type"),
    (fact(type=3), "/type"),
    (without("report"), "/report"),
    (without("occurred"), "/occurred"),
    (without("quote"), "/quote"),
    (without("actor"), "/actor"),
    (fact(actor="nobody"), "/actor"),
    (fact(actor="Taliban"), "/actor"),
    (fact(actor=["taliban"]), "/actor"),
    (fact(report="unfiled"), "/report"),
    (fact(attribution=["dod", "unheard"]), "/attribution/1"),
    (fact(attribution=["dod", "dod"]), "/attribution"),
    (fact(attribution="dod"), "/attribution"),
    (fact(toward=["nobody"]), "/toward/0"),
    (fact(toward=["taliban"]), "/toward/0"),
    (fact(toward=["andsf", "andsf"]), "/toward"),
    (fact(occurred="2020-02-30"), "/occurred"),
    (fact(occurred="2020-02-28/2020-02-22"), "/occurred"),
    (fact(occurred="2020-02-29T10:00"), "/occurred"),
    (fact(occurred="../.."), "/occurred"),
    (fact(occurred=20200229), "/occurred"),
    (fact(occurred="1" * 300), "/occurred"),
    (fact(quote="the words"), "/quote"),
    (fact(quote={}), "/quote/exact"),
    (fact(quote={"exact": ""}), "/quote/exact"),
    (fact(quote={"exact": "\n \t"}), "/quote/exact"),
    (fact(quote={"exact": "nul \x00"}), "/quote/exact"),
    (fact(quote={"exact": "x", "start": -1}), "/quote/start"),
    (fact(quote={"exact": "x", "start": "0"}), "/quote/start"),
    (fact(quote={"exact": "x", "stop": 3}), "/quote/stop"),
    (fact(report="told", quote={"exact": "no such words"}), "/quote/exact"),
    (fact(report="told", quote={"exact": "The words"}), "/quote/exact"),
    (fact(report="told", quote=QUOTE | {"start": 13}), "/quote/start"),
    (fact(report="told", quote=QUOTE | {"start": 9_000}), "/quote/start"),
    (fact(report="told", quote={"exact": "no words", "start": 3}), "/quote/exact"),
    (fact(vouched_through="2020-02-28"), "/vouched_through"),
    (fact(vouched_through="2020-07-02"), "/vouched_through"),
    (fact(occurred="2020-02/2020-03", vouched_through="2020-04-01"), "/vouched_through"),
    (fact(vouched_through="2020-02-31"), "/vouched_through"),
    (fact(vouched_through="2020-03"), "/vouched_through"),
    (fact(likelihood="probable"), "/likelihood"),
    (fact(confidence="very high"), "/confidence"),
    (fact(credibility=7), "/credibility"),
    (fact(credibility="2"), "/credibility"),
    (fact(mode="rumour"), "/mode"),
    (fact(denied="yes"), "/denied"),
    (fact(denied=True, likelihood="very_unlikely"), "/denied"),
    (fact(note=" "), "/note"),
    (fact(id="not-a-uuid"), "/id"),
    (fact(level="high"), "/level"),
    (fact("threat_assessed", level="enormous"), "/level"),
    (fact("support_provided", toward=["aqis"], frequency="often"), "/frequency"),
    (fact("ties_assessed", level="close"), "/toward"),
    (fact("dependence_assessed", need="x", level="dependent", toward=[]), "/toward"),
    (fact("commitment_undertaken", commitment="x", toward=[]), "/toward"),
    (fact("commitment_undertaken", commitment="x", toward=["aqis"], due="soon"), "/due"),
    (fact("incident_recorded", kind="x", latitude=91.0), "/latitude"),
    (fact("incident_recorded", kind="x", fatalities={"low": -1}), "/fatalities/low"),
    (fact("incident_recorded", kind="x", fatalities={"dead": 1}), "/fatalities/dead"),
]


@pytest.mark.parametrize(("body", "pointer"), FACTS, ids=lambda v: v if isinstance(v, str) else "")
def test_a_bad_fact_is_refused_alone_in_an_array_and_in_a_line(
    still: Door, body: dict[str, Any], pointer: str
) -> None:
    refused(still, still.client.post("/v1/events", json=body), 422, pointer)
    array = still.client.post("/v1/events", json=[fact(), body])
    refused(still, array, 422, f"/1{pointer}")


LEVEL = {"actor": "us-forces", "place": "x", "nature": "observed", "comparator": "="}


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"personnel": "8600"}, "/personnel"),
        ({"personnel": -1}, "/personnel"),
        ({"personnel": 8600.5}, "/personnel"),
        ({"personnel": 1, "comparator": ">"}, "/comparator"),
        ({"personnel": 1, "nature": "hoped"}, "/nature"),
        ({"personnel": 1, "place": ""}, "/place"),
    ],
)
def test_a_bad_number(still: Door, fields: dict[str, Any], pointer: str) -> None:
    body = fact("force_level_reported", **{**LEVEL, **fields})
    refused(still, still.client.post("/v1/events", json=body), 422, pointer)


def test_an_agreement_is_between_two_that_differ(still: Door) -> None:
    for parties in (["taliban"], ["taliban", "taliban"], "taliban"):
        body = without("actor", type="agreement_signed", agreement="a", parties=parties)
        refused(still, still.client.post("/v1/events", json=body), 422, "/parties")


def test_all_that_is_wrong_is_named_at_once(still: Door) -> None:
    body = fact(occurred="soon", quote={"exact": ""}, colour="red")
    answer = still.client.post("/v1/events", json=body)
    refused(still, answer, 422, "/occurred", "/quote/exact", "/colour")


def test_an_array_names_the_place_in_each_of_its_facts(still: Door) -> None:
    answer = still.client.post("/v1/events", json=[fact(actor="x"), fact(), fact(toward=["y"])])
    refused(still, answer, 422, "/0/actor", "/2/toward/0")


@pytest.mark.parametrize("body", [[], [[]], [1], ["x"], [None]])
def test_an_array_holds_facts(still: Door, body: list[Any]) -> None:
    refused(still, still.client.post("/v1/events", json=body), 422, "/0" if body else "")


@pytest.mark.parametrize("body", ["null", "1", '"text"', "true"])
def test_a_fact_is_an_object(still: Door, body: str) -> None:
    as_json = {"content-type": "application/json"}
    refused(still, still.client.post("/v1/events", content=body, headers=as_json), 422, "")


def test_the_same_id_with_another_content_is_a_conflict(still: Door) -> None:
    id = still.given(fact(id="0b46e9d2-ff7d-5c97-84ed-794e0b6b6c09"))[0]
    still.before = still.head()
    other = fact(id=id, note="other")
    refused(still, still.client.post("/v1/events", json=other), 409, "/id")
    refused(still, still.client.post("/v1/events", json=[fact(note="n"), other]), 409, "/1/id")
    two = [fact(id="1" * 32, note="a"), fact(id="1" * 32, note="b")]
    refused(still, still.client.post("/v1/events", json=two), 409, "/1/id")


REGISTRATIONS = [
    ("actors", {"id": "x", "name": "X"}, "/kind"),
    ("actors", {"id": "X Y", "name": "X", "kind": "k"}, "/id"),
    ("actors", {"id": "", "name": "X", "kind": "k"}, "/id"),
    ("actors", {"id": "x", "name": "", "kind": "k"}, "/name"),
    ("actors", {"id": "x", "name": "X", "kind": "k", "part_of": "nobody"}, "/part_of"),
    ("actors", {"id": "x", "name": "X", "kind": "k", "part_of": "x"}, "/part_of"),
    ("actors", {"id": "x", "name": "X", "kind": "k", "colour": 1}, "/colour"),
    ("actors", {"id": "x", "name": "X", "kind": "k", "aliases": [""]}, "/aliases/0"),
    ("sources", {"id": "x", "name": "X", "reliability": "G"}, "/reliability"),
    ("sources", {"id": "x", "name": "X", "actor": "nobody"}, "/actor"),
    ("reports", {"title": "T", "publisher": "dod", "published": "2020-01-01"}, "/id"),
    ("reports", {"publisher": "unheard"}, "/publisher"),
    ("reports", {"published": "2020-02-30"}, "/published"),
    ("reports", {"published": "2020-02"}, "/published"),
    ("reports", {"covers": "2020-05-31/2019-12-01"}, "/covers"),
    ("reports", {"covers": "2020"}, "/covers"),
    ("reports", {"data_cutoff": "soon"}, "/data_cutoff"),
    ("reports", {"language": "no such language"}, "/language"),
    ("reports", {"text": " "}, "/text"),
]
FILED = {"id": "x", "title": "T", "publisher": "dod", "published": "2020-01-01"}


@pytest.mark.parametrize(("path", "body", "pointer"), REGISTRATIONS)
def test_a_bad_registration(still: Door, path: str, body: dict[str, Any], pointer: str) -> None:
    if path == "reports" and pointer != "/id":
        body = FILED | body
    refused(still, still.client.post(f"/v1/{path}", json=body), 422, pointer)


def test_a_registration_with_another_body_is_a_conflict(still: Door) -> None:
    body = {"id": "taliban", "name": "taliban", "kind": "state"}
    refused(still, still.client.post("/v1/actors", json=body), 409, "/kind")


PARAMETERS = [
    ("actors/taliban/posture", "colour=red", "/colour"),
    ("actors/taliban/posture", "as_of=2020-01-01&as_of=2020-01-01", "/as_of"),
    ("actors/taliban/posture", "as_of=2020-02-30", "/as_of"),
    ("actors/taliban/posture", "as_of=2020-02", "/as_of"),
    ("actors/taliban/posture", "as_of=", "/as_of"),
    ("actors/taliban/posture", "as_of=20200229ab", "/as_of"),
    ("actors/taliban/posture", "known_by=yesterday", "/known_by"),
    ("actors/taliban/posture", "recorded_by=-1", "/recorded_by"),
    ("actors/taliban/posture", "recorded_by=2020-01-01", "/recorded_by"),
    ("actors/taliban/posture", "recorded_by=2020-01-01T00:00:00", "/recorded_by"),
    ("actors/taliban/posture", "recorded_by=", "/recorded_by"),
    ("actors/taliban/posture", "aspect=mood", "/aspect"),
    ("actors/taliban/posture", "toward=nobody", "/toward"),
    ("actors/taliban/posture", "exclude_source=unheard", "/exclude_source"),
    ("actors/taliban/posture", "evidence=some", "/evidence"),
    ("actors/taliban/posture", "limit=5", "/limit"),
    ("actors/taliban/timeline", "from=2020-13-01", "/from"),
    ("actors/taliban/timeline", "to=x", "/to"),
    ("actors/taliban/timeline", "from=2020-02-02&to=2020-02-01", "/to"),
    ("actors/taliban/timeline", "after=nonsense", "/after"),
    ("actors/taliban/timeline", f"after={token_of(1, 2, 3, 2**63, 'a', 9)}", "/after"),
    ("actors/taliban/timeline", f"after={token_of(1, 2, 3, 4, 'a' + chr(0), 9)}", "/after"),
    ("actors/taliban/timeline", "as_of=2020-01-01", "/as_of"),
    ("actors/taliban/diff", "to_as_of=x", "/to_as_of"),
    ("actors/taliban/diff", "as_of=2020-01-01", "/as_of"),
    ("postures", "after=Zm9v", "/after"),
    ("postures", "after=%C3%A9", "/after"),
    ("postures", "evidence=", "/evidence"),
    ("events", "after=x", "/after"),
    ("events", "type=nothing", "/type"),
    ("events", "actor=nobody", "/actor"),
    ("events", "report=unfiled", "/report"),
    ("actors", "colour=red", "/colour"),
    ("sources", "after=a&after=b", "/after"),
    ("catalogue", "colour=red", "/colour"),
    ("actors/taliban", "colour=red", "/colour"),
    ("events/stream", "colour=red", "/colour"),
    ("events/0b46e9d2-ff7d-5c97-84ed-794e0b6b6c09", "colour=red", "/colour"),
]
LISTS = ("actors", "sources", "reports", "events", "postures", "actors/taliban/timeline")
PARAMETERS += [(path, f"limit={n}", "/limit") for path in LISTS for n in ("0", "1001", "x", "-1")]


@pytest.mark.parametrize(("path", "query", "pointer"), PARAMETERS)
def test_a_bad_parameter(still: Door, path: str, query: str, pointer: str) -> None:
    refused(still, still.client.get(f"/v1/{path}?{query}"), 422, pointer)


@pytest.mark.parametrize("limit", [1, 1000])
@pytest.mark.parametrize("path", LISTS)
def test_the_bounds_of_limit_are_inside(still: Door, path: str, limit: int) -> None:
    assert still.get(path, limit=limit)["items"] is not None


@pytest.mark.parametrize(
    "path",
    [
        "actors/nobody",
        "actors/nobody/posture",
        "actors/nobody/timeline",
        "actors/nobody/diff",
        "sources/nobody",
        "reports/nobody",
        "events/0b46e9d2-ff7d-5c97-84ed-794e0b6b6c09",
        "events/nonsense",
        "nothing",
    ],
)
def test_what_does_not_exist_is_404_in_the_path(still: Door, path: str) -> None:
    refused(still, still.client.get(f"/v1/{path}"), 404)


def test_what_does_not_exist_yet_at_t_likewise(still: Door) -> None:
    before = {"recorded_by": 1}
    first, later = still.get("actors", limit=2, after="al-qaeda")["items"]
    assert later["position"] > 1
    for path in ("posture", "timeline"):
        answer = still.client.get(f"/v1/actors/{first['id']}/{path}", params=before)
        refused(still, answer, 404)
    known = {"recorded_by": 1, "toward": later["id"]}
    answer = still.client.get("/v1/actors/taliban/posture", params=known)
    refused(still, answer, 422, "/toward")


def test_a_method_that_is_not_there(still: Door) -> None:
    answer = still.client.delete("/v1/events/0b46e9d2-ff7d-5c97-84ed-794e0b6b6c09")
    assert answer.headers["allow"] == "GET, HEAD"
    refused(still, answer, 405)
    several = still.client.delete("/v1/actors")
    assert several.headers["allow"] == "GET, HEAD, POST"
    refused(still, several, 405)


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/v1/actors", "/v1/actors/taliban/posture?as_of=2020-05-15", "/v1/no"]
)
def test_head_answers_as_get_does_without_the_body(still: Door, path: str) -> None:
    asked, head = still.client.get(path), still.client.head(path)
    assert head.content == b"" != asked.content
    assert head.status_code == asked.status_code
    apart = ("x-request-id", "date")
    for headers in (asked.headers, head.headers):
        for name in apart:
            headers.pop(name, None)
    assert head.headers == asked.headers


def test_head_leaves_the_body_out_itself() -> None:
    """The client that other tests ask by drops it in any case."""
    sent: list[Message] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = scope["method"]
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"some", "more_body": True})
        await send({"type": "http.response.body", "body": b"more"})

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "HEAD"}
    # Nothing here waits; the thread may have a loop, of the browser's.
    with suppress(StopIteration):
        Heads(app)(scope, receive, send).send(None)
    assert scope == {"type": "http", "method": "HEAD", "route": "GET"}
    assert [message.get("body") for message in sent] == [None, b"", b""]
    assert [message.get("more_body", False) for message in sent] == [False, True, False]


def test_a_compressed_body_is_not_read(still: Door) -> None:
    for media in ("application/json", "application/x-ndjson"):
        headers = {"content-type": media, "content-encoding": "gzip"}
        answer = still.client.post("/v1/events", content=b"{}", headers=headers)
        refused(still, answer, 415)
        assert "gzip" in answer.json()["detail"]


def test_null_says_what_leaving_a_field_out_says(still: Door) -> None:
    (id,) = still.given(fact())
    empty = dict.fromkeys(("denied", "toward", "attribution", "likelihood", "note", "id"))
    assert still.post("events", fact(**empty), 200)["id"] == id


@pytest.mark.parametrize(
    ("body", "pointer", "words"),
    [
        (fact(toward="giroa"), "/toward", "is a list"),
        (fact(quote="the words"), "/quote", "is an object"),
        (fact(actor="Taliban"), "/actor", "is not a lower-case id such as 'us-dod'"),
    ],
)
def test_what_is_wrong_is_said_without_words_of_python(
    still: Door, body: dict[str, Any], pointer: str, words: str
) -> None:
    problem = refused(still, still.client.post("/v1/events", json=body), 422, pointer)
    assert problem["errors"][0]["detail"] == words


def test_what_is_wrong_with_a_query_is_said_of_parameters(still: Door) -> None:
    for query, pointer, words in (
        ("after=abc", "/after", "is not ^[0-9]{1,18}$"),
        ("page=2", "/page", "is not a parameter of this call"),
    ):
        problem = refused(still, still.client.get(f"/v1/events?{query}"), 422, pointer)
        assert problem["errors"][0]["detail"] == words


def test_a_flag_is_no_id_elsewhere(still: Door) -> None:
    body = {"id": "x", "name": "x", "kind": "faction", "external_ids": {"ucdp": True}}
    answer = still.client.post("/v1/actors", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/external_ids/ucdp")
