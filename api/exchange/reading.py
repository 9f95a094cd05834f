"""Files read a part at a time: tables, lines, JSON; what is broken is said with its place."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple

import ijson

from api.strictly import LIMIT
from domain.batches import Unread
from domain.errors import Malformed, Refused, StancelineError, TooLarge

LINE = 8 * LIMIT
"""Bytes of a line, or characters of a cell, at the most: an event with the text of its report."""
_SNIFFED = 512

csv.field_size_limit(LINE)


class Line(NamedTuple):
    """A line of a table that has as many cells as its header."""

    place: str
    cells: dict[str, str]


def text(path: Path) -> IO[str]:
    """The file as text, UTF-8 with or without a byte order mark."""
    return path.open(encoding="utf-8-sig", newline="")


def is_json(path: Path) -> bool:
    """Whether the file's first sign opens a JSON object or array."""
    with path.open("rb") as stream:
        start = stream.read(_SNIFFED).removeprefix(b"\xef\xbb\xbf").lstrip()
    return start[:1] in (b"{", b"[")


def header(path: Path, name: str, delimiter: str = ",") -> list[str]:
    """The columns of a table; raises Malformed, Refused for one that stands twice."""
    with text(path) as stream:
        found = next(_records(stream, name, delimiter), (0, []))[1]
    for column in found:
        if found.count(column) > 1:
            raise Refused.at("", f"{name}: the column {column!r} stands twice in the header")
    return found


def table(path: Path, name: str, delimiter: str = ",") -> Iterator[Line | Unread]:
    """The lines of a table below its header; raises Malformed where it is none.

    The place of a record that goes over several lines is its first one.
    """
    columns = header(path, name, delimiter)
    with text(path) as stream:
        records = _records(stream, name, delimiter)
        next(records, None)
        for number, cells in records:
            place = f"line {number}"
            if len(cells) == len(columns):
                yield Line(place, dict(zip(columns, cells, strict=True)))
            elif cells:
                why = f"has {len(cells)} cells where the header has {len(columns)} columns"
                yield Unread(place, why)


def _records(stream: IO[str], name: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    number = 1
    try:
        for cells in reader:
            yield number, cells
            number = reader.line_num + 1
    except csv.Error as error:
        raise Malformed(f"{name}, line {number}: is no CSV: {error}") from None
    except UnicodeDecodeError as error:
        raise Malformed(f"{name}: after line {number - 1}: is not UTF-8: {error.reason}") from None


def required(columns: set[str], found: list[str], what: str) -> None:
    """Raise Refused where columns are missing."""
    missing = sorted(columns - set(found))
    if missing:
        names = ", ".join(missing)
        raise Refused.at("", f"line 1: {what} needs the columns {names}; this file has not")


def lines(path: Path) -> Iterator[tuple[int, bytes | TooLarge]]:
    """(number, line) of every line that is not blank; what is too long is not read whole."""
    with path.open("rb") as stream:
        number = 0
        while line := stream.readline(LINE + 1):
            number += 1
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if len(line) > LINE:
                _skip(stream, line)
                yield number, TooLarge(f"the line is longer than {LINE} bytes")
            elif line.strip():
                yield number, line


def _skip(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(LINE)


def json_items(path: Path, name: str, prefix: str) -> Iterator[Any]:
    """The elements under a path of a JSON file, one at a time; raises Malformed."""
    with path.open("rb") as stream:
        try:
            yield from ijson.items(stream, prefix, use_float=True)
        except (ijson.JSONError, UnicodeDecodeError, ValueError) as error:
            raise Malformed(f"{name} is not JSON: {error}") from None


def json_member(path: Path, name: str, prefix: str) -> Any:
    """The first value under a path of a JSON file, such as ``type``; None where there is none."""
    return next(json_items(path, name, prefix), None)


def whole(cells: dict[str, str], column: str) -> int:
    """A cell as a whole number; raises Refused with the column."""
    try:
        return int(cells[column])
    except (KeyError, ValueError):
        raise _no_number(cells, column, "a whole number") from None


def decimal(cells: dict[str, str], column: str) -> float:
    """A cell as a number; raises Refused with the column."""
    try:
        return float(cells[column])
    except (KeyError, ValueError):
        raise _no_number(cells, column, "a number") from None


def _no_number(cells: dict[str, str], column: str, what: str) -> Refused:
    return in_column(column, f"{cells.get(column, '')!r} is not {what}")


def in_column(column: str, why: str) -> Refused:
    """A finding in one cell."""
    return Refused.at("", f"column {column!r}: {why}")


def by_columns(error: StancelineError, columns: dict[str, str]) -> str:
    """The findings in the file's own words; ``columns`` names the column of a field."""
    said = []
    for finding in error.findings:
        parts = [part for part in finding.pointer.split("/")[1:] if not part.isdecimal()]
        field = ".".join(parts)
        place = f"column {columns.get(field, field)!r}: " if field else ""
        said.append(place + finding.detail)
    return "; ".join(said) or error.detail
