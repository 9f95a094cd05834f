"""What a fact says, read from SEMANTICS section 6: the event types that histories use."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from tests.oracle_dates import OPEN, Days, Json, dated, ordinal

Value = tuple[str | int, str | None]
"""A word and None, or a number of personnel and its comparator."""


class Slot(NamedTuple):
    """What a stance is about."""

    actor: str
    aspect: str
    toward: str | None
    subject: str | None


SIDES = {
    "violence": ("ceased limited reduced", "sustained high increased"),
    "ties": ("severed distant", "cordial close integrated"),
    "agreement": ("ended suspended", "signed"),
    "capability": ("lost degraded limited", "maintained growing"),
    "commitment": ("not_met lapsed", "partly_met met"),
}
VIOLENCE = {
    "violence_calibrated": "calibrated",
    "violence_high": "high",
    "violence_ceased": "ceased",
    "offensive_operations_decreased": "reduced",
}
UNLIKELY = ("almost_no_chance", "very_unlikely", "unlikely")


def says(fact: Json) -> tuple[set[Slot], Value]:
    """The slots that a fact speaks of, and the value that it gives them."""
    kind, actor = fact["type"], fact.get("actor", "")
    toward: Sequence[str | None] = fact.get("toward") or [None]
    if kind.startswith("agreement"):
        parties = fact["parties"]
        pairs = [(one, other) for one in parties for other in parties if one != other]
        slots = {Slot(one, "agreement", other, fact["agreement"]) for one, other in pairs}
        return slots, (kind.removeprefix("agreement_"), None)
    if kind == "ties_assessed":
        there = {Slot(actor, "ties", other, None) for other in toward}
        back = {Slot(str(other), "ties", actor, None) for other in toward}
        return there | back, (fact["level"], None)
    if kind == "force_level_reported":
        nature = fact["nature"]
        place = fact["place"] if nature == "observed" else f"{fact['place']}/{nature}"
        slots = {Slot(actor, "force_level", None, place)}
        return slots, (fact["personnel"], fact["comparator"])
    if kind in VIOLENCE:
        return {Slot(actor, "violence", t, None) for t in toward}, (VIOLENCE[kind], None)
    if kind in ("capability_assessed", "commitment_assessed", "commitment_undertaken"):
        aspect = kind.split("_")[0]
        slots = {Slot(actor, aspect, t, fact[aspect]) for t in toward}
        return slots, (fact.get("level", "undertaken"), None)
    return set(), ("", None)


def opposed(aspect: str, one: Value, other: Value) -> bool:
    """Whether two values are on different sides of the scale."""
    if aspect == "force_level":
        return not _meet(one, other)
    low, high = (side.split() for side in SIDES[aspect])
    return (one[0] in low and other[0] in high) or (one[0] in high and other[0] in low)


def _meet(*values: Value) -> bool:
    """Whether a real number satisfies all comparators; ``~`` means within 10 %."""
    candidates = [
        Fraction(number) * tenths / 1000
        for number, _ in values
        for tenths in (-1, 0, 899, 900, 999, 1000, 1001, 1100, 1101)
    ]
    return any(all(_satisfies(n, *v) for v in values) for n in [Fraction(-1), *candidates])


def _satisfies(number: Fraction, bound: str | int, comparator: str | None) -> bool:
    limit = Fraction(bound)
    match comparator:
        case "=":
            return number == limit
        case "<":
            return number < limit
        case "<=":
            return number <= limit
    return limit * 9 / 10 <= number <= limit * 11 / 10


@dataclass(frozen=True, eq=False)
class Fact:
    """A recorded fact with all that the rules look at."""

    body: Json
    report: Json
    letters: dict[str, str | None]
    position: int
    slots: set[Slot]
    value: Value
    days: Days

    @property
    def id(self) -> str:
        return str(self.body["id"])

    @property
    def published(self) -> int:
        return ordinal(self.report["published"])

    @property
    def chain(self) -> list[str]:
        return list(self.body.get("attribution", ()))

    @property
    def path(self) -> list[str]:
        return [self.report["publisher"], *self.chain]

    @property
    def origin(self) -> str:
        return self.path[-1]

    @property
    def reliability(self) -> int:
        """The worst letter on the path; F and none are last."""
        return min("FEDCBA".index(self.letters[source] or "F") for source in self.path)

    @property
    def projection(self) -> bool:
        return self.days.start_lo > self.published

    @property
    def against(self) -> bool:
        return bool(self.body.get("denied")) or self.body.get("likelihood") in UNLIKELY

    def nearest(self, day: int) -> int:
        """Step 4a: a change of which nobody vouches for more speaks of its first day."""
        plain = self.days.kind == "change" and "vouched_through" not in self.body
        return min(day, self.days.start_lo if plain else self.days.vouched)

    def dated(self, day: int) -> bool:
        """Possibly in force, by its dates."""
        return self.days.start_lo <= day <= self.days.end_hi

    def begun(self, day: int) -> bool:
        sure = not self.projection and self.body.get("likelihood") != "roughly_even"
        return sure and self.dated(day) and self.days.start_hi <= day

    def certainly(self, day: int) -> bool:
        return self.begun(day) and day <= min(self.days.end_lo, OPEN)


def make(body: Json, report: Json, letters: dict[str, str | None], position: int) -> Fact:
    return Fact(body, report, letters, position, *says(body), dated(body, report))
