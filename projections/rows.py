"""From one recorded event to the rows it makes: pure, given what is registered."""

import marshal
from functools import partial
from typing import Any, NamedTuple, Protocol

from domain.claims import Claim, Slot
from domain.dating import Dates, Plain, days_in
from domain.decide import KnownReport
from domain.events import FACT_TYPE_BY_NAME, revive_fact
from domain.events.base import Fact
from domain.forms import Form, speaks_against
from domain.vocabulary import Value
from projections.driver import Row

RELAYED, AGAINST, EVEN, PROJECTION = 1, 2, 4, 8
IN_TIMELINE, _IN_CLAIMS = 5, 1
"""Where the position stands in a row."""
ID_IN_TIMELINE = 4
"""Where the fact's id stands in a row."""
_DAYS = 6
"""The days of a fact, the first of its ``Dates``, stand in a claim."""
_PROJECTION = 6
"""Where its ``Dates`` say that it is a forecast."""
Path = tuple[str, int]
"""Sources from the publisher to the origin, as one text, and the rank of the worst letter."""


class Registry(Protocol):
    """What rows are made with: reports, and the letters of sources."""

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""

    def path(self, sources: tuple[str, ...]) -> Path:
        """The sources that words passed through; raises LookupError for one that is unknown."""


class DatedFact(NamedTuple):
    """A recorded fact with the report it stands in and its days."""

    fact: Fact
    report: KnownReport
    dates: Dates


class FactRows(NamedTuple):
    """The rows of a fact."""

    report: str
    published: int
    timeline: list[Row]
    claims: list[Row]

    def packed(self) -> bytes:
        """The same in a small part of the room, to wait for a position or for another process."""
        timeline, claims = [*map(list, self.timeline)], [*map(list, self.claims)]
        return marshal.dumps((self.report, self.published, timeline, claims))


_fact_rows = partial(tuple.__new__, FactRows)
"""The same without a call of Python."""


def unpacked(packed: bytes, position: int) -> FactRows:
    """Rows that were ``packed``, of a fact that was recorded at this position meanwhile."""
    report, published, timeline, claims = marshal.loads(packed)  # noqa: S302 - made by packed()
    for row in timeline:
        row[IN_TIMELINE] = position
    for row in claims:
        row[_IN_CLAIMS] = position
    return FactRows(report, published, timeline, claims)


def dated(body: dict[str, Any], registry: Registry) -> DatedFact:
    """Read a fact's stored body; raises LookupError where its report is not registered."""
    fact = revive_fact(body)
    report = _report(body, body["id"], registry)
    return DatedFact(fact, report, Dates(*_days(fact.form, body, report)))


def body_rows(body: dict[str, Any], position: int, registry: Registry) -> FactRows:
    """The rows of a fact's stored body, taken at its word where it has all its fields.

    Raises LookupError where it has not, and as ``dated`` does; ValueError as ``rows_of``.
    """
    form, id = FACT_TYPE_BY_NAME[body["type"]].form, body["id"]
    if not form.required <= body.keys():
        raise LookupError(f"fact {id} lacks {sorted(form.required - body.keys())}")
    return rows_of(form, body, id, position, registry)


def rows_of(
    form: Form, said: dict[str, Any], id: str, position: int, registry: Registry
) -> FactRows:
    """The rows of a fact of a type with this form that says this.

    No object is made of the fact, which nothing here needs. Raises LookupError as ``dated`` does,
    ValueError where somebody takes part twice.
    """
    report = _report(said, id, registry)
    days = _days(form, said, report)
    first, last = days[0], days[1]
    published = report.published
    taking_part = form.participants(said)
    if len(taking_part) > 1 and len(dict(taking_part)) < len(taking_part):
        raise ValueError(f"in fact {id} somebody takes part twice: {taking_part}")
    spread, tie = (last - first).bit_length(), tie_of(id)
    timeline: list[Row] = []
    # No comprehension: in Python 3.11 that is a call, with a cell for all that it refers to.
    for actor, role in taking_part:
        row = actor, first, last, published, id, position, role, spread, tie
        timeline.append(row)
    claims: list[Row] = []
    if stances := form.stances(said):
        path, reliability = registry.path((report.publisher, *said.get("attribution", ())))
        shared = (id, report.id, path, reliability, published, *days[:_DAYS], _flags(said, days))
        for actor, aspect, toward, subject, value in stances:
            number = value if value.__class__ is tuple else (value, None)
            claims.append((actor, position, aspect, toward or "", subject or "", *number, *shared))
    return _fact_rows((report.id, published, timeline, claims))


def tie_of(id: str) -> int:
    """The beginning of a fact's id as a number, 60 bits wide: ids order by it first.

    The first 48 bits of ids that count time (UUIDv7) are the same within a millisecond.
    """
    return int(id[:17].replace("-", ""), 16)


def _report(said: dict[str, Any], id: str, registry: Registry) -> KnownReport:
    report = registry.report(said["report"])
    if report is None:
        raise LookupError(f"fact {id} rests on a report that is not registered")
    return report


def _days(form: Form, said: dict[str, Any], report: KnownReport) -> Plain:
    return days_in(
        said["occurred"],
        report.published,
        report.horizon,
        form.episode,
        said.get("vouched_through"),
    )


def _flags(said: dict[str, Any], days: Plain) -> int:
    flags = PROJECTION if days[_PROJECTION] else 0
    if said.get("attribution"):
        flags |= RELAYED
    if speaks_against(said):
        flags |= AGAINST
    if said.get("likelihood") == "roughly_even":
        flags |= EVEN
    return flags


def claim_of(row: Any) -> Claim:
    """The claim that a row of the claim table stands for."""
    path = tuple(row.path.split(" "))
    value: Value = row.value if row.personnel is None else (row.value, row.personnel)
    return Claim(
        id=row.id,
        position=row.position,
        report=row.report,
        slot=Slot(row.aspect, row.toward or None, row.subject or None),
        value=value,
        origin=path[-1],
        path=path,
        reliability=row.reliability,
        published=row.published,
        start_lo=row.start_lo,
        start_hi=row.start_hi,
        end_lo=row.end_lo,
        end_hi=row.end_hi,
        vouched=row.vouched,
        speaks=row.speaks,
        relayed=bool(row.flags & RELAYED),
        against=bool(row.flags & AGAINST),
        even=bool(row.flags & EVEN),
        projection=bool(row.flags & PROJECTION),
    )
