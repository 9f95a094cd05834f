"""How PostgreSQL is reached: every wait has an end, on both sides of the wire."""

from typing import Any

from sqlalchemy import URL, Engine, create_engine

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

_SESSION = {
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "lock_timeout": f"{LOCK_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "tcp_user_timeout": f"{DEAD_SECONDS}s",
    "tcp_keepalives_idle": "5",
    "tcp_keepalives_interval": "2",
    "tcp_keepalives_count": "3",
    "jit": "off",
    # What the journal acknowledges is on disk, whatever the server's own default is.
    "synchronous_commit": "on",
}
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
    return create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args=_arguments(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=PATIENCE_SECONDS,
        pool_recycle=3600,
        pool_pre_ping=True,
        pool_use_lifo=True,
    )


def connect_parameters(engine: Engine, url: URL) -> dict[str, Any]:
    """psycopg's parameters for the same server with the same timeouts."""
    _, from_url = engine.dialect.create_connect_args(url)
    return {**from_url, **_arguments(url)}


def _arguments(url: URL) -> dict[str, Any]:
    ours = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    given = url.query.get("options", "")
    # The administrator's own options come last, so they win.
    return {**_SOCKET, "options": f"{ours} {given if isinstance(given, str) else given[-1]}"}
