"""SEMANTICS section 4 over HTTP: what each act does to K and T."""

from typing import Any

import pytest

from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
WHY = "the source took it back"
MAY = {"as_of": "2020-05-15"}


@pytest.fixture
def told(door: Door) -> Door:
    """``r1`` of dod says calm; the paper ``p`` repeats it on 10 July; ``c`` of dod corrects."""
    door.report("p", "2020-07-10", "paper")
    door.report("c", "2020-07-20")
    door.calm, door.echo = door.given(fact(), fact(report="p", attribution=["dod"]))
    return door


def values(door: Door, **at: Any) -> list[str]:
    return [stance["value"] for stance in door.stances(**MAY, **at)]


def act(door: Door, verb: str, id: str, status: int = 201, **body: Any) -> dict[str, Any]:
    noun = "reports" if len(id) < 36 else "events"
    return door.post(f"{noun}/{id}/{verb}", {"reason": WHY, **body}, status)


def state(door: Door, id: str, **at: Any) -> dict[str, Any]:
    (entry,) = [entry for entry in door.timeline(**at) if entry["id"] == id]
    return entry


def test_a_source_takes_it_back_from_a_day_on_and_once_recorded(told: Door) -> None:
    before = told.head()
    done = act(told, "retraction", told.calm, basis="source", published="2020-07-15")
    assert (done["echoes"], done["position"]) == ([told.echo], before + 1)
    assert values(told, known_by="2020-07-14") == ["reduced"]
    assert values(told, known_by="2020-07-15") == []
    assert values(told, recorded_by=before) == ["reduced"]
    assert values(told, recorded_by=before, known_by="2020-07-15") == ["reduced"]


def test_echoes_fall_from_their_own_publication_where_that_is_later(told: Door) -> None:
    act(told, "retraction", told.calm, basis="source", published="2020-07-05")
    for day, shown in (("2020-07-04", ["standing"]), ("2020-07-09", ["retracted"])):
        assert [e["state"] for e in told.timeline(known_by=day)] == shown
    assert values(told, known_by="2020-07-10") == []
    log = told.get("events", type="fact_retracted")["items"]
    assert [(e["id"], e["day"]) for e in log[0]["echoes"]] == [(told.echo, "2020-07-10")]


def test_without_echoes_the_repetition_stands(told: Door) -> None:
    done = act(
        told, "retraction", told.calm, basis="source", published="2020-07-15", with_echoes=False
    )
    assert done["echoes"] == []
    assert [e["report"] for e in told.stance(**MAY)["evidence"]] == ["p"]


@pytest.mark.parametrize(
    "other",
    [
        {"attribution": []},  # another origin
        {"type": "violence_high"},  # another value
        {"toward": ["andsf"]},  # another slot
        {"report": "r1", "note": "n"},  # the same report
    ],
)
def test_only_what_shares_origin_value_and_slot_is_an_echo(
    told: Door, other: dict[str, Any]
) -> None:
    told.given(fact(**{"report": "p", "attribution": ["dod"], "note": "x", **other}))
    done = act(told, "retraction", told.calm, basis="source", published="2020-07-15")
    assert done["echoes"] == [told.echo]


def test_the_report_gives_the_day_and_published_comes_first(told: Door) -> None:
    act(told, "retraction", told.calm, basis="source", report="c", with_echoes=False)
    assert values(told, known_by="2020-07-19", exclude_source="paper") == ["reduced"]
    assert values(told, known_by="2020-07-20", exclude_source="paper") == []
    act(told, "retraction", told.echo, basis="source", report="c", published="2020-07-12")
    assert values(told, known_by="2020-07-12", exclude_source="oig") == ["reduced"]
    assert state(told, told.echo, known_by="2020-07-12")["state"] == "retracted"


def test_the_earliest_of_several_days_counts(told: Door) -> None:
    for day in ("2020-07-15", "2020-07-08", "2020-07-12"):
        act(told, "retraction", told.calm, basis="source", published=day, with_echoes=False)
    for day, found in (("2020-07-07", "standing"), ("2020-07-08", "retracted")):
        assert state(told, told.calm, known_by=day)["state"] == found


def test_our_own_mistake_counts_at_every_k(told: Door) -> None:
    before = told.head()
    done = act(told, "retraction", told.calm, basis="coding")
    assert done["echoes"] == []
    assert values(told, known_by="2020-07-01") == []
    assert values(told, known_by="2020-07-01", recorded_by=before) == ["reduced"]
    assert values(told) == ["reduced"]  # the paper's


def new(**fields: Any) -> dict[str, Any]:
    return {k: v for k, v in fact("violence_high", **fields).items() if k != "report"}


def test_a_correction_of_the_source_rests_on_its_report(told: Door) -> None:
    before = told.head()
    done = act(told, "correction", told.calm, basis="source", report="c", replacement=new())
    assert (done["position"], done["echoes"], told.head()) == (before + 1, [told.echo], before + 1)
    assert values(told, known_by="2020-07-19") == ["reduced"]
    assert values(told, known_by="2020-07-20") == ["high"]
    assert values(told, recorded_by=before, known_by="2020-07-20") == ["reduced"]
    replacement = told.get(f"events/{done['replacement']}")
    assert (replacement["position"], replacement["report"]) == (before + 1, "c")
    assert (replacement["published"], replacement["corrects"]) == ("2020-07-20", told.calm)
    entry = state(told, told.calm)
    assert (entry["state"], entry["corrected_by"]) == ("corrected", done["replacement"])
    assert (entry["reason"], entry["withdrawn_by"]) == (WHY, done["id"])
    (logged,) = told.get("events", after=before)["items"]
    assert (logged["type"], logged["position"]) == ("fact_corrected", before + 1)


def test_a_correction_of_our_coding_stays_on_its_report(told: Door) -> None:
    done = act(told, "correction", told.calm, basis="coding", replacement=new(report="r1"))
    assert values(told, known_by="2020-07-01") == ["high"]
    assert told.get(f"events/{done['replacement']}")["report"] == "r1"
    assert done["echoes"] == []


def test_a_report_falls_with_all_that_rests_on_it_later_facts_included(told: Door) -> None:
    before = told.head()
    assert told.get("reports/r1")["facts"][0]["state"] == "standing"
    act(told, "retraction", "r1", basis="source", published="2020-07-15")
    late = told.given(fact("violence_high", toward=["andsf"]))[0]
    assert values(told, known_by="2020-07-14", toward="andsf") == ["high"]
    assert values(told, known_by="2020-07-15", toward="andsf") == []
    assert [e["report"] for e in told.stance(**MAY)["evidence"]] == ["p"]  # no echoes
    report = told.get("reports/r1")
    assert {(f["id"], f["state"]) for f in report["facts"]} == {
        (told.calm, "retracted"),
        (late, "retracted"),
    }
    assert [a["reason"] for a in report["amendments"]] == [WHY]
    assert values(told, recorded_by=before, known_by="2020-07-15") == ["reduced"]
    act(told, "restoration", "r1")
    assert values(told, known_by="2020-07-15", toward="andsf") == ["high"]
    assert {f["state"] for f in told.get("reports/r1")["facts"]} == {"standing"}


def test_a_restored_report_does_not_restore_a_retracted_fact(told: Door) -> None:
    act(told, "retraction", told.calm, basis="coding")
    act(told, "retraction", "r1", basis="coding")
    act(told, "restoration", "r1")
    assert state(told, told.calm)["state"] == "retracted"
    act(told, "retraction", "r1", basis="coding", reason="again")
    act(told, "restoration", told.calm)
    assert state(told, told.calm)["state"] == "retracted"
    act(told, "restoration", "r1", reason="at last")
    assert state(told, told.calm)["state"] == "standing"


def test_a_restoration_undoes_all_earlier_withdrawals_for_every_k(told: Door) -> None:
    act(told, "retraction", told.calm, basis="source", published="2020-07-15", with_echoes=False)
    act(told, "retraction", told.calm, basis="coding")
    between = told.head()
    act(told, "restoration", told.calm)
    for day in ("2020-07-01", "2020-07-15", None):
        assert state(told, told.calm, known_by=day)["state"] == "standing"
    assert state(told, told.calm, recorded_by=between)["state"] == "retracted"


def test_an_echo_is_restored_by_itself(told: Door) -> None:
    act(told, "retraction", told.calm, basis="source", published="2020-07-15")
    act(told, "restoration", told.echo)
    assert state(told, told.calm)["state"] == "retracted"
    assert state(told, told.echo)["state"] == "standing"


def test_the_later_act_is_shown(told: Door) -> None:
    done = act(told, "correction", told.calm, basis="coding", replacement=new())
    assert state(told, told.calm)["corrected_by"] == done["replacement"]
    act(told, "retraction", told.calm, basis="coding", reason="dropped")
    entry = state(told, told.calm)
    assert (entry["state"], entry["reason"]) == ("retracted", "dropped")
    assert "corrected_by" not in entry
    assert [a["act"] for a in told.get(f"events/{told.calm}")["amendments"]] == [
        "corrected",
        "retracted",
    ]


def test_the_losers_say_that_they_were_withdrawn(told: Door) -> None:
    told.given(fact("violence_limited", report="c"))
    act(told, "correction", told.calm, basis="coding", replacement=new(toward=["andsf"]))
    act(told, "retraction", told.echo, basis="coding")
    shown = told.stance(**MAY, toward="none", evidence="all")["evidence"]
    assert {e["id"]: e["lost"] for e in shown if e["lost"]} == {
        told.calm: "corrected",
        told.echo: "retracted",
    }


def test_the_timeline_shows_what_is_not_yet_known_where_asked(told: Door) -> None:
    asked = {"known_by": "2020-07-05"}
    assert [e["id"] for e in told.timeline(**asked)] == [told.calm]
    both = told.timeline(**asked, not_yet_known="include")
    assert {e["id"]: e["state"] for e in both} == {
        told.calm: "standing",
        told.echo: "not_yet_known",
    }
