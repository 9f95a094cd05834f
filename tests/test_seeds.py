"""The seeds, and every answer that has to come out of them (issues 2 and 3)."""

import re
from pathlib import Path

import pytest
import yaml

from tests.doors import SEEDS, Door, typed

pytest_plugins = ["tests.door_fixtures"]
FACTS = {
    "heart-of-asia-2020-07-01": 30,
    "dodig-ofs-19": 4,
    "dodig-ofs-20": 9,
    "doha-agreement": 5,
    "sigar-2020q3": 9,
    "dod1225-2020-06": 0,
    "dawn-2020-07-02": 5,  # two of its own, three that correct the article
}
WEEK = {"as_of": "2020-02-25", "aspect": "violence", "toward": "none"}


def evidence(stance: dict) -> set[tuple[str, str]]:
    return {(e["origin"], e["value"]) for e in stance["evidence"]}


def test_the_week_of_reduced_violence_as_it_became_known(seeded: Door) -> None:
    assert seeded.stances(**WEEK, known_by="2020-05-18") == []
    inspector = seeded.stance(**WEEK, known_by="2020-05-19")
    assert (inspector["value"], inspector["status"]) == ("high", "single")
    assert evidence(inspector) == {("dod-oig", "high")}
    both = seeded.stance(**WEEK, known_by="2020-07-01")
    assert both["status"] == "contested"
    assert evidence(both) == {("dod-oig", "high"), ("us-dod", "reduced")}
    assert any("even during" in e["quote"]["exact"] for e in both["evidence"])


def test_after_the_week_both_have_ended(seeded: Door) -> None:
    after = seeded.stances(**WEEK | {"as_of": "2020-02-29"}, known_by="2020-07-01")
    assert [stance["value"] for stance in after] == ["increased"]
    assert after[0]["alternatives"] == []
    shown = {e["value"] for e in after[0]["evidence"]}
    assert shown == {"increased"}


def test_a_repeated_sentence_is_one_origin_and_two_mentions(seeded: Door) -> None:
    stance = seeded.stance(
        as_of="2020-04-15", known_by="2020-07-31", aspect="violence", toward="giroa"
    )
    assert (stance["value"], stance["origins"], stance["mentions"]) == ("calibrated", 1, 2)


def test_one_report_says_two_things_in_one_breath(seeded: Door) -> None:
    may = {"as_of": "2020-05-15", "known_by": "2020-07-01", "aspect": "violence"}
    assert seeded.stance(**may, toward="us-forces")["value"] == "reduced"
    andsf = seeded.stance(**may, toward="andsf")
    assert andsf["status"] == "nuanced"
    assert evidence(andsf) == {("us-dod", "calibrated"), ("us-dod", "sustained")}
    assert {e["report"] for e in andsf["evidence"]} == {"heart-of-asia-2020-07-01"}


def test_the_agreement_holds_both_ways_from_its_day(seeded: Door) -> None:
    for one, other in (("taliban", "united-states"), ("united-states", "taliban")):
        asked = {"aspect": "agreement", "toward": other}
        assert seeded.stances(one, as_of="2020-02-28", **asked) == []
        assert seeded.stance(one, as_of="2020-02-29", **asked)["value"] == "signed"


def test_ties_and_threats(seeded: Door) -> None:
    may = {"as_of": "2020-05-15"}
    for one, other in (("aqis", "taliban"), ("taliban", "aqis")):
        assert seeded.stance(one, **may, aspect="ties", toward=other)["value"] == "close"
    threat = {**may, "aspect": "threat", "toward": "us-forces"}
    assert seeded.stance("al-qaeda", **threat)["value"] == "limited"
    assert seeded.stance("aqis", **threat)["value"] == "greatest"


def test_the_last_words_still_stand_with_their_staleness(seeded: Door) -> None:
    stances = seeded.stances(as_of="2021-01-01")
    stale = {(s["aspect"], s["toward"]): s["stale_days"] for s in stances}
    assert stale["violence", "us-forces"] == 246  # since 30 April 2020
    assert stale["agreement", "united-states"] == 307  # since 29 February 2020
    assert min(stale.values()) > 180


ASKED = {"as_of": "2020-06-01", "aspect": "support", "toward": "taliban"}


def test_the_same_question_has_two_answers_on_two_days(seeded: Door) -> None:
    july = {"1": {**ASKED, "known_by": "2020-07-01"}, "2": {**ASKED, "known_by": "2020-07-02"}}
    assert seeded.stance("al-qaeda", **july["1"])["value"] == "routine"
    assert seeded.stances("aqis", **july["1"]) == []
    assert seeded.stance("al-qaeda", **july["2"])["value"] == "occasional"  # its own claim stays
    assert seeded.stance("aqis", **july["2"])["value"] == "routine"
    explained = seeded.stance("al-qaeda", **july["2"], evidence="all")
    assert "corrected" in {e["lost"] for e in explained["evidence"]}


def test_the_diff_says_why(seeded: Door) -> None:
    days = {"from_as_of": "2020-06-01", "to_as_of": "2020-06-01"}
    known = {"from_known_by": "2020-07-01", "to_known_by": "2020-07-02"}
    items = seeded.get("actors/al-qaeda/diff", **days, **known)["items"]
    assert {item["cause"] for item in items} == {"learned"}
    (support,) = [item for item in items if item["aspect"] == "support"]
    assert (support["before"]["value"], support["after"]["value"]) == ("routine", "occasional")
    (fact,) = support["facts"]
    event = seeded.get(f"events/{fact}")
    assert event["state"] == "corrected"
    (correction,) = event["amendments"]
    assert correction["reason"].startswith("Dawn quotes the same sentence")
    assert seeded.get(f"events/{correction['replacement']}")["report"] == "dawn-2020-07-02"


def test_the_diff_over_the_record_axis_names_the_correction(seeded: Door) -> None:
    (position,) = {
        e["position"] - 1
        for e in seeded.pages("events", type="fact_corrected")
        if e["replacement"]["type"] == "support_provided"
    }
    days = {"from_as_of": "2020-06-01", "to_as_of": "2020-06-01", "from_recorded_by": position}
    items = seeded.get("actors/al-qaeda/diff", **days)["items"]
    causes = {item["aspect"]: item["cause"] for item in items}
    assert causes["support"] == "corrected"


@pytest.mark.parametrize(("report", "facts"), FACTS.items())
def test_every_report_rests_on_its_facts(seeded: Door, report: str, facts: int) -> None:
    found = seeded.get(f"reports/{report}")
    assert (found["facts_total"], len(found["facts"])) == (facts, facts)


def test_every_quote_stands_in_its_text_where_it_says(seeded: Door) -> None:
    texts = {report: seeded.get(f"reports/{report}")["text"] for report in FACTS}
    events = seeded.pages("events", limit=1000)
    facts = [e for e in events if "quote" in e]
    facts += [e["replacement"] for e in events if "replacement" in e]
    assert len(facts) == sum(FACTS.values())
    for fact in facts:
        exact, start = fact["quote"]["exact"], fact["quote"]["start"]
        assert texts[fact["report"]][start : start + len(exact)] == exact


def test_the_article_is_the_article(seeded: Door) -> None:
    """Quotes are worth what the text is worth: the seed text is the article, letter by letter."""
    text = seeded.get("reports/heart-of-asia-2020-07-01")["text"]
    file = (SEEDS / "texts/heart-of-asia-2020-07-01.txt").read_text(encoding="utf-8")
    assert text == file
    assert text.count("\n") >= 8


def test_the_article_has_the_period_of_the_report_that_it_relays(seeded: Door) -> None:
    article, relayed = (
        seeded.get(f"reports/{id}") for id in ("heart-of-asia-2020-07-01", "dod1225-2020-06")
    )
    for field in ("covers", "data_cutoff"):
        assert article[field] == relayed[field]


def test_loading_twice_changes_nothing(seeded_file: Path, seeded: Door) -> None:
    head = seeded.head()
    again = typed("load", str(SEEDS), database=seeded_file)
    assert (again.returncode, again.stdout) == (0, f"0 recorded, {head} unchanged\n")
    assert seeded.head() == head


README = (SEEDS / "README.md").read_text(encoding="utf-8")


def test_the_readme_names_every_file_and_nothing_else(seeded: Door) -> None:
    for text in (SEEDS / "texts").iterdir():
        assert f"`{text.stem}`" in README
    listed = set(re.findall(r"^\| `([a-z0-9-]+)`(?:, `([a-z0-9-]+)`)?", README, re.MULTILINE))
    assert {name for pair in listed for name in pair if name} == set(FACTS)


def test_the_readme_commands_work(seeded_file: Path) -> None:
    commands = re.findall(r"^    stanceline (.+)$", README, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        assert typed(*command.split(), database=seeded_file).returncode == 0


def test_defaults_do_not_reach_amendments_and_dates_stay_text() -> None:
    for file in sorted(SEEDS.rglob("*.yaml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert set(document) <= {
            "actors", "sources", "reports", "defaults", "events", "amendments"
        }  # fmt: skip
        for amendment in document.get("amendments", ()):
            assert amendment["body"]["replacement"]["occurred"] == "2019-12-01/.."
