"""Posture of an actor at (D, K, T): the visible claims of each slot, judged."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from domain.claims import Slot, withdrawn_by
from domain.posture import Verdict
from domain.posture import judge as domain_judge
from projections.asof.facts import Flags, Numbers
from projections.asof.judgement import judge
from projections.asof.layout import FORECAST, MARKS, PLACE, Layout
from projections.asof.losers import Lost, losers
from projections.asof.verdicts import Stance, stances
from projections.asof.view import View, denials_in_effect, rows_in_force
from projections.books import Book, Withdrawals
from projections.coordinates import Coordinates

Evidence = Literal["active", "all", "none"]
EVERYBODY = object()
"""No filter on ``toward``."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one actor's posture."""

    at: Coordinates
    position: int
    aspect: str | None = None
    toward: object = EVERYBODY
    """An actor id, None for stances toward nobody, or EVERYBODY."""
    exclude_source: str | None = None


def posture(book: Book, question: Question, evidence: Evidence = "active") -> Iterator[Stance]:
    """All stances of the actor in the order of section 7, with the facts that are asked for."""
    layout = book.layout
    if layout is None:
        return iter(())
    plain = question.position >= book.added
    view = view_of(layout, book.withdrawals, question, plain=plain)
    found = stances_at(layout, view, facts=evidence != "none", lost=evidence == "all")
    if evidence != "all":
        return found
    gone = _withdrawn(layout, view, book.withdrawals, question)
    return (stance._replace(lost=stance.lost | gone.get(stance.place, {})) for stance in found)


def stances_at(
    layout: Layout, view: View, *, facts: bool = True, lost: bool = False
) -> Iterator[Stance]:
    """The stances of all slots that are asked for, in their order."""
    denials = denials_in_effect(layout, view)
    forecast = layout.numbers[MARKS][denials] & FORECAST > 0
    if np.count_nonzero(forecast):
        return iter(_partly_folded(layout, view, denials[forecast], facts=facts, lost=lost))
    return _judged(layout, view, denials, facts=facts, lost=lost)


def _judged(
    layout: Layout, view: View, denials: Numbers, *, facts: bool, lost: bool
) -> Iterator[Stance]:
    judged = judge(layout, view, denials)
    found = stances(layout, view, judged, denials, facts=facts)
    if not lost:
        return found
    why = losers(layout, view, judged, denials)
    return (stance._replace(lost=why.get(stance.place, {})) for stance in found)


def _partly_folded(
    layout: Layout, view: View, forecasts: Numbers, *, facts: bool, lost: bool
) -> list[Stance]:
    """The same where some denials are themselves forecasts."""
    # The order of the rules matters where a denial is itself a forecast: the fold knows it.
    folded = sorted(set(layout.numbers[PLACE][forecasts].tolist()))
    others = np.ones(len(layout.slots), dtype=np.bool_)
    if view.places is not None:
        others &= view.places
    others[folded] = False
    rest = replace(view, places=others)
    denials = denials_in_effect(layout, rest)
    found = list(_judged(layout, rest, denials, facts=facts, lost=lost))
    found += [s for s in (_folded(layout, view, place, lost=lost) for place in folded) if s]
    return sorted(found, key=lambda stance: stance.place)


def view_of(layout: Layout, withdrawals: Withdrawals, question: Question, *, plain: bool) -> View:
    """The question as the columns understand it; ``plain`` where T hides none of them."""
    at = question.at
    gone = withdrawals.gone(at.known_by, question.position)
    if question.exclude_source is not None:
        through = layout.through(question.exclude_source)
        gone = through if gone is None else gone | through
    plain = plain and gone is None
    return View(at.as_of, at.known_by, question.position, plain, gone, _asked(layout, question))


def _asked(layout: Layout, question: Question) -> Flags | None:
    if question.aspect is None and question.toward is EVERYBODY:
        return None
    return np.array(
        [
            (question.aspect is None or slot.aspect == question.aspect)
            and (question.toward is EVERYBODY or slot.toward == question.toward)
            for slot in layout.slots
        ],
        dtype=np.bool_,
    )


def _folded(layout: Layout, view: View, place: int, *, lost: bool) -> Stance | None:
    """One slot by the domain's own fold."""
    rows, claims = layout.rows_of(place), layout.claims_of(place)
    seen = view.sees(layout, np.array(rows)).tolist()
    visible = {
        claim.id: (claim, row) for claim, row, sees in zip(claims, rows, seen, strict=True) if sees
    }
    verdict = domain_judge([claim for claim, _ in visible.values()], view.day)
    if verdict is None:
        return None
    places = {id: row for id, (_, row) in visible.items()}
    reasons = {places[id]: why for id, why in verdict.lost.items()} if lost else {}
    return stance_of(place, layout.slots[place], verdict, places)._replace(lost=reasons)


def stance_of(place: int, slot: Slot, verdict: Verdict, rows: dict[str, int]) -> Stance:
    """What the domain says of a slot; ``rows`` by fact id."""
    headline = verdict.headline
    return Stance(
        place,
        slot,
        rows[headline.id],
        headline.value,
        verdict.status,
        verdict.certain,
        verdict.alternatives,
        (headline.start_lo, headline.start_hi),
        headline.vouched,
        verdict.origins,
        verdict.mentions,
        verdict.displaced,
        tuple(rows[id] for id in sorted(claim.id for claim in verdict.active)),
        tuple(rows[id] for id in sorted(claim.id for claim in verdict.against)),
    )


def _withdrawn(layout: Layout, view: View, withdrawals: Withdrawals, question: Question) -> Lost:
    """By slot: facts that would be possibly in force and are withdrawn, and by what."""
    at, source = question.at, question.exclude_source
    gone = withdrawals.gone(at.known_by, question.position)
    if gone is None:
        return {}
    shown = replace(view, plain=False, gone=None if source is None else layout.through(source))
    rows = rows_in_force(layout, shown, 0, len(layout.positions))
    rows = rows[gone[rows]]
    found: Lost = {}
    for place, row, position in zip(
        layout.numbers[PLACE][rows].tolist(),
        rows.tolist(),
        layout.positions[rows].tolist(),
        strict=True,
    ):
        act = withdrawn_by(withdrawals.of(position), at.known_by, question.position)
        why = "corrected" if act and act.corrected else "retracted"
        found.setdefault(place, {})[row] = why
    return found
