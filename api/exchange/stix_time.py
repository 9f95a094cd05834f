"""Times of STIX 2.1 as EDTF, and back: days there are moments, days here are civil dates."""

from datetime import date, timedelta

from domain.errors import Refused


def edtf(start: str | None, stop: str | None, published: str) -> str:
    """The days of ``start_time`` and ``stop_time``; with neither, from the report's day on.

    ``stop_time`` is the first moment after (STIX 2.1, section 5.1), so a stop at midnight ends
    with the day before. Raises Refused for what is no time.
    """
    first = _day("start_time", start) if start else None
    last = _last(stop) if stop else None
    if first:
        return f"{first}/{max(first, last) if last else '..'}"
    return f"/{last}" if last else f"{published}/"


def _last(stop: str) -> date:
    day = _day("stop_time", stop)
    return day - timedelta(days=1) if stop[11:19] == "00:00:00" else day


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused.at(f"/{name}", f"{text!r} is not a time of STIX") from None
