"""Values as answers write them."""

from typing import Any

from domain.vocabulary import Value


def value_fields(value: Value) -> dict[str, Any]:
    """``value``, with its ``comparator`` beside it where it is a number of personnel."""
    if isinstance(value, tuple):
        return {"value": value[1], "comparator": value[0]}
    return {"value": value}
