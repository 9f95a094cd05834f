"""In a file, events and the rows that they make are recorded together or not at all."""

import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError

from domain.errors import Unavailable
from domain.journal import Journal
from projections import control
from projections.carrying import Carrier
from projections.database import open_store
from projections.outages import connected
from projections.projector import Context, Part, Projector
from projections.rows import rows_of
from projections.store import Store
from tests import scenes
from tests.doors import Door, fact, opened, url

pytest_plugins = ["tests.door_fixtures"]
FULL = 2
"""SQLite's number for ``synchronous=FULL``."""
SOURCE = {"id": "zz", "name": "zz", "reliability": "B"}


def _store(door: Door) -> Store:
    found: Store = door.client.app.state.parts.store
    return found


def _fails(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Once all rows are written and nothing is committed."""
    apply = Projector.apply

    def failing(projector: Projector, parts: Sequence[Part]) -> Context:
        apply(projector, parts)
        raise error

    monkeypatch.setattr(Projector, "apply", failing)


def test_what_cannot_be_projected_because_the_disk_is_full_is_not_recorded(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as door:
        before = door.head()
        with monkeypatch.context() as disk:
            _fails(disk, Unavailable("the disk is full"))
            door.post("events", fact(), 503)
            door.post("sources", SOURCE, 503)
        assert door.head() == before
        report = {"id": "r9", "title": "r9", "publisher": "zz", "published": "2020-01-01"}
        assert door.post("reports", report, 422)["errors"][0]["pointer"] == "/publisher"
        assert door.post("sources", SOURCE, 201)["position"] == before + 1
        assert door.post("events", fact(), 201)["position"] == before + 2


def test_what_the_projection_cannot_apply_is_recorded_and_parked(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as door:
        before = door.head()

        def failing(kind: Any, said: Any, *more: Any) -> Any:
            if said.get("note") == "bad":
                raise ValueError("a bug in the projection")
            return rows_of(kind, said, *more)

        monkeypatch.setattr("projections.rows.rows_of", failing)
        answer = door.post("events", [fact(note=note) for note in ("a", "bad", "c")], 201)
        assert [item["status"] for item in answer["items"]] == [201] * 3
        assert {event["note"] for event in door.timeline()} == {"a", "c"}
        ready = door.client.get("/readyz").json()
        (parked,) = ready["parked_events"]
        assert parked["position"] == before + 2
        assert "a bug in the projection" in parked["reason"]
        monkeypatch.undo()
        assert door.post("events", fact(note="bad"), 200)["position"] == before + 2


def test_an_event_and_its_rows_share_one_commit(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever reads sees both or neither; it is on disk before anybody hears of it."""
    with opened(database) as door:
        store, flushed = _store(door), []
        append_with = Journal.append_with

        def looked_at(journal: Journal, cursor: sqlite3.Cursor, *more: Any) -> list[int]:
            for name in ("synchronous", "journal_mode"):
                flushed.extend(cursor.connection.execute(f"PRAGMA {name}").fetchone())
            return append_with(journal, cursor, *more)

        def committed(carrier: Carrier, rows: int) -> None:
            checkpoint = store.checkpoint()
            assert checkpoint
            assert checkpoint.position == store.journal.head() == before + 1
            commits.append(rows)

        before, commits = store.journal.head(), list[int]()
        monkeypatch.setattr(Journal, "append", None)
        monkeypatch.setattr(Journal, "append_with", looked_at)
        monkeypatch.setattr(Carrier, "_committed", committed)
        door.given(fact())
        assert len(commits) == 1
        assert flushed == [FULL, "wal"]


def test_a_commit_that_fails_records_nothing(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(database) as door:
        before = door.head()

        def fails(_connection: Connection) -> None:
            raise OperationalError("COMMIT", None, sqlite3.OperationalError("disk I/O error"))

        engine = _store(door)._file.records.engine
        event.listen(engine, "commit", fails)
        door.post("events", fact(), 503)
        door.post("sources", SOURCE, 503)
        event.remove(engine, "commit", fails)
        assert door.head() == before
        assert door.post("events", fact(), 201)["position"] == before + 1
        assert door.post("sources", SOURCE, 201)["position"] == before + 2


def test_a_parked_registration_is_not_there(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor for the process that has seen it a moment ago."""
    report = {"id": "r9", "title": "r9", "publisher": "zz", "published": "2020-01-01"}
    with opened(database) as door:
        with monkeypatch.context() as bug:
            _fails(bug, ValueError("a bug in the projection"))
            door.post("sources", SOURCE, 201)
        assert door.client.get("/readyz").json()["parked"] == 1
        found = door.post("reports", report, 422)
        assert found["errors"][0]["pointer"] == "/publisher"


def test_nothing_is_recorded_once_the_store_is_closed(database: Path) -> None:
    store = open_store(url(database))
    with store.writing(), store.deciding():
        pass
    store.close()
    with pytest.raises(Unavailable), store.writing(), store.deciding():
        pass


def test_a_link_to_the_file_has_the_same_locks(database: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.db"
    link.symlink_to(database)
    one, other = open_store(url(database)), open_store(url(link))
    with one.writing():
        taken = threading.Event()

        def wait() -> None:
            with other.writing():
                taken.set()

        thread = threading.Thread(target=wait)
        thread.start()
        assert not taken.wait(0.2)
    assert taken.wait(10)
    thread.join()
    one.close()
    other.close()


def test_the_head_is_that_of_the_journal(store: Store) -> None:
    """On both databases, also where nothing is recorded yet."""
    for head in (0, 6):
        with connected(store.engine) as connection:
            assert control.head(connection) == store.journal.head() == head
        if not head:
            scenes.register(store)
