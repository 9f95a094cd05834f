"""Concurrent writers and a tailing reader: which events does the reader miss?

    python -m benchmarks.tailing [--events 50000] [--writers 4] [--unsafe]

Every writer is a process of its own that appends through the journal and now and then
provokes a conflict, so that positions have gaps. The reader follows the log with ``read``
while they write. ``--unsafe`` is the control: the library's database functions, which append
without the table's lock; there the reader loses events.
"""

import argparse
import itertools
import multiprocessing
import os
import time
from dataclasses import dataclass
from typing import Any

import psycopg

from tests import postgres

BATCH = 5


@dataclass
class Seen:
    """What the reader saw of what was committed."""

    events: int
    skipped: int
    twice: int
    unordered: int
    gaps: int
    seconds: float


def measure(server_url: str, events: int, writers: int, *, unsafe: bool = False) -> Seen:
    """Write, follow, and compare what was seen with what the table holds in the end."""
    with postgres.database(server_url) as url:
        journal = _journal(url)
        context = multiprocessing.get_context("spawn")
        began = time.perf_counter()
        processes = [
            context.Process(target=_write, args=(url, n, events // writers, unsafe))
            for n in range(writers)
        ]
        for process in processes:
            process.start()
        positions = _follow(journal, processes)
        seconds = time.perf_counter() - began
        journal.close()
        with psycopg.connect(url) as connection:
            rows = connection.execute("SELECT notification_id FROM stored_events").fetchall()
    stored = {row[0] for row in rows}
    return Seen(
        len(stored),
        len(stored - set(positions)),
        len(positions) - len(set(positions)),
        sum(a >= b for a, b in itertools.pairwise(positions)),
        max(stored) - len(stored),
        seconds,
    )


def _follow(journal: Any, processes: list[Any]) -> list[int]:
    positions: list[int] = []
    last = 0
    while True:
        alive = any(process.is_alive() for process in processes)
        page = journal.read(last, 1000)
        positions += [event.position for event in page]
        last = page[-1].position if page else last
        if not page and not alive:
            break
    for process in processes:
        process.join()
        if process.exitcode:
            raise RuntimeError("a writer failed")
    return positions


def _journal(url: str, *, unsafe: bool = False) -> Any:
    from sqlalchemy import make_url

    from domain.journal.postgres import postgres_journal
    from projections.postgres import connect_parameters, postgres_engine

    parsed = make_url(url)
    engine = postgres_engine(parsed, 2)
    journal = postgres_journal(connect_parameters(engine, parsed), 2, 30).journal
    engine.dispose()
    if unsafe:
        _without_lock(journal._recorder)
    return journal


def _without_lock(recorder: Any) -> None:
    """What ``POSTGRES_ENABLE_DB_FUNCTIONS=y`` does, which we never do."""
    recorder.datastore.enable_db_functions = True
    with recorder.datastore.get_connection() as connection:
        connection.execute("SELECT pg_advisory_lock(1)")
        connection.execute(recorder.sql_create_pg_function_insert_events)
        connection.execute("SELECT pg_advisory_unlock(1)")


def _write(url: str, number: int, events: int, unsafe: bool) -> None:
    from domain.journal import AlreadyRecorded, NewEvent

    journal = _journal(url, unsafe=unsafe)
    for start in range(0, events, BATCH):
        batch = [
            NewEvent(f"{number}-{n}", "probe", {"n": n})
            for n in range(start, min(start + BATCH, events))
        ]
        journal.append(batch)
        if start % 50 == 0:
            try:
                journal.append(batch[:1])
            except AlreadyRecorded:
                continue
            raise RuntimeError("the same key was recorded twice")
    journal.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=50_000)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--unsafe", action="store_true")
    asked = parser.parse_args()
    given = os.environ.get(postgres.GIVEN)
    server = None if given else postgres.Server()
    try:
        seen = measure(
            given or server.url,  # type: ignore[union-attr]
            asked.events,
            asked.writers,
            unsafe=asked.unsafe,
        )
    finally:
        if server:
            server.close()
    print(seen)


if __name__ == "__main__":
    main()
