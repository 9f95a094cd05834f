"""What may be recorded: given a history, when somebody posts, then an event or a refusal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import Conflict
from projections.database import open_store
from tests.doors import fact, url
from tests.story import Story, post, register

pytest_plugins = ["tests.door_fixtures"]
ID = "0b46e9d2-ff7d-5c97-84ed-794e0b6b6c09"


@pytest.fixture
def story(database: Path) -> Iterator[Story]:
    store = open_store(url(database))
    yield Story(store)
    store.close()


def test_registrations_are_recorded_once(story: Story) -> None:
    story.when(register("actor", id="isk", name="IS-K", kind="armed_group")).then(
        "actor_registered", id="isk", name="IS-K", kind="armed_group"
    )


def test_a_source_and_a_report_likewise(story: Story) -> None:
    story.when(register("source", id="un", name="UN", reliability="B", actor="aqis")).then(
        "source_registered", id="un", actor="aqis"
    )
    story.when(register("report", id="r9", title="R", publisher="un", published="2020-07-01")).then(
        "report_filed", id="r9", published="2020-07-01"
    )


@pytest.mark.parametrize(
    ("noun", "fields", "pointer"),
    [
        ("actor", {"name": "A", "kind": "k", "part_of": "nobody"}, "/part_of"),
        ("source", {"name": "S", "actor": "nobody"}, "/actor"),
        ("report", {"title": "T", "publisher": "none", "published": "2020-01-01"}, "/publisher"),
    ],
)
def test_a_registration_refers_to_what_is_registered(
    story: Story, noun: str, fields: dict[str, str], pointer: str
) -> None:
    story.when(register(noun, id="new", **fields)).then_refused(pointer, why="register it first")


def test_a_registration_with_another_content_is_a_conflict(story: Story) -> None:
    story.when(register("actor", id="taliban", name="Other", kind="armed_group")).then_refused(
        "/name", kind=Conflict, why="was registered as 'taliban'"
    )


def test_an_actor_is_not_part_of_itself(story: Story) -> None:
    story.when(register("actor", id="x", name="X", kind="k", part_of="x")).then_refused("/part_of")


def test_a_fact_is_recorded_under_the_id_of_its_content(story: Story) -> None:
    body = story.when(post(fact(toward=["andsf", "giroa"]))).then(
        "violence_reduced", toward=["andsf", "giroa"], report="r1"
    )
    assert "content_id" not in body


@pytest.mark.parametrize(
    "same",
    [
        fact(toward=["giroa", "andsf"]),
        fact(toward=["andsf", "giroa"], note=None, attribution=[], denied=False),
    ],
)
def test_the_same_content_is_the_same_fact(story: Story, same: dict[str, object]) -> None:
    story.given(post(fact(toward=["andsf", "giroa"]))).when(post(same)).then_nothing()


def test_the_order_of_a_chain_is_content(story: Story) -> None:
    story.given(post(fact(attribution=["dod", "oig"])))
    story.when(post(fact(attribution=["oig", "dod"]))).then("violence_reduced")


def test_an_id_that_the_poster_brings_is_kept(story: Story) -> None:
    body = story.when(post(fact(id=ID))).then("violence_reduced", id=ID)
    assert body["content_id"] != ID


def test_an_id_belongs_to_one_content(story: Story) -> None:
    story.given(post(fact(id=ID)))
    story.when(post(fact(id=ID, note="else"))).then_refused("/id", kind=Conflict)


@pytest.mark.parametrize(
    ("posted", "pointers"),
    [
        (fact(actor="nobody"), ["/actor"]),
        (fact(toward=["andsf", "nobody"]), ["/toward/1"]),
        (fact(attribution=["dod", "nobody"]), ["/attribution/1"]),
        (fact(report="none"), ["/report"]),
        (fact(report="none", actor="nobody", attribution=["x"]), "/report /actor /attribution/0"),
        (fact(toward=["andsf", "taliban"]), ["/toward/1"]),
        (fact(toward=["andsf", "andsf"]), ["/toward"]),
        (fact("agreement_signed", parties=["taliban", "taliban"], agreement="a"), ["/parties"]),
        (fact("agreement_signed", parties=["taliban"], agreement="a"), ["/parties"]),
        (
            fact("agreement_signed", parties=["taliban", "nobody"], agreement="a"),
            ["/parties/1"],
        ),
        (fact("ties_assessed", level="close"), ["/toward"]),
        (fact("ties_assessed", level="close", toward=[]), ["/toward"]),
        (
            fact("support_provided", toward=["aqis"], frequency="routine", against="nobody"),
            ["/against"],
        ),
        (
            fact("compliance_assessed", agreement="a", level="in", perceived_by="nobody"),
            ["/perceived_by"],
        ),
        (fact(denied=True, likelihood="unlikely"), ["/denied"]),
        (fact(occurred="2020-02-30"), ["/occurred"]),
        (fact(quote={"exact": " "}), ["/quote/exact"]),
        (fact("violence_ended"), ["/type"]),
    ],
)
def test_what_is_wrong_is_named(story: Story, posted: dict[str, object], pointers: object) -> None:
    if isinstance(posted, dict) and "parties" in posted:
        posted.pop("actor", None)
    wanted = pointers.split() if isinstance(pointers, str) else pointers
    story.when(post(posted)).then_refused(*wanted)  # type: ignore[misc]
    story.when(post(fact())).then("violence_reduced")
