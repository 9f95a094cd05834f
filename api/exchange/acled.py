"""ACLED in: the user's own export, mapped from the codebook's column names.

Each row tells when it was last changed (``timestamp``), so it rests on ACLED's update of that
day; what a fact has no field for stays in ``note`` as one JSON object under ``acled``.
No row of ACLED is shipped or tested with: its terms do not allow it.
"""

import csv
import json
from datetime import UTC, datetime, timedelta
from datetime import date as Date
from typing import Any

from api.exchange.incoming import File, Found, required, today
from domain.batches import Row, Unread, slug
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
"""Kinds of actors by the codebook's ``inter`` codes, as numbers or as words."""
WORDS = {
    "state forces": "1",
    "rebel group": "2",
    "political militia": "3",
    "identity militia": "4",
    "rioters": "5",
    "protesters": "6",
    "civilians": "7",
    "external/other forces": "8",
}


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The export as a report, and its rows."""
    id = f"acled-export-{file.digest[:12]}"
    release = file.report_named(id) or Report(
        id=id,
        title=f"ACLED export {file.name}",
        publisher=PUBLISHER.id,
        published=file.published or today(),
    )
    return release, (PUBLISHER, release), _rows(file, release)


def _rows(file: File, release: Report) -> Found:
    with file.text() as stream:
        sample = stream.readline()
        stream.seek(0)
        reader = csv.DictReader(stream, delimiter=";" if sample.count(";") > 5 else ",")
        required(NEEDED, list(reader.fieldnames or ()), "ACLED")
        for row in reader:
            place = f"line {reader.line_num}"
            try:
                yield _row(
                    place, {k: (v or "").strip() for k, v in row.items() if k}, file, release
                )
            except StancelineError as error:
                yield Unread(place, error.detail)
            except (KeyError, ValueError, OverflowError) as error:
                yield Unread(place, f"cannot be read: {error}")


def _row(place: str, row: dict[str, str], file: File, release: Report) -> Row:
    key = row["event_id_cnty"]
    if not key:
        raise ValueError("the row has no event_id_cnty")
    sides = [_actor(row, number, file) for number in "12" if row.get(f"actor{number}")]
    report = _update(row, release)
    deaths = int(row["fatalities"])
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
        **{n: float(row[n]) for n in ("latitude", "longitude") if row.get(n)},
        "fatalities": {"best": deaths},
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
    when = _day(day)
    if precision == "1":
        return when.isoformat()
    if precision == "2":
        return f"[{when - timedelta(days=3)}..{when + timedelta(days=3)}]"
    if precision == "3":
        return when.isoformat()[:7]
    raise ValueError(f"time_precision {precision!r} is not 1, 2 or 3")


def _day(text: str) -> Date:
    """``2024-03-09`` or the older ``09 March 2024``."""
    try:
        return Date.fromisoformat(text)
    except ValueError:
        return datetime.strptime(text, "%d %B %Y").replace(tzinfo=UTC).date()


def _update(row: dict[str, str], release: Report) -> Report:
    """ACLED's update of the day on which the row was last changed."""
    if not row.get("timestamp"):
        return release
    day = datetime.fromtimestamp(int(row["timestamp"]), UTC).date().isoformat()
    title = f"ACLED, update of {day}"
    return Report(id=f"acled-{day}", title=title, publisher=PUBLISHER.id, published=day)


def _actor(row: dict[str, str], number: str, file: File) -> Actor:
    """ACLED has no ids of actors: the name is the id."""
    name = row[f"actor{number}"]
    code = row.get(f"inter{number}", "").lower()
    kind = INTER.get(WORDS.get(code, code), "armed_group")
    known = file.actor_of("acled", name)
    id = known or f"acled-{slug(name)}"
    return Actor(id=id, name=name, kind=kind, external_ids={"acled": name})


def _place(row: dict[str, str]) -> str | None:
    parts = [row.get(n, "") for n in ("location", "admin3", "admin2", "admin1", "country")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _said(row: dict[str, str]) -> str:
    return f"{row['event_type']}, {row['actor1']}, {row['event_date']}"
