"""From loose JSON values to domain values, with every finding at its JSON Pointer."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from domain.errors import Finding, Refused
from domain.events import FACT_TYPE_BY_NAME
from domain.events.base import Fact
from domain.words import Slug

M = TypeVar("M", bound=BaseModel)
UNREAD = "is not a parameter of this call"
"""Of a query parameter."""
_SENTENCES = {
    "missing": "is required",
    "extra_forbidden": "is not a field of this object",
    "tuple_type": "is a list",
    "model_type": "is an object",
    "dict_type": "is an object",
}
_SLUG = get_args(Slug)[1].pattern


def validate(model: type[M], value: object, prefix: str = "") -> M:
    """The value as ``model``; raises Refused with a finding for each thing that is wrong."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise Refused.of(findings_of(error, prefix)) from None


def findings_of(error: ValidationError, prefix: str = "") -> list[Finding]:
    """pydantic's errors as findings."""
    return findings_in(error.errors(include_url=False), prefix)


def findings_in(
    details: Sequence[Mapping[str, Any]], prefix: str = "", skip: int = 0
) -> list[Finding]:
    """Error details as findings; the first ``skip`` parts of each place are left out."""
    return [Finding(prefix + _pointer(detail, skip), _sentence(detail)) for detail in details]


def _pointer(detail: Mapping[str, Any], skip: int) -> str:
    path = [str(part).replace("~", "~0").replace("/", "~1") for part in detail["loc"][skip:]]
    field = (detail.get("ctx") or {}).get("field")
    if field is not None:
        path.append(str(field))
    return "".join(f"/{part}" for part in path)


def _sentence(detail: Mapping[str, Any]) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden" and detail["loc"][0] == "query":
        return UNREAD
    if kind == "string_pattern_mismatch":
        pattern = detail["ctx"]["pattern"]
        return "is not " + ("a lower-case id such as 'us-dod'" if pattern == _SLUG else pattern)
    return str(_SENTENCES.get(kind, detail["msg"]))


def validate_fact(value: object, prefix: str = "") -> Fact:
    """A fact of the type that it names; raises Refused."""
    if not isinstance(value, dict):
        raise Refused.at(prefix, "a fact is a JSON object")
    name = value.get("type")
    if name is None:
        raise Refused.at(f"{prefix}/type", "is required")
    cls = FACT_TYPE_BY_NAME.get(name) if isinstance(name, str) else None
    if cls is None:
        raise Refused.at(f"{prefix}/type", f"{name!r} is not an event type{_hint(name)}")
    fact: Fact = validate(cls, _without_nulls(cls, value), prefix)
    return fact


def _without_nulls(cls: type[Fact], value: dict[str, Any]) -> dict[str, Any]:
    """The content is the same without what is null (section 6); what is required is asked for."""
    if None not in value.values():
        return value
    return {
        field: said
        for field, said in value.items()
        if said is not None or field not in cls.defaults
    }


def _hint(name: Any) -> str:
    close = get_close_matches(str(name), FACT_TYPE_BY_NAME, n=1)
    return f"; did you mean {close[0]!r}?" if close else "; GET /v1/catalogue lists them"
