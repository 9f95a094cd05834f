"""A slow, obvious reading of SEMANTICS section 2, written from the page and not from the code.

It shares nothing with ``domain``, so that one misreading cannot hide in both. Days are
ordinals; UNBOUNDED lies before and OPEN after all of them.
"""

import calendar
import re
from datetime import date
from typing import Any, NamedTuple

UNBOUNDED, OPEN = 0, 10**7
Json = dict[str, Any]


class Days(NamedTuple):
    """The four days of a fact and the last one that its origin speaks for."""

    kind: str
    start_lo: int
    start_hi: int
    end_lo: int
    end_hi: int
    vouched: int = UNBOUNDED


def ordinal(text: str) -> int:
    return date.fromisoformat(text).toordinal()


def iso(day: int) -> str | None:
    return None if day in (UNBOUNDED, OPEN) else date.fromordinal(day).isoformat()


def span(text: str) -> tuple[int, int]:
    """First and last day of a date, month, year, season, or one with open digits."""
    plain = text.rstrip("~?%")  # "a trailing `~`, `?` or `%` widens nothing"
    year, month, day = (*plain.split("-"), "XX", "XX")[:3]
    if month in ("21", "22", "23", "24"):  # "seasons are northern: 21 = March-May"
        opens = 3 * (int(month) - 20)
        closes_year, closes = (int(year) + 1, 2) if opens == 12 else (int(year), opens + 2)
        last = date(closes_year, closes, calendar.monthrange(closes_year, closes)[1])
        return date(int(year), opens, 1).toordinal(), last.toordinal()
    fitting = [
        date(y, m, d).toordinal()
        for y in _numbers(year, range(2000, 2030))
        for m in _numbers(month, range(1, 13))
        for d in _numbers(day, range(1, calendar.monthrange(y, m)[1] + 1))
    ]
    return min(fitting), max(fitting)


def _numbers(mask: str, numbers: range) -> list[int]:
    pattern = re.compile(mask.replace("X", "[0-9]"))
    return [n for n in numbers if pattern.fullmatch(f"{n:0{len(mask)}}")]


def written(text: str) -> Days:
    """The table of section 2, row by row."""
    if text.startswith("["):
        ends = [span(part.strip()) for part in re.split(r",|\.\.", text[1:-1])]
        return Days("change", min(lo for lo, _ in ends), max(hi for _, hi in ends), OPEN, OPEN)
    if "/" not in text:
        return Days("change", *span(text), OPEN, OPEN)
    left, right = text.split("/")
    if left in ("", ".."):
        lo, hi = span(right)
        return Days("until", UNBOUNDED, UNBOUNDED if left else hi, lo, hi)
    start_lo, start_hi = span(left)
    if right == "..":
        return Days("ongoing", start_lo, start_hi, OPEN, OPEN)
    if right == "":
        return Days("from", start_lo, start_hi, start_lo, OPEN)
    end_lo, end_hi = span(right)
    return Days("period", start_lo, min(start_hi, end_hi), max(end_lo, start_lo), end_hi)


def horizon(report: Json) -> int:
    """The earlier of ``published`` and ``data_cutoff`` (else the end of ``covers``)."""
    seen = OPEN
    if "data_cutoff" in report:
        seen = ordinal(report["data_cutoff"])
    elif "covers" in report:
        seen = written(report["covers"]).end_hi
    return min(ordinal(report["published"]), seen)


def dated(fact: Json, report: Json) -> Days:
    """The days of a fact in its report."""
    kind, start_lo, start_hi, end_lo, end_hi, _ = written(fact["occurred"])
    published = ordinal(report["published"])
    if start_lo <= published:  # no projection: "nothing seen begins after it is published"
        start_hi = min(start_hi, published)
    if fact["type"] == "incident_recorded":  # "their end is where they start"
        end_lo, end_hi = start_lo, start_hi
    if "vouched_through" in fact:
        vouched = ordinal(fact["vouched_through"])
    elif kind == "change":  # "it saw the turn, and says nothing of later days"
        vouched = start_hi
    else:
        vouched = max(start_hi, min(end_hi, horizon(report)))
    return Days(kind, start_lo, start_hi, end_lo, end_hi, vouched)
