"""SEMANTICS section 3, steps 6 to 8: status, comparators, since, counts, order."""

import pytest

from api.samples import POSTURE
from tests.doors import Door, fact

pytest_plugins = ["tests.door_fixtures"]
CALM, HIGH = "violence_reduced", "violence_high"


@pytest.fixture
def two(door: Door) -> Door:
    """``r1`` of dod and ``r2`` of oig, both of 1 July 2020."""
    door.report("r2", "2020-07-01", "oig")
    return door


def status(door: Door, *facts: dict) -> str:
    door.given(*facts)
    return door.stance(as_of="2020-06-15")["status"]


def test_6_single_and_corroborated(two: Door) -> None:
    assert status(two, fact()) == "single"
    assert status(two, fact(report="r2")) == "corroborated"


def test_6_two_origins_on_two_sides_are_contested(two: Door) -> None:
    assert status(two, fact(), fact(HIGH, report="r2")) == "contested"


def test_6_one_origin_on_two_sides_is_mixed(two: Door) -> None:
    assert status(two, fact(), fact(HIGH)) == "mixed"


@pytest.mark.parametrize(
    ("one", "other"),
    [("violence_limited", "violence_reduced"), ("violence_calibrated", "violence_high")],
)
def test_6_values_of_one_side_or_of_none_are_nuanced(two: Door, one: str, other: str) -> None:
    assert status(two, fact(one), fact(other, report="r2")) == "nuanced"


def test_6_evidence_against_the_headline_contests_it(two: Door) -> None:
    assert status(two, fact(), fact(report="r2", denied=True)) == "contested"


@pytest.mark.parametrize(
    "denial",
    [
        {"occurred": "2020-01-01/2020-06-30", "vouched_through": "2020-02-28"},  # before it began
        {"occurred": "2020-01-01/2020-03-01"},  # no longer in force
        {"type": HIGH},  # of another value
    ],
)
def test_6_other_evidence_against_does_not(two: Door, denial: dict) -> None:
    assert status(two, fact(), fact(**{"report": "r2", "denied": True, **denial})) == "single"


def test_6_an_origin_that_holds_the_value_does_not_contest_itself(two: Door) -> None:
    early = fact(denied=True, occurred="2020-01-01/..", report="early")
    two.report("early", "2020-03-10")
    assert status(two, fact(), early) == "single"


def level(comparator: str, personnel: int, **fields: object) -> dict:
    common = {"actor": "us-forces", "place": "afghanistan", "nature": "observed"}
    return fact(
        "force_level_reported", comparator=comparator, personnel=personnel, **common, **fields
    )


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("=", 8600), ("=", 8600), "corroborated"),
        (("=", 8600), ("<=", 8600), "nuanced"),
        (("=", 8600), ("<", 8600), "contested"),
        (("=", 8600), ("=", 8601), "contested"),
        (("<", 8600), ("<=", 12000), "nuanced"),
        (("~", 10000), ("=", 9000), "nuanced"),
        (("~", 10000), ("=", 11000), "nuanced"),
        (("~", 10000), ("=", 8999), "contested"),
        (("~", 10000), ("=", 11001), "contested"),
        (("~", 10000), ("<", 9000), "contested"),
        (("~", 10000), ("<=", 9000), "nuanced"),
        (("~", 10000), ("~", 12222), "nuanced"),
        (("~", 10000), ("~", 12223), "contested"),
        (("<", 0), ("=", 0), "contested"),
    ],
)
def test_6_numbers_disagree_where_no_number_fits_both(
    two: Door, one: tuple[str, int], other: tuple[str, int], expected: str
) -> None:
    two.given(level(*one), level(*other, report="r2"))
    stance = two.stance("us-forces", as_of="2020-06-15")
    assert stance["status"] == expected
    assert (stance["comparator"], stance["value"]) in (one, other)


def test_8_force_levels_carry_their_comparator_everywhere(two: Door) -> None:
    two.given(
        level("~", 13000, occurred="2020-01-01/2020-03"),
        level("<=", 8600, report="r2", occurred="2020-03-10/2020-07-01"),
    )
    on = {day: two.stance("us-forces", as_of=day) for day in ("2020-03-10", "2020-04-15")}
    assert on["2020-03-10"]["evidence"][0]["comparator"] in ("~", "<=")
    assert (on["2020-04-15"]["comparator"], on["2020-04-15"]["value"]) == ("<=", 8600)
    two.given(level("=", 12000, occurred="2020-06", attribution=["paper"]))
    assert two.stance("us-forces", as_of="2020-06-15")["alternatives"] == ["=12000"]


def test_8_a_displaced_number_has_its_comparator(two: Door) -> None:
    two.given(
        level("~", 13000, vouched_through="2020-03-31"),
        level("=", 8600, report="r2", occurred="2020-04-01/.."),
    )
    stance = two.stance("us-forces", as_of="2020-06-15")
    assert stance["displaced"] == [{"value": 13000, "comparator": "~", "origins": ["dod"]}]


def test_plans_and_thresholds_are_slots_of_their_own(two: Door) -> None:
    two.given(level("=", 1), level("=", 2) | {"nature": "planned"})
    two.given(level("=", 3) | {"nature": "threshold"})
    found = {s["subject"]: s["value"] for s in two.stances("us-forces", as_of="2020-06-15")}
    assert found == {"afghanistan": 1, "afghanistan/planned": 2, "afghanistan/threshold": 3}


def test_7_since_vouched_and_stale_are_the_headlines(door: Door) -> None:
    door.given(fact(occurred="2020-02/..", vouched_through="2020-04-30"))
    stance = door.stance(as_of="2020-05-02")
    assert stance["since"] == {"earliest": "2020-02-01", "latest": "2020-02-29"}
    assert (stance["vouched_through"], stance["stale_days"]) == ("2020-04-30", 2)
    assert door.stance(as_of="2020-03-15")["stale_days"] == 0
    door.given(fact(toward=["andsf"], occurred="../2020-05-01"))
    unbounded = door.stance(as_of="2020-04-01", toward="andsf")
    assert unbounded["since"] == {"earliest": None, "latest": None}


def test_8_who_repeats_a_source_is_a_mention_and_no_origin(two: Door) -> None:
    two.report("p1", "2020-07-02", "paper")
    two.report("p2", "2020-07-03", "wire")
    two.given(
        fact(),
        fact(report="p1", attribution=["dod"]),
        fact(report="p2", attribution=["paper", "dod"], occurred="2020-02-29/2020-06-30"),
        fact(report="p2", attribution=["dod"], occurred="2020-03-01/.."),  # begins otherwise
    )
    stance = two.stance(as_of="2020-06-15", known_by="2020-07-02")
    assert (stance["origins"], stance["mentions"], stance["status"]) == (1, 2, "single")
    assert two.stance(as_of="2020-06-15", exclude_source="wire")["mentions"] == 2
    assert two.stance(as_of="2020-06-15", known_by="2020-07-01")["mentions"] == 1


def test_8_a_repetition_that_is_no_longer_active_is_still_a_mention(two: Door) -> None:
    two.report("p1", "2020-07-02", "paper")
    two.given(fact(), fact(report="p1", attribution=["dod"], occurred="2020-02-29/2020-03-31"))
    assert two.stance(as_of="2020-06-15")["mentions"] == 2


def test_active_evidence_comes_first_then_by_id(two: Door) -> None:
    two.report("r0", "2020-06-01")
    two.given(fact(report="r0"), fact(), fact(report="r2"))
    shown = two.stance(as_of="2020-06-15", evidence="all")["evidence"]
    order = [(not e["active"], e["id"]) for e in shown]
    assert order == sorted(order)
    assert [e["active"] for e in shown] == [True, True, False]
    assert two.stance(as_of="2020-06-15", evidence="none")["evidence"] == []


def test_stances_are_sorted_by_aspect_toward_subject_none_first(door: Door) -> None:
    door.given(
        fact(toward=["giroa", "andsf"]),
        fact(),
        fact("intent_assessed", intent="b", level="stated"),
        fact("intent_assessed", intent="a", level="stated"),
        fact("intent_assessed", intent="z", level="stated", toward=["andsf"]),
        fact("threat_assessed", level="none"),
    )
    found = [(s["aspect"], s["toward"], s["subject"]) for s in door.stances(as_of="2020-06-15")]
    assert found == sorted(found, key=lambda slot: tuple(part or "" for part in slot))
    assert len(found) == 7
    assert [s["toward"] for s in door.stances(as_of="2020-06-15", toward="none")] == [None] * 4
    assert len(door.stances(as_of="2020-06-15", aspect="intent")) == 3


def test_ties_hold_both_ways_and_agreements_among_all(door: Door) -> None:
    door.given(fact("ties_assessed", toward=["aqis"], level="close"))
    signed = fact("agreement_signed", parties=["taliban", "giroa", "andsf"], agreement="a")
    del signed["actor"]
    door.given(signed)
    assert door.stance("aqis", as_of="2020-06-15")["toward"] == "taliban"
    found = [(s["aspect"], s["toward"]) for s in door.stances(as_of="2020-06-15")]
    assert found == [("agreement", "andsf"), ("agreement", "giroa"), ("ties", "aqis")]
    assert len(door.stances("giroa", as_of="2020-06-15")) == 2


def test_incidents_and_withheld_metrics_are_timeline_only(door: Door) -> None:
    door.given(fact("incident_recorded", kind="attack"), fact("metric_withheld", metric="attacks"))
    assert door.stances(as_of="2020-06-15") == []
    assert {entry["type"] for entry in door.timeline()} == {"incident_recorded", "metric_withheld"}


def test_the_sample_answer_of_section_7(door: Door) -> None:
    """The article's fact under its real names answers as the documentation shows."""
    for id in ("us-dod", "heart-of-asia"):
        door.post("sources", {"id": id, "name": id})
    door.report("heart-of-asia-2020-07-01", "2020-07-01", "heart-of-asia", data_cutoff="2020-04-30")
    source = {"report": "heart-of-asia-2020-07-01", "attribution": ["us-dod"], "mode": "quoted"}
    quote = {"exact": "calibrating its use of violence", "start": 1874}
    (id,) = door.given(fact("violence_calibrated", toward=["giroa"], quote=quote, **source))
    answer = door.get("actors/taliban/posture", as_of="2020-03-15", known_by="2020-07-01")
    (stance,) = answer.pop("stances")
    (sample,) = POSTURE["stances"]
    assert answer == {k: v for k, v in POSTURE.items() if k != "stances"} | {
        "position": answer["position"]
    }
    (evidence,) = stance.pop("evidence")
    assert stance == {key: value for key, value in sample.items() if key != "evidence"}
    assert evidence == {
        "id": id, "type": "violence_calibrated", "value": "calibrated", "active": True,
        "lost": None, "origin": "us-dod", "attribution": ["us-dod"],
        "report": "heart-of-asia-2020-07-01", "published": "2020-07-01",
        "occurred": "2020-02-29/..", "start": ["2020-02-29", "2020-02-29"], "end": [None, None],
        "vouched_through": "2020-04-30", "projection": False, "likelihood": None,
        "confidence": None, "credibility": None, "mode": "quoted", "quote": quote,
        "position": evidence["position"],
    }  # fmt: skip
