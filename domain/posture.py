"""Posture of one slot on one day: SEMANTICS section 3, steps 2 to 8, as a pure fold.

Slow and obvious on purpose: this is the meaning. ``projections.posture`` finds the same
answer with less work and has to equal it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple

from domain.claims import Claim
from domain.vocabulary import Value, opposed, spelled

OLDER_WORD = "older_word_of_same_origin"
BEFORE_CHANGE = "before_latest_change"
ONLY_POSSIBLE = "only_possibly_in_force"
AGAINST = "against"


class Reading(NamedTuple):
    """Step 4: what some facts of a slot come to."""

    active: tuple[Claim, ...]
    displaced: tuple[Claim, ...]
    headline: Claim

    @property
    def values(self) -> frozenset[Value]:
        """The active values."""
        return frozenset(claim.value for claim in self.active)


class Verdict(NamedTuple):
    """The stance of one slot: the answer of steps 5 to 8, with the reasons of the losers."""

    headline: Claim
    active: tuple[Claim, ...]
    against: tuple[Claim, ...]
    status: str
    certain: bool
    alternatives: tuple[str, ...]
    origins: int
    mentions: int
    displaced: tuple[tuple[Value, tuple[str, ...]], ...]
    lost: dict[str, str]
    """Fact id to the reason it lost, for all others that are possibly in force."""

    def because(self, lost: dict[str, str]) -> "Verdict":
        """The same with the reasons of those that lost."""
        return self._replace(lost=lost)


@dataclass(frozen=True, slots=True)
class InForce:
    """Step 3: what is in force on the day, and what was put out of force."""

    possible: list[Claim]
    begun: list[Claim]
    against: list[Claim]
    older: list[Claim]
    overtaken: list[Claim]


def judge(visible: Sequence[Claim], day: int) -> Verdict | None:
    """The stance of the slot that all these visible claims share; None where it has none."""
    first = first_published(visible)
    force = in_force(visible, day, first)
    possible = read(force.possible, day, first)
    certain = read(force.begun, day, first)
    answer = certain or possible
    if answer is None or possible is None:
        return None
    sure = certain is not None and is_certain(answer, possible, visible, day)
    return verdict(answer, possible, force.against, sure, mentions(answer, visible)).because(
        reasons(force, answer)
    )


def verdict(
    answer: Reading, possible: Reading, against: Sequence[Claim], certain: bool, mentions: int
) -> Verdict:
    """Steps 5 to 8 from the two readings; without the reasons of those that lost."""
    headline = answer.headline
    if len(answer.active) > 1:
        origins = len({c.origin for c in answer.active if c.value == headline.value})
    else:
        origins = 1
    return Verdict(
        headline=headline,
        active=answer.active,
        against=tuple(against),
        status=status(answer, against) if len(answer.active) > 1 or against else "single",
        certain=certain,
        alternatives=() if possible is answer else _alternatives(answer, possible),
        origins=origins,
        mentions=mentions,
        displaced=displaced_values([(c.value, c.origin) for c in answer.displaced]),
        lost={},
    )


def _alternatives(answer: Reading, possible: Reading) -> tuple[str, ...]:
    return tuple(sorted(map(spelled, possible.values - answer.values)))


def first_published(visible: Iterable[Claim]) -> dict[str, int]:
    """Step 4a: a relay does not make an old word new, the origin's own report does.

    Fact id to the day: its own ``published`` where its chain is empty, otherwise the
    earliest among the claims for the value of the same origin, value and ``start_lo``.
    """
    earliest: dict[tuple[str, Value, int], int] = {}
    supporting = [claim for claim in visible if not claim.against]
    for claim in supporting:
        key = claim.origin, claim.value, claim.start_lo
        earliest[key] = min(earliest.get(key, claim.published), claim.published)
    return {
        claim.id: earliest[claim.origin, claim.value, claim.start_lo]
        if claim.relayed
        else claim.published
        for claim in supporting
    }


def in_force(visible: Iterable[Claim], day: int, first: dict[str, int]) -> InForce:
    """Steps 2 and 3: denials take older words of their origin out, sight takes forecasts out.

    The two rules touch each other only where a denial is itself a forecast: what was seen is
    settled first, then which of these denials it overtakes, then what the others take out; what
    is seen all the same overtakes the other forecasts.
    """
    dated = [claim for claim in visible if claim.possible(day)]
    against = [claim for claim in dated if claim.against]
    observed = [claim for claim in against if not claim.projection]
    older = {c.id for c in dated if thought_better_of(c, observed, first)}
    seen = [claim for claim in dated if claim.begun(day) and claim.id not in older]
    overtaken = {claim.id for claim in against if _overtaken(claim, seen)}
    against = [claim for claim in against if claim.id not in overtaken]
    older = {c.id for c in dated if thought_better_of(c, against, first)}
    seen = [claim for claim in seen if claim.id not in older]
    overtaken |= {c.id for c in dated if not c.against and _overtaken(c, seen)}
    out = older | overtaken
    return InForce(
        possible=[c for c in dated if not c.against and c.id not in out],
        begun=[c for c in seen if not c.against and c.id not in out],
        against=against,
        older=[claim for claim in dated if claim.id in older],
        overtaken=[claim for claim in dated if claim.id in overtaken - older],
    )


def _overtaken(claim: Claim, seen: Iterable[Claim]) -> bool:
    """A projection of which somebody has seen what came (step 3)."""
    return claim.projection and any(other.vouched >= claim.start_hi for other in seen)


def thought_better_of(claim: Claim, against: Iterable[Claim], first: dict[str, int]) -> bool:
    """The origin has later spoken against this very value (step 2)."""
    return not claim.against and any(
        other.origin == claim.origin
        and other.value == claim.value
        and first[claim.id] < other.published
        and claim.start_lo <= other.vouched
        for other in against
    )


def read(claims: Sequence[Claim], day: int, first: dict[str, int]) -> Reading | None:
    """Step 4: each origin's latest word, then later changes, then the headline."""
    if not claims:
        return None
    return settle(
        [claim for origin in by_origin(claims) for claim in latest_words(origin, day, first)], day
    )


def settle(latest: Sequence[Claim], day: int) -> Reading:
    """Steps 4b and 4c, from each origin's latest word."""
    agreed = len({claim.value for claim in latest}) == 1
    displaced = [] if agreed else [claim for claim in latest if _displaced(claim, latest)]
    active = [claim for claim in latest if claim not in displaced] if displaced else latest
    headline = min(active, key=lambda claim: headline_order(claim, day))
    return Reading(tuple(active), tuple(displaced), headline)


def headline_order(claim: Claim, day: int) -> tuple[int, int, int, int, str]:
    """Step 4c: the smallest of these is the headline."""
    return (
        -claim.nearest(day),
        -claim.reliability,
        -claim.published,
        -claim.start_lo,
        claim.id,
    )


def by_origin(claims: Iterable[Claim]) -> Iterable[list[Claim]]:
    """The claims of each origin."""
    groups: dict[str, list[Claim]] = {}
    for claim in claims:
        groups.setdefault(claim.origin, []).append(claim)
    return groups.values()


def latest_words(claims: list[Claim], day: int, first: dict[str, int]) -> list[Claim]:
    """Step 4a, for the facts of one origin."""
    remaining = [claim for claim in claims if not _gives_way(claim, claims, first)]
    best = max(_recency(claim, day, first) for claim in remaining)
    return [claim for claim in remaining if _recency(claim, day, first) == best]


def _gives_way(claim: Claim, others: Iterable[Claim], first: dict[str, int]) -> bool:
    return any(
        other.value != claim.value
        and other.start_lo > claim.start_lo
        and first[other.id] >= first[claim.id]
        for other in others
    )


def _recency(claim: Claim, day: int, first: dict[str, int]) -> tuple[int, int, int]:
    return claim.nearest(day), first[claim.id], claim.start_lo


def _displaced(claim: Claim, latest: Iterable[Claim]) -> bool:
    """Step 4b: another value begins after the last day it is vouched for."""
    return any(o.value != claim.value and o.start_lo > claim.vouched for o in latest)


def is_certain(answer: Reading, possible: Reading, visible: Iterable[Claim], day: int) -> bool:
    """Step 5, for an answer that is the certain reading."""
    headline = answer.headline
    held = {claim.value for claim in answer.active if day <= claim.end_lo}
    return held == answer.values == possible.values and not any(
        interrupts(claim, headline, day) for claim in visible
    )


def interrupts(claim: Claim, headline: Claim, day: int) -> bool:
    """Another value began after the headline was last vouched for, and has ended since."""
    return (
        not claim.against
        and claim.value != headline.value
        and headline.vouched < claim.start_lo
        and claim.end_hi < day
    )


def status(answer: Reading, against: Iterable[Claim]) -> str:
    """Step 6."""
    headline = answer.headline
    holders = {claim.origin for claim in answer.active if claim.value == headline.value}
    if any(
        claim.value == headline.value
        and claim.origin not in holders
        and claim.vouched >= headline.start_lo
        for claim in against
    ):
        return "contested"
    if all(claim.value == headline.value for claim in answer.active):
        return "single" if len(holders) == 1 else "corroborated"
    aspect = headline.slot.aspect
    voices = {(claim.origin, claim.value) for claim in answer.active}
    clashes = [
        one[0] == other[0]
        for one, other in combinations(voices, 2)
        if opposed(aspect, one[1], other[1])
    ]
    if not clashes:
        return "nuanced"
    return "mixed" if all(clashes) else "contested"


def mentions(answer: Reading, visible: Iterable[Claim]) -> int:
    """Step 8: reports that repeat an active fact of the headline's value."""
    headline = answer.headline
    held = {(c.origin, c.start_lo) for c in answer.active if c.value == headline.value}
    return len(
        {
            claim.report
            for claim in visible
            if not claim.against
            and claim.value == headline.value
            and (claim.origin, claim.start_lo) in held
        }
    )


def displaced_values(
    displaced: Sequence[tuple[Value, str]],
) -> tuple[tuple[Value, tuple[str, ...]], ...]:
    """Step 8: each value that step 4b displaced, with the origins that held it."""
    if len(displaced) == 1:
        value, origin = displaced[0]
        return ((value, (origin,)),)
    origins: dict[Value, set[str]] = {}
    for value, origin in displaced:
        origins.setdefault(value, set()).add(origin)
    values = sorted(origins, key=_value_order) if len(origins) > 1 else list(origins)
    return tuple([(value, tuple(sorted(origins[value]))) for value in values])


def _value_order(value: Value) -> tuple[str, int, str]:
    return (value, 0, "") if isinstance(value, str) else ("", value[1], value[0])


def reasons(force: InForce, answer: Reading) -> dict[str, str]:
    """Why each fact that is possibly in force is not active."""
    lost = {claim.id: AGAINST for claim in force.against}
    lost |= {claim.id: OLDER_WORD for claim in force.older}
    lost |= {claim.id: ONLY_POSSIBLE for claim in force.overtaken}
    considered = {claim.id for claim in force.begun or force.possible}
    displaced = {claim.id for claim in answer.displaced}
    active = {claim.id for claim in answer.active}
    for claim in force.possible:
        if claim.id not in considered:
            lost[claim.id] = ONLY_POSSIBLE
        elif claim.id in displaced:
            lost[claim.id] = BEFORE_CHANGE
        elif claim.id not in active:
            lost[claim.id] = OLDER_WORD
    return lost
