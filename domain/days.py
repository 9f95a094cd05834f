"""Calendar days as whole numbers.

A day is its proleptic Gregorian ordinal (``date.toordinal()``, 1 = 0001-01-01). Two
numbers outside the calendar stand for the unbounded ends, so that every rule compares
plain integers and a database can index them.
"""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
UNBOUNDED = 0
"""Before every day: a start that nobody gives."""
OPEN = date.max.toordinal() + 1
"""After every day: an end that has not been seen."""


def day_of(text: str) -> int:
    """Ordinal of a plain calendar day ``YYYY-MM-DD``; raises ValueError for anything else."""
    try:
        if not _DAY.fullmatch(text):
            raise ValueError(text)
        return date.fromisoformat(text).toordinal()
    except ValueError:
        raise ValueError(f"{text!r} is not a calendar day such as 2020-02-29") from None


@lru_cache(maxsize=65_536)
def iso(day: int) -> str | None:
    """ISO 8601 day, or None for an unbounded or open end."""
    return None if day <= UNBOUNDED or day >= OPEN else date.fromordinal(day).isoformat()


def today() -> int:
    """Today's ordinal in UTC, the default of every day parameter (SEMANTICS section 7)."""
    return datetime.now(UTC).date().toordinal()
