"""Single slots by the domain's own fold, in the shape of the columns' answers."""

import numpy as np

from domain.claims import Slot
from domain.posture import Verdict, judge
from projections.asof.layout import Layout
from projections.asof.verdicts import Stance
from projections.asof.view import View


def folded(layout: Layout, view: View, place: int, *, lost: bool) -> Stance | None:
    """What the fold says of one slot; None for nothing."""
    rows, claims = layout.rows_of(place), layout.claims_of(place)
    seen = view.sees(layout, np.array(rows)).tolist()
    visible = {
        claim.id: (claim, row) for claim, row, sees in zip(claims, rows, seen, strict=True) if sees
    }
    verdict = judge([claim for claim, _ in visible.values()], view.day)
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
