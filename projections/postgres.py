"""How PostgreSQL is reached: every wait has an end, on both sides of the wire."""

import math
import time
from typing import Any

import psycopg
from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.exc import DisconnectionError

CONNECT_SECONDS = 3
"""For a new connection; libpq takes no less than 2."""
PATIENCE_SECONDS = 4
"""For a connection of the pool."""
STATEMENT_SECONDS = 15
LOCK_SECONDS = 5
IDLE_SECONDS = 30
"""A transaction that its process left open ends after this time."""
DEAD_SECONDS = 6
"""Bytes that nobody acknowledges for so long mean that the other side is gone."""

RESTED_SECONDS = 2
"""A connection that was idle for longer is tried before it is used."""

_SESSION = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "tcp_user_timeout": f"{DEAD_SECONDS}s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "jit": "off",
}
JOURNAL = {"synchronous_commit": "on"}
"""What the journal acknowledges is on disk, whatever the server's own default is."""
READ_MODELS = {"synchronous_commit": "off"}
"""Rows that a crash takes are applied anew from the journal: their commits wait for no disk."""
_SOCKET = {
    "connect_timeout": CONNECT_SECONDS,
    "keepalives": 1,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": DEAD_SECONDS * 1000,
    "application_name": "stanceline",
}


def postgres_engine(url: URL, pool_size: int) -> Engine:
    """An engine for the read models; its pool is bounded and drops broken connections."""
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_arguments(url, READ_MODELS),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=PATIENCE_SECONDS,
        pool_recycle=3600,
        pool_use_lifo=True,
    )
    event.listen(engine, "checkin", _rested)
    event.listen(engine, "checkout", _alive)
    return engine


def _rested(_connection: Any, record: Any) -> None:
    record.info["rested"] = time.monotonic()


def _alive(connection: Any, record: Any, _proxy: object) -> None:
    """Ask a connection that has not been used for a while whether its server is there."""
    if time.monotonic() - record.info.get("rested", math.inf) > RESTED_SECONDS:
        try:
            connection.execute("")
            connection.rollback()
        except psycopg.Error as error:
            raise DisconnectionError from error


def connect_parameters(engine: Engine, url: URL) -> dict[str, Any]:
    """psycopg's parameters for the same server with the same timeouts."""
    _, from_url = engine.dialect.create_connect_args(url)
    return {**from_url, **_arguments(url, JOURNAL)}


def _arguments(url: URL, more: dict[str, str]) -> dict[str, Any]:
    ours = " ".join(f"-c {name}={value}" for name, value in (_SESSION | more).items())
    given = url.query.get("options", "")
    # The administrator's own options come last, so they win.
    return {**_SOCKET, "options": f"{ours} {given if isinstance(given, str) else given[-1]}"}
