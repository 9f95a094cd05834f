"""ACLED in: the user's own export, mapped from the codebook's column names.

Each row tells when it was last changed (``timestamp``), so it rests on ACLED's update of that
day; what a fact has no field for stays in ``note`` as one JSON object under ``acled``.
No row of ACLED is shipped or tested with: its terms do not allow it.
"""

import json
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import Any

from api.exchange.incoming import File, Found, today
from api.exchange.reading import (
    by_columns,
    decimal,
    header,
    in_column,
    required,
    table,
    text,
    whole,
)
from domain.batches import Deleted, Row, Unread, slug
from domain.errors import StancelineError
from domain.events.counts import IncidentRecorded
from domain.registrations import Actor, Registration, Report, Source
from domain.validation import validate

PUBLISHER = Source(id="acled", name="Armed Conflict Location & Event Data")
NEEDED = {"event_id_cnty", "event_date", "time_precision", "event_type", "actor1", "fatalities"}
CARRIED = {"event_date", "actor1", "actor2", "latitude", "longitude", "fatalities", "timestamp"} | {
    "notes",
    "sub_event_type",
    "year",
}
INTER = {
    "1": "government_force",
    "2": "armed_group",
    "3": "armed_group",
    "4": "militia",
    "5": "rioters",
    "6": "protesters",
    "7": "civilians",
    "8": "external_force",
}
"""Kinds of actors by the codebook's ``inter`` codes."""
WORDS = {
    "state force": "1",
    "rebel group": "2",
    "political militia": "3",
    "identity militia": "4",
    "rioter": "5",
    "protester": "6",
    "civilian": "7",
    "external/other force": "8",
    "other": "8",
}
"""The codes in words: "Rebel group" in an export, "Rebel Groups" in the codebook."""
DELETED = {"event_id_cnty", "deleted_timestamp"}
"""The columns of ACLED's list of deleted rows."""
COLUMN = {"occurred": "event_date", "quote.exact": "notes", "kind": "sub_event_type"} | {
    "fatalities.best": "fatalities",
    "actor": "actor1",
    "toward": "actor2",
    "place": "location",
    "note": "source",
}
"""The column that a field comes from, where its name is another one."""


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The export as a report, and its rows; raises Refused, Malformed where it is none."""
    sign = _delimiter(file)
    columns = header(file.path, file.name, sign)
    deletions = set(columns) >= DELETED and "event_date" not in columns
    if not deletions:
        required(NEEDED, columns, "ACLED")
    id = f"acled-export-{file.digest[:12]}"
    release = file.report_named(id) or Report(
        id=id,
        title=f"ACLED export {file.name}",
        publisher=PUBLISHER.id,
        published=file.published or today(),
    )
    return release, (PUBLISHER, release), _rows(file, release, sign, deletions)


def _delimiter(file: File) -> str:
    """ACLED's export tool writes commas or semicolons."""
    with text(file.path) as stream:
        try:
            sample = stream.readline(10_000)
        except UnicodeDecodeError:
            return ","
    return ";" if sample.count(";") > sample.count(",") else ","


def _rows(file: File, release: Report, sign: str, deletions: bool) -> Found:
    for line in table(file.path, file.name, sign):
        if isinstance(line, Unread):
            yield line
            continue
        row = {name: value.strip() for name, value in line.cells.items()}
        key = row["event_id_cnty"]
        try:
            if not key:
                raise in_column("event_id_cnty", "is empty, so the row cannot be told from others")
            if deletions:
                report = _update(row, "deleted_timestamp", release)
                yield Deleted(line.place, key, report, (PUBLISHER, report))
            else:
                yield _row(line.place, key, row, file, release)
        except StancelineError as error:
            yield Unread(line.place, by_columns(error, COLUMN), key or None)


def _row(place: str, key: str, row: dict[str, str], file: File, release: Report) -> Row:
    sides = [_actor(row, number, file) for number in "12" if row.get(f"actor{number}")]
    if not row["actor1"]:
        raise in_column("actor1", "is empty")
    report = _update(row, "timestamp", release)
    names = [side.id for side in sides]
    fields: dict[str, Any] = {
        "type": "incident_recorded",
        "report": report.id,
        "occurred": occurred(row["time_precision"], row["event_date"]),
        "quote": {"exact": row.get("notes") or _said(row)},
        "mode": "quoted" if row.get("notes") else "paraphrase",
        "actor": names[0],
        "toward": [name for name in names[1:] if name != names[0]],
        "kind": row.get("sub_event_type") or row["event_type"],
        "place": _place(row),
        **{name: decimal(row, name) for name in ("latitude", "longitude") if row.get(name)},
        "fatalities": {"best": whole(row, "fatalities")},
        "note": json.dumps(
            {"acled": {k: v for k, v in row.items() if k not in CARRIED and v}}, ensure_ascii=False
        ),
    }
    fact = validate(IncidentRecorded, {k: v for k, v in fields.items() if v is not None})
    return Row(place, key, fact, (*sides, PUBLISHER, report))


def occurred(precision: str, day: str) -> str:
    """EDTF of ``time_precision``: 1 the day, 2 some day of its week, 3 some day of its month.

    The codebook gives a day in the middle of the week or of the month; a week is taken as
    three days to both sides, a month as the calendar month.
    """
    try:
        when = _day(day)
    except ValueError:
        raise in_column("event_date", f"{day!r} is not a day like 2024-03-09") from None
    if precision == "1":
        return when.isoformat()
    if precision == "2":
        return f"[{when - timedelta(days=3)}..{when + timedelta(days=3)}]"
    if precision == "3":
        return when.isoformat()[:7]
    raise in_column("time_precision", f"{precision!r} is not 1, 2 or 3")


def _day(text: str) -> Date:
    """``2024-03-09`` or the older ``09 March 2024``."""
    try:
        return Date.fromisoformat(text)
    except ValueError:
        return datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC).date()


def _update(row: dict[str, str], column: str, release: Report) -> Report:
    """ACLED's update of the day on which the row was last changed, or deleted."""
    if not row.get(column):
        return release
    try:
        day = datetime.fromtimestamp(whole(row, column), UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        raise in_column(column, f"{row[column]!r} are not seconds since 1970") from None
    title = f"ACLED, update of {day}"
    return Report(id=f"acled-{day}", title=title, publisher=PUBLISHER.id, published=day)


def _actor(row: dict[str, str], number: str, file: File) -> Actor:
    """ACLED has no ids of actors: the name is the id."""
    name = row[f"actor{number}"]
    known = file.actor_of("acled", name)
    id = known or f"acled-{slug(name)}"
    kind = kind_of(row.get(f"inter{number}", ""))
    return Actor(id=id, name=name, kind=kind, external_ids={"acled": name})


def kind_of(inter: str) -> str:
    """The kind of an actor by its ``inter``, as a number or in words, one or several."""
    word = inter.lower()
    return INTER.get(WORDS.get(word, WORDS.get(word.removesuffix("s"), word)), "unknown")


def _place(row: dict[str, str]) -> str | None:
    parts = [row.get(n, "") for n in ("location", "admin3", "admin2", "admin1", "country")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _said(row: dict[str, str]) -> str:
    return f"{row['event_type']}, {row['actor1']}, {row['event_date']}"
