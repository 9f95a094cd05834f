"""What SQLite is asked for, as it says itself."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from projections.store import Store


@contextmanager
def statements(store: Store) -> Iterator[list[str]]:
    """Everything that SQLite is asked for on connections of the read models, values included."""
    found: list[str] = []

    def traced(connection: Any, _: object) -> None:
        connection.set_trace_callback(found.append)

    event.listen(store.engine, "connect", traced)
    store.engine.dispose()
    try:
        yield found
    finally:
        event.remove(store.engine, "connect", traced)
        store.engine.dispose()
