"""TimelineJS 3 JSON out: one slide a fact, dates as uncertain as they are, text escaped."""

from collections.abc import Iterator
from datetime import date
from html import escape
from typing import Any

import orjson

from api.exchange.outgoing import Export, origin
from domain.dating import Dates
from domain.days import OPEN, UNBOUNDED, iso


def write(export: Export) -> Iterator[bytes]:
    """The timeline, slide by slide; facts with no day at all are counted at the end."""
    name = export.name(export.cut.actor) if export.cut.actor else "Stanceline"
    title = {"text": {"headline": escape(name), "text": escape(_coordinates(export))}}
    yield b'{"title":%s,"scale":"human","events":[\n' % orjson.dumps(title)
    left, first = 0, True
    for standing in export.facts():
        slide = _slide(export, standing)
        if slide is None:
            left += 1
            continue
        yield (b"" if first else b",\n") + orjson.dumps(slide)
        first = False
    yield b'\n],"left_out":%d}\n' % left


def _coordinates(export: Export) -> str:
    known = iso(export.at.known_by)
    return f"at log position {export.cut.position}" + (f", known by {known}" if known else "")


def _slide(export: Export, standing: Any) -> dict[str, Any] | None:
    body, days = standing.body, standing.dated.dates
    start = days.start_lo if days.start_lo > UNBOUNDED else days.end_hi
    if not UNBOUNDED < start < OPEN:
        return None
    slide: dict[str, Any] = {
        "unique_id": body["id"],
        "start_date": _day(start),
        "display_date": escape(display_date(body["occurred"], days)),
        "group": escape(_group(export, body)),
        "text": {
            "headline": escape(export.headline(standing.dated.fact)),
            "text": f"<blockquote>{escape(body['quote']['exact'])}</blockquote>"
            f"<p>{escape(origin(standing))}, {escape(body['report'])}</p>",
        },
    }
    if start < days.end_hi < OPEN:
        slide["end_date"] = _day(days.end_hi)
    return slide


def _day(day: int) -> dict[str, int]:
    moment = date.fromordinal(day)
    return {"year": moment.year, "month": moment.month, "day": moment.day}


def _group(export: Export, body: dict[str, Any]) -> str:
    actor = body.get("actor") or next(iter(body.get("parties", ())), None)
    return export.name(actor) if actor else "somebody unknown"


def display_date(occurred: str, days: Dates) -> str:
    """The date for people: what is uncertain about it is said, not hidden."""
    start = _between(days.start_lo, days.start_hi)
    end = _between(days.end_lo, days.end_hi) if days.end_hi < OPEN else ""
    if not start:
        words = f"until {end}" if end else occurred
    elif not end or (days.start_lo, days.start_hi) == (days.end_lo, days.end_hi):
        words = start + (" and on" if occurred.endswith("/..") else "")
    else:
        words = f"{start} to {end}"
    marks = ("about " if days.approximate else "") + words
    return marks + (" (uncertain)" if days.uncertain else "")


def _between(low: int, high: int) -> str:
    one, other = iso(low), iso(high)
    if one is None:
        return f"{other} or before" if other else ""
    return one if one == other else f"between {one} and {other or 'later'}"
