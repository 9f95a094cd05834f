"""Tempo: what was counted, beside what was said: incidents and fatalities over time.

An incident is counted once, in the bucket of the earliest day on which it may have begun;
``uncertain`` says how many of a bucket may belong to a later one. Sums are of what sources
give; ``uncounted`` says how many incidents give no number at all. Denied incidents, those
judged unlikely, and projections are not counted. Two facts of one event are two incidents:
nothing in them says that they are the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from domain.days import OPEN, UNBOUNDED, iso
from domain.errors import Refused
from projections.rows import DatedFact
from projections.snapshots import Snapshot
from projections.standing import Cut, standing_facts

Bucket = Literal["day", "week", "month", "quarter", "year"]
MOST = 20_000
"""Buckets of an answer at the most."""


@dataclass(slots=True)
class Count:
    """Incidents and their dead."""

    incidents: int = 0
    uncertain: int = 0
    uncounted: int = 0
    fatalities: dict[str, int] = field(default_factory=lambda: {"low": 0, "best": 0, "high": 0})

    def add(self, told: dict[str, int], uncertain: bool) -> None:
        """One more incident."""
        self.incidents += 1
        self.uncertain += uncertain
        self.uncounted += not told
        for name in self.fatalities:
            self.fatalities[name] += told.get(name) or 0

    def answer(self) -> dict[str, Any]:
        """The count as JSON."""
        return {
            "incidents": self.incidents,
            "uncertain": self.uncertain,
            "fatalities": dict(self.fatalities),
            "uncounted": self.uncounted,
        }


@dataclass(slots=True)
class Span:
    """One bucket: all of it, and by counterpart and role; metrics withheld in it."""

    total: Count = field(default_factory=Count)
    parts: dict[tuple[str, str], Count] = field(default_factory=dict)
    withheld: set[str] = field(default_factory=set)


def bucket_of(day: int, size: Bucket) -> date:
    """First day of the bucket that a day lies in; weeks are ISO weeks."""
    moment = date.fromordinal(day)
    match size:
        case "day":
            return moment
        case "week":
            return date.fromordinal(max(1, day - moment.weekday()))
        case "month":
            return moment.replace(day=1)
        case "quarter":
            return moment.replace(month=moment.month - (moment.month - 1) % 3, day=1)
        case "year":
            return moment.replace(month=1, day=1)


def last_of(start: date, size: Bucket) -> int:
    """Last day of the bucket that begins on a day, as an ordinal; there is none after 9999."""
    step = {"day": 1, "week": 7, "month": 31, "quarter": 92, "year": 366}[size]
    try:
        return bucket_of(start.toordinal() + step, size).toordinal() - 1
    except ValueError:
        return date.max.toordinal()


def tempo(
    snapshot: Snapshot, cut: Cut, size: Bucket, first: int | None, last: int | None
) -> list[dict[str, Any]]:
    """The buckets from the first day to the last (of what there is, where none is given)."""
    spans: dict[date, Span] = {}
    gaps: list[DatedFact] = []
    for _, fact, *_ in standing_facts(snapshot, cut):
        if fact.fact.type == "metric_withheld" and not fact.fact.is_against:
            gaps.append(fact)
            for day in _bounds(fact, first, last):
                spans.setdefault(bucket_of(day, size), Span())
        elif _counts(fact, first, last):
            _count(spans.setdefault(bucket_of(fact.dates.start_lo, size), Span()), fact, cut, size)
    starts = list(_starts(spans, size, first, last))
    for gap in gaps:
        _mark(spans, starts, size, gap)
    return [_shown(start, spans.get(start, Span()), size) for start in starts]


def _bounds(gap: DatedFact, first: int | None, last: int | None) -> Iterator[int]:
    """The days between which a gap reaches, so that it is shown where nothing was counted."""
    for day in (gap.dates.start_lo, gap.dates.end_hi):
        if UNBOUNDED < day < OPEN and (first or day) <= day <= (last or day):
            yield day


def _counts(fact: DatedFact, first: int | None, last: int | None) -> bool:
    day = fact.dates.start_lo
    return (
        fact.fact.type == "incident_recorded"
        and not fact.fact.is_against
        and not fact.dates.projection
        and day > UNBOUNDED
        and (first is None or day >= first)
        and (last is None or day <= last)
    )


def _count(span: Span, fact: DatedFact, cut: Cut, size: Bucket) -> None:
    incident: Any = fact.fact
    told = {k: v for k, v in _told(incident).items() if v is not None}
    days = fact.dates
    uncertain = bucket_of(days.start_lo, size) != bucket_of(days.start_hi, size)
    span.total.add(told, uncertain)
    roles = dict(incident.participants())
    if roles.get(cut.actor or "") == "target":
        others = [(getattr(incident, "actor", None) or "", "target")]
    else:
        others = [(other, "actor") for other in getattr(incident, "toward", ())] or [("", "actor")]
    for other in others:
        span.parts.setdefault(other, Count()).add(told, uncertain)


def _told(incident: Any) -> dict[str, int]:
    found = getattr(incident, "fatalities", None) or {}
    return found if isinstance(found, dict) else dict(found)


def _starts(
    spans: dict[date, Span], size: Bucket, first: int | None, last: int | None
) -> Iterator[date]:
    if not spans and (first is None or last is None):
        return
    start = bucket_of(first, size) if first is not None else min(spans)
    end = bucket_of(last, size) if last is not None else max(spans)
    for _ in range(MOST):
        yield start
        if (day := last_of(start, size)) >= end.toordinal():
            return
        start = date.fromordinal(day + 1)
    raise Refused.at("/bucket", f"more than {MOST} buckets; take longer ones, or fewer days")


def _mark(spans: dict[date, Span], starts: list[date], size: Bucket, gap: DatedFact) -> None:
    """A withheld metric marks the buckets that it covers: a gap is not a zero."""
    for start in starts:
        ends = last_of(start, size)
        if gap.dates.start_lo <= ends and gap.dates.end_hi >= start.toordinal():
            metric: Any = gap.fact
            spans.setdefault(start, Span()).withheld.add(str(metric.metric))


def _shown(start: date, span: Span, size: Bucket) -> dict[str, Any]:
    return {
        "start": start.isoformat(),
        "end": iso(last_of(start, size)),
        **span.total.answer(),
        "withheld": sorted(span.withheld),
        "counterparts": [
            {"counterpart": other or None, "role": role, **count.answer()}
            for (other, role), count in sorted(span.parts.items())
        ],
    }
