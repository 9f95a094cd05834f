"""The stance of one slot, judged like ``domain.posture.judge`` with less work.

Each origin's latest word is found by a walk (``projections.latest``); what comes after is
the domain's own code. Where the order of the rules matters to the walk (a forecast that
nobody is seen to have overtaken, a denial that is a forecast, a relay whose first word may
be out of sight) the domain's fold is asked instead.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from domain.claims import Claim
from domain.days import OPEN
from domain.posture import (
    Reading,
    Verdict,
    by_origin,
    interrupts,
    judge,
    settle,
    thought_better_of,
    verdict,
)
from projections.latest import Counts, Origin

Visible = Callable[[Claim], bool]
"""Whether a claim is visible: published by K, recorded by T, standing, not excluded."""


class SlotIndex:
    """All claims of one slot, laid out for walks."""

    def __init__(self, claims: Sequence[Claim]) -> None:
        self.claims = claims
        supporting = [claim for claim in claims if not claim.against]
        self.origins = [Origin(found) for found in by_origin(supporting)]
        self.relays = any(origin.relays for origin in self.origins)
        self.against = [claim for claim in claims if claim.against]
        self.projections = [claim for claim in supporting if claim.projection]
        ended = [claim for claim in supporting if claim.end_hi < OPEN]
        self._ended = sorted(ended, key=lambda claim: claim.start_lo)
        self._ended_starts = [claim.start_lo for claim in self._ended]
        self._repeated: dict[tuple[str, object, int], list[Claim]] = {}
        for claim in supporting:
            key = claim.origin, claim.value, claim.start_lo
            self._repeated.setdefault(key, []).append(claim)

    def judge(self, day: int, known_by: int, visible: Visible, *, plain: bool) -> Verdict | None:
        """The stance at D; ``plain`` says that K alone decides what is visible."""
        counts = None if plain else visible
        if not plain and self.relays:
            return self._fold(day, visible)
        against: list[Claim] = []
        if self.against:
            against = [c for c in self.against if c.possible(day) and visible(c)]
            if against and (self.relays or any(claim.projection for claim in against)):
                return self._fold(day, visible)
            counts = _not_disowned(against, counts)
        walks = [origin.latest(day, known_by, counts, begun=True) for origin in self.origins]
        certain = _settled([found for found, _ in walks], day)
        possible = certain
        if any(unsure for _, unsure in walks):
            seen = _last_sight(certain, against, day)
            forecasts = [c for c in self.projections if c.possible(day) and visible(c)]
            if any(claim.start_hi > seen for claim in forecasts):
                return self._fold(day, visible)
            counts = _no_forecasts(counts, forecasts)
            wider = [
                origin.latest(day, known_by, counts, begun=False)[0] if unsure else found
                for origin, (found, unsure) in zip(self.origins, walks, strict=True)
            ]
            possible = _settled(wider, day)
        answer = certain or possible
        if answer is None or possible is None:
            return None
        sure = certain is not None and self._certain(answer, possible, day, visible)
        return verdict(answer, possible, against, sure, self._mentions(answer, visible))

    def _fold(self, day: int, visible: Visible) -> Verdict | None:
        found = judge([claim for claim in self.claims if visible(claim)], day)
        return found.because({}) if found else None

    def _certain(self, answer: Reading, possible: Reading, day: int, visible: Visible) -> bool:
        """Step 5; only facts that began after the headline's last word can interrupt it."""
        held = {claim.value for claim in answer.active if day <= claim.end_lo}
        if held != answer.values or (possible is not answer and possible.values != held):
            return False
        headline = answer.headline
        first = bisect_right(self._ended_starts, headline.vouched)
        last = bisect_right(self._ended_starts, day)
        return not any(
            interrupts(claim, headline, day) and visible(claim) for claim in self._ended[first:last]
        )

    def _mentions(self, answer: Reading, visible: Visible) -> int:
        """Step 8, among the facts that say the same as an active one."""
        value = answer.headline.value
        held = {(claim.origin, claim.start_lo) for claim in answer.active if claim.value == value}
        reports = {
            claim.report
            for origin, start_lo in held
            for claim in self._repeated[origin, value, start_lo]
            if visible(claim)
        }
        return len(reports)


def _settled(words: Iterable[list[Claim]], day: int) -> Reading | None:
    """The reading that the latest words of all origins come to."""
    latest = [claim for found in words for claim in found]
    return settle(latest, day) if latest else None


def _not_disowned(against: Sequence[Claim], counts: Counts | None) -> Counts | None:
    """Leave out what its own origin now thinks otherwise of (step 2)."""
    if not against:
        return counts
    origins = {claim.origin for claim in against}

    def keeps(claim: Claim) -> bool:
        if counts is not None and not counts(claim):
            return False
        return claim.origin not in origins or not thought_better_of(
            claim, against, {claim.id: claim.published}
        )

    return keeps


def _no_forecasts(counts: Counts | None, forecasts: Iterable[Claim]) -> Counts | None:
    """Leave out forecasts of which somebody has seen what came (step 3)."""
    overtaken = {claim.id for claim in forecasts}
    if not overtaken:
        return counts
    return lambda claim: claim.id not in overtaken and (counts is None or counts(claim))


def _last_sight(certain: Reading | None, against: Iterable[Claim], day: int) -> int:
    """A day to which some begun fact is surely vouched for; more may be."""
    active = (*certain.active, *certain.displaced) if certain else ()
    seen = [claim.vouched for claim in (*active, *against) if claim.begun(day)]
    return max(seen, default=-1)
