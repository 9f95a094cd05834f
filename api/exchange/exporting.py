"""Exports as the API and the command line ask for them."""

from collections.abc import Iterator
from pathlib import Path

from api.exchange import formats
from api.exchange.outgoing import Export, unseen
from domain.days import OPEN
from domain.errors import Refused
from projections.asking import require
from projections.coordinates import Coordinates, position_at
from projections.snapshots import Snapshot
from projections.standing import Cut
from projections.store import Progress, Store

PART = 64 * 1024
"""Bytes that are handed on together."""


def prepared(
    store: Store,
    snapshot: Snapshot,
    at: Coordinates,
    actor: str | None,
    given: frozenset[str],
    progress: Progress = unseen,
) -> Export:
    """The export of these coordinates; raises Refused, NotReached."""
    position = position_at(snapshot, at.recorded_by)
    if actor is not None:
        require(snapshot, "actor", actor, position, parameter="actor")
    day = at.as_of if "as_of" in given else OPEN
    return Export(store, snapshot, at, Cut(position, at.known_by, day, actor), given, progress)


def parts(format: str, export: Export) -> Iterator[bytes]:
    """The bytes of an export, as they are made."""
    return _together(formats.module_of(format, formats.OUTGOING).write(export))


def _together(made: Iterator[bytes]) -> Iterator[bytes]:
    """Small parts as larger ones.

    A format hands on what it has made, down to a single fact. An answer over HTTP pays for every
    part with a way from a thread to the loop and on to the socket.
    """
    gathered, size = list[bytes](), 0
    for part in made:
        gathered.append(part)
        size += len(part)
        if size >= PART:
            yield b"".join(gathered)
            gathered, size = [], 0
    if gathered:
        yield b"".join(gathered)


def to_folder(format: str, export: Export, folder: Path) -> int:
    """Write a format that is a folder; returns the number of files."""
    module = formats.module_of(format, formats.OUTGOING)
    if not hasattr(module, "write_folder"):
        raise Refused.at("/output", f"{format} is one file, not a folder")
    if folder.exists() and any(folder.iterdir()):
        raise Refused.at("/output", f"{folder} is not empty")
    count: int = module.write_folder(export, folder)
    return count
