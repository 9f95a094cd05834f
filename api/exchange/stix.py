"""What STIX 2.1 in and out share: ids, scales, and our extension definition.

``confidence`` holds the analyst's confidence by the standard's None/Low/Med/High scale, or
where there is none the Admiralty credibility by its scale (STIX 2.1, appendix A). A likelihood
is neither: it stays in the extension.
"""

from uuid import uuid5

from domain.events.base import NAMESPACE

EXTENSION = f"extension-definition--{uuid5(NAMESPACE, 'stix-extension')}"
AUTHOR = f"identity--{uuid5(NAMESPACE, 'stix-author')}"
EPOCH = "2020-01-01T00:00:00.000Z"
CONFIDENCE = {"low": 15, "moderate": 50, "high": 85}
CREDIBILITY = {1: 90, 2: 70, 3: 50, 4: 30, 5: 10}
THREATS = frozenset({"armed_group", "faction", "affiliate", "militia"})


def stix_id(type: str, kind: str, id: str) -> str:
    """The same thing has the same id in every export."""
    return f"{type}--{uuid5(NAMESPACE, f'stix/{kind}/{id}')}"


def actor_type(kind: str) -> str:
    """Armed groups are threat actors; states, forces and bodies are identities."""
    return "threat-actor" if kind in THREATS else "identity"


def confidence_word(number: int) -> str | None:
    """Low, moderate or high by appendix A; None for 0, which says that none is given."""
    if number < 1:
        return None
    return "low" if number < 30 else "moderate" if number < 70 else "high"
