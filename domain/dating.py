"""From a written date and the report it stands in to the days that the rules use."""

from typing import NamedTuple

from domain import days, edtf
from domain.days import OPEN, UNBOUNDED
from domain.errors import Refused


class Dates(NamedTuple):
    """The days of one fact in one report, as ordinals (SEMANTICS section 2)."""

    start_lo: int
    start_hi: int
    end_lo: int
    end_hi: int
    vouched: int
    speaks: int
    """``vouched``; for a change whose poster gave no ``vouched_through``, ``start_lo``."""
    projection: bool
    approximate: bool
    uncertain: bool


Plain = tuple[int, int, int, int, int, int, bool, bool, bool]
"""``Dates`` without their names: replay makes them for every fact."""


def horizon(published: str, covers: str | None, data_cutoff: str | None) -> int:
    """Last day a report can speak of: the earlier of publication and cut-off (or ``covers``)."""
    limit = OPEN
    if data_cutoff is not None:
        limit = days.day_of(data_cutoff)
    elif covers is not None:
        limit = edtf.parse(covers).end_hi
    return min(days.day_of(published), limit)


def dates(
    occurred: str,
    published: int,
    horizon: int,
    *,
    episode: bool = False,
    vouched_through: str | None = None,
) -> Dates:
    """Apply section 2 to one fact; never refuses (see ``check_vouched``)."""
    return Dates(*days_in(occurred, published, horizon, episode, vouched_through))


def days_in(
    occurred: str, published: int, horizon: int, episode: bool, vouched_through: str | None
) -> Plain:
    """The same as ``dates``."""
    kind, start_lo, start_hi, end_lo, end_hi, approximate, uncertain = edtf.parse(occurred)
    projection = start_lo > published
    if not projection and start_hi > published:
        start_hi = published
    if episode:
        end_lo, end_hi = start_lo, start_hi
    change = kind == "change"
    if vouched_through is not None:
        vouched = days.day_of(vouched_through)
    elif change:
        vouched = start_hi
    else:
        vouched = max(start_hi, min(end_hi, horizon))
    speaks = start_lo if change and vouched_through is None else vouched
    return start_lo, start_hi, end_lo, end_hi, vouched, speaks, projection, approximate, uncertain


def check_vouched(dates: Dates, published: int) -> None:
    """Refuse a ``vouched_through`` outside ``start_hi``..``end_hi`` or after publication."""
    if dates.vouched < dates.start_hi:
        first = days.iso(dates.start_hi)
        why = f"is before {first}, the last day on which it may have begun"
    elif dates.end_hi == UNBOUNDED:
        why = "stands beside a date that gives an episode no day at all"
    elif dates.vouched > dates.end_hi:
        why = f"is after {days.iso(dates.end_hi)}, the last day on which it may have ended"
    elif dates.vouched > published and not dates.projection:
        why = f"is after {days.iso(published)}, when the report was published"
    else:
        return
    raise Refused.at("/vouched_through", f"{days.iso(dates.vouched)} {why}")
