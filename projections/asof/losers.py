"""Why a fact that is possibly in force is not active: the reasons of ``evidence=all``."""

import numpy as np

from domain.posture import AGAINST, BEFORE_CHANGE, OLDER_WORD, ONLY_POSSIBLE
from projections.asof import facts as f
from projections.asof.facts import Flags, Numbers
from projections.asof.judgement import Judged, begun, last_sights
from projections.asof.layout import FORECAST, MARKS, PLACE, Layout
from projections.asof.view import Candidates, View, candidates, rows_in_force

_REASONS = (OLDER_WORD, ONLY_POSSIBLE, BEFORE_CHANGE, AGAINST)
_OLDER, _POSSIBLE, _BEFORE, _AGAINST, _ACTIVE = range(5)
Lost = dict[int, dict[int, str]]
"""By slot: row to the reason why it lost."""


def losers(layout: Layout, view: View, judged: Judged, denials: Numbers) -> Lost:
    """What lost in the slots that have a stance; ``denials`` are those in effect."""
    answer = judged.answer()
    rows = rows_in_force(layout, view, 0, layout.size)
    reason = np.full(len(layout.positions), _OLDER, dtype=np.int8)
    found = candidates(layout, view, denials)
    reason[found.rows[_out_of_reading(layout, view, judged, denials, found)]] = _POSSIBLE
    reason[answer.rows[~answer.standing]] = _BEFORE
    reason[answer.rows[answer.standing]] = _ACTIVE
    reason[denials] = _AGAINST
    told = np.zeros(len(layout.slots), dtype=np.bool_)
    told[answer.places] = True
    rows = np.concatenate([rows, denials])
    rows = rows[told[layout.numbers[PLACE][rows]] & (reason[rows] != _ACTIVE)]
    lost: Lost = {}
    for place, row, number in zip(
        layout.numbers[PLACE][rows].tolist(), rows.tolist(), reason[rows].tolist(), strict=True
    ):
        lost.setdefault(place, {})[row] = _REASONS[number]
    return lost


def _out_of_reading(
    layout: Layout, view: View, judged: Judged, denials: Numbers, found: Candidates
) -> Flags:
    """What has perhaps not begun where something has, and forecasts of which all is known."""
    sure = np.zeros(len(layout.slots), dtype=np.bool_)
    sure[judged.certain.places] = True
    out: Flags = sure[found.place] & ~begun(layout, found, view.day)
    forecast = layout.numbers[MARKS][found.rows] & FORECAST > 0
    if forecast.any():
        sights = last_sights(layout, view, denials, found.where(forecast))
        out |= forecast & (layout.numbers[f.START_HI][found.rows] <= sights[found.place])
    return out
