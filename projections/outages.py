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
    with _in_our_words(), engine.connect() as connection:
        yield connection


class Kept:
    """A connection that stays open from use to use, for one thread at a time.

    To take it from a pool and give it back takes as long as writing a fact does.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: Connection | None = None

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """The same as ``connected``; where something fails, the next use gets a new one."""
        with _in_our_words():
            connection, self._connection = self._connection or self.engine.connect(), None
            try:
                yield connection
                # What was only looked up is over.
                connection.rollback()
            except BaseException:
                connection.close()
                raise
            self._connection = None if connection.closed else connection

    def close(self) -> None:
        """Close it; the next use opens it anew."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self.engine.dispose()


@contextmanager
def _in_our_words() -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout) as error:
        if isinstance(error, DBAPIError) and not is_outage(error):
            raise
        raise Unavailable("the database does not answer") from error


def is_outage(error: DBAPIError) -> bool:
    """Whether trying again later may help."""
    return error.connection_invalidated or type(error.orig).__name__ in _AWAY
