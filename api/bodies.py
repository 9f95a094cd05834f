"""Request bodies: bounded, strictly JSON, read before anything is believed."""

from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request

from api.strictly import LIMIT, parse_json, too_large
from domain.errors import UnknownMedia

JSON = "application/json"
NDJSON = "application/x-ndjson"
RUN = 500
"""Lines that are handed on together, at the most."""
RUN_BYTES = 2**20
"""Bytes of lines from which on they are handed on: what is read ahead stays in bounds."""


def check_coding(request: Request) -> None:
    """Raise UnknownMedia for a body that is compressed, or said to be (RFC 9110, section 8.4)."""
    coding = request.headers.get("content-encoding", "")
    if coding.lower() not in ("", "identity"):
        raise UnknownMedia(f"content coding {coding!r} is not read here; send the body as it is")


def media_type(request: Request, *accepted: str) -> str:
    """The content type of the request; raises UnknownMedia for one not accepted."""
    check_coding(request)
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
        raise too_large("body")
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > LIMIT:
            raise too_large("body")
        parts.append(part)
    return b"".join(parts)


async def runs(request: Request) -> AsyncIterator[list[bytes]]:
    """The lines of an NDJSON body, some at a time; of one that is too long its beginning."""
    found: list[bytes] = []
    size = 0
    rest = bytearray()
    async for part in request.stream():
        first, *more = part.split(b"\n")
        rest += first
        for following in more:
            found.append(bytes(rest))
            size += len(rest)
            rest = bytearray(following)
            if len(found) == RUN or size >= RUN_BYTES:
                yield found
                found, size = [], 0
        del rest[LIMIT + 1 :]
    if rest:
        found.append(bytes(rest))
    if found:
        yield found
