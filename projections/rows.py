"""From one recorded event to the rows it makes: pure, given what is registered."""

from typing import Any, NamedTuple, Protocol

from domain.claims import Claim, Slot
from domain.dating import Dates, dates
from domain.decide import KnownReport
from domain.events import revive_fact
from domain.events.base import Fact
from domain.vocabulary import RELIABILITY_RANK, Value
from projections.driver import Row

RELAYED, AGAINST, EVEN, PROJECTION = 1, 2, 4, 8
_IN_TIMELINE, _IN_CLAIMS = 5, 1
"""Where the position stands in a row."""
_DAYS = 6
"""Days of a fact, the first of its ``Dates``."""


class Registry(Protocol):
    """What rows are made with: reports, and the letters of sources."""

    def report(self, report: str) -> KnownReport | None:
        """The report, or None."""

    def reliability(self, source: str) -> str | None:
        """The Admiralty letter of a source, or None."""


class DatedFact(NamedTuple):
    """A recorded fact with the report it stands in and its days."""

    fact: Fact
    id: str
    position: int
    report: KnownReport
    dates: Dates


class FactRows(NamedTuple):
    """The rows of a fact whose position is not known yet, as lists that take it."""

    report: str
    published: int
    timeline: list[list[Any]]
    claims: list[list[Any]]

    def take(self, position: int) -> None:
        """Note the position of the fact in all of them."""
        for row in self.timeline:
            row[_IN_TIMELINE] = position
        for row in self.claims:
            row[_IN_CLAIMS] = position


def rows_of(fact: Fact, id: str, registry: Registry) -> FactRows:
    """The rows of a fact that is not recorded yet; raises LookupError as ``dated`` does."""
    found = dated_fact(fact, id, 0, registry)
    report = found.report
    timeline, claims = timeline_rows(found), claim_rows(found, registry)
    return FactRows(report.id, report.published, [*map(list, timeline)], [*map(list, claims)])


def dated(body: dict[str, Any], position: int, registry: Registry) -> DatedFact:
    """Read a fact's stored body; raises LookupError where its report is not registered."""
    return dated_fact(revive_fact(body), body["id"], position, registry)


def dated_fact(fact: Fact, id: str, position: int, registry: Registry) -> DatedFact:
    """A fact with its days; raises LookupError where its report is not registered."""
    report = registry.report(fact.report)
    if report is None:
        raise LookupError(f"fact {id} rests on a report that is not registered")
    days = dates(
        fact.occurred,
        report.published,
        report.horizon,
        episode=fact.episode,
        vouched_through=fact.vouched_through,
    )
    return DatedFact(fact, id, position, report, days)


def timeline_rows(dated: DatedFact) -> list[Row]:
    """One row for everybody who takes part (``tables.timeline``)."""
    first, last = dated.dates.start_lo, dated.dates.start_hi
    shared = first, last, dated.report.published, dated.id, dated.position
    spread = (last - first).bit_length()
    return [(actor, *shared, role, spread) for actor, role in dated.fact.participants()]


def claim_rows(dated: DatedFact, registry: Registry) -> list[Row]:
    """One row a slot (``tables.claim``)."""
    stances = list(dated.fact.stances())
    if not stances:
        return []
    shared, position = _shared(dated, registry), dated.position
    return [
        (
            (actor, position, aspect, toward or "", subject or "")
            + (value if isinstance(value, tuple) else (value, None))
            + shared
        )
        for actor, aspect, toward, subject, value in stances
    ]


def _shared(dated: DatedFact, registry: Registry) -> tuple[Any, ...]:
    """What is the same in all claims of a fact."""
    fact, id, _, report, days = dated
    path = (report.publisher, *fact.attribution)
    worst = min([RELIABILITY_RANK[registry.reliability(source) or "F"] for source in path])
    flags = _flags(fact, projection=days.projection)
    return (id, report.id, " ".join(path), worst, report.published, *days[:_DAYS], flags)


def _flags(fact: Fact, *, projection: bool) -> int:
    return (
        (RELAYED if fact.attribution else 0)
        | (AGAINST if fact.is_against else 0)
        | (EVEN if fact.likelihood == "roughly_even" else 0)
        | (PROJECTION if projection else 0)
    )


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
