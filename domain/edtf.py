"""Dates as sources write them: EDTF (ISO 8601-2) read into four days.

The library ``edtf`` judges the syntax of whatever is not a plain date. The bounds are
ours (SEMANTICS section 2): the library would read an unknown end as ten years and pad
``~`` by a year, where a qualifier widens nothing here.
"""

import calendar
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date
from functools import lru_cache
from io import StringIO
from typing import Literal, NamedTuple

from domain.days import OPEN, UNBOUNDED

Kind = Literal["change", "period", "ongoing", "until", "from"]
_SEASONS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
_ATOM = re.compile(r"[0-9X]{4}(-[0-9X]{2}){0,2}")
_QUALIFIED = re.compile(r"(?P<plain>.*?)(?P<mark>[~?%])?")
_HELP = "write for example 2020-02-29, 2020-02, 2020-02-2X, 2020-02-22/2020-02-28 or 2019-12-01/.."


class Span(NamedTuple):
    """What a written date says: its kind, the four days (ordinals) and its qualifiers.

    ``start_lo..start_hi`` is when it may have begun, ``end_lo..end_hi`` when it may have
    ended; ``days.UNBOUNDED`` and ``days.OPEN`` stand for no bound.
    """

    kind: Kind
    start_lo: int
    start_hi: int
    end_lo: int = OPEN
    end_hi: int = OPEN
    approximate: bool = False
    uncertain: bool = False


class EdtfError(ValueError):
    """A date that this system does not read; the message says why and what would be right."""


@lru_cache(maxsize=16_384)
def parse(text: str) -> Span:
    """Read one EDTF string; raises EdtfError with a sentence for what section 2 refuses."""
    if text.startswith("{"):
        raise EdtfError(f"{text!r} lists several dates at once; post one fact for each")
    if text.startswith("["):
        return _one_of(text)
    if "/" in text:
        return _interval(text)
    first, last, marks = _atom(text)
    return Span("change", first, last, approximate=marks[0], uncertain=marks[1])


def _one_of(text: str) -> Span:
    """``[a..b]`` and ``[a, b, …]``: a change on one of these days."""
    if not text.endswith("]"):
        raise EdtfError(f"{text!r} opens a set with '[' and does not close it with ']'")
    members = [_range(part.strip(), text) for part in text[1:-1].split(",")]
    return Span(
        "change",
        min(first for first, _, _ in members),
        max(last for _, last, _ in members),
        approximate=any(marks[0] for _, _, marks in members),
        uncertain=any(marks[1] for _, _, marks in members),
    )


def _range(part: str, whole: str) -> tuple[int, int, tuple[bool, bool]]:
    lower, dots, upper = part.partition("..")
    if not dots:
        return _atom(part)
    if not lower or not upper:
        raise EdtfError(f"{whole!r} is open at one side; give both days of the range")
    a, b = _atom(lower), _atom(upper)
    if a[0] > b[1]:
        raise EdtfError(f"{whole!r} ends before it starts")
    return a[0], b[1], (a[2][0] or b[2][0], a[2][1] or b[2][1])


def _interval(text: str) -> Span:
    left, _, right = text.partition("/")
    if "/" in right:
        raise EdtfError(f"{text!r} has more than one '/'; an interval is start/end")
    if left in ("", "..") and right in ("", ".."):
        raise EdtfError(f"{text!r} says neither when it began nor when it ended")
    span = _ends(left, right)
    if span.start_lo > span.end_hi:
        raise EdtfError(f"{text!r} ends before it starts")
    if span.start_hi <= span.end_hi and span.start_lo <= span.end_lo:
        return span
    return span._replace(
        start_hi=min(span.start_hi, span.end_hi),
        end_lo=max(span.end_lo, span.start_lo),
    )


def _ends(left: str, right: str) -> Span:
    """The rows of section 2's table that contain a slash."""
    if left in ("", ".."):
        first, last, (approximate, uncertain) = _atom(right)
        start_hi = UNBOUNDED if left else last
        return Span("until", UNBOUNDED, start_hi, first, last, approximate, uncertain)
    start_lo, start_hi, (approximate, uncertain) = _atom(left)
    if right == "..":
        return Span("ongoing", start_lo, start_hi, OPEN, OPEN, approximate, uncertain)
    if right == "":
        return Span("from", start_lo, start_hi, start_lo, OPEN, approximate, uncertain)
    end_lo, end_hi, marks = _atom(right)
    return Span(
        "period",
        start_lo,
        start_hi,
        end_lo,
        end_hi,
        approximate or marks[0],
        uncertain or marks[1],
    )


@lru_cache(maxsize=16_384)
def _atom(text: str) -> tuple[int, int, tuple[bool, bool]]:
    """First day, last day and (approximate, uncertain) of one date without slash or set."""
    match = _QUALIFIED.fullmatch(text)
    plain, mark = (match["plain"], match["mark"]) if match else (text, None)
    if "T" in plain or ":" in plain:
        raise EdtfError(f"{text!r} has a time of day; facts are dated by calendar days")
    if not _ATOM.fullmatch(plain):
        raise EdtfError(f"{text!r} is not a date this system reads; {_HELP}")
    if plain.startswith("0000"):
        raise EdtfError(f"{text!r} lies outside the years 0001 to 9999")
    try:
        first, last = _days(plain)
    except (ValueError, OverflowError):
        raise EdtfError(f"{text!r} is not a day of the calendar; {_HELP}") from None
    return first, last, (mark in ("~", "%"), mark in ("?", "%"))


def _days(plain: str) -> tuple[int, int]:
    """First and last day of a year, month, day, season or a date with unspecified digits."""
    if len(plain) == 10 and "X" not in plain:
        whole = date.fromisoformat(plain).toordinal()
        return whole, whole
    year, month, day = (*plain.split("-"), "", "")[:3]
    if not day and month in _SEASONS:
        _library_accepts(plain)
        opens, closes = _SEASONS[month]
        end_year = int(year) + (closes < opens)
        return _bound(year, f"{opens:02}", "", min), _last(end_year, closes)
    if "X" in plain:
        _library_accepts(plain)
    return _bound(year, month, day, min), _bound(year, month, day, max)


def _bound(year: str, month: str, day: str, pick: Callable[[list[int]], int]) -> int:
    """The earliest or latest real day that fits the digits; ValueError where none does."""
    y = pick(_fits(year, 4, 1, 9999))
    m = pick(_fits(month or "XX", 2, 1, 12))
    return date(y, m, pick(_fits(day or "XX", 2, 1, calendar.monthrange(y, m)[1]))).toordinal()


def _fits(digits: str, width: int, low: int, high: int) -> list[int]:
    if "X" not in digits:
        return [int(digits)] if low <= int(digits) <= high else []
    pattern = re.compile(digits.replace("X", "[0-9]"))
    return [n for n in range(low, high + 1) if pattern.fullmatch(f"{n:0{width}}")]


def _last(year: int, month: int) -> int:
    return date(year, month, calendar.monthrange(year, month)[1]).toordinal()


def _library_accepts(plain: str) -> None:
    """Raise ValueError where the EDTF library does not know the form.

    edtf 5.0.2 prints to stdout and raises AttributeError or TypeError on some forms that
    it only half knows (``2020-1X``): all of these mean "not a date" to a reader.
    """
    # It builds a grammar when it is imported; few texts need it, and a start needs none.
    from edtf import EDTFParseException, parse_edtf

    with redirect_stdout(StringIO()):
        try:
            parse_edtf(plain)
        except (EDTFParseException, AttributeError, TypeError) as error:
            raise ValueError(str(error)) from None
