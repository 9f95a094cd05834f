"""Connections whose failures are told apart: the database is away, or the program is wrong."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.errors import Unavailable

_AWAY = {
    "OperationalError",
    "InterfaceError",
    "AdminShutdown",
    "CrashShutdown",
    "CannotConnectNow",
    "IdleInTransactionSessionTimeout",
    "LockNotAvailable",
    "QueryCanceled",
    "ConnectionTimeout",
    "ReadOnlySqlTransaction",
    "DeadlockDetected",
}


@contextmanager
def connected(engine: Engine) -> Iterator[Connection]:
    """A connection; raises Unavailable where the database does not answer in time."""
    try:
        with engine.connect() as connection:
            yield connection
    except (DBAPIError, PoolTimeout) as error:
        if isinstance(error, DBAPIError) and not is_outage(error):
            raise
        raise Unavailable("the database does not answer") from error


def is_outage(error: DBAPIError) -> bool:
    """Whether trying again later may help."""
    return error.connection_invalidated or type(error.orig).__name__ in _AWAY
