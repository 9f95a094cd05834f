"""Connections whose failures are told apart: the database is away, or the program is wrong."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, text
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


def take_time(connection: Connection) -> None:
    """Let statements of this transaction take longer than an answer may, to sort or count a lot."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL statement_timeout = '10min'"))


class Kept:
    """A connection that stays open from use to use; one thread uses it at a time.

    To take it from a pool and give it back takes as long as writing a fact does.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._connection: Connection | None = None
        self._used = threading.RLock()
        self._over = False

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        """The same as ``connected``, with what is left of the last use rolled back.

        Where something fails, the next use takes one from the engine. Raises Unavailable once
        it is closed.
        """
        with self._used, _in_our_words():
            if self._over:
                raise Unavailable("the database is closed")
            connection, self._connection = self._connection or self.engine.connect(), None
            try:
                yield connection
                connection.rollback()
            except BaseException:
                connection.close()
                raise
            self._connection = None if connection.closed else connection

    def let_go(self) -> None:
        """Take one from the engine next time."""
        with self._used:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def close(self) -> None:
        """Close it for good, as soon as nobody uses it."""
        with self._used:
            self._over = True
            self.let_go()
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
