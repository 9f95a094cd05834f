"""What SQLite wrote ahead is carried over into the file beside the writer."""

import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from benchmarks.history import History, load
from domain.journal import WAL_BYTES
from projections import carrying
from projections.carrying import MANY, MOST, OFTEN, STEP, Carrier
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
    try:
        with sqlite3.connect(copy) as connection:
            return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])
    except sqlite3.DatabaseError:
        # No such table yet, or copied in the middle of a checkpoint.
        return 0


def _write(store: Store, rows: int) -> None:
    with store.transaction() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS said (words TEXT)"))
        connection.execute(text("INSERT INTO said VALUES (:words)"), [{"words": "w" * 100}] * rows)


def _until(found: Callable[[], object]) -> None:
    deadline = time.monotonic() + 30
    while not found():
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


def test_connections_that_write_make_no_checkpoints_of_a_log_that_is_not_too_long(
    store: Store,
) -> None:
    """Or it may be carried over to its end where a reader is to need it."""
    with store.transaction() as one, store.deciding() as other:
        for connection in (one, other.connection):
            pages = connection.execute(text("PRAGMA wal_autocheckpoint")).scalar()
            size = connection.execute(text("PRAGMA page_size")).scalar()
            assert pages * size > MOST


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


def test_a_failure_is_told_once_holds_nothing_and_is_tried_again(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failed = []

    def fails(_carrier: Carrier) -> None:
        failed.append(1)
        raise sqlite3.OperationalError("the disk is full")

    with monkeypatch.context() as disk:
        disk.setattr(Carrier, "_carry", fails)
        for number in range(1, 3):
            _write(store, OFTEN)
            _until(lambda number=number: len(failed) == number and _is_idle(store))
    assert caplog.text.count("could not be carried over") == 1
    with sqlite3.connect(path) as other:
        _, frames, carried = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    assert frames == carried
    _write(store, OFTEN)
    _until(lambda: _in_the_file_alone(path, "said") == 3 * OFTEN)


def test_a_thread_that_cannot_start_is_not_the_writers_failure(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as system:
        system.setattr(threading.Thread, "start", fails)
        _write(store, OFTEN)
    assert "can't start new thread" in caplog.text
    _write(store, 1)
    _until(lambda: _in_the_file_alone(path, "said") == OFTEN + 1)


def test_the_file_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    path, link = tmp_path / "disk" / "carried.db", tmp_path / "link.db"
    link.symlink_to(path)
    store = open_store(f"sqlite:///{link}")
    _write(store, OFTEN)
    _until(lambda: _in_the_file_alone(path, "said") == OFTEN)
    store.close()


def test_what_is_written_one_at_a_time_waits_for_no_thread_and_needs_none(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(carrying, "OFTEN", 100)
    monkeypatch.setattr(carrying, "PATIENCE", 60)
    for _ in range(6):
        _write(store, 20)
    assert _in_the_file_alone(path, "said") == 100
    carried, held = Carrier._carry, threading.Event()

    def held_up(carrier: Carrier) -> None:
        held.wait(30)
        carried(carrier)

    monkeypatch.setattr(Carrier, "_carry", held_up)
    _write(store, MANY)
    for _ in range(6):
        _write(store, 20)
    assert not _is_idle(store)
    held.set()
    _until(lambda: _is_idle(store))


def test_few_rows_of_many_bytes_are_carried_over_too(store: Store, path: Path) -> None:
    with store.transaction() as connection:
        connection.execute(text("CREATE TABLE said (words TEXT)"))
        large = [{"words": "w" * 2**20}] * (STEP // 2**20 + 1)
        connection.execute(text("INSERT INTO said VALUES (:words)"), large)
    _until(lambda: _in_the_file_alone(path, "said") == len(large))


def _is_idle(store: Store) -> bool:
    carrier = store._file and store._file.carrier
    return carrier is not None and carrier._idle.is_set()
