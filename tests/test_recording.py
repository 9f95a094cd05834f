"""In a file, events and the rows that they make are recorded together or not at all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from domain.errors import Unavailable
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


def test_an_event_and_its_rows_share_one_commit(database: Path) -> None:
    """Whoever reads sees both or neither, and the disk is waited for once."""
    with opened(database) as door:
        commits = 0
        watching = Carrier._committed

        def counted(carrier: Carrier, rows: int) -> None:
            nonlocal commits
            commits += 1
            watching(carrier, rows)
            store = _store(door)
            checkpoint = store.checkpoint()
            assert checkpoint
            assert checkpoint.position == store.journal.head()

        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(Carrier, "_committed", counted)
            door.given(fact())
        assert commits == 1


def test_what_is_acknowledged_is_flushed(database: Path) -> None:
    """WAL with synchronous=FULL (2): a commit is on disk before anybody hears of it."""
    store = open_store(url(database))
    with store.writing(), store.deciding() as snapshot:
        connection = snapshot.connection
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("synchronous", "journal_mode")
        ]
    assert found == [2, "wal"]
    store.close()


def test_the_head_is_that_of_the_journal(store: Store) -> None:
    """On both databases, also where nothing is recorded yet."""
    for head in (0, 6):
        with connected(store.engine) as connection:
            assert control.head(connection) == store.journal.head() == head
        if not head:
            scenes.register(store)
