"""SEMANTICS section 3, steps 2 to 8, for one slot: slow, in the words of the page."""

from collections.abc import Iterable, Sequence

from tests.oracle_dates import Json, iso
from tests.oracle_facts import Fact, Value, opposed

Facts = Sequence[Fact]


class Stance:
    """All rules for the visible facts of one slot on one day."""

    def __init__(self, facts: Facts, aspect: str, day: int) -> None:
        self.facts, self.aspect, self.day = facts, aspect, day
        self.dated = [fact for fact in facts if fact.dated(day)]
        against = [f for f in self.dated if f.against]
        observed = [f for f in against if not f.projection]
        self.against = [f for f in against if not self.overtaken(f, observed)]
        self.possible = [f for f in self.dated if not f.against and self.in_force(f)]
        self.begun = [fact for fact in self.possible if fact.begun(day)]

    def first_published(self, fact: Fact) -> int:
        """4a: 'a relay does not make an old word new, the origin's own report does'."""
        if not fact.chain:
            return fact.published
        return min(g.published for g in self.facts if not g.against and self.same(g, fact))

    def same(self, one: Fact, other: Fact) -> bool:
        """Same origin, slot, value and ``start_lo``."""
        return (one.origin, one.value, one.days.start_lo) == (
            other.origin,
            other.value,
            other.days.start_lo,
        )

    def overtaken(self, fact: Fact, against: Facts) -> bool:
        """3: 'somebody has seen what came of it'; what is out of force has seen nothing."""
        return fact.projection and any(
            g.begun(self.day)
            and g.days.vouched >= fact.days.start_hi
            and not self.disowned(g, against)
            for g in self.dated
        )

    def disowned(self, fact: Fact, against: Iterable[Fact]) -> bool:
        """2: 'the origin thinks otherwise now'."""
        return not fact.against and any(
            (a.origin, a.value) == (fact.origin, fact.value)
            and self.first_published(fact) < a.published
            and fact.days.start_lo <= a.days.vouched
            for a in against
        )

    def in_force(self, fact: Fact) -> bool:
        return not self.overtaken(fact, self.against) and not self.disowned(fact, self.against)

    def latest(self, reading: Facts) -> Facts:
        """4a: each origin's latest word."""

        def gives_way(fact: Fact) -> bool:
            return any(
                g.origin == fact.origin
                and g.value != fact.value
                and g.days.start_lo > fact.days.start_lo
                and self.first_published(g) >= self.first_published(fact)
                for g in reading
            )

        def rank(fact: Fact) -> tuple[int, int, int]:
            return fact.nearest(self.day), self.first_published(fact), fact.days.start_lo

        left = [fact for fact in reading if not gives_way(fact)]
        return [f for f in left if rank(f) == max(rank(g) for g in left if g.origin == f.origin)]

    def displaced(self, reading: Facts) -> Facts:
        """4b: another value begins after the last day it is vouched for."""
        latest = self.latest(reading)
        return [
            fact
            for fact in latest
            if any(g.value != fact.value and g.days.start_lo > fact.days.vouched for g in latest)
        ]

    def active(self, reading: Facts) -> Facts:
        displaced = self.displaced(reading)
        return [fact for fact in self.latest(reading) if fact not in displaced]

    def headline(self, active: Facts) -> Fact:
        """4c; among equals the smallest id."""

        def rank(fact: Fact) -> tuple[int, int, int, int]:
            return fact.nearest(self.day), fact.reliability, fact.published, fact.days.start_lo

        best = max(map(rank, active))
        return min((fact for fact in active if rank(fact) == best), key=lambda fact: fact.id)

    def certain(self, headline: Fact) -> bool:
        """5: certainty speaks of dates."""
        values = {fact.value for fact in self.active(self.begun)}
        held = {f.value for f in self.active(self.begun) if f.certainly(self.day)}
        return values == held == {fact.value for fact in self.active(self.possible)} and not any(
            not fact.against
            and fact.value != headline.value
            and headline.days.vouched < fact.days.start_lo
            and fact.days.end_hi < self.day
            for fact in self.facts
        )

    def status(self, active: Facts, headline: Fact) -> str:
        """6."""
        holding = {fact.origin for fact in active if fact.value == headline.value}
        for fact in self.against:
            late = fact.days.vouched >= headline.days.start_lo
            if fact.value == headline.value and fact.origin not in holding and late:
                return "contested"
        if len({fact.value for fact in active}) == 1:
            return "single" if len({fact.origin for fact in active}) == 1 else "corroborated"
        clashes = {
            f.origin == g.origin
            for f in active
            for g in active
            if opposed(self.aspect, f.value, g.value)
        }
        return "contested" if False in clashes else "mixed" if clashes else "nuanced"

    def why_lost(self, fact: Fact, answer: Facts) -> str:
        if fact in self.against:
            return "against"
        if self.disowned(fact, self.against):
            return "older_word_of_same_origin"
        if fact not in answer:
            return "only_possibly_in_force"
        displaced = fact in self.displaced(answer)
        return "before_latest_change" if displaced else "older_word_of_same_origin"

    def answer(self) -> Json | None:
        """The stance with the ids of its evidence; None where the slot has none."""
        reading = self.begun or self.possible
        if not reading:
            return None
        active = self.active(reading)
        headline = self.headline(active)
        holding = [fact for fact in active if fact.value == headline.value]
        others = {f.value for f in self.active(self.possible)} - {f.value for f in active}
        repeats = [g for g in self.facts if not g.against and any(self.same(g, f) for f in holding)]
        displaced: dict[Value, set[str]] = {}
        for fact in self.displaced(reading):
            displaced.setdefault(fact.value, set()).add(fact.origin)
        lost = {f.id: self.why_lost(f, reading) for f in self.dated if f not in active}
        return {
            **shown(headline.value),
            "status": self.status(active, headline),
            "certainty": "certain" if self.begun and self.certain(headline) else "possible",
            "alternatives": sorted(f"{c or ''}{v}" for v, c in others),
            "since": {
                "earliest": iso(headline.days.start_lo),
                "latest": iso(headline.days.start_hi),
            },
            "vouched_through": iso(headline.days.vouched),
            "stale_days": max(0, self.day - headline.days.vouched),
            "origins": len({fact.origin for fact in holding}),
            "mentions": len({fact.report["id"] for fact in repeats}),
            "displaced": [{**shown(v), "origins": sorted(displaced[v])} for v in sorted(displaced)],
            "against": sorted(fact.id for fact in self.against),
            "active": sorted(fact.id for fact in active),
            "lost": lost,
        }


def shown(value: Value) -> Json:
    word, comparator = value
    return {"value": word} if comparator is None else {"value": word, "comparator": comparator}
