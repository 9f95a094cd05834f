"""Dates as sources write them, explained."""

from typing import Annotated

from fastapi import APIRouter
from starlette.responses import Response

from api.explain import explained
from api.openapi import answers
from api.parameters import Asked, Parameters
from api.shapes import DateAnswer
from api.state import json_response
from domain.words import Edtf

router = APIRouter(prefix="/v1", tags=["Service"])


class DateParameters(Parameters):
    """A date to explain."""

    text: Edtf
    """An EDTF string, such as ``2020-02~/..``."""


@router.get("/edtf", summary="What a written date means", responses=answers(DateAnswer, 422))
async def edtf(parameters: Annotated[DateParameters, Asked]) -> Response:
    """The kind, the four days (SEMANTICS section 2) and a sentence."""
    return json_response(explained(parameters.text))
