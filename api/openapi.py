"""OpenAPI from the domain's own models, so that ``/docs`` is the manual."""

from functools import cache
from http import HTTPStatus
from typing import Annotated, Any, Union

from fastapi import FastAPI
from pydantic import BaseModel, Field, TypeAdapter

from api.bodies import JSON, NDJSON
from api.shapes import Problem
from domain.amendments import Correction, Restoration, Retraction
from domain.events import FACT_TYPES
from domain.registrations import REGISTRATIONS

_REFS = "#/components/schemas/{model}"
_BODIES: tuple[type[BaseModel], ...] = (
    *REGISTRATIONS,
    Retraction,
    Correction,
    Restoration,
    Problem,
)


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """The request body of an endpoint that reads it itself."""
    content: dict[str, Any] = {"schema": {"$ref": _REFS.format(model=model.__name__)}}
    if example := getattr(model, "example", None):
        content["example"] = example
    return {"requestBody": {"required": True, "content": {JSON: content}}}


FACTS_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {
                "schema": {
                    "oneOf": [
                        {"$ref": "#/components/schemas/Fact"},
                        {
                            "type": "array",
                            "minItems": 1,
                            "items": {"$ref": "#/components/schemas/Fact"},
                        },
                    ]
                }
            },
            NDJSON: {"schema": {"$ref": "#/components/schemas/Fact"}},
        },
    }
}


def answers(
    shape: type[BaseModel], *errors: int, status: int = 200, example: Any = None
) -> dict[int | str, dict[str, Any]]:
    """The documented answers of an endpoint: its shape, and the problems to expect."""
    good: dict[str, Any] = {"model": shape}
    if example is not None:
        good["content"] = {JSON: {"example": example}}
    problem = {"content": {"application/problem+json": {"schema": _PROBLEM}}}
    return {
        status: good,
        **{error: {"description": HTTPStatus(error).phrase, **problem} for error in errors},
    }


_PROBLEM = {"$ref": _REFS.format(model="Problem")}


@cache
def _schemas() -> dict[str, Any]:
    facts: Any = Union[FACT_TYPES]  # noqa: UP007
    union: Any = Annotated[facts, Field(discriminator="type")]
    adapters: list[TypeAdapter[Any]] = [TypeAdapter(union), *map(TypeAdapter, _BODIES)]
    found: dict[str, Any] = {}
    for adapter in adapters:
        schema = adapter.json_schema(ref_template=_REFS)
        found |= schema.pop("$defs", {})
        if "oneOf" in schema:
            found["Fact"] = schema
        else:
            found[schema["title"]] = schema
    return found


def install(app: FastAPI) -> None:
    """Let the application describe itself with the domain's schemas."""
    described = app.openapi

    def openapi() -> dict[str, Any]:
        if not app.openapi_schema:
            schema = described()
            schema.setdefault("components", {}).setdefault("schemas", {}).update(_schemas())
            app.openapi_schema = schema
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]
