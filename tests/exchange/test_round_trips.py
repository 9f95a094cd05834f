"""What goes out and comes back gives the same postures."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from api.exchange import service
from api.exchange.table import template
from domain.days import day_of
from domain.errors import Conflict, Refused
from tests.exchange.bench import GED, ON_BOTH, System, changed, ged_rows, write

pytestmark = ON_BOTH

DAYS = [day_of(day) for day in ("2019-12-01", "2020-03-15", "2020-05-15", "2020-07-05")]


@pytest.fixture
def seeded(here: System) -> System:
    here.seed()
    return here


def test_the_log_restores_an_empty_system_to_the_same_answers(
    seeded: System, there: System, tmp_path: Path
) -> None:
    rows = ged_rows(30)
    seeded.bring("ucdp-ged", write(tmp_path / "v22_1.csv", rows), dataset="ged")
    newer = write(tmp_path / "v23_1.csv", changed(rows[2:], lambda _: {"best": "9"}, 0, 3))
    batch = seeded.bring("ucdp-ged", newer, dataset="ged", complete=True)["batch"]
    service.revert(seeded.writer, batch, "for the test")
    path = seeded.send("cloudevents", tmp_path / "log.ndjson")
    found = there.bring("cloudevents", path)
    assert (found["recorded"], found["rejected"]) == (seeded.head(), 0), found["findings"]
    assert there.dump() == seeded.dump()
    assert there.send("cloudevents", tmp_path / "again.ndjson").read_bytes() == path.read_bytes()
    again = there.bring("cloudevents", path)
    assert (again["recorded"], again["unchanged"]) == (0, seeded.head())


def test_a_restoration_that_broke_off_goes_on(
    seeded: System, there: System, tmp_path: Path
) -> None:
    lines = seeded.send("cloudevents", tmp_path / "log").read_bytes().splitlines(keepends=True)
    (tmp_path / "half").write_bytes(b"".join(lines[: len(lines) // 2]))
    there.bring("cloudevents", tmp_path / "half")
    assert there.bring("cloudevents", tmp_path / "log")["times_kept"]
    assert there.dump() == seeded.dump()


def test_events_that_break_a_rule_are_named_and_nothing_is_recorded(
    seeded: System, there: System, tmp_path: Path
) -> None:
    text = seeded.send("cloudevents", tmp_path / "l").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    fact = next(line for line in lines if line["type"] == "stanceline.violence_calibrated")
    fact["data"]["actor"] = "nobody-known"
    lines.append({**fact, "type": "other.thing"})
    stray = {"batch": "none", "row": "1", "digest": "x"}
    lines.append({**lines[0], "data": {**lines[0]["data"], "imported": stray}})
    path = tmp_path / "broken"
    path.write_text("\n".join(map(json.dumps, lines)) + "\nnot json\n")
    found = there.bring("cloudevents", path, dry_run=True)
    assert found["rejected"] >= 4
    said = " ".join(f["detail"] for f in found["findings"])
    assert "does not follow from the content" in said
    assert "there is no batch 'none'" in said
    with pytest.raises(Refused, match=f"^{found['rejected']} events .* so none was; line") as why:
        there.bring("cloudevents", path)
    assert any(f.detail.startswith(f"line {len(lines) + 1}: ") for f in why.value.findings)
    assert there.head() == 0


@pytest.mark.parametrize("said", [{"toward": None}, {"attribution": []}, {"denied": False}])
def test_a_fact_says_only_what_it_would_be_recorded_with(
    seeded: System, there: System, tmp_path: Path, said: dict[str, Any]
) -> None:
    """It has the same content, but readers take a recorded fact at its word."""
    text = seeded.send("cloudevents", tmp_path / "l").read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    (field,) = said
    kinds = ("stanceline.violence", "stanceline.offensive")
    facts = (line["data"] for line in lines if line["type"].startswith(kinds))
    next(fact for fact in facts if field not in fact).update(said)
    path = tmp_path / "foreign"
    path.write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(Refused, match=f"/data/{field}: is not as it is recorded here"):
        there.bring("cloudevents", path)
    assert there.head() == 0


def test_a_registration_likewise(seeded: System, there: System, tmp_path: Path) -> None:
    first, *rest = seeded.send("cloudevents", tmp_path / "l").read_text().splitlines()
    event = json.loads(first)
    event["data"]["aliases"] = []
    path = tmp_path / "foreign"
    path.write_text("\n".join([json.dumps(event), *rest]))
    with pytest.raises(Refused, match="/data/aliases: is not as it is recorded here"):
        there.bring("cloudevents", path)
    assert there.head() == 0


def test_a_log_of_the_same_is_unchanged_and_another_is_a_conflict(
    seeded: System, there: System, tmp_path: Path
) -> None:
    there.seed()
    path = seeded.send("cloudevents", tmp_path / "l")
    found = there.bring("cloudevents", path)
    assert (found["recorded"], found["unchanged"]) == (0, seeded.head())
    assert (found["batch"], found["note"][:26]) == (None, "a restored log is no batch")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    actor = next(line for line in lines if line["type"] == "stanceline.actor_registered")
    actor["data"]["name"] = "Somebody else"
    new = {"id": "zz", "name": "New", "kind": "state"}
    lines.insert(0, {**actor, "id": "actor:zz", "data": new})
    path.write_text("\n".join(map(json.dumps, lines)))
    with pytest.raises(Conflict, match="is registered with another content"):
        there.bring("cloudevents", path)
    assert there.head() == seeded.head()
    lines.remove(actor)
    path.write_text("\n".join(map(json.dumps, lines)))
    found = there.bring("cloudevents", path)
    assert (found["recorded"], found["times_kept"], found["positions_kept"]) == (1, False, False)


def test_an_amendment_or_a_batch_that_reads_otherwise_is_a_conflict(
    seeded: System, there: System, tmp_path: Path
) -> None:
    rows = ged_rows(5)
    seeded.bring("ucdp-ged", write(tmp_path / "v22_1.csv", rows), dataset="ged")
    newer = write(tmp_path / "v23_1.csv", rows[1:])
    seeded.bring("ucdp-ged", newer, dataset="ged", complete=True)
    path = seeded.send("cloudevents", tmp_path / "log.ndjson")
    there.bring("cloudevents", path)
    whole = [json.loads(line) for line in path.read_text().splitlines()]
    for kind, change in (("fact_retracted", {"digest": "x"}), ("batch_opened", {"file": "x"})):
        lines = [json.loads(json.dumps(line)) for line in whole]
        event = [line for line in lines if line["type"] == f"stanceline.{kind}"][-1]
        event["data"] |= change
        path.write_text("\n".join(map(json.dumps, lines)))
        with pytest.raises(Conflict, match="is recorded with another content"):
            there.bring("cloudevents", path)
    assert there.head() == seeded.head()


def test_the_log_is_whole_or_cut_by_record_time(seeded: System, tmp_path: Path) -> None:
    path = seeded.send("cloudevents", tmp_path / "l", recorded_by="10")
    assert len(path.read_text().splitlines()) == 10
    with pytest.raises(Refused, match="recorded_by"):
        seeded.send("cloudevents", tmp_path / "l", known_by="2020-01-01")


@pytest.mark.parametrize("known_by", [None, "2020-05-31", "2020-07-01"])
def test_csv_out_and_in_gives_the_same_postures(
    seeded: System, there: System, tmp_path: Path, known_by: str | None
) -> None:
    asked = {"known_by": known_by} if known_by else {}
    path = seeded.send("csv", tmp_path / "facts.csv", **asked)
    found = there.bring("csv", path)
    assert found["rejected"] == 0, found["findings"][:3]
    limit = day_of(known_by) if known_by else None
    for day in DAYS:
        assert standing(there, day, limit) == standing(seeded, day, limit)
    head = there.head()
    assert there.bring("csv", path)["recorded"] == 0
    assert there.head() == head


def standing(system: System, day: int, known_by: int | None) -> object:
    """Postures without what was withdrawn: an export has only what stands."""

    def kept(value: object) -> object:
        if isinstance(value, list):
            return [kept(v) for v in value if not _withdrawn(v)]
        return {k: kept(v) for k, v in value.items()} if isinstance(value, dict) else value

    return kept(system.postures(day, known_by))


def _withdrawn(value: object) -> bool:
    return isinstance(value, dict) and value.get("lost") in ("corrected", "retracted")


def test_incidents_come_back_from_csv(here: System, there: System, tmp_path: Path) -> None:
    here.bring("ucdp-ged", GED)
    there.bring("csv", here.send("csv", tmp_path / "f.csv"))
    one, other = (s.reader.tempo("ucdp-actor-118", "month")["items"] for s in (here, there))
    assert one == other


def test_the_template_is_taken_as_it_is(there: System, tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(template())))
    assert {row["type"] for row in rows} >= {"violence_calibrated", "actor_registered"}
    path = tmp_path / "t.csv"
    path.write_text(template())
    found = there.bring("csv", path, dry_run=True)
    assert all(
        "there is no" in f["detail"] or "not in the text" in f["detail"] for f in found["findings"]
    )


MINE = "what,who,against,day,words,nr\n"


@pytest.fixture
def mapping() -> dict[str, str]:
    fields = {"type": "what", "actor": "who", "toward": "against", "occurred": "day"}
    return {**fields, "quote.exact": "words", "key": "nr", "report": "=dawn-2020-07-02"}


def test_a_mapping_reads_other_columns_and_changes_are_corrections(
    seeded: System, tmp_path: Path, mapping: dict[str, str]
) -> None:
    report = seeded.reader.registration("report", "dawn-2020-07-02")
    words = "AQIS"
    assert words in report["text"]
    path = tmp_path / "mine.csv"
    path.write_text(f"{MINE}violence_high,taliban,andsf,2020-06-01,{words},7\n")
    assert seeded.bring("csv", path, mapping=mapping)["recorded"] == 1
    path.write_text(f"{MINE}violence_reduced,taliban,andsf,2020-06-01,{words},7\n")
    assert seeded.bring("csv", path, mapping=mapping)["corrected"] == 1
    path.write_text(f"{MINE}violence_reduced,taliban,andsf,2020-06-02,{words},8\n")
    assert seeded.bring("csv", path, mapping=mapping, complete=True)["retracted"] == 1


def test_errors_name_line_and_column(
    seeded: System, tmp_path: Path, mapping: dict[str, str]
) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(f"{MINE}violence_high,taliban,andsf,Monday,x,7\nviolence_hi,a,b,2020,x,8\n")
    found = seeded.bring("csv", path, mapping=mapping)
    assert found["rejected"] == 2
    assert found["findings"][0]["place"] == "line 2"
    assert found["findings"][0]["detail"].startswith("column 'day': 'Monday' is not a date")
    assert "column 'what'" in found["findings"][1]["detail"]
    path.write_text("type,colour\nviolence_high,red\n")
    with pytest.raises(Refused, match="'colour' is not a field"):
        seeded.bring("csv", path)


def test_ndjson_is_read_as_csv_is(seeded: System, there: System, tmp_path: Path) -> None:
    source = {"type": "source_registered", "id": "s", "name": "S"}
    report = {"type": "report_filed", "id": "r", "title": "R", "publisher": "s"}
    actor = {"type": "actor_registered", "id": "a", "name": "A", "kind": "state"}
    fact = {"type": "priority_stated", "report": "r", "actor": "a", "priority": "peace"}
    lines = [
        actor,
        source,
        {**report, "published": "2020-01-01"},
        {**fact, "occurred": "2020", "quote": {"exact": "peace first"}},
    ]
    path = tmp_path / "f.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)))
    assert there.bring("csv", path)["recorded"] == 4


EVIL = ["=1+1", "+49 30", "-5", "@here", "\tx", "'=quoted", "''-x", "'plain", "plain", "=", ";a"]


def test_no_cell_is_a_formula_and_every_text_comes_back(
    seeded: System, there: System, tmp_path: Path
) -> None:
    """Texts that a spreadsheet would run (OWASP, CSV injection) are guarded, and unguarded."""
    report = {"type": "report_filed", "id": "evil", "title": "=HYPERLINK()", "publisher": "s"}
    lines: list[dict[str, object]] = [
        {"type": "source_registered", "id": "s", "name": "@SUM(1)"},
        {**report, "published": "2020-01-01"},
        {"type": "actor_registered", "id": "evil", "name": "-2", "kind": "k", "aliases": EVIL},
    ]
    fact = {"type": "incident_recorded", "report": "evil", "actor": "evil", "occurred": "2020"}
    for words in EVIL:
        place = {"kind": words, "place": words, "longitude": -9.65, "latitude": 1.0}
        lines.append({**fact, **place, "quote": {"exact": words}})
    path = tmp_path / "f.ndjson"
    path.write_text("\n".join(map(json.dumps, lines)))
    assert seeded.bring("csv", path)["rejected"] == 0
    out = seeded.send("csv", tmp_path / "f.csv", actor="evil")
    with out.open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in rows:
        for name, cell in row.items():
            safe = name == "comparator" or cell == "-9.65" or cell[:1] not in "=+-@\t\r"
            assert safe or not cell, (name, cell)
    assert there.bring("csv", out)["rejected"] == 0

    def said(system: System) -> list[str]:
        return sorted(item["place"] + item["quote"]["exact"] for item in system.timeline("evil"))

    assert said(there) == said(seeded) == sorted(words * 2 for words in EVIL)
    for noun, id in (("actor", "evil"), ("source", "s")):
        one, other = (s.reader.registration(noun, id) for s in (seeded, there))
        assert {**one, "position": 0, "recorded_at": 0} == {
            **other,
            "position": 0,
            "recorded_at": 0,
        }


def test_unknown_fields_of_lines_are_named(there: System, tmp_path: Path) -> None:
    path = tmp_path / "f.ndjson"
    lines = [
        '{"type": "source_registered", "id": "s", "name": "S"}',
        '{"type": "source_registered", "id": "t", "name": "T", "colour": "red"}',
        '{"type": "source_registered", "id": "u", "id": "u", "name": "U"}',
        "",
        "[]",
        '{"type": "source_registered", "id": "v", "name": ' + '"V"' + " " * 9_000_000 + "}",
        '{"type": "source_registered", "id": "w", "name": "W"}',
    ]
    path.write_text("\n".join(lines))
    found = there.bring("csv", path)
    assert (found["recorded"], found["rejected"]) == (2, 4)
    assert [(f["place"], f["detail"][:40]) for f in found["findings"]] == [
        ("line 2", "column 'colour': is not a field; map it o"[:40]),
        ("line 3", "the key 'id' stands twice in one object"),
        ("line 5", "is not a JSON object"),
        ("line 6", "the line is longer than 8388608 bytes"),
    ]


def test_a_record_over_several_lines_is_placed_by_its_first(seeded: System, tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_text(
        'type,id,name\nsource_registered,s,"S\nover\nlines"\nsource_registered,?,x\n'
        "source_registered,t\n"
    )
    found = seeded.bring("csv", path)
    assert found["recorded"] == 1
    assert [f["place"] for f in found["findings"]] == ["line 5", "line 6"]
    assert found["findings"][0]["detail"].startswith("column 'id': ")
    assert found["findings"][1]["detail"] == "has 2 cells where the header has 3 columns"


def test_what_was_not_published_or_not_asked_for_stays_at_home(
    seeded: System, tmp_path: Path
) -> None:
    def sent(format: str, noun: str, **asked: str) -> set[str]:
        text = seeded.send(format, tmp_path / "x", **asked).read_text()
        if format == "csv":
            rows = csv.DictReader(io.StringIO(text))
            return {row["id"] for row in rows if row["type"] == noun}
        things = [json.loads(text)] if format == "stix" else []
        found = [x for thing in things for x in thing["objects"]]
        kinds = [e for x in found for e in x.get("extensions", {}).values()]
        return {e["report"]["id"] for e in kinds if "report" in e}

    everything = sent("csv", "report_filed")
    assert "dawn-2020-07-02" in everything
    assert "dawn-2020-07-02" not in sent("csv", "report_filed", known_by="2020-07-01")
    assert "dawn-2020-07-02" not in sent("stix", "report_filed", known_by="2020-07-01")
    actors = sent("csv", "actor_registered", actor="aqis")
    assert "aqis" in actors
    assert actors < sent("csv", "actor_registered")
    assert sent("csv", "report_filed", actor="aqis") < everything
