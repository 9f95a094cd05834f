"""What a running application holds: its store, its reader, its one writer."""

from dataclasses import dataclass
from typing import Annotated, Any

import orjson
from fastapi import Depends, Request
from starlette.responses import Response

from api.settings import Settings
from api.writer import Intake, Writer
from projections.database import open_store
from projections.generations import prepare
from projections.reader import Reader
from projections.store import Store


@dataclass(frozen=True, slots=True)
class State:
    """The parts of one application."""

    settings: Settings
    store: Store
    reader: Reader
    intake: Intake


def open_state(settings: Settings) -> State:
    """Open the database, bring the read models up to date, start the writer."""
    store = open_store(settings.database_url)
    prepare(store)
    return State(settings, store, Reader(store, settings.book_claims), Intake(Writer(store)))


def close_state(state: State) -> None:
    """Finish what was accepted and give everything back."""
    state.intake.close()
    state.store.close()


def current_state(request: Request) -> State:
    """The state of the application that serves this request."""
    state: State = request.app.state.parts
    return state


Parts = Annotated[State, Depends(current_state)]


def json_response(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), status, headers, media_type="application/json")
