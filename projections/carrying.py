"""Carry what SQLite wrote ahead over into its file, beside the writer.

SQLite does that by itself in the commit that fills its log, and the writer waits for it: a sixth
of the time of a long load. A passive checkpoint (https://sqlite.org/c3ref/wal_checkpoint_v2.html)
waits for nobody and stops nobody, so a thread makes them while the writer goes on.

Up to SQLite 3.51.2 a commit that begins the log anew while a checkpoint is under way may be lost
(https://sqlite.org/wal.html#walresetbug). So a *pin* is held while one is: a reader that needs
the log, beside which no commit of any process can begin it anew. It needs the log, and not the
file alone, because it begins right after a commit of rows that nobody can have carried over: the
writer still holds ``writing``, and while the log is shorter than ``MOST`` no connection that writes
makes checkpoints (``journal.WAL_PAGES`` are more).
"""

import logging
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

OFTEN = 20_000
"""Rows after which it is worth a checkpoint: thousands of pages, of which many come again."""
STEP = 32 * 2**20
"""Bytes that the log has grown by after which it is worth one too."""
MANY = 2000
"""Rows of one transaction from which on it is part of a load.

After smaller ones alone the writer makes the checkpoint itself: most of it are the same pages
again, and a log that begins anew is written over and not made longer, which is flushed faster.
"""
MOST = 768 * 2**20
"""Bytes of the log from which on the writer waits until all is carried over: it begins anew."""
PATIENCE = 5
"""Seconds that the writer waits at the most for a checkpoint that is under way."""
_log = logging.getLogger("stanceline.carrying")


class Carrier:
    """The thread of one SQLite file in this process; it begins with the first long write."""

    def __init__(self, path: Path) -> None:
        # SQLite has the log beside the file that a link stands for.
        self._path = path.resolve()
        self._wal = self._path.with_name(f"{self._path.name}-wal")
        self._rows = self._largest = self._size = 0
        """Since the last checkpoint began: rows, those of the largest transaction; bytes then."""
        self._begun = threading.Event()
        self._idle = threading.Event()
        self._idle.set()
        self._over = self._failed = False
        self._thread: threading.Thread | None = None
        self._connections: list[sqlite3.Connection] = []

    @contextmanager
    def watching(self, connection: Connection) -> Iterator[None]:
        """Around a transaction of somebody who holds ``writing``; looks at what it wrote."""
        driver = connection.connection.driver_connection
        before = driver.total_changes if driver else 0
        yield
        if driver and not self._over:
            try:
                self._committed(driver.total_changes - before)
            except Exception as error:  # noqa: BLE001 - it is committed, whatever comes of this
                if self._idle.is_set():
                    self._disconnect()
                self._tell(error)

    def close(self) -> None:
        """End the thread; the last connection to the file carries what is left."""
        self._over = True
        self._begun.set()
        if self._thread is not None:
            self._thread.join(PATIENCE)
        # Otherwise a checkpoint is still under way, which ends with the process.
        if self._thread is None or not self._thread.is_alive():
            self._disconnect()

    def _committed(self, rows: int) -> None:
        size = self._wal.stat().st_size
        self._rows, self._size = self._rows + rows, min(self._size, size)
        self._largest = max(self._largest, rows)
        if size >= MOST:
            if self._idle.wait(PATIENCE):
                self._carry()
                self._begin(size)
        elif rows and self._idle.is_set() and self._is_worth_it(size):
            if self._largest < MANY:
                self._carry()
            else:
                self._start()
                self._pin()
                self._idle.clear()
                self._begun.set()
            self._begin(size)

    def _is_worth_it(self, size: int) -> bool:
        return self._rows >= OFTEN or size - self._size >= STEP

    def _begin(self, size: int) -> None:
        self._rows, self._largest, self._size = 0, 0, size

    def _start(self) -> None:
        if self._thread is None:
            thread = threading.Thread(target=self._run, name="carrier", daemon=True)
            thread.start()
            self._thread = thread

    def _run(self) -> None:
        while self._begun.wait() and not self._over:
            self._begun.clear()
            try:
                self._carry()
                self._connected()[1].execute("ROLLBACK")
            except sqlite3.Error as error:
                self._disconnect()
                self._tell(error)
            finally:
                self._idle.set()

    def _carry(self) -> None:
        self._connected()[0].execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        self._failed = False

    def _pin(self) -> None:
        pin = self._connected()[1]
        pin.execute("BEGIN")
        # Only a read begins the transaction.
        pin.execute("SELECT count(*) FROM sqlite_master LIMIT 1").fetchall()

    def _connected(self) -> list[sqlite3.Connection]:
        """One that carries and one that pins; of two threads only one uses them at a time."""
        while len(self._connections) < 2:
            self._connections.append(
                sqlite3.connect(self._path, isolation_level=None, check_same_thread=False)
            )
        return self._connections

    def _disconnect(self) -> None:
        """Let go of the pin too; it is tried again with new connections."""
        while self._connections:
            self._connections.pop().close()

    def _tell(self, error: Exception) -> None:
        if not self._failed:
            _log.warning("SQLite's log could not be carried over, and grows: %s", error)
        self._failed = True
