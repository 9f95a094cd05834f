"""What a running application holds: its store, its reader, its one writer."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import orjson
from fastapi import Depends, Request
from starlette.responses import Response

from api.checking import Checking
from api.intake import Intake
from api.remembered import Remembered
from api.settings import Settings
from api.tail import Tail
from api.upkeep import Upkeep
from api.writer import Writer
from domain.errors import Unavailable
from projections.database import open_store
from projections.reader import Reader
from projections.store import Store

T = TypeVar("T")
ANSWER_SECONDS = 10
"""A question that PostgreSQL has not answered by then is refused with 503."""


@dataclass(frozen=True, slots=True)
class State:
    """The parts of one application."""

    settings: Settings
    store: Store
    reader: Reader
    intake: Intake
    checking: Checking
    upkeep: Upkeep
    tail: Tail
    threads: ThreadPoolExecutor
    remembered: Remembered

    async def ask(self, question: Callable[[], T]) -> T:
        """The answer to a question to the store; raises Unavailable where it does not come.

        A file answers at once, so it is asked in place. A server may be slow or away, so it
        is asked from a bounded number of threads, and nobody waits for ever.
        """
        return await asked(self.store, self.threads, question)


async def asked(store: Store, threads: ThreadPoolExecutor, question: Callable[[], T]) -> T:
    """See ``State.ask``."""
    if not store.remote:
        return question()
    try:
        async with asyncio.timeout(ANSWER_SECONDS):
            return await asyncio.get_running_loop().run_in_executor(threads, question)
    except TimeoutError:
        raise Unavailable("the database does not answer in time") from None


def open_state(settings: Settings) -> State:
    """Open the database, bring the read models up to date, start the writer."""
    store = open_store(settings.database_url, settings.pool_size)
    upkeep = Upkeep(store)
    upkeep.start()
    threads = ThreadPoolExecutor(settings.pool_size, thread_name_prefix="reader")
    return State(
        settings,
        store,
        Reader(store, settings.book_claims, settings.evidence_bytes),
        Intake(Writer(store)),
        Checking(store.engine.url.render_as_string(hide_password=False)),
        upkeep,
        Tail(lambda: asked(store, threads, store.checkpoint)),
        threads,
        Remembered(settings.answer_bytes),
    )


def close_state(state: State) -> None:
    """Finish what was accepted and give everything back."""
    state.intake.close()
    state.upkeep.close()
    state.threads.shutdown(wait=False, cancel_futures=True)
    state.store.close()


async def current_state(request: Request) -> State:
    """The state of the application that serves this request.

    A coroutine, because FastAPI calls plain functions in a thread, which costs every request more
    than all else that happens before its endpoint.
    """
    state: State = request.app.state.parts
    return state


Parts = Annotated[State, Depends(current_state)]


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), status, headers, media_type="application/json")
