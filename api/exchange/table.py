"""CSV and NDJSON of our own facts, out and in, with a column mapping.

A column is a field's name (``quote.exact`` for a field in an object); lists are joined by
``;`` or written as JSON. Rows of type ``actor_registered``, ``source_registered`` and
``report_filed`` register; so an export is complete in itself.
"""

import csv
import io
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from api.exchange.incoming import File, Found, today
from api.exchange.outgoing import Export, Record
from api.exchange.reading import by_columns, header, in_column, is_json, lines, table
from api.strictly import parse_json
from domain.batches import Row, Unread, slug
from domain.errors import Refused, StancelineError
from domain.events import FACT_TYPE_BY_NAME, FACT_TYPES
from domain.events.base import posted
from domain.registrations import REGISTRATION_BY_EVENT, REGISTRATIONS, Registration, Report
from domain.validation import validate, validate_fact

KEY = "key"
"""The column that holds the dataset's own id of a row; ``id`` where there is none."""
LISTS = frozenset({"toward", "parties", "attribution", "aliases"})
OBJECTS = frozenset({"quote", "fatalities"})
NUMBERS = frozenset(
    {"personnel", "credibility", "quote.start", "fatalities.low", "fatalities.best"}
    | {"fatalities.high", "latitude", "longitude"}
)
CLOSED = frozenset({"comparator"})
"""Columns whose few values begin as formulas do and are none: ``=`` alone is text."""
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_INNER = {"quote": ("exact", "start"), "fatalities": ("low", "best", "high")}


def columns() -> list[str]:
    """Every column there is: those of all facts first."""
    names = dict.fromkeys(["type", "id", "report", "attribution", "occurred", "actor", "toward"])
    for model in (*FACT_TYPES, *REGISTRATIONS):
        for name in model.model_fields:
            inner = _INNER.get(name)
            names.update(dict.fromkeys([f"{name}.{i}" for i in inner] if inner else [name]))
    return list(names)


@cache
def names() -> frozenset[str]:
    """What a row may have: every column, whole objects, and its own id."""
    return frozenset({*columns(), *OBJECTS, KEY})


def template() -> str:
    """A CSV with every column and an example of every event type to overwrite."""
    rows = [{"type": name, **cls.example} for name, cls in FACT_TYPE_BY_NAME.items()]
    registered = [{"type": cls.event_type, **cls.example} for cls in REGISTRATIONS]
    return "".join(part.decode() for part in _written(iter([*registered, *rows])))


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The rows; a table of our own facts has no release, so its id is the series'."""
    release = Report(
        id=f"table-{slug(file.dataset)}", title=file.name, publisher="nobody", published=today()
    )
    return release, (), _rows(file)


def _rows(file: File) -> Found:
    mapping = file.mapping or {}
    for place, record in _records(file):
        if isinstance(record, StancelineError):
            yield Unread(place, record.detail)
            continue
        mapped = _mapped(record, mapping)
        try:
            yield _row(place, mapped)
        except StancelineError as error:
            yield Unread(place, by_columns(error, mapping), _key(mapped))


def _records(file: File) -> Iterator[tuple[str, Record | StancelineError]]:
    if is_json(file.path):
        _check_fields(file.mapping or {})
        for number, line in lines(file.path):
            yield f"line {number}", line if isinstance(line, StancelineError) else _line(line, file)
        return
    _check_header(header(file.path, file.name), file.mapping or {})
    for found in table(file.path, file.name):
        if isinstance(found, Unread):
            yield found.place, Refused.at("", found.why)
        else:
            yield found.place, {k: _unguarded(v) for k, v in found.cells.items() if v}


def _line(line: bytes, file: File) -> Record | StancelineError:
    try:
        value = parse_json(line)
    except StancelineError as error:
        return error
    if not isinstance(value, dict):
        return Refused.at("", "is not a JSON object")
    unknown = [name for name in value if name not in names()]
    if unknown and not file.mapping:
        return in_column(unknown[0], "is not a field; map it or leave it out")
    return value


def _key(record: Record) -> str | None:
    """The row's own id, where that much can be read."""
    found = record.get(KEY) or record.get("id")
    return found if isinstance(found, str) else None


def _check_fields(mapping: dict[str, str]) -> None:
    for field in mapping:
        if field not in {*columns(), KEY}:
            raise Refused.at("/map", f"{field!r} is not a field")


def _check_header(header: list[str], mapping: dict[str, str]) -> None:
    """Unknown columns are errors, unless a mapping says which columns count."""
    _check_fields(mapping)
    known = {*columns(), KEY}
    for column in mapping.values():
        if not column.startswith("=") and column not in header:
            raise Refused.at("/map", f"there is no column {column!r}")
    unknown = [name for name in header if name not in known]
    if unknown and not mapping:
        why = "is not a field; map it or leave it out (stanceline template prints the columns)"
        raise Refused.at("", f"line 1: column {unknown[0]!r} {why}")
    if "type" not in header and "type" not in mapping:
        raise Refused.at("", "line 1: there is no column 'type'; map it, or --map type==WORD")


def _mapped(record: Record, mapping: dict[str, str]) -> Record:
    """Fields from the columns that the mapping names; ``FIELD==WORD`` is the same for all."""
    used = set(mapping.values())
    kept = {name: value for name, value in record.items() if name not in used}
    named = {
        field: column[1:] if column.startswith("=") else record.get(column)
        for field, column in mapping.items()
    }
    return {**kept, **named}


def _row(place: str, record: Record) -> Row:
    fields = _nested({k: v for k, v in record.items() if k in names() and v not in (None, "")})
    key, kind = fields.pop(KEY, None), fields.get("type")
    if kind in REGISTRATION_BY_EVENT:
        del fields["type"]
        thing = validate(REGISTRATION_BY_EVENT[kind], fields)
        return Row(place, f"{thing.noun}:{thing.id}", None, (thing,))
    fact = validate_fact(fields)
    made = posted(fact)
    return Row(place, str(key or made.id), fact, digest=made.content_id.replace("-", "")[:16])


def _nested(flat: Record) -> Record:
    found: Record = {}
    for name, value in flat.items():
        outer, dot, inner = name.partition(".")
        if dot:
            found.setdefault(outer, {})[inner] = _cell(name, value)
        else:
            found[name] = _cell(name, value)
    return found


def _cell(name: str, value: Any) -> Any:
    """A cell's text as the field's value; raises Refused."""
    if not isinstance(value, str):
        return value
    if name in NUMBERS:
        return _number(name, value)
    if name == "denied":
        return {"true": True, "false": False}.get(value.strip().lower(), value)
    if name in LISTS or name == "external_ids":
        if value.lstrip()[:1] in ("[", "{"):
            return parse_json(value.encode())
        return [part.strip() for part in value.split(";") if part.strip()]
    return value


def _number(name: str, value: str) -> int | float:
    try:
        return float(value) if name in ("latitude", "longitude") else int(value)
    except ValueError:
        raise Refused.at("/" + name.replace(".", "/"), f"{value!r} is not a number") from None


def write(export: Export) -> Iterator[bytes]:
    """What is registered, then the facts."""
    return _written(_exported(export))


def _exported(export: Export) -> Iterator[Record]:
    for kind in REGISTRATIONS:
        for body in export.registered(kind.noun):
            yield {**body, "type": kind.event_type}
    for standing in export.facts():
        yield {k: v for k, v in standing.body.items() if k not in ("content_id", "imported")}


def _written(records: Iterator[Record]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns(), lineterminator="\n")
    writer.writeheader()
    for record in records:
        writer.writerow(_flat(record))
        if buffer.tell() > 64 * 1024:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def _flat(record: Record) -> Record:
    found: Record = {}
    for name, value in record.items():
        if name in OBJECTS:
            found |= {f"{name}.{inner}": v for inner, v in value.items()}
        elif isinstance(value, list | tuple):
            plain = all(";" not in v and not v.startswith("[") and v == v.strip() for v in value)
            found[name] = ";".join(value) if plain else json.dumps(value, ensure_ascii=False)
        elif isinstance(value, dict):
            found[name] = json.dumps(value, ensure_ascii=False)
        else:
            found[name] = str(value).lower() if isinstance(value, bool) else value
    return {name: _guarded(name, value) for name, value in found.items()}


def _guarded(name: str, value: Any) -> Any:
    """Text that a spreadsheet would take for a formula, behind an apostrophe.

    OWASP, CSV injection. ``_unguarded`` takes the apostrophe away again, so nothing is lost.
    """
    if isinstance(value, str) and name not in CLOSED and _FORMULA.match(value):
        return f"'{value}"
    return value


def _unguarded(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
