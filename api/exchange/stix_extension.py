"""Our STIX extension definition: what it is for, and its JSON Schema.

The schema stands in the definition itself (STIX 2.1, section 7.3 allows a URL or the text), so
that a bundle explains itself where nobody can reach us.
"""

import json
from typing import Any

from api.exchange.stix import EXTENSION
from domain.vocabulary import ASPECTS

NAME = "Stanceline facts"
DESCRIPTION = (
    "The actor, source, report or fact that an object stands for, word for word: aspect "
    "and value of each stance, the date as written (EDTF), likelihood (ICD 203), "
    "confidence and Admiralty grades side by side."
)
NUMBER = "force_level"
"""The aspect whose values are numbers with a comparator, such as ``<=8600``."""


def extended(**said: Any) -> dict[str, Any]:
    """The ``extensions`` of an object."""
    return {EXTENSION: {"extension_type": "property-extension", **said}}


def schema() -> str:
    """The JSON Schema of the extension, as text."""
    whole = {"type": "object"}
    return json.dumps(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": NAME,
            "type": "object",
            "required": ["extension_type"],
            "properties": {
                "extension_type": {"const": "property-extension"},
                **dict.fromkeys(("actor", "source", "report", "fact"), whole),
                "fact_id": {"type": "string", "format": "uuid"},
                "stances": {"type": "array", "items": {"oneOf": [*map(_stance, ASPECTS)]}},
            },
            "additionalProperties": False,
        }
    )


def _stance(aspect: str) -> dict[str, Any]:
    """One aspect with the values of its scale."""
    text: dict[str, Any] = {"type": "string"}
    nullable = {"type": ["string", "null"]}
    values = {"pattern": "^(=|<|<=|~)[0-9]+$"} if aspect == NUMBER else {}
    value = text | values if values else {"enum": list(ASPECTS[aspect].values)}
    said = {"actor": text, "aspect": {"const": aspect}, "toward": nullable, "subject": nullable}
    return {
        "type": "object",
        "required": [*said, "value"],
        "properties": {**said, "value": value},
        "additionalProperties": False,
    }
