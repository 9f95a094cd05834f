"""What a written date means, in a sentence for the person who types it."""

from calendar import month_name
from datetime import date
from typing import Any

from domain import edtf
from domain.days import iso
from domain.edtf import Span


def explained(text: str) -> dict[str, Any]:
    """The four days of an EDTF string and a sentence; raises EdtfError."""
    span = edtf.parse(text)
    return {
        "text": text,
        "kind": span.kind,
        "start": [iso(span.start_lo), iso(span.start_hi)],
        "end": [iso(span.end_lo), iso(span.end_hi)],
        "approximate": span.approximate,
        "uncertain": span.uncertain,
        "meaning": f"{_meaning(span)}{_qualifier(span)}",
    }


def _meaning(span: Span) -> str:
    start, end = _some_day(span.start_lo, span.start_hi), _some_day(span.end_lo, span.end_hi)
    match span.kind:
        case "change":
            return f"It turned {start} and stays so until something else happens."
        case "ongoing":
            return f"It began {start}, and its end is not known to have come."
        case "from":
            return f"It began {start} and has ended, nobody knows when."
        case "until":
            begun = "It was so all along" if span.start_hi <= 0 else "It began nobody knows when"
            return f"{begun} and ended {end}."
        case _:
            return f"It began {start} and ended {end}; nothing is said of later days."


def _some_day(first: int, last: int) -> str:
    if first == last:
        return f"on {_spelled(first)}"
    return f"on some day from {_spelled(first)} to {_spelled(last)}"


def _spelled(day: int) -> str:
    if iso(day) is None:
        return "an unknown day"
    found = date.fromordinal(day)
    return f"{found.day} {month_name[found.month]} {found.year}"


def _qualifier(span: Span) -> str:
    words = [
        word
        for word, is_so in (("approximate", span.approximate), ("uncertain", span.uncertain))
        if is_so
    ]
    if not words:
        return ""
    return f" The source calls the date {' and '.join(words)}: that is kept and widens nothing."
