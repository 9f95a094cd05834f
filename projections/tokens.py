"""Page tokens: opaque to clients, plain JSON in base64url to us."""

import base64
import binascii
from typing import Any

import orjson

from domain.errors import Refused


def write(*parts: object) -> str:
    """A token that says where a page ended."""
    return base64.urlsafe_b64encode(orjson.dumps(parts)).decode().rstrip("=")


def read(token: str, *types: type) -> list[Any]:
    """The parts of a token; raises Refused for one that this system did not write."""
    try:
        parts = orjson.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (binascii.Error, ValueError):
        raise _strange() from None
    if not isinstance(parts, list) or [type(part) for part in parts] != list(types):
        raise _strange()
    if not all(map(_may_be_asked, parts)):
        raise _strange()
    return parts


def _may_be_asked(part: object) -> bool:
    """Whether every database takes it: whole numbers of 64 bits, text without NUL."""
    if isinstance(part, int):
        return -(2**63) <= part < 2**63
    return not (isinstance(part, str) and "\0" in part)


def _strange() -> Refused:
    return Refused.at("/after", "is not a token of this list; take the `next` of its last page")
