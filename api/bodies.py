"""Request bodies: bounded, strictly JSON, read before anything is believed."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request

from api.strictly import parse_json
from domain.errors import TooLarge, UnknownMedia

LIMIT = 2**20
"""Bytes of a body, or of a line of NDJSON, at the most (SEMANTICS section 7)."""
JSON = "application/json"
NDJSON = "application/x-ndjson"


def media_type(request: Request, *accepted: str) -> str:
    """The content type of the request; raises UnknownMedia for one not accepted."""
    header = request.headers.get("content-type", "")
    media, _, parameters = header.partition(";")
    charset = parameters.replace('"', "").replace(" ", "").lower()
    if media.strip().lower() not in accepted or charset not in ("", "charset=utf-8"):
        raise UnknownMedia(
            f"content type {header or 'missing'!r} is not read here; send {' or '.join(accepted)}"
        )
    return media.strip().lower()


async def json_body(request: Request) -> Any:
    """The JSON value of the body."""
    media_type(request, JSON)
    return parse_json(await whole_body(request))


async def whole_body(request: Request) -> bytes:
    """All bytes of the body; raises TooLarge beyond LIMIT without reading on."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > LIMIT:
        raise _too_large("body")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LIMIT:
            raise _too_large("body")
        parts.append(part)
    return b"".join(parts)


async def lines(request: Request) -> AsyncIterator[bytes | TooLarge]:
    """The lines of an NDJSON body one by one; one that is too long is an error in its place."""
    buffer = bytearray()
    skipping = False
    async for part in request.stream():
        start = 0
        while (end := part.find(b"\n", start)) >= 0:
            if skipping or len(buffer) + end - start > LIMIT:
                yield _too_large("line")
            else:
                yield bytes(buffer) + part[start:end]
            buffer.clear()
            skipping = False
            start = end + 1
        if not skipping:
            buffer += part[start:]
        if len(buffer) > LIMIT:
            skipping = True
            buffer.clear()
    if skipping:
        yield _too_large("line")
    elif buffer:
        yield bytes(buffer)


def _too_large(what: str) -> TooLarge:
    return TooLarge(f"the {what} has more than {LIMIT} bytes; send smaller ones, or NDJSON")
