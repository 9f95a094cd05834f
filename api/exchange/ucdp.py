"""UCDP GED in: every row of the Georeferenced Event Dataset as an incident.

Columns as in GED 23.1 (codebook: Högbladh 2023); ``docs/exchange.md`` has the table. What a
fact has no field for stays in ``note`` as one JSON object under ``ucdp_ged``.
"""

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

from api.exchange.incoming import File, Found, is_json, json_items, release, required
from domain.batches import Row, Unread, slug
from domain.days import day_of
from domain.errors import StancelineError
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


def opened(file: File) -> tuple[Report, tuple[Registration, ...], Found]:
    """The release that the file is, and its rows."""
    found = _VERSION.search(file.name)
    version = f"{found[1]}.{found[2]}" if found else None
    title = f"UCDP Georeferenced Event Dataset {version or ''} ({file.dataset})".replace("  ", " ")
    report, needs = release(file, PUBLISHER, title, f"ged-{version}" if version else None)
    return report, needs, _rows(file, report, needs)


def _rows(file: File, report: Report, needs: tuple[Registration, ...]) -> Found:
    for place, row in _records(file):
        try:
            yield _row(place, row, file, report, needs)
        except StancelineError as error:
            yield Unread(place, error.detail)
        except (KeyError, ValueError, TypeError) as error:
            yield Unread(place, f"cannot be read: {error}")


def _records(file: File) -> Iterator[tuple[str, dict[str, str]]]:
    if is_json(file):
        for number, feature in enumerate(json_items(file, "features.item"), 1):
            properties = feature.get("properties") or {}
            yield f"feature {number}", {k: _text(v) for k, v in properties.items()}
        return
    with file.text() as stream:
        reader = csv.DictReader(stream)
        required(NEEDED, list(reader.fieldnames or ()), "UCDP GED")
        for row in reader:
            yield f"line {reader.line_num}", {k: v or "" for k, v in row.items() if k}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _row(
    place: str, row: dict[str, str], file: File, release: Report, needs: tuple[Registration, ...]
) -> Row:
    key, start = row["id"].strip(), row["date_start"][:10]
    if not key:
        raise ValueError("the row has no id")
    warnings = list(_warnings(row))
    sides = [_actor(row, side, file) for side in "ab"]
    article = _article(row, day_of(start), day_of(release.published))
    if article is None:
        told: tuple[Registration, ...] = needs
        under, words = release, row.get("source_article") or _said(row)
    else:
        (under, words), told = article[:2], (article[2], article[0])
    fields = {
        "type": "incident_recorded",
        "report": under.id,
        "occurred": occurred(row["date_prec"], start, row["date_end"][:10]),
        "quote": {"exact": words.strip() or _said(row)},
        "mode": "paraphrase",
        "actor": sides[0].id,
        "toward": [sides[1].id] if sides[1].id != sides[0].id else [],
        "kind": VIOLENCE[row["type_of_violence"]],
        "place": _place(row),
        **_coordinates(row),
        "fatalities": {name: int(row[name]) for name in ("low", "best", "high")},
        "note": json.dumps({"ucdp_ged": _rest(row)}, ensure_ascii=False),
    }
    fact = validate(IncidentRecorded, {k: v for k, v in fields.items() if v is not None})
    return Row(place, key, fact, (*sides, *told), tuple(warnings))


def occurred(precision: str, start: str, end: str) -> str:
    """EDTF of ``date_prec`` and its two days: one day, or some day between them.

    Where the two days are one and the precision says several, the day is approximate.
    """
    if start != end:
        return f"[{start}..{end}]"
    return start if precision == "1" else f"{start}~"


def _warnings(row: dict[str, str]) -> Iterator[str]:
    low, best, high = (int(row[name]) for name in ("low", "best", "high"))
    if not low <= best <= high:
        yield f"low {low}, best {best}, high {high} are not in order; kept as they are"


def _actor(row: dict[str, str], side: str, file: File) -> Actor:
    id, name = row[f"side_{side}_new_id"].strip(), row[f"side_{side}"].strip()
    kind = "armed_group"
    if id == CIVILIANS:
        kind = "civilians"
    elif row.get(f"gwno{side}") or name.startswith("Government of"):
        kind = "government"
    known = file.actor_of("ucdp", id)
    return Actor(
        id=known or f"ucdp-actor-{id}", name=name, kind=kind, external_ids={"ucdp": int(id)}
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
    return {name: float(row[name]) for name in names if row.get(name)}


def _said(row: dict[str, str]) -> str:
    return f"{row['side_a']} - {row['side_b']}, {row['date_start'][:10]}, best {row['best']}"


def _rest(row: dict[str, str]) -> dict[str, str]:
    """What the fact has no field for, word for word."""
    rest = {key: value for key, value in row.items() if key not in CARRIED and value}
    if ";" in row.get("source_date", ""):
        rest["source_article"] = row["source_article"]
    return rest
