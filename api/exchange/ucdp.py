"""UCDP GED in: every row of the Georeferenced Event Dataset as an incident.

Columns as in GED 23.1 (codebook: Högbladh 2023); ``docs/exchange.md`` has the table. What a
fact has no field for stays in ``note`` as one JSON object under ``ucdp_ged``.
"""

import json
import re
from collections.abc import Iterator
from datetime import date as Date
from datetime import timedelta
from typing import Any

from api.exchange.incoming import File, Found, release
from api.exchange.reading import (
    Line,
    by_columns,
    decimal,
    header,
    in_column,
    is_json,
    json_items,
    required,
    table,
    whole,
)
from domain.batches import Row, Unread, slug
from domain.days import day_of
from domain.errors import Refused, StancelineError
from domain.events.counts import IncidentRecorded
from domain.registrations import Actor, Registration, Report, Source
from domain.validation import validate

PUBLISHER = Source(id="ucdp", name="Uppsala Conflict Data Program")
VIOLENCE = {"1": "state-based conflict", "2": "non-state conflict", "3": "one-sided violence"}
CIVILIANS = "9999"
CARRIED = {"side_a", "side_b", "side_a_new_id", "side_b_new_id", "latitude", "longitude"} | {
    "date_start",
    "date_end",
    "best",
    "high",
    "low",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "year",
    "geom_wkt",
    "type_of_violence",
}
"""Columns that have a field of their own, or follow from one that has."""
NEEDED = {"id", "side_a", "side_a_new_id", "side_b", "side_b_new_id", "type_of_violence"} | {
    "date_prec",
    "date_start",
    "date_end",
    "best",
    "high",
    "low",
}
_VERSION = re.compile(r"(?:ged\D{0,7}?|v)(\d\d)[._-]?(\d{1,2})(?!\d)", re.IGNORECASE)
_ARTICLE = re.compile(r"(?P<office>[^\d\"].*?)[\s,]+(?P<day>\d{4}-\d\d-\d\d)\b[\s,:]*(?P<words>.*)")


COLUMN = {"occurred": "date_start", "kind": "type_of_violence", "place": "where_coordinates"} | {
    "quote.exact": "source_article",
    "actor": "side_a_new_id",
    "toward": "side_b_new_id",
    "note": "source_original",
}
"""The column that a field comes from, where its name is another one."""
LONG = 20_000
"""Characters of a text field at the most (``domain.words.Text``)."""


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The release that the file is, and its rows; raises Refused, Malformed where it is none."""
    if not is_json(file.path):
        required(NEEDED, header(file.path, file.name), "UCDP GED")
    found = _VERSION.search(file.name)
    version = f"{found[1]}.{found[2]}" if found else None
    title = f"UCDP Georeferenced Event Dataset {version or ''} ({file.dataset})".replace("  ", " ")
    report, needs = release(file, PUBLISHER, title, f"ged-{version}" if version else None)
    return report, needs, _rows(file, report, needs)


def _rows(file: File, report: Report, needs: tuple[Registration, ...]) -> Found:
    for line in _features(file) if is_json(file.path) else table(file.path, file.name):
        if isinstance(line, Unread):
            yield line
            continue
        key = line.cells.get("id", "").strip() or None
        try:
            yield _row(line.place, line.cells, file, report, needs)
        except StancelineError as error:
            yield Unread(line.place, by_columns(error, COLUMN), key)


def _features(file: File) -> Iterator[Line | Unread]:
    """The features of a collection; raises Refused where there are none."""
    number = 0
    for number, feature in enumerate(json_items(file.path, file.name, "features.item"), 1):
        place = f"feature {number}"
        properties = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(properties, dict):
            yield Unread(place, "has no properties")
            continue
        cells = {name: _text(value) for name, value in properties.items()}
        if missing := sorted(NEEDED - set(cells)):
            yield Unread(place, f"has no {', '.join(missing)}", cells.get("id"))
        else:
            yield Line(place, _placed(cells, feature.get("geometry")))
    if not number:
        raise Refused.at("", f"{file.name} has no features: it is no GeoJSON FeatureCollection")


def _placed(cells: dict[str, str], geometry: Any) -> dict[str, str]:
    """With the coordinates of the point, where the properties leave them out."""
    if cells.get("latitude") or not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return cells
    longitude, latitude = (*geometry.get("coordinates", ()), "", "")[:2]
    return {**cells, "longitude": _text(longitude), "latitude": _text(latitude)}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row(
    place: str, row: dict[str, str], file: File, release: Report, needs: tuple[Registration, ...]
) -> Row:
    key, start, end = row["id"].strip(), *_days(row)
    if not key:
        raise in_column("id", "is empty, so the row cannot be told from others")
    if row["type_of_violence"] not in VIOLENCE:
        raise in_column("type_of_violence", f"{row['type_of_violence']!r} is not 1, 2 or 3")
    warnings = list(_warnings(row))
    sides = [_actor(row, side, file) for side in "ab"]
    article = _article(row, day_of(start), day_of(release.published))
    if article is None:
        told: tuple[Registration, ...] = needs
        under, words = release, row.get("source_article") or _said(row)
    else:
        (under, words), told = article[:2], (article[2], article[0])
    note, cut = _note(row)
    fields = {
        "type": "incident_recorded",
        "report": under.id,
        "occurred": occurred(row["date_prec"], start, end),
        "quote": {"exact": words.strip()[:LONG] or _said(row)},
        "mode": "paraphrase",
        "actor": sides[0].id,
        "toward": [sides[1].id] if sides[1].id != sides[0].id else [],
        "kind": VIOLENCE[row["type_of_violence"]],
        "place": _place(row),
        **_coordinates(row),
        "fatalities": {name: whole(row, name) for name in ("low", "best", "high")},
        "note": note,
    }
    fact = validate(IncidentRecorded, {k: v for k, v in fields.items() if v is not None})
    return Row(place, key, fact, (*sides, *told), (*warnings, *cut))


def _days(row: dict[str, str]) -> tuple[str, str]:
    """Both days of a row; raises Refused where one is none or they stand the wrong way round."""
    for column in ("date_start", "date_end"):
        try:
            day_of(row[column][:10])
        except ValueError:
            raise in_column(column, f"{row[column]!r} is not a day like 2013-01-03") from None
    start, end = row["date_start"][:10], row["date_end"][:10]
    if end < start:
        raise in_column("date_end", f"{end} is before {start}, the date_start")
    return start, end


def occurred(precision: str, start: str, end: str) -> str:
    """EDTF of ``date_prec`` (codebook: 1 the day, 2 some of 2-6 days, 3 week, 4 month, 5 longer).

    The two days bound it. Where they are one although the precision says several, the bounds
    are what the precision says around that day. Raises Refused for another precision.
    """
    if precision not in ("1", "2", "3", "4", "5"):
        raise in_column("date_prec", f"{precision!r} is not 1, 2, 3, 4 or 5")
    if start != end:
        return f"[{start}..{end}]"
    if precision == "1":
        return start
    if precision in ("4", "5"):
        return start[:7] if precision == "4" else start[:4]
    day = Date.fromisoformat(start)
    before, after = (day.weekday(), 6 - day.weekday()) if precision == "3" else (5, 5)
    return f"[{day - timedelta(before)}..{day + timedelta(after)}]"


def _warnings(row: dict[str, str]) -> Iterator[str]:
    low, best, high = (whole(row, name) for name in ("low", "best", "high"))
    if not low <= best <= high:
        yield f"low {low}, best {best}, high {high} are not in order; kept as they are"
    if row["date_prec"] != "1" and row["date_start"][:10] == row["date_end"][:10]:
        yield f"date_prec {row['date_prec']} says several days, but the dates are one; widened"


def _actor(row: dict[str, str], side: str, file: File) -> Actor:
    id, name = row[f"side_{side}_new_id"].strip(), row[f"side_{side}"].strip()
    kind = "armed_group"
    if id == CIVILIANS:
        kind = "civilians"
    elif row.get(f"gwno{side}") or name.startswith("Government of"):
        kind = "government"
    number = whole({f"side_{side}_new_id": id}, f"side_{side}_new_id")
    known = file.actor_of("ucdp", id)
    return Actor(
        id=known or f"ucdp-actor-{id}", name=name, kind=kind, external_ids={"ucdp": number}
    )


def _article(row: dict[str, str], event: int, released: int) -> tuple[Report, str, Source] | None:
    """The last article of the row as a report, its words, and its source; None if not told.

    The last one, because only then had all been published that the row says.
    """
    found = [
        part
        for part in _articles(row)
        if slug(part[0], "") and event <= day_of(part[1]) <= released
    ]
    if not found:
        return None
    office, day, words = max(found, key=lambda part: part[1])
    source = Source(id=slug(office), name=office)
    said = f"{slug(words, '')[:60].strip('-')}" or "article"
    report = Report(
        id=f"{source.id[:100]}-{day}-{said}",
        title=words or f"{office}, {day}",
        publisher=source.id,
        published=day,
    )
    return report, words or row.get("source_article", ""), source


def _articles(row: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """(office, day, headline) of each article that the row tells apart."""
    offices, dates, heads = (
        [part.strip() for part in row.get(f"source_{name}", "").split(";")]
        for name in ("office", "date", "headline")
    )
    if len(offices) == len(dates) and offices != [""]:
        heads = heads if len(heads) == len(offices) else [""] * len(offices)
        parts = list(zip(offices, dates, heads, strict=True))
    elif match := _ARTICLE.fullmatch(row.get("source_article", "").strip()):
        parts = [(match["office"].strip(" ,"), match["day"], match["words"].strip(' "'))]
    else:
        parts = []
    for office, day, words in parts:
        try:
            day_of(day[:10])
        except ValueError:
            continue
        yield office, day[:10], words if words.strip(".,; ") else ""


def _place(row: dict[str, str]) -> str | None:
    parts = [row.get(n, "").strip() for n in ("where_coordinates", "adm_2", "adm_1", "country")]
    return ", ".join(dict.fromkeys(part for part in parts if part)) or None


def _coordinates(row: dict[str, str]) -> dict[str, float]:
    names = ("latitude", "longitude")
    return {name: decimal(row, name) for name in names if row.get(name)}


def _said(row: dict[str, str]) -> str:
    return f"{row['side_a']} - {row['side_b']}, {row['date_start'][:10]}, best {row['best']}"


def _note(row: dict[str, str]) -> tuple[str, tuple[str, ...]]:
    """What has no field of its own, and a warning where it had to be cut."""
    rest = _rest(row)
    note = json.dumps({"ucdp_ged": rest}, ensure_ascii=False)
    if len(note) <= LONG:
        return note, ()
    longest = max(rest, key=lambda name: len(rest[name]))
    over = 2 * (len(note) - LONG)
    rest[longest] = rest[longest][: max(0, len(rest[longest]) - over)] + " …"
    note = json.dumps({"ucdp_ged": rest}, ensure_ascii=False)
    return note, (f"column {longest!r} is longer than a note can be; cut",)


def _rest(row: dict[str, str]) -> dict[str, str]:
    """What the fact has no field for, word for word."""
    rest = {key: value for key, value in row.items() if key not in CARRIED and value}
    if ";" in row.get("source_date", ""):
        rest["source_article"] = row["source_article"]
    return rest
