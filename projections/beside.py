"""Another process of ours beside this one: a module that is run, and frames through its pipes.

A process runs Python in one thread at a time, so two are what keeps two processors busy.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from domain.errors import Unavailable

_LENGTH = 8
"""Bytes of the length that a frame begins with."""
_PIPE = 2**20
"""Bytes that wait in a pipe: the most that Linux gives to everybody."""


def started(module: str) -> "subprocess.Popen[bytes]":
    """A process that runs the module; raises Unavailable where the system has no room for one."""
    # -P: what lies where the program was started is not imported. A session of its own: the
    # keyboard interrupts this process, which ends the other.
    try:
        process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-P", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable(f"a second process cannot start: {error}") from error
    for pipe in pipes(process):
        _widen(pipe)
    return process


def _widen(pipe: IO[bytes]) -> None:
    """Let a whole frame fit, where the system can: who writes need not wait for who reads."""
    if sys.platform == "linux":
        import fcntl

        # It may be less that is left for this account.
        with suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def pipes(process: "subprocess.Popen[bytes]") -> tuple[IO[bytes], IO[bytes]]:
    """(What it reads, what it writes)."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError("the process has no pipes")
    return process.stdin, process.stdout


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The same as the started process has them; what it prints goes where errors go."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return sys.stdin.buffer, answers


def send(pipe: IO[bytes], frame: bytes) -> None:
    """Write one frame; raises BrokenPipeError where nobody reads any more."""
    pipe.write(len(frame).to_bytes(_LENGTH) + frame)
    pipe.flush()


def frames(pipe: IO[bytes]) -> Iterator[bytes]:
    """All frames that come, until nobody writes any more."""
    with suppress(Unavailable):
        while True:
            yield receive(pipe)


def receive(pipe: IO[bytes]) -> bytes:
    """The next frame; raises Unavailable where the other process has stopped."""
    length = int.from_bytes(pipe.read(_LENGTH))
    frame = pipe.read(length)
    if not length or len(frame) < length:
        raise Unavailable("the second process has stopped")
    return frame
