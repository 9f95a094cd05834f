"""What STIX 2.1 in and out share: ids, scales, and our extension definition.

``confidence`` holds the analyst's confidence by the standard's None/Low/Med/High scale, or
where there is none the Admiralty credibility by its scale (STIX 2.1, appendix A). A likelihood
is neither: it stays in the extension.
"""

from typing import Any

from domain.events.base import named_id

EXTENSION = f"extension-definition--{named_id(b'stix-extension')}"
AUTHOR = f"identity--{named_id(b'stix-author')}"
EPOCH = "2020-01-01T00:00:00.000Z"
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}
CREDIBILITY = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
THREATS = frozenset({"armed_group", "faction", "affiliate", "militia"})


def stix_id(type: str, kind: str, id: str) -> str:
    """The same thing has the same id in every export."""
    return f"{type}--{named_id(f'stix/{kind}/{id}'.encode())}"


def stix_object(type: str, id: str, when: str, **said: Any) -> dict[str, Any]:
    """An object with the properties that all have, and of its own those that are not null."""
    common = {"type": type, "spec_version": "2.1", "id": id, "created": when, "modified": when}
    return common | {name: value for name, value in said.items() if value is not None}


def actor_type(kind: str) -> str:
    """Armed groups are threat actors; states, forces and bodies are identities."""
    return "threat-actor" if kind in THREATS else "identity"


def confidence_number(body: dict[str, Any]) -> int | None:
    """The ``confidence`` of what is said of a fact, or None."""
    if "confidence" in body:
        return CONFIDENCE[body["confidence"]]
    return CREDIBILITY.get(body.get("credibility", 6))


def confidence_word(number: int) -> str | None:
    """Low, moderate or high by appendix A; None for 0, which says that none is given."""
    if number < 1:
        return None
    return "low" if number < 30 else "moderate" if number < 70 else "high"
