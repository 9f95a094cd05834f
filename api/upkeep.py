"""What a server does by itself: build what is missing, apply what nobody applied, clear up."""

import logging
import threading
import time

from domain.errors import Unavailable
from projections import generations
from projections.builder import Cancelled
from projections.generations import is_outdated
from projections.store import Store

INTERVAL = 1.0
"""Seconds between looks."""
SWEEP = 30
"""Looks between sweeps."""
AT_ONCE = 20_000
"""Events that are built before the server answers at all; more are built while it says so."""
log = logging.getLogger("stanceline.upkeep")


class Upkeep:
    """A thread of its own; whatever goes wrong is tried again with the next look."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Bring a small database up to date now, and go on in the background."""
        if not is_outdated(self._store.checkpoint()) or self._store.journal.head() < AT_ONCE:
            generations.prepare(self._store)
        self._thread.start()

    def close(self) -> None:
        """Stop after the page that is being applied; a build continues with the next start."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        looks = 0
        while not self._stopping.wait(INTERVAL):
            looks += 1
            try:
                self._look()
                if looks % SWEEP == 0:
                    generations.sweep(self._store)
            except Unavailable as error:
                log.warning("upkeep waits", extra={"reason": error.detail})
            except Cancelled as error:
                log.info("build stopped", extra={"reason": error.detail})

    def _look(self) -> None:
        checkpoint = self._store.checkpoint()
        if is_outdated(checkpoint):
            began = time.monotonic()
            position = generations.rebuild(
                self._store, only_outdated=True, go_on=lambda: not self._stopping.is_set()
            )
            seconds = round(time.monotonic() - began, 3)
            log.info("read models built", extra={"position": position, "seconds": seconds})
        elif checkpoint and checkpoint.position < self._store.journal.head():
            with self._store.writing():
                self._store.catch_up()
