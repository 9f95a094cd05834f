"""Locks on files, which the system frees when their process ends."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from domain.errors import Unavailable
from domain.journal import LOCK_SECONDS, Lock

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

POLL = 0.005
"""Seconds between looks at a lock that another process holds."""


def file_lock(path: str, taken: str) -> Lock:
    """A lock that threads of one process exclude each other from too; raises Unavailable."""
    lock = FileLock(path, timeout=LOCK_SECONDS)

    @contextmanager
    def held() -> Iterator[None]:
        try:
            lock.acquire()
        except Timeout:
            raise Unavailable(taken) from None
        try:
            yield
        finally:
            lock.release()

    return held


def open_file_lock(path: str, taken: str) -> Lock:
    """The same for who holds a lock of the process already, and takes this one all the time.

    The file stays open, so that taking and freeing it are one call of the system each.
    """
    return file_lock(path, taken) if fcntl is None else _OpenFile(path, taken).held


class _OpenFile:
    def __init__(self, path: str, taken: str) -> None:
        self._path, self._taken = path, taken
        self._file = -1
        self._depth = 0

    def __del__(self) -> None:
        if self._file >= 0:
            os.close(self._file)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Take the lock, again where the thread has it already."""
        if self._depth == 0:
            self._take()
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1
            if self._depth == 0:
                fcntl.flock(self._file, fcntl.LOCK_UN)

    def _take(self) -> None:
        if self._file < 0:
            try:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
            except OSError as error:
                raise Unavailable(f"the lock beside the database: {error.strerror}") from error
        until = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > until:
                    raise Unavailable(self._taken) from None
                time.sleep(POLL)
            else:
                return
