"""SEMANTICS section 3, steps 1 to 5, by small hand-made histories over HTTP."""

import pytest

from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
CALM, HIGH, UP = "violence_reduced", "violence_high", "violence_increased"


@pytest.fixture
def two(door: Door) -> Door:
    """``r1`` of dod and ``r2`` of oig, both of 1 July; ``r0`` of dod a month before."""
    door.report("r2", "2020-07-01", "oig")
    door.report("r0", "2020-06-01")
    return door


def lost(stance: dict) -> dict[str, str]:
    return {e["id"]: e["lost"] for e in stance["evidence"] if e["lost"]}


def test_1_only_what_was_published_by_k(two: Door) -> None:
    two.given(fact(report="r0"))
    assert two.stances(as_of="2020-06-15", known_by="2020-05-31") == []
    assert two.stance(as_of="2020-06-15", known_by="2020-06-01")["value"] == "reduced"


def test_1_exclude_source_drops_publisher_and_any_link(two: Door) -> None:
    two.given(fact(), fact(HIGH, toward=["andsf"], report="r2", attribution=["paper", "wire"]))
    asked = {"as_of": "2020-06-15"}
    assert [s["toward"] for s in two.stances(**asked, exclude_source="dod")] == ["andsf"]
    for link in ("oig", "paper", "wire"):
        assert [s["toward"] for s in two.stances(**asked, exclude_source=link)] == [None]


@pytest.mark.parametrize("how", [{"denied": True}, {"likelihood": "unlikely"}])
def test_2_a_denial_makes_no_stance(two: Door, how: dict) -> None:
    two.given(fact(**how))
    assert two.stances(as_of="2020-06-15") == []


def test_2_a_denial_is_shown_against(two: Door) -> None:
    _, denial = two.given(fact(), fact(HIGH, report="r2", denied=True))
    stance = two.stance(as_of="2020-06-15")
    assert [(e["id"], e["lost"], e["denied"]) for e in stance["against"]] == [
        (denial, "against", True)
    ]
    assert stance["status"] == "single"  # it speaks against another value
    assert two.stance(as_of="2020-06-15", evidence="none")["against"] == []
    assert two.stance(as_of="2020-02-29", evidence="all")["against"] != []


def test_2_an_origin_that_thinks_otherwise_now_takes_its_older_word_back(two: Door) -> None:
    old, other = two.given(fact(report="r0"), fact(HIGH, report="r2"))
    two.given(fact(denied=True))
    stance = two.stance(as_of="2020-06-15", evidence="all")
    assert stance["value"] == "high"
    assert lost(stance)[old] == "older_word_of_same_origin"
    assert other not in lost(stance)


@pytest.mark.parametrize(
    "denial",
    [
        {"report": "r2"},  # another origin
        {"toward": ["andsf"]},  # another slot
        {"type": "violence_limited"},  # another value
        {"report": "r0"},  # not published after the word
        {"occurred": "2020-01-01/2020-02-28"},  # about days before it began
    ],
)
def test_2_any_other_denial_leaves_the_word_in_force(two: Door, denial: dict) -> None:
    two.given(fact(report="r0"), fact(**{"denied": True, **denial}))
    assert two.stance(as_of="2020-06-15", toward="none")["value"] == "reduced"


@pytest.mark.parametrize(
    ("occurred", "day", "certainty"),
    [
        ("2020-02-29", "2020-02-28", None),
        ("2020-02-29", "2020-02-29", "certain"),
        ("2020-02-29", "2030-01-01", "certain"),
        ("2020-02-22/2020-02-28", "2020-02-28", "certain"),
        ("2020-02-22/2020-02-28", "2020-02-29", None),
        ("2020-02/2020-05", "2020-02-01", "possible"),
        ("2020-02/2020-05", "2020-02-29", "certain"),
        ("2020-02/2020-05", "2020-05-02", "possible"),
        ("2020-02/2020-05", "2020-06-01", None),
        ("2020-02-29/", "2020-02-29", "certain"),
        ("2020-02-29/", "2020-03-01", "possible"),
        ("../2020-05-01", "1990-01-01", "certain"),
        ("/2020-05-01", "1990-01-01", "possible"),
        ("/2020-05-01", "2020-05-01", "certain"),
    ],
)
def test_3_possibly_begun_and_certainly_in_force(
    door: Door, occurred: str, day: str, certainty: str | None
) -> None:
    door.given(fact(occurred=occurred))
    found = [s["certainty"] for s in door.stances(as_of=day)]
    assert found == ([certainty] if certainty else [])


def test_3_even_odds_and_forecasts_are_never_certain(door: Door) -> None:
    door.given(fact(likelihood="roughly_even"))
    assert door.stance(as_of="2020-06-15")["certainty"] == "possible"
    door.given(fact(HIGH, toward=["andsf"], occurred="2020-08-01/2020-08-31"))
    (forecast,) = door.stances(as_of="2020-08-15", toward="andsf")
    assert forecast["certainty"] == "possible"
    assert forecast["evidence"][0]["projection"] is True
    likely = fact(toward=["giroa"], likelihood="likely")
    door.given(likely)
    assert door.stance(as_of="2020-06-15", toward="giroa")["certainty"] == "certain"


def test_3_sight_takes_a_forecast_out_of_force(two: Door) -> None:
    (forecast,) = two.given(fact(HIGH, report="r0", occurred="2020-06-15/.."))
    assert two.stance(as_of="2020-06-20")["value"] == "high"
    two.given(fact(report="r2", occurred="2020-06-10/.."))
    stance = two.stance(as_of="2020-06-20", evidence="all")
    assert (stance["value"], stance["certainty"]) == ("reduced", "certain")
    assert lost(stance) == {forecast: "only_possibly_in_force"}
    assert stance["alternatives"] == []


def test_3_a_look_that_ended_before_it_leaves_the_forecast(two: Door) -> None:
    two.given(fact(HIGH, report="r0", occurred="2020-06-15/.."))
    two.given(fact(report="r2", occurred="2020-05-10/..", vouched_through="2020-06-14"))
    stance = two.stance(as_of="2020-06-20")
    assert (stance["value"], stance["certainty"]) == ("reduced", "possible")
    assert stance["alternatives"] == ["high"]


def test_3_a_word_that_a_forecast_takes_back_leaves_the_other_forecast(two: Door) -> None:
    for id, publisher, day in (("p", "oig", 1), ("s", "dod", 2), ("d", "dod", 3)):
        two.report(id, f"2020-01-0{day}", publisher)
    forecast, seen = two.given(
        fact(HIGH, report="p", occurred="2020-01-02"),
        fact(report="s", occurred="2020-01-01/.."),
    )
    stance = two.stance(as_of="2020-01-10", evidence="all")
    assert (stance["value"], lost(stance)) == ("reduced", {forecast: "only_possibly_in_force"})
    two.given(fact(report="d", occurred="2020-01-05/..", likelihood="unlikely"))
    stance = two.stance(as_of="2020-01-10", evidence="all")
    assert (stance["value"], stance["certainty"]) == ("high", "possible")
    assert lost(stance)[seen] == "older_word_of_same_origin"


def test_4a_a_later_turn_of_the_same_origin_replaces_the_earlier(two: Door) -> None:
    (old,) = two.given(fact(report="r0"))
    two.given(fact(HIGH, occurred="2020-04-01/.."))
    stance = two.stance(as_of="2020-06-15", evidence="all")
    assert (stance["value"], stance["displaced"]) == ("high", [])
    assert lost(stance) == {old: "older_word_of_same_origin"}
    assert two.stance(as_of="2020-03-31")["value"] == "reduced"


def test_4a_a_later_start_that_was_published_earlier_does_not(two: Door) -> None:
    two.given(fact(HIGH, report="r0", occurred="2020-04-01/..", vouched_through="2020-04-01"))
    two.given(fact())
    assert two.stance(as_of="2020-06-15")["value"] == "reduced"


def test_4a_the_word_about_the_nearest_day_counts(two: Door) -> None:
    two.given(
        fact(HIGH, report="r0", vouched_through="2020-03-15"), fact(vouched_through="2020-03-10")
    )
    assert two.stance(as_of="2020-06-15")["value"] == "high"
    assert two.stance(as_of="2020-03-10")["value"] == "reduced"  # both speak of it: the newer


def test_4a_a_relay_does_not_make_an_old_word_new(two: Door) -> None:
    """The paper of July repeats what dod said in May; dod said otherwise in June."""
    two.report("may", "2020-05-01")
    two.report("july", "2020-07-20", "paper")
    said = {"vouched_through": "2020-04-01"}
    two.given(fact(report="may", **said), fact(HIGH, report="r0", **said))
    two.given(fact(report="july", attribution=["dod"], **said))
    assert two.stance(as_of="2020-06-15")["value"] == "high"


def test_4a_the_origins_own_report_does(two: Door) -> None:
    two.report("may", "2020-05-01")
    said = {"vouched_through": "2020-04-01"}
    two.given(fact(report="may", **said), fact(HIGH, report="r0", **said), fact(**said))
    assert two.stance(as_of="2020-06-15")["value"] == "reduced"


def test_4b_a_later_change_wins_over_an_earlier_look(two: Door) -> None:
    (early,) = two.given(fact(vouched_through="2020-03-31"))
    two.given(fact(UP, report="r2", occurred="2020-04-01"))
    stance = two.stance(as_of="2020-06-15", evidence="all")
    assert (stance["value"], stance["status"]) == ("increased", "single")
    assert stance["displaced"] == [{"value": "reduced", "origins": ["dod"]}]
    assert lost(stance) == {early: "before_latest_change"}


def test_4b_a_look_that_covers_the_change_is_not_displaced(two: Door) -> None:
    two.given(fact(vouched_through="2020-04-01"), fact(UP, report="r2", occurred="2020-04-01"))
    stance = two.stance(as_of="2020-06-15")
    assert (stance["status"], stance["displaced"]) == ("contested", [])


@pytest.mark.parametrize(
    ("first", "second", "value"),
    [
        # nearest day, then reliability (oig A, dod B), then published, then start, then id
        ({"vouched_through": "2020-06-01"}, {"vouched_through": "2020-05-01"}, "reduced"),
        ({}, {}, "high"),
        ({}, {"attribution": ["wire", "sigar"]}, "reduced"),
        ({"occurred": "2020-03-01/.."}, {"report": "r3"}, "reduced"),
        (
            {"report": "r0", "vouched_through": "2020-05-01"},
            {"report": "r3", "vouched_through": "2020-05-01"},
            "high",
        ),
    ],
)
def test_4c_headline(two: Door, first: dict, second: dict, value: str) -> None:
    two.post("sources", {"id": "sigar", "name": "SIGAR", "reliability": "A"})
    two.post("sources", {"id": "peer", "name": "as good as dod", "reliability": "B"})
    two.report("r3", "2020-07-01", "peer")
    two.given(fact(**first), fact(HIGH, **{"report": "r2", **second}))
    stance = two.stance(as_of="2020-06-15")
    assert (stance["value"], stance["status"]) == (value, "contested")


def test_4c_no_letter_and_f_are_equal_and_the_id_decides(two: Door) -> None:
    two.report("w", "2020-07-01", "wire")
    two.report("b", "2020-07-01", "blog")
    low, top = "00000000-0000-5000-8000-000000000001", "00000000-0000-5000-8000-000000000002"
    two.given(fact(report="w", id=top), fact(HIGH, report="b", id=low))
    assert two.stance(as_of="2020-06-15")["value"] == "high"


def test_5_what_may_have_begun_is_an_alternative(two: Door) -> None:
    two.given(fact(), fact(HIGH, report="r2", occurred="2020-06"))
    stance = two.stance(as_of="2020-06-15")
    assert (stance["value"], stance["certainty"]) == ("reduced", "possible")
    assert stance["alternatives"] == ["high"]


def test_5_each_active_value_needs_a_fact_that_is_certainly_in_force(two: Door) -> None:
    two.given(fact(), fact(HIGH, report="r2", occurred="2020-01/2020-06"))
    stance = two.stance(as_of="2020-06-15")
    assert (stance["status"], stance["certainty"]) == ("contested", "possible")


def test_5_an_interruption_that_is_over_leaves_doubt(two: Door) -> None:
    two.given(fact(vouched_through="2020-03-31"))
    two.given(fact(HIGH, report="r2", occurred="2020-04-10/2020-04-20"))
    assert two.stance(as_of="2020-04-09")["certainty"] == "certain"
    assert two.stance(as_of="2020-04-15")["value"] == "high"
    after = two.stance(as_of="2020-04-21")
    assert (after["value"], after["certainty"]) == ("reduced", "possible")


def test_5_an_interruption_while_it_was_vouched_for_leaves_none(two: Door) -> None:
    two.given(fact(vouched_through="2020-04-10"))
    two.given(fact(HIGH, report="r2", occurred="2020-04-10/2020-04-20"))
    assert two.stance(as_of="2020-04-21")["certainty"] == "certain"
