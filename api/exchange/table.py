"""CSV and NDJSON of our own facts, out and in, with a column mapping.

A column is a field's name (``quote.exact`` for a field in an object); lists are joined by
``;`` or written as JSON. Rows of type ``actor_registered``, ``source_registered`` and
``report_filed`` register; so an export is complete in itself.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from api.bodies import parse_json
from api.exchange.incoming import File, Found, today
from api.exchange.outgoing import Export, Record
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
_INNER = {"quote": ("exact", "start"), "fatalities": ("low", "best", "high")}


def columns() -> list[str]:
    """Every column there is: those of all facts first."""
    names = dict.fromkeys(["type", "id", "report", "attribution", "occurred", "actor", "toward"])
    for model in (*FACT_TYPES, *REGISTRATIONS):
        for name in model.model_fields:
            inner = _INNER.get(name)
            names.update(dict.fromkeys([f"{name}.{i}" for i in inner] if inner else [name]))
    return list(names)


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
        try:
            yield _row(place, _mapped(record, mapping))
        except StancelineError as error:
            yield Unread(place, _in_columns(error, mapping))


def _records(file: File) -> Iterator[tuple[str, Record | StancelineError]]:
    with file.text() as stream:
        start = stream.read(512).lstrip()[:1]
        stream.seek(0)
        if start == "{":
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"line {number}", _line(line.lstrip("\ufeff"))
            return
        reader = csv.DictReader(stream)
        _check_header(list(reader.fieldnames or ()), file.mapping or {})
        for row in reader:
            place = f"line {reader.line_num}"
            if None in row:
                yield place, Refused.at("", "has more cells than the header has columns")
            else:
                yield place, {k: v for k, v in row.items() if v}


def _line(line: str) -> Record | StancelineError:
    try:
        value = parse_json(line.encode())
    except StancelineError as error:
        return error
    return value if isinstance(value, dict) else Refused.at("", "is not a JSON object")


def _check_header(header: list[str], mapping: dict[str, str]) -> None:
    """Unknown columns are errors, unless a mapping says which columns count."""
    known = {*columns(), KEY}
    for field, column in mapping.items():
        if field not in known:
            raise Refused.at("/map", f"{field!r} is not a field")
        if not column.startswith("=") and column not in header:
            raise Refused.at("/map", f"there is no column {column!r}")
    unknown = [name for name in header if name not in known]
    if unknown and not mapping:
        raise Refused.at("", f"column {unknown[0]!r} is not a field; map it or leave it out")


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
    known = {*columns(), KEY, *OBJECTS}
    fields = _nested({k: v for k, v in record.items() if k in known and v not in (None, "")})
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


def _in_columns(error: StancelineError, mapping: dict[str, str]) -> str:
    """The findings with the file's own column names."""
    said = []
    for finding in error.findings:
        parts = [part for part in finding.pointer.split("/")[1:] if not part.isdecimal()]
        field = ".".join(parts)
        place = f"column {mapping.get(field, field)!r}: " if field else ""
        said.append(place + finding.detail)
    return "; ".join(said) or error.detail


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
    return found
