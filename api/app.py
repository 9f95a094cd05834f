"""The application: a table of contents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI

from api import openapi, problems
from api.direct import Direct
from api.heads import Heads
from api.observing import Observing
from api.page import routes as page
from api.parameters import strict_query
from api.routes import amendments, answers, dates, events, exchange, registrations, service
from api.settings import Settings
from api.state import close_state, open_state

DESCRIPTION = """
Where every actor stood, **on any day, as known by any other day, as recorded by any moment**.
Facts that somebody reads in a report become immutable events; postures and timelines follow.
"""


def create_app(settings: Settings | None = None) -> FastAPI:
    """A Stanceline application; the database is opened when it starts."""
    chosen = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.parts = open_state(chosen)
        yield
        close_state(app.state.parts)

    app = FastAPI(
        title="Stanceline",
        version="0.1.0",
        description=DESCRIPTION,
        lifespan=lifespan,
        dependencies=[Depends(strict_query)],
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.add_middleware(Direct)
    app.add_middleware(Heads)
    app.add_middleware(Observing)
    problems.install(app)
    openapi.install(app)
    for router in (
        answers.router,
        events.router,
        amendments.router,
        registrations.router,
        exchange.router,
        dates.router,
        service.router,
    ):
        app.include_router(router)
    page.install(app)
    return app
