"""What SQLite is asked for, as it says itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from projections.store import Store


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Everything that SQLite is asked for by all but the journal's own readers, values included."""
    found: list[str] = []

    def traced(connection: Any, _: object) -> None:
        connection.set_trace_callback(found.append)

    records = store._file.records if store._file else None
    engines = [store.engine, *([records.engine] if records else [])]

    def begin_anew() -> None:
        if records:
            records.let_go()
        for engine in engines:
            engine.dispose()

    for engine in engines:
        event.listen(engine, "connect", traced)
    begin_anew()
    try:
        yield found
    finally:
        for engine in engines:
            event.remove(engine, "connect", traced)
        begin_anew()
