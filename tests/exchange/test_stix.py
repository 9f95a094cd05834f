"""STIX 2.1 in and out."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from stix2validator import ValidationOptions, validate_file

from api.exchange.stix import confidence_number
from domain.days import day_of
from domain.errors import Refused
from tests import scenes
from tests.exchange.bench import DATA, ON_BOTH, System, ged_rows, write
from tests.exchange.test_round_trips import DAYS, standing


def test_the_validator_passes_what_goes_out(here: System, tmp_path: Path) -> None:
    here.seed()
    here.bring("ucdp-ged", write(tmp_path / "ged231.csv", ged_rows(5)))
    fact = {
        "type": "priority_stated",
        "report": "heart-of-asia-2020-07-01",
        "actor": "taliban",
        "priority": "peace",
        "occurred": "2020",
        "quote": {"exact": "the"},
        "confidence": "moderate",
        "likelihood": "likely",
    }
    here.writer.process([scenes.job(fact)])
    path = here.send("stix", tmp_path / "bundle.json")
    found = validate_file(str(path), ValidationOptions(version="2.1"))
    assert found.is_valid, [r.errors for r in found.object_results if r.errors]
    again = here.send("stix", tmp_path / "again.json")
    assert again.read_bytes() == path.read_bytes()
    things = json.loads(path.read_text())["objects"]
    one_day = [t for t in things if t.get("start_time") == "2013-01-03T00:00:00Z"]
    assert one_day
    assert all(t["stop_time"] == "2013-01-04T00:00:00Z" for t in one_day)
    (definition,) = (t for t in things if t["type"] == "extension-definition")
    said = [t["extensions"] for t in things if "extensions" in t]
    assert all(set(extensions) == {definition["id"]} for extensions in said)
    schema = jsonschema.Draft202012Validator(json.loads(definition["schema"]))
    for extensions in said:
        schema.validate(extensions[definition["id"]])
    stances = [s for x in said for s in x[definition["id"]].get("stances", ())]
    assert {"violence", "force_level"} <= {stance["aspect"] for stance in stances}
    syria = next(t for t in things if t.get("name") == "Government of Syria")
    assert syria["external_references"] == [{"source_name": "ucdp", "external_id": "118"}]
    even = [t for t in things if _fact(t).get("confidence") == "moderate"]
    assert even
    assert all(t["confidence"] == 50 for t in even)


def _fact(thing: dict[str, Any]) -> dict[str, Any]:
    for extension in thing.get("extensions", {}).values():
        return dict(extension.get("fact", {}))
    return {}


@ON_BOTH
def test_what_goes_out_comes_back_to_the_same_postures(
    here: System, there: System, tmp_path: Path
) -> None:
    here.seed()
    found = there.bring("stix", here.send("stix", tmp_path / "b.json"))
    assert found["rejected"] == 0, found["findings"][:3]
    for day in DAYS:
        assert standing(there, day, None) == standing(here, day, None)


def test_the_standards_own_bundle(here: System) -> None:
    path = DATA / "stix" / "apt1.json"
    found = here.bring("stix", path)
    assert found["rejected"] == 0, found["findings"]
    said = {f["detail"] for f in found["findings"]}
    assert "12 left out: objects of type indicator" in said
    assert "10 left out: objects of type tool" in said
    answer = here.postures(day_of("2013-03-01"))
    ties = [s for a in answer for s in a["stances"] if s["aspect"] == "ties"]
    assert {s["value"] for s in ties} == {"integrated"}
    assert here.bring("stix", path)["recorded"] == 0


def identity(id: str, name: str) -> dict[str, Any]:
    return {**common("identity", id), "name": name, "identity_class": "organization"}


def common(type: str, id: str) -> dict[str, Any]:
    when = "2021-01-01T00:00:00.000Z"
    whole = f"{type}--{id * 8}-{id * 4}-4{id * 3}-8{id * 3}-{id * 12}"
    return {"type": type, "spec_version": "2.1", "id": whole, "created": when, "modified": when}


@pytest.mark.parametrize(
    ("opinion", "status"), [("strongly-disagree", "contested"), ("agree", "corroborated")]
)
def test_relations_have_times_and_opinions_count(
    here: System, tmp_path: Path, opinion: str, status: str
) -> None:
    a, b, c = identity("a", "Alpha"), identity("b", "Beta"), identity("c", "Watchers")
    d = identity("d", "Others")
    relation = {
        **common("relationship", "e"),
        "relationship_type": "attributed-to",
        "source_ref": a["id"],
        "target_ref": b["id"],
        "created_by_ref": c["id"],
        "start_time": "2020-01-01T00:00:00Z",
        "stop_time": "2020-02-01T00:00:00Z",
        "confidence": 80,
    }
    view = {
        **common("opinion", "f"),
        "opinion": opinion,
        "object_refs": [relation["id"]],
        "created_by_ref": d["id"],
    }
    path = tmp_path / "b.json"
    bundle = {**common("bundle", "9"), "objects": [view, relation, a, b, c, d]}
    path.write_text(json.dumps(bundle))
    found = here.bring("stix", path, published="2021-01-02")
    assert found["rejected"] == 0, found["findings"]
    (stance,) = (
        s
        for x in here.postures(day_of("2020-01-15"))
        if x["actor"].startswith("alpha")
        for s in x["stances"]
    )
    assert (stance["value"], stance["status"]) == ("integrated", status)
    mine = next(e for e in stance["evidence"] if e["origin"].startswith("watchers"))
    assert (mine["occurred"], mine["confidence"]) == ("2020-01-01/2020-01-31", "high")


def bundle(tmp_path: Path, *objects: Any) -> Path:
    path = tmp_path / "b.json"
    path.write_text(json.dumps({**common("bundle", "9"), "objects": objects}))
    return path


A, B = identity("a", "Alpha"), identity("b", "Beta")


def related(id: str = "e", **said: Any) -> dict[str, Any]:
    ends = {"source_ref": A["id"], "target_ref": B["id"]}
    return {**common("relationship", id), "relationship_type": "attributed-to", **ends, **said}


@pytest.mark.parametrize(
    ("number", "word"),
    [(0, None), (1, "low"), (29, "low"), (30, "moderate"), (69, "moderate"), (100, "high")],
)
def test_confidence_goes_by_the_scale_of_the_standard(
    here: System, tmp_path: Path, number: int, word: str | None
) -> None:
    """None / Low / Med / High (STIX 2.1, appendix A)."""
    here.bring("stix", bundle(tmp_path, A, B, related(confidence=number)))
    (item,) = here.timeline("alpha-aaaaaaaa")
    assert item.get("confidence") == word


@pytest.mark.parametrize(
    ("times", "edtf"),
    [
        (
            {"start_time": "2020-01-01T00:00:00Z", "stop_time": "2020-01-02T00:00:00Z"},
            "2020-01-01/2020-01-01",
        ),
        (
            {"start_time": "2020-01-01T08:00:00Z", "stop_time": "2020-03-05T12:00:00Z"},
            "2020-01-01/2020-03-05",
        ),
        ({"start_time": "2020-01-01T00:00:00Z"}, "2020-01-01/.."),
        ({"stop_time": "2020-03-05T12:00:00Z"}, "/2020-03-05"),
        ({}, "2021-05-06/"),
    ],
)
def test_times_of_relations(here: System, tmp_path: Path, times: dict[str, str], edtf: str) -> None:
    here.bring("stix", bundle(tmp_path, A, B, related(**times)), published="2021-05-06")
    (item,) = here.timeline("alpha-aaaaaaaa")
    assert item["occurred"] == edtf


def test_what_is_no_object_of_the_standard_is_named(here: System, tmp_path: Path) -> None:
    nameless = {k: v for k, v in identity("c", "C").items() if k != "name"}
    wrong: list[Any] = ["text", {"type": "identity"}, {**A, "id": "identity--1"}, nameless]
    wrong.append(related("1", start_time="soon"))
    found = here.bring("stix", bundle(tmp_path, *wrong, A, B, related("3")))
    assert (found["recorded"], found["rejected"]) == (3, 5), found["findings"]
    places = [f["place"] for f in found["findings"]]
    assert places[:3] == ["object 1", "object 2", "object 3"]
    assert nameless["id"] in places


def test_the_newest_version_counts_and_a_revoked_object_does_not(
    here: System, tmp_path: Path
) -> None:
    newer = {"modified": "2021-02-02T00:00:00.000Z", "description": "newer"}
    objects = [related(**newer), related(description="older"), A, B, related("7", revoked=True)]
    found = here.bring("stix", bundle(tmp_path, *objects))
    (item,) = here.timeline("alpha-aaaaaaaa")
    assert item["quote"]["exact"] == "newer"
    said = {f["detail"] for f in found["findings"]}
    assert "1 left out: older versions of objects" in said
    assert "1 left out: revoked objects of type relationship" in said


def test_a_relation_that_is_revoked_later_is_retracted_with_complete(
    here: System, tmp_path: Path
) -> None:
    here.bring("stix", bundle(tmp_path, A, B, related()), published="2021-01-02")
    path = bundle(tmp_path, A, B, related(revoked=True))
    assert here.bring("stix", path, published="2021-02-02")["missing"] == 1
    found = here.bring("stix", path, published="2021-02-02", complete=True)
    assert found["retracted"] == 1
    assert here.standing("alpha-aaaaaaaa") == []


def test_what_has_no_place_is_counted_by_name(here: System, tmp_path: Path) -> None:
    opinion = {**common("opinion", "f"), "opinion": "agree", "object_refs": [A["id"]]}
    actor = {**common("threat-actor", "d"), "name": "D", "goals": ["gold"], "roles": ["agent"]}
    uses = related("4", relationship_type="impersonates")
    objects = [A, B, opinion, actor, uses, {**common("campaign", "6"), "name": "C"}]
    found = here.bring("stix", bundle(tmp_path, *objects))
    assert {f["detail"] for f in found["findings"]} == {
        "1 left out: goals of threat-actor",
        "1 left out: objects of type campaign",
        "1 left out: opinions on what is no relationship",
        "1 left out: relationships identity impersonates identity",
        "1 left out: roles of threat-actor",
    }
    assert found["warnings"] == 5


@pytest.mark.parametrize("text", ["{}", "[]", '{"type": "indicator"}'])
def test_a_file_that_is_no_bundle_is_refused(here: System, tmp_path: Path, text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    with pytest.raises(Refused, match="is no STIX bundle"):
        here.bring("stix", path)


def test_a_report_holds_what_it_refers_to(here: System, tmp_path: Path) -> None:
    said = {"report_types": ["threat-report"], "published": "2021-03-04T05:06:07Z"}
    report = {**common("report", "5"), "name": "Annual", **said, "object_refs": [related()["id"]]}
    group = {**common("intrusion-set", "c"), "name": "Gamma", "aliases": ["G"]}
    report["created_by_ref"] = B["id"]
    objects = [report, related(source_ref=group["id"]), A, B, group]
    assert here.bring("stix", bundle(tmp_path, *objects))["rejected"] == 0
    (item,) = here.timeline("gamma-cccccccc")
    assert (item["report"], item["published"], item["origin"]) == (
        "annual-55555555",
        "2021-03-04",
        "beta-bbbbbbbb",
    )
    actor = here.reader.registration("actor", "gamma-cccccccc")
    assert (actor["aliases"], actor["external_ids"]) == (["G"], {"stix": group["id"]})


@pytest.mark.parametrize(
    ("grades", "number"),
    [({"credibility": n}, c) for n, c in ((1, 90), (2, 70), (3, 50), (4, 30), (5, 10), (6, None))]
    + [({"credibility": 1, "confidence": "low"}, 15), ({"likelihood": "likely"}, None)],
)
def test_grades_go_out_by_the_scales_of_the_standard(
    grades: dict[str, Any], number: int | None
) -> None:
    """Admiralty credibility (STIX 2.1, appendix A); a likelihood is no confidence."""
    assert confidence_number(grades) == number
