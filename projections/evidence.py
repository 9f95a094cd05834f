"""Facts as evidence, encoded once: an answer joins fragments that are ready to send."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import orjson

from domain import edtf
from domain.claims import Claim
from domain.days import iso
from projections.asof.facts import CODE
from projections.asof.kernel.pieces import without
from projections.asof.layout import Layout
from projections.asof.table import Groups, Shown, grouped
from projections.encoded import Encoded
from projections.facts import bodies_at
from projections.snapshots import Snapshot
from projections.values import value_fields

SLOT_BITS = 31
"""Bits of a slot's number beside a position."""


class Carriers(NamedTuple):
    """The facts of some stances, by their rows in a layout, stance by stance."""

    active: Groups
    against: Groups
    lost: Sequence[dict[int, str]] | None = None
    """Row to the reason why it lost; None where that was not asked."""


def evidence_of(snapshot: Snapshot, layout: Layout, encoded: Encoded, facts: Carriers) -> Shown:
    """The facts of each stance: active ones first, then by id."""
    known = encoded.by_row(layout)
    # A row is always one of both.
    for groups, lost in ((facts.active, None), (facts.against, "against")):
        missing = without(known, groups.rows)
        entries = _entries(snapshot, layout, encoded, missing, lost)
        for row, text in zip(missing, entries, strict=True):
            known[row] = text
    if facts.lost is None:
        return Shown(known, facts.active, known, facts.against)
    every = known.copy()
    for row, text in _losers(snapshot, layout, encoded, facts.lost).items():
        every[row] = text
    shown = grouped(
        (*active, *sorted(own, key=layout.id))
        for active, own in zip(facts.active, facts.lost, strict=True)
    )
    return Shown(every, shown, known, facts.against)


def _losers(
    snapshot: Snapshot, layout: Layout, encoded: Encoded, lost: Sequence[dict[int, str]]
) -> dict[int, bytes]:
    """Row to its entry, of all facts that lost."""
    rows: dict[str, list[int]] = {}
    for own in lost:
        for row, why in own.items():
            rows.setdefault(why, []).append(row)
    return {
        row: text
        for why, same in rows.items()
        for row, text in zip(same, _entries(snapshot, layout, encoded, same, why), strict=True)
    }


def _entries(
    snapshot: Snapshot, layout: Layout, encoded: Encoded, rows: list[int], lost: str | None
) -> list[bytes]:
    """The facts in some rows of a layout, which all lost for the same reason or did not.

    Each after the comma that it mostly has in an answer.
    """
    if not rows:
        return []
    among = np.array(rows)
    positions = layout.positions[among]

    def make(places: list[int]) -> list[bytes]:
        found = [(rows[place], int(positions[place])) for place in places]
        bodies = bodies_at(snapshot.connection, {position for _, position in found})
        entries = (_entry(layout.claim(row), bodies[position], lost) for row, position in found)
        return [b"," + orjson.dumps(entry) for entry in entries]

    # A fact is shown once for each of its slots.
    keys = (positions << SLOT_BITS | layout.numbers[CODE][among]).tolist()
    return encoded.texts(snapshot.checkpoint.generation, lost, keys, make)


def _entry(claim: Claim, body: dict[str, Any], lost: str | None) -> dict[str, Any]:
    """One fact as evidence for or against a stance, in the shape of section 7."""
    return {
        "id": claim.id,
        "type": body["type"],
        **value_fields(claim.value),
        "active": lost is None,
        "lost": lost,
        "origin": claim.origin,
        "attribution": body.get("attribution", []),
        "report": claim.report,
        "published": iso(claim.published),
        "occurred": body["occurred"],
        "start": [iso(claim.start_lo), iso(claim.start_hi)],
        "end": [iso(claim.end_lo), iso(claim.end_hi)],
        "vouched_through": iso(claim.vouched),
        "projection": claim.projection,
        "likelihood": body.get("likelihood"),
        "confidence": body.get("confidence"),
        "credibility": body.get("credibility"),
        "mode": body.get("mode"),
        "quote": body["quote"],
        "position": claim.position,
        **marks(body),
    }


def marks(body: dict[str, Any]) -> dict[str, bool]:
    """What is only said where it is so: a denial, and the qualifiers of the written date."""
    span = edtf.parse(body["occurred"])
    said = {
        "denied": bool(body.get("denied")),
        "approximate": span.approximate,
        "uncertain": span.uncertain,
    }
    return {mark: True for mark, is_so in said.items() if is_so}
