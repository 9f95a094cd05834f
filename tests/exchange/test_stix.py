"""STIX 2.1 in and out."""

import json
from pathlib import Path
from typing import Any

import pytest
from stix2validator import ValidationOptions, validate_file

from api.writer import Job
from domain.days import day_of
from domain.events.base import posted
from domain.validation import validate_fact
from tests.exchange.bench import DATA, System, ged_rows, write
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
    here.writer.process([Job([posted(validate_fact(fact))])])
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
    assert all(set(t.get("extensions", {})) <= {definition["id"]} for t in things)
    even = [t for t in things if _fact(t).get("confidence") == "moderate"]
    assert even
    assert all(t["confidence"] == 50 for t in even)


def _fact(thing: dict[str, Any]) -> dict[str, Any]:
    for extension in thing.get("extensions", {}).values():
        return dict(extension.get("fact", {}))
    return {}


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
