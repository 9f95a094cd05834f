"""A newer file of a dataset gives what changed; an import can be taken back as one."""

from pathlib import Path

import pytest

from api.exchange import importing, service, trying
from api.exchange.trying import EVENT, Tried
from domain.days import day_of
from domain.errors import Conflict, Malformed, Refused, Unknown
from projections import generations
from tests.exchange.bench import ON_BOTH, System, changed, ged_rows, write

pytestmark = ON_BOTH


def more_deaths(row: dict[str, str]) -> dict[str, str]:
    return {"best": "77", "high": "80"}


def counts(found: dict[str, object]) -> tuple[object, ...]:
    names = ("recorded", "unchanged", "corrected", "retracted", "missing")
    return tuple(found[name] for name in names)


@pytest.fixture
def first(here: System, tmp_path: Path) -> dict[str, object]:
    path = write(tmp_path / "ged_v22_1.csv", ged_rows(10))
    return here.bring("ucdp-ged", path, dataset="ged")


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """Row 0 changed, rows 1 and 2 gone, rows 10 and 11 new, in another order."""
    rows = changed(ged_rows(12), more_deaths, 0)
    return write(tmp_path / "ged_v23_1.csv", [rows[0], *rows[3:]][::-1])


@pytest.mark.usefixtures("first")
def test_a_newer_file_gives_what_changed_and_nothing_else(here: System, newer: Path) -> None:
    head = here.head()
    dry = here.bring("ucdp-ged", newer, dataset="ged", complete=True, dry_run=True)
    assert counts(dry) == (2, 7, 1, 2, 0)
    assert here.head() == head
    found = here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    assert counts(found) == counts(dry)
    head = here.head()
    assert counts(here.bring("ucdp-ged", newer, dataset="ged", complete=True)) == (0, 10, 0, 0, 0)
    assert here.head() == head
    assert here.standing_facts() == 10


@pytest.mark.usefixtures("first")
def test_without_complete_what_is_missing_is_only_counted(here: System, newer: Path) -> None:
    found = here.bring("ucdp-ged", newer, dataset="ged")
    assert counts(found) == (2, 7, 1, 0, 2)
    assert here.standing_facts() == 12


@pytest.mark.usefixtures("first")
def test_the_releases_are_told_apart_by_knowledge_time(here: System, newer: Path) -> None:
    here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    actor = "ucdp-actor-118"
    before = here.standing(actor, known_by=day_of("2023-12-30"))
    after = here.standing(actor, known_by=day_of("2023-12-31"))
    assert [item["fatalities"]["best"] for item in before if item["occurred"] == "2013-01-03"] == [
        2
    ]
    (now,) = [item for item in after if item["occurred"] == "2013-01-03"]
    assert now["fatalities"]["best"] == 77
    assert (now["report"], now["origin"]) == ("ucdp-ged-23-1", "support-kurds-in-syria")


def test_a_batch_is_taken_back_as_one_and_comes_again(
    here: System, first: dict[str, object], newer: Path
) -> None:
    actors = here.actors()
    before = {actor: here.standing(actor) for actor in actors}
    found = here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    after = {actor: here.standing(actor) for actor in here.actors()}
    with pytest.raises(Conflict, match=found["batch"]):
        service.revert(here.writer, str(first["batch"]), "wrong order")
    assert service.revert(here.writer, found["batch"], "not yet")["reverted"]
    assert {actor: here.standing(actor) for actor in actors} == before
    assert not service.revert(here.writer, found["batch"], "again")["reverted"]
    again = here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    assert counts(again) == counts(found)
    assert {actor: here.standing(actor) for actor in here.actors()} == after
    service.revert(here.writer, again["batch"], "again")
    assert {actor: here.standing(actor) for actor in actors} == before
    service.revert(here.writer, str(first["batch"]), "all of it")
    assert here.standing_facts() == 0


def test_every_answer_survives_a_rebuild(here: System, newer: Path, first: object) -> None:
    found = here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    service.revert(here.writer, found["batch"], "not yet")
    here.bring("ucdp-ged", newer, dataset="ged", complete=True)
    before = here.dump()
    generations.rebuild(here.store)
    assert here.dump() == before


@pytest.mark.usefixtures("first")
def test_what_an_analyst_took_back_stays_so(here: System, tmp_path: Path) -> None:
    from functools import partial

    from api.jobs import Job
    from domain import amend
    from domain.amendments import Retraction

    (item,) = here.standing("ucdp-actor-567")
    body = Retraction(basis="coding", reason="double")
    here.writer.process([Job(amendment=partial(amend.decide_fact_retraction, item["id"], body))])
    path = write(tmp_path / "ged_v22_1.csv", ged_rows(10))
    assert counts(here.bring("ucdp-ged", path, dataset="ged")) == (0, 10, 0, 0, 0)
    assert here.standing("ucdp-actor-567") == []


@pytest.mark.usefixtures("first")
def test_the_same_release_mended_is_a_coding_mistake(here: System, tmp_path: Path) -> None:
    rows = changed(ged_rows(10), more_deaths, 0)
    path = write(tmp_path / "ged_v22_1b.csv", rows)
    assert counts(here.bring("ucdp-ged", path, dataset="ged")) == (0, 9, 1, 0, 0)
    (now,) = [i for i in here.standing("ucdp-actor-118") if i["occurred"] == "2013-01-03"]
    assert (now["fatalities"]["best"], now["published"]) == (77, "2013-01-03")
    back = write(tmp_path / "ged_v22_1.csv", ged_rows(10))
    assert counts(here.bring("ucdp-ged", back, dataset="ged")) == (0, 9, 1, 0, 0)
    (now,) = [i for i in here.standing("ucdp-actor-118") if i["occurred"] == "2013-01-03"]
    assert now["fatalities"]["best"] == 2


def test_an_older_release_amends_nothing(here: System, newer: Path, tmp_path: Path) -> None:
    here.bring("ucdp-ged", newer, dataset="ged")
    with pytest.raises(Refused, match="2022-12-31 is before 2023-12-31"):
        here.bring("ucdp-ged", write(tmp_path / "ged_v22_1.csv", ged_rows(2)), dataset="ged")


def test_an_unknown_batch_is_unknown(here: System) -> None:
    with pytest.raises(Unknown):
        service.revert(here.writer, "nothing", "why")


@pytest.mark.usefixtures("first")
def test_neither_order_nor_names_tell_rows_apart(here: System, tmp_path: Path) -> None:
    rows = changed(ged_rows(10), lambda row: {"side_a": row["side_a"] + " (new name)"}, *range(10))
    found = here.bring("ucdp-ged", write(tmp_path / "ged_v23_1.csv", rows[::-1]), dataset="ged")
    assert (found["recorded"], found["retracted"], found["missing"]) == (0, 0, 0)
    assert here.standing_facts() == 10


@pytest.mark.usefixtures("first")
def test_a_row_that_cannot_be_read_has_not_vanished(here: System, tmp_path: Path) -> None:
    rows = changed(ged_rows(10), lambda _: {"best": "many"}, 4)
    path = write(tmp_path / "ged_v23_1.csv", rows)
    found = here.bring("ucdp-ged", path, dataset="ged", complete=True)
    assert (counts(found), found["rejected"]) == ((0, 9, 0, 0, 0), 1)
    assert here.standing_facts() == 10
    rows = changed(ged_rows(10), lambda _: {"id": ""}, 4)
    path = write(tmp_path / "ged_v23_1.csv", rows)
    found = here.bring("ucdp-ged", path, dataset="ged", complete=True)
    assert (counts(found), found["rejected"]) == ((0, 9, 0, 0, 1), 1)
    assert "which rows vanished is not known" in found["findings"][-1]["detail"]
    assert here.standing_facts() == 10


@pytest.mark.usefixtures("first")
def test_a_whole_dataset_with_no_rows_is_a_mistake(here: System, tmp_path: Path) -> None:
    path = tmp_path / "ged_v23_1.csv"
    path.write_text(",".join(ged_rows(1)[0]) + "\n")
    with pytest.raises(Refused, match="has no rows, so all of series 'ged' would be retracted"):
        here.bring("ucdp-ged", path, dataset="ged", complete=True)
    assert here.bring("ucdp-ged", path, dataset="ged")["missing"] == 10


@pytest.mark.usefixtures("first")
def test_a_series_has_one_format(here: System, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    path.write_text("type,id,name\nsource_registered,s,S\n")
    with pytest.raises(Refused, match="series 'ged' is of format ucdp-ged"):
        here.bring("csv", path, dataset="ged", complete=True)


def test_the_stem_of_the_file_names_the_series(here: System, tmp_path: Path) -> None:
    found = here.bring("ucdp-ged", write(tmp_path / "ged_v23_1.csv", ged_rows(2)))
    assert found["dataset"] == "ged_v23_1"


class Broken(Exception):
    """The machine goes down."""


def test_an_import_that_broke_off_goes_on_in_its_batch(
    here: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 4)
    path = write(tmp_path / "ged_v23_1.csv", ged_rows(10))

    def breaks(done: int, _: int) -> None:
        if done == 8:
            raise Broken

    asked = service.Import("ucdp-ged", path, path.name)
    with pytest.raises(Broken):
        service.run(here.store, here.writer, asked, breaks)
    assert here.standing_facts() == 8
    found = here.bring("ucdp-ged", path)
    assert (found["recorded"], found["unchanged"]) == (2, 8)
    service.revert(here.writer, found["batch"], "all of it")
    assert here.standing_facts() == 0


def test_a_try_of_many_chunks_counts_as_the_import_does_and_keeps_nothing_in_memory(
    here: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 7)
    monkeypatch.setattr(trying, "KEPT", 10)
    tried: list[Tried] = []
    monkeypatch.setattr(Tried, "close", lambda known: tried.append(known))
    path = write(tmp_path / "ged_v23_1.csv", ged_rows(60))
    dry = here.bring("ucdp-ged", path, dry_run=True)
    (known,) = tried
    assert not any(known._recorded.values())
    assert len(known._recorded) <= 10 + 7
    assert not known._pending
    assert known.recorded(next(iter(known._spool.each(EVENT)))[0])
    assert (here.head(), dry["batch"]) == (0, None)
    found = here.bring("ucdp-ged", path)
    assert {**found, "dry_run": True, "batch": None} == dry


def test_a_table_that_ends_in_the_middle_says_where_and_what_was_taken(
    here: System, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "CHUNK", 2)
    path = write(tmp_path / "ged_v23_1.csv", ged_rows(4))
    path.write_text(path.read_text() + '5,"broken off')
    with pytest.raises(Malformed, match=r"ged_v23_1\.csv, line 6: is no CSV") as why:
        here.bring("ucdp-ged", path)
    batch = str(why.value).rpartition(" ")[2]
    assert "what was recorded before is batch" in str(why.value)
    assert service.revert(here.writer, batch, "broken")["reverted"]
    assert here.standing_facts() == 0
