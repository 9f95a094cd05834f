"""What is stored stays readable; rows follow the log whatever happens in between."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from domain import journal
from domain.amendments import AMENDMENTS
from domain.events import FACT_TYPES, read_fact, revive_fact, type_name
from domain.events.base import posted
from projections import builder, comparison, generations, snapshots
from projections import store as store_module
from projections.database import open_store
from projections.projector import Projector
from projections.tables import VERSION, tables
from tests.doors import ROOT, SEEDS, Door, fact, opened, served, typed, url

pytest_plugins = ["tests.door_fixtures"]
GOLDEN = ROOT / "tests" / "golden"
TYPES = [type_name(cls) for cls in FACT_TYPES]
REGISTERED = ("actor_registered", "source_registered", "report_filed")
MAY = {"as_of": "2020-05-15"}


def stored(values: dict[str, Any]) -> journal.NewEvent:
    """A fact as the journal has it."""
    found = posted(read_fact(values))
    return journal.NewEvent(found.id, found.fact.type, {"id": found.id, **found.content})


def shown(body: dict[str, Any]) -> dict[str, Any]:
    """What a stored fact means: its stances, who takes part, its line for people."""
    revived = revive_fact(body)
    return {
        "stances": [list(stance) for stance in revived.stances()],
        "participants": [list(p) for p in revived.participants()],
        "headline": revived.headline(str),
    }


@pytest.mark.parametrize("cls", FACT_TYPES, ids=type_name)
def test_the_stored_form_of_every_fact_is_readable_for_ever(cls: Any) -> None:
    """Golden files are never written anew: a new shape needs an upcaster and keeps the old file."""
    golden = json.loads((GOLDEN / f"{type_name(cls)}.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(shown(golden["body"]))) == golden["means"]
    example = stored({"type": type_name(cls), **cls.example})
    assert example[:3] == (golden["key"], golden["type"], golden["body"])


def test_there_is_a_golden_file_for_every_event_type() -> None:
    names = {*TYPES, *(cls.event_type for cls in AMENDMENTS)}
    names |= {*REGISTERED}
    assert {file.stem for file in GOLDEN.glob("*.json")} == names


def rows_of(database: Path) -> dict[str, list[Any]]:
    """Every row of the current read models, generation aside."""
    with sqlite3.connect(database) as connection:
        (number,) = connection.execute("SELECT generation FROM projection").fetchone()
        return {
            table.name.partition("_")[2]: sorted(
                connection.execute(f"SELECT * FROM {table.name}").fetchall(), key=repr
            )
            for table in tables(number).metadata.sorted_tables
        }


def test_the_golden_log_is_read_and_answers(tmp_path: Path) -> None:
    """A log of registrations, every fact and amendments as they are stored today."""
    found = open_store(url(tmp_path / "golden.db"))
    with found.writing():
        for name in (*REGISTERED, *TYPES, *(cls.event_type for cls in AMENDMENTS)):
            golden = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
            for key, body in [*golden.get("before", []), [golden["key"], golden["body"]]]:
                found.journal.append([journal.NewEvent(key, golden["type"], body)])
    head = generations.prepare(found)
    found.close()
    with opened(tmp_path / "golden.db") as door:
        assert [e["position"] for e in door.pages("events")] == list(range(1, head + 1))
        kinds = {e["type"] for e in door.pages("events")}
        assert kinds >= {*TYPES, *(cls.event_type for cls in AMENDMENTS)}
        assert door.stances(**MAY, evidence="all")


def rebuild(database: Path) -> None:
    found = open_store(url(database))
    generations.rebuild(found, accept_differences=True)
    found.close()


def test_an_old_body_is_brought_to_todays_shape(
    door: Door, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Yesterday's name of a field: the log keeps it, everybody reads today's."""
    ids = door.given(fact("threat_assessed", level="moderate"))

    def renamed(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "level": {"moderate": "significant"}.get(body["level"], body["level"])}

    monkeypatch.setitem(journal.UPCASTERS, "threat_assessed", (renamed,))
    rebuild(database)
    assert door.stance(**MAY)["value"] == "significant"
    (event,) = door.get("events", type="threat_assessed")["items"]
    assert (event["id"], event["level"]) == (ids[0], "significant")
    ids += door.given(fact("threat_assessed", level="moderate", note="written today"))
    levels = [e["level"] for e in door.get("events", type="threat_assessed")["items"]]
    assert levels == ["significant", "moderate"]


def test_another_version_of_the_projections_means_a_rebuild(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as door:
        door.given(fact())
    before = rows_of(database)
    for module in (store_module, snapshots, builder, generations, comparison):
        monkeypatch.setattr(module, "VERSION", VERSION + 1)
    with sqlite3.connect(database) as connection:
        connection.execute("DELETE FROM " + tables(1).claim.name)
    with opened(database) as door:
        assert door.stance(**MAY)["value"] == "reduced"
    assert rows_of(database) == before
    with sqlite3.connect(database) as connection:
        assert connection.execute("SELECT generation, version FROM projection").fetchall() == [
            (2, VERSION + 1)
        ]


class PowerCut(BaseException):
    """What no code can catch and put right."""


def test_rows_and_checkpoint_are_one_transaction(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault half-way through a page leaves nothing visible; the next start heals it."""
    with opened(database) as door:
        head = door.head()
    before = rows_of(database)
    found = open_store(url(database))
    found.journal.append([stored(fact(note=str(n))) for n in range(3)])
    finish = Projector._flush

    def broken(self: Projector) -> None:
        finish(self)
        raise PowerCut

    monkeypatch.setattr(Projector, "_flush", broken)
    with pytest.raises(PowerCut), found.writing():
        found.catch_up()
    monkeypatch.undo()
    checkpoint = found.checkpoint()
    assert checkpoint is not None
    assert (checkpoint.position, found.journal.head()) == (head, head + 3)
    assert rows_of(database) == before
    found.close()
    with opened(database) as door:
        assert door.client.get("/readyz").json()["position"] == head + 3
        assert len(door.timeline()) == 3


@pytest.mark.parametrize("size", [1, 7])
def test_rebuilt_equals_kept_up_at_any_batch_size(
    seeded_file: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = rows_of(seeded_file)
    monkeypatch.setitem(builder.PAGE, False, size)
    rebuild(seeded_file)
    assert rows_of(seeded_file) == kept


def test_the_journal_loses_no_acknowledged_event(database: Path) -> None:
    """WAL with synchronous=FULL: each commit is flushed before it is acknowledged."""
    found = open_store(url(database))
    pool = found.journal._recorder.datastore.pool
    for connection in (pool.get_connection(), pool.get_connection(is_writer=True)):
        cursor = connection.cursor()
        settings = []
        for name in ("synchronous", "journal_mode"):
            cursor.execute(f"PRAGMA {name}")
            settings.append(cursor.fetchone()[0])
        assert settings == [2, "wal"]
        pool.put_connection(connection)
    found.close()


def test_a_load_that_fails_says_where_and_leaves_what_it_met(database: Path) -> None:
    actors = typed("load", str(SEEDS / "10-actors.yaml"), database=database)
    assert actors.returncode == 1  # taliban has another content here
    assert "10-actors.yaml: actors[0]" in actors.stderr


def test_a_load_beside_a_running_server_shows_at_once(tmp_path: Path) -> None:
    database = tmp_path / "beside.db"
    with served(database) as server:
        assert server.door.get("events")["items"] == []
        assert typed("load", str(SEEDS), database=database).returncode == 0
        assert server.door.get("actors/taliban/posture", as_of="2020-05-15")["stances"]
        server.door.post("actors", {"id": "new", "name": "New", "kind": "k"}, 201)
        assert typed("rebuild", database=database).returncode == 0
        assert server.door.get("actors/new")["position"] == server.door.head()
        again = typed("load", str(SEEDS), database=database)
        assert again.stdout.startswith("0 recorded")
