"""What SQLite wrote ahead is carried over into the file beside the writer."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.history import History, load
from domain.journal import WAL_BYTES
from projections import carrying
from projections.carrying import OFTEN, Carrier
from projections.database import open_store
from projections.store import Store

FACTS = OFTEN // 4
"""Their rows are more than ``OFTEN``."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "carried.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{path}")
    with opened.writing():
        opened.catch_up()
    yield opened
    opened.close()


def _log(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _salt(path: Path) -> bytes:
    """Another one whenever the log begins anew (https://sqlite.org/fileformat2.html#walformat)."""
    return _log(path).read_bytes()[16:24]


def _in_the_file_alone(path: Path, table: str) -> int:
    """Rows of a table that stand in the file itself, whatever its log says."""
    copy = Path(shutil.copy(path, path.with_name("copy.db")))
    with sqlite3.connect(copy) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE name = ?", (table,))
        if not named.fetchall():
            return 0
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def _write(store: Store, rows: int) -> None:
    with store.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS said (words TEXT)"))
        connection.execute(text("INSERT INTO said VALUES (:words)"), [{"words": "w" * 100}] * rows)


def _until(found: object, within: float = 30) -> None:
    deadline = time.monotonic() + within
    while not found():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_a_load_is_carried_over_while_the_database_is_in_use(store: Store, path: Path) -> None:
    load(store, History(FACTS, 10))
    _until(lambda: _in_the_file_alone(path, "stored_events") >= FACTS)


def test_few_rows_stay_in_the_log(store: Store, path: Path) -> None:
    _write(store, OFTEN // 10)
    time.sleep(0.2)
    assert _in_the_file_alone(path, "said") == 0


def test_no_commit_begins_the_log_anew_while_a_checkpoint_is_under_way(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, carry = threading.Event(), threading.Event(), Carrier._carry

    def held_up(carrier: Carrier) -> None:
        begun.set()
        go_on.wait(30)
        carry(carrier)

    monkeypatch.setattr(Carrier, "_carry", held_up)
    _write(store, OFTEN)
    assert begun.wait(30)
    salt = _salt(path)
    with sqlite3.connect(path) as other:
        # Another checkpoint comes before, and to the end of the log.
        _, frames, carried = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
        assert frames == carried
        _write(store, 1)
        assert _salt(path) == salt
        go_on.set()
        monkeypatch.undo()
        # The same where none is under way: there the log does begin anew.
        _until(lambda: other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()[0] == 0)
        _until(lambda: _begins_anew(store, other, salt, path))


def test_connections_that_write_rows_make_no_checkpoints(store: Store) -> None:
    """Or the log may be carried over to its end where a reader is to need it."""
    with store.transaction() as connection:
        assert connection.execute(text("PRAGMA wal_autocheckpoint")).scalar() == 0


def _begins_anew(store: Store, other: sqlite3.Connection, salt: bytes, path: Path) -> bool:
    other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    _write(store, 1)
    return _salt(path) != salt


def test_a_long_log_is_carried_to_its_end_and_begins_anew(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "MOST", 2**20)
    salt = _salt(path)
    while _log(path).stat().st_size < 2**20:
        _write(store, OFTEN // 4)
    written = _in_the_file_alone(path, "said")
    _write(store, 1)
    assert written > 0
    assert _salt(path) != salt
    assert _log(path).stat().st_size <= WAL_BYTES


def test_where_it_fails_it_says_so_and_writing_goes_on(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(carrying, "MOST", 1)
    _log(path).rename(path.with_name("elsewhere"))
    _write(store, 1)
    _write(store, 1)
    assert caplog.text.count("carries its log over in commits from now on") == 1
